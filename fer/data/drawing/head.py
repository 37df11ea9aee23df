"""A head and its shoulders, layer by layer: back hair, body, ears, face, features, front hair."""

import numpy as np

from fer.data.drawing.canvas import Array, Canvas, Patch, ribbon, smooth
from fer.data.drawing.expression import Expression
from fer.data.drawing.features import Pen, darker, draw_features
from fer.data.drawing.hair import draw_back_hair, draw_front_hair
from fer.data.drawing.relief import lighting
from fer.data.drawing.sitter import Sitter
from fer.data.drawing.view import View


def draw_head(canvas: Canvas, view: View, sitter: Sitter, face: Expression) -> None:
    """Draw a sitter with an expression onto a canvas that shows the background."""
    on_face, on_dome = lighting(sitter, face, view)
    pen = Pen(canvas, view, sitter, face, on_face)
    hair = Pen(canvas, view, sitter, face, on_dome)
    draw_back_hair(hair)
    _body(pen)
    if sitter.style != "scarf":
        _ears(pen)
    outline = smooth(_mirror(_outline(sitter, face)))
    skin = canvas.paint(view.head(outline), sitter.skin, light=on_face)
    if sitter.beard > 0:
        _beard(pen, skin)
    draw_features(pen)
    draw_front_hair(hair)


def _mirror(half: list[tuple[float, float]]) -> Array:
    """Return a closed outline from its right half, given from the top to the bottom."""
    right = np.array(half, np.float32)
    left = right[1:-1][::-1] * np.array([-1, 1], np.float32)
    return np.concatenate([right, left])


def _outline(sitter: Sitter, face: Expression) -> list[tuple[float, float]]:
    drop = max(0.0, face.mouth_open - 0.1) * 0.5
    jaw, chin, cheek = sitter.jaw, 1.66 * sitter.chin + drop, sitter.cheeks
    full = 1 + 0.03 * face.cheek
    return [
        (0.0, -1.55),
        (0.60, -1.38),
        (0.95, -0.80),
        (1.00, -0.15),
        (0.97 * cheek * full, 0.48),
        (0.86 * jaw, 0.98 + 0.2 * drop),
        (0.64 * jaw, 1.36 + 0.7 * drop),
        (0.33 * jaw, chin - 0.06),
        (0.0, chin),
    ]


def _body(pen: Pen) -> None:
    sitter, view, canvas = pen.sitter, pen.view, pen.canvas
    away = -1 if sitter.azimuth > 0 else 1  # the side in the shade
    neck = [(0.0, 0.9), (0.56, 0.9), (0.54, 1.72), (0.76, 2.02), (0.5, 2.6), (0.0, 2.6)]
    shirt = [(0.0, 2.3), (0.60, 1.93), (1.3, 2.14), (1.95, 2.38), (2.4, 3.2), (0.0, 3.2)]
    dark = pen.skin(0.45)
    skin = canvas.paint(view.body(smooth(_mirror(neck))), pen.skin(0.86))
    below = smooth([(-0.75, 0.9), (0.75, 0.9), (0.62, 1.72), (0.0, 1.98), (-0.62, 1.72)])
    canvas.paint(view.head(below), dark, 0.65, soft=0.10, within=skin)
    side = np.float32([(0.3, 0.9), (0.8, 0.9), (0.9, 2.3), (0.3, 2.3)]) * np.float32([away, 1])
    canvas.paint(view.body(side), dark, 0.4, soft=0.12, within=skin)
    cloth = canvas.paint(view.body(smooth(_mirror(shirt))), sitter.clothes)
    side = np.float32([(0.6, 1.8), (2.6, 1.8), (2.6, 3.4), (0.4, 3.4)]) * np.float32([away, 1])
    canvas.paint(view.body(side), darker(sitter.clothes, 0.6), 0.4, soft=0.2, within=cloth)
    collar = smooth([(-0.62, 1.93), (-0.35, 2.16), (0.0, 2.3), (0.35, 2.16), (0.62, 1.93)], closed=False)
    rim = ribbon(collar + np.float32([0, 0.05]), 0.03)
    canvas.paint(view.body(rim), darker(sitter.clothes, 0.72), 0.7, soft=0.01, within=cloth)


def _ears(pen: Pen) -> None:
    turn = 0.25 * np.sin(pen.sitter.yaw)
    for right in (-1, 1):
        ear = np.array(
            [(0.90, -0.12), (1.07, -0.14), (1.15, 0.06), (1.10, 0.30), (1.02, 0.5), (0.90, 0.5)]
        )
        ear = ear * (right * pen.sitter.cheeks, 1.0) + np.array([-turn, 0.05])
        pen.canvas.paint(pen.view.head(smooth(ear)), pen.skin(0.93), light=pen.light)
        shell = np.array([(1.0, 0.0), (1.08, -0.03), (1.09, 0.1), (1.03, 0.3), (0.99, 0.3)])
        shell = shell * (right * pen.sitter.cheeks, 1.0) + np.array([-turn, 0.05])
        pen.canvas.paint(pen.view.head(smooth(shell)), pen.skin(0.55), 0.5, soft=0.02, light=pen.light)


def _beard(pen: Pen, skin: Patch | None) -> None:
    sitter, face = pen.sitter, pen.face
    drop = max(0.0, face.mouth_open - 0.1) * 0.5
    chin = 1.64 * sitter.chin + drop
    half = [(0.97, 0.25), (0.88 * sitter.jaw, 1.0), (0.6 * sitter.jaw, 1.4 + drop), (0.0, chin)]
    right = smooth(half, closed=False)
    left = right[::-1] * np.array([-1, 1])
    top = smooth(
        [(-0.97, 0.25), (-0.82, 0.75), (-0.5, 0.86), (-0.2, 0.84), (0.0, 0.87), (0.2, 0.84)]
        + [(0.5, 0.86), (0.82, 0.75), (0.97, 0.25)],
        closed=False,
    )
    outline = np.concatenate([right, left, top]).astype(np.float32)
    colour = darker(sitter.hair, 0.8)
    pixels = pen.view.head(outline)
    pen.canvas.paint(pixels, colour, sitter.beard, soft=0.04, light=pen.light, within=skin)
