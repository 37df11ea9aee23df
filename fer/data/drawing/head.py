"""A head and its shoulders, layer by layer: back hair, body, ears, face, features, front hair."""

import numpy as np

from fer.data.drawing.canvas import Array, Canvas, Patch, ribbon, smooth
from fer.data.drawing.expression import Expression
from fer.data.drawing.features import Pen, both, darker, draw_features, mixed
from fer.data.drawing.hair import across, draw_back_hair, draw_front_hair, ring
from fer.data.drawing.relief import lighting
from fer.data.drawing.sitter import Sitter
from fer.data.drawing.view import View

_NECK = ring(0.9, [(0.56, 0.9), (0.54, 1.72), (0.76, 2.02), (0.5, 2.6)], 2.6)
_BELOW_CHIN = ring(0.9, [(0.75, 0.9), (0.62, 1.72)], 1.98)
_SHIRT = ring(2.3, [(0.60, 1.93), (1.3, 2.14), (1.95, 2.38), (2.4, 3.2)], 3.2)
_COLLAR = ribbon(across(2.35, [(0.35, 2.21), (0.62, 1.98)]), 0.03)
_HALF_NECK = np.array([(0.3, 0.9), (0.8, 0.9), (0.9, 2.3), (0.3, 2.3)])
_HALF_SHIRT = np.array([(0.6, 1.8), (2.6, 1.8), (2.6, 3.4), (0.4, 3.4)])
_EARS = smooth(
    both([(0.9, -0.07), (1.07, -0.09), (1.15, 0.11), (1.1, 0.35), (1.02, 0.55), (0.9, 0.55)])
)
_SHELLS = smooth(both([(1.0, 0.05), (1.08, 0.02), (1.09, 0.15), (1.03, 0.35), (0.99, 0.35)]))
# wider than the jaw: it is painted within the skin
_BEARD = np.concatenate(
    [
        across(0.89, [(0.24, 0.86), (0.5, 0.97), (0.8, 0.86), (0.93, 0.3), (1.1, 0.2)]),
        [(1.1, 2.2), (-1.1, 2.2)],
    ]
)


def draw_head(canvas: Canvas, view: View, sitter: Sitter, face: Expression) -> None:
    """Draw a sitter with an expression onto a canvas that shows the background."""
    on_face, on_dome = lighting(sitter, face, view)
    pen = Pen(canvas, view, sitter, face, on_face)
    hair = Pen(canvas, view, sitter, face, on_dome)
    draw_back_hair(hair)
    _body(pen)
    if sitter.style != "scarf":
        _ears(pen)
    skin = canvas.paint(view.head(_outline(sitter, face)), sitter.skin, light=on_face)
    if sitter.beard > 0:
        _beard(pen, skin)
    draw_features(pen)
    draw_front_hair(hair)


def _outline(sitter: Sitter, face: Expression) -> Array:
    """Return the silhouette from crown to chin, which sinks as the mouth opens."""
    jaw, drop = sitter.jaw, face.jaw_drop
    chin = 1.66 * sitter.chin + drop
    right = [
        (0.60, -1.38),
        (0.95, -0.80),
        (1.00, -0.15),
        (0.97 * sitter.cheeks * (1 + 0.03 * face.cheek), 0.48),
        (0.86 * jaw, 0.98 + 0.2 * drop),
        (0.64 * jaw, 1.36 + 0.7 * drop),
        (0.33 * jaw, chin - 0.06),
    ]
    return ring(-1.55, right, chin)


def _body(pen: Pen) -> None:
    sitter, view, canvas = pen.sitter, pen.view, pen.canvas
    away = (-1 if sitter.azimuth > 0 else 1, 1)  # the side in the shade
    dark = pen.skin(0.45)
    neck = canvas.paint(view.body(_NECK), pen.skin(0.86))
    if neck is not None:
        canvas.paint(view.head(_BELOW_CHIN), dark, 0.65, soft=0.10, within=neck)
        canvas.paint(view.body(_HALF_NECK * away), dark, 0.4, soft=0.12, within=neck)
    shirt = canvas.paint(view.body(_SHIRT), sitter.clothes)
    if shirt is not None:
        shade = darker(sitter.clothes, 0.6)
        canvas.paint(view.body(_HALF_SHIRT * away), shade, 0.4, soft=0.2, within=shirt)
        shade = darker(sitter.clothes, 0.72)
        canvas.paint(view.body(_COLLAR), shade, 0.7, soft=0.01, within=shirt)


def _ears(pen: Pen) -> None:
    behind = -0.25 * float(pen.view.turn[0])  # ears stand behind the axis that the head turns on
    for shape, share, opacity, soft in ((_EARS, 0.93, 1.0, 0.0), (_SHELLS, 0.55, 0.5, 0.02)):
        pixels = pen.view.head(shape * (pen.sitter.cheeks, 1) + (behind, 0))
        pen.canvas.paint(pixels, pen.skin(share), opacity, soft=soft, light=pen.light)


def _beard(pen: Pen, skin: Patch | None) -> None:
    colour = mixed(pen.sitter.hair, (0.1, 0.08, 0.07), 0.3)
    pixels = pen.view.head(_BEARD)
    pen.canvas.paint(pixels, colour, pen.sitter.beard, soft=0.05, within=skin, light=pen.light)
