"""The relief of a head and the light that falls on it.

A head is a dome with Gaussian bumps: nose, sockets, cheeks, lips, chin. Lambert's cosine over its
normals gives the light; hollows are darkened a little more, as little light reaches them from
anywhere.
"""

import math

import cv2
import numpy as np

from fer.data.drawing.canvas import Array
from fer.data.drawing.expression import Expression
from fer.data.drawing.sitter import Sitter
from fer.data.drawing.view import View

_LEFT, _RIGHT, _TOP, _BOTTOM = -1.5, 1.5, -2.0, 2.1
_SOFTEN = 0.4  # how far light reaches round the edge of the shade
_BRIGHTEST = 1.04
_GLOSS = 0.055


def bumps(sitter: Sitter, face: Expression) -> Array:
    """Return the bumps of a face, float32 ``(K, 6)``.

    Columns: x, y, standard deviations across and along, height, shade (a share of the light).
    """
    nose = sitter.nose
    base = 0.66 + sitter.nose_length - 0.05 * face.nose_wrinkle
    mouth = 1.03 + sitter.mouth_drop
    lower = mouth + 0.12 + face.mouth_open
    chin = 1.47 * sitter.chin + face.jaw_drop
    out = 0.40 * face.mouth_width
    single = [
        (0.0, 0.15, 0.13 * nose, 0.30, 0.11, -0.04),  # bridge
        (0.0, base - 0.10, 0.13 * nose, 0.12, 0.15, -0.04),  # tip
        (0.0, base + 0.11, 0.19 * nose, 0.05, -0.02, 0.16),  # under the nose
        (0.0, mouth - 0.15, 0.05, 0.07, -0.012, 0.03),  # philtrum
        (0.0, mouth - 0.03 - face.upper_lip, 0.25, 0.06, 0.03, 0.0),
        (0.0, lower, 0.22, 0.06, 0.05, 0.0),
        (0.0, lower + 0.14, 0.20, 0.05, -0.05, 0.12 + 0.05 * face.chin),
        (0.0, chin, 0.24, 0.14, 0.09 + 0.04 * face.chin, -0.03),
        (0.0, -0.75, 0.5, 0.35, 0.03, -0.04),  # forehead
        (0.0, -0.22, 0.09, 0.12, -0.02 - 0.03 * face.furrow, 0.08 * face.furrow),
    ]
    raised = 0.05 * face.cheek
    pair = [
        (0.44, -0.05, 0.26, 0.16, -0.10, 0.17),  # socket
        (0.23, -0.04, 0.09, 0.14, -0.05, 0.15),  # inner corner
        (0.46, 0.0, 0.15, 0.10, 0.05, -0.05),  # eyeball
        (0.45, -0.36 - face.brow_height, 0.30, 0.09, 0.05, -0.02),  # ridge of the brow
        (0.17 * nose, base, 0.075, 0.075, 0.05, 0.0),  # wing of the nose
        (0.29 * nose, base - 0.02, 0.06, 0.10, -0.02, 0.08),  # beside it
        (0.58, 0.42 - raised, 0.20, 0.17, 0.06 + 0.07 * face.cheek, -0.06),  # cheek
        (0.74, 0.95, 0.16, 0.26, -0.03, 0.05),  # under the cheekbone
        (0.95, -0.55, 0.14, 0.30, -0.02, 0.07),  # temple
        (0.33, 0.68, 0.06, 0.09, -0.02 * face.fold, 0.08 * face.fold),  # fold, from the nose
        (0.44, 0.84 - 0.5 * face.corner, 0.06, 0.09, -0.03 * face.fold, 0.10 * face.fold),
        (out + 0.07, mouth - face.corner, 0.06, 0.08, -0.02, 0.07),  # corner of the mouth
    ]
    mirrored = [(-x, *rest) for x, *rest in pair]
    return np.array(single + pair + mirrored, np.float32)


def lighting(sitter: Sitter, face: Expression, view: View) -> tuple[Array, Array]:
    """Return the light on the face, and on a bare dome for the hair, over the canvas of `view`.

    float32 ``(3, side, side)``, its shade a little warmer than its light, and ``(1, side, side)``:
    factors around 1.
    """
    step = max(0.02, min(0.06, 1.8 / view.scale))
    x = np.arange(_LEFT, _RIGHT + step, step, dtype=np.float32)
    y = np.arange(_TOP, _BOTTOM + step, step, dtype=np.float32)
    table = bumps(sitter, face)
    table[:, :2] = view.turned(table[:, :2])
    height, shade = _sums(table, x, y)
    azimuth = sitter.azimuth - sitter.roll
    towards = (
        float(np.sin(azimuth) * np.cos(sitter.elevation)),
        float(-np.sin(sitter.elevation)),
        float(np.cos(azimuth) * np.cos(sitter.elevation)),
    )
    on_face, sheen = _reflected(_dome(x, y, 1.22) + height, towards, sitter.ambient, step)
    on_dome, _ = _reflected(_dome(x, y, 1.6), towards, sitter.ambient, step)
    face_light = _spread(on_face * (1 - shade), view, step)
    gloss = _warped(sheen * (1 - 2 * shade), view, step)
    # the gloss is white: dark skin shows more of it than it reflects otherwise
    for plane, channel in zip(face_light, sitter.skin, strict=True):
        plane += gloss * (_GLOSS / channel)
    return face_light, _warped(on_dome, view, step)[None]


def _sums(table: Array, x: Array, y: Array) -> tuple[Array, Array]:
    """Return the sum of the bumps' heights and of their shades, each float32 ``(H, W)``."""
    middle_x, middle_y, across, along, height, shade = table.T[:, :, None]
    wide = np.exp(-0.5 * ((x - middle_x) / across) ** 2)  # (K, W)
    tall = np.exp(-0.5 * ((y - middle_y) / along) ** 2)  # (K, H)
    return (tall * height).T @ wide, (tall * shade).T @ wide


def _dome(x: Array, y: Array, radius: float) -> Array:
    inside = 1 - (x[None, :] / radius) ** 2 - ((y[:, None] - 0.05) / (radius + 0.8)) ** 2
    return np.float32(0.95) * np.sqrt(np.maximum(inside, 0.04, dtype=np.float32))


def _reflected(
    surface: Array, towards: tuple[float, float, float], ambient: float, step: float
) -> tuple[Array, Array]:
    """Return the light that a surface scatters (Lambert) and mirrors (Blinn), ``(H, W)``."""
    slope_x = cv2.Sobel(surface, cv2.CV_32F, 1, 0, scale=1 / (8 * step))
    slope_y = cv2.Sobel(surface, cv2.CV_32F, 0, 1, scale=1 / (8 * step))
    length = np.sqrt(1 + slope_x * slope_x + slope_y * slope_y)
    across, down, forward = towards
    cosine = (forward - slope_x * across - slope_y * down) / length
    direct = np.maximum(cosine + _SOFTEN, 0) * ((_BRIGHTEST - ambient) / (1 + _SOFTEN))
    # half way between the light and the viewer, who looks along the z axis
    half = math.sqrt(2 + 2 * forward)
    mirrored = (forward + 1 - slope_x * across - slope_y * down) / (half * length)
    square = np.maximum(mirrored, 0) ** 2
    return np.asarray(ambient + direct, np.float32), square**4 * square**2


def _spread(level: Array, view: View, step: float) -> Array:
    """Warp a map of the head onto the canvas and give its shade a warm tint."""
    quarter = np.sqrt(np.sqrt(level))
    # red fades with the power 3/4, blue with 9/8
    tinted = (quarter * quarter * quarter, level, level * np.sqrt(quarter))
    return np.stack([_warped(plane, view, step) for plane in tinted])


def _warped(level: Array, view: View, step: float) -> Array:
    to_canvas = view.matrix.copy()
    to_canvas[:, 2] += view.matrix[:, :2] @ np.array([_LEFT, _TOP], np.float32)
    to_canvas[:, :2] *= step
    size = (view.side, view.side)
    return np.asarray(
        cv2.warpAffine(level, to_canvas, size, borderMode=cv2.BORDER_REPLICATE), np.float32
    )
