"""Hair and headscarf, in a layer behind the head and one in front of it."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from fer.data.drawing.canvas import Array, Colour, ribbon, smooth
from fer.data.drawing.features import Line, Pen

_CAP_OUTER = [(1.03, 0.12), (1.09, -0.45), (1.02, -1.05), (0.72, -1.50), (0.30, -1.72)]
_MIRROR = np.array([-1, 1])
_STRANDS = 11


def draw_back_hair(pen: Pen) -> None:
    """Draw what hangs or stands behind the head."""
    style = pen.sitter.style
    if style in {"short", "parted", "fringe", "bun"}:
        skull = np.array([*_CAP_OUTER, (0.0, -1.7)])
        _lay(pen, smooth(np.concatenate([skull, _CAP_OUTER[::-1] * _MIRROR])), 0.7)
    if style == "long":
        half = [(0.6, -1.66), (1.05, -1.2), (1.25, -0.4), (1.28, 0.6), (1.36, 1.5), (1.30, 2.3)]
        _lay(pen, _closed(half, bottom=2.75), 0.8)
    elif style == "bob":
        half = [(0.6, -1.66), (1.06, -1.2), (1.27, -0.4), (1.30, 0.5), (1.24, 1.15), (1.02, 1.5)]
        _lay(pen, _closed(half, bottom=1.5), 0.8)
    elif style == "curls":
        _lay(pen, _fluffy(), 0.92)
    elif style == "bun":
        knot = np.stack([0.36 * np.cos(_TURN), -1.84 + 0.30 * np.sin(_TURN)], axis=1)
        _lay(pen, knot, 0.85)
    elif style == "scarf":
        half = [(0.55, -1.76), (1.05, -1.3), (1.25, -0.4), (1.26, 0.6), (1.16, 1.4), (1.30, 2.1)]
        _lay(pen, _closed(half, bottom=2.9), 0.72)


def draw_front_hair(pen: Pen) -> None:
    """Draw what frames the forehead and falls before the ears."""
    _STYLES[pen.sitter.style](pen)


_TURN = np.linspace(0, 2 * np.pi, 48, endpoint=False)


def _lay(
    pen: Pen, outline: Line, share: float = 1.0, opacity: float = 1.0, soft: float = 0.008
) -> None:
    colour = _scaled(_cloth_or_hair(pen), share)
    pixels = pen.view.head(outline.astype(np.float32))
    pen.canvas.paint(pixels, colour, opacity, soft=soft, light=pen.light)


def _cloth_or_hair(pen: Pen) -> Colour:
    return pen.sitter.clothes if pen.sitter.style == "scarf" else pen.sitter.hair


def _scaled(colour: Colour, share: float) -> Colour:
    red, green, blue = (min(1.0, channel * share) for channel in colour)
    return red, green, blue


def _closed(half: list[tuple[float, float]], bottom: float) -> Array:
    right = np.array(half)
    points = np.concatenate([right, [(0.0, bottom)], right[::-1] * (-1, 1), [(0.0, -1.8)]])
    return smooth(points)


def _fluffy() -> Line:
    """Return the uneven outline of curly hair."""
    wave = 1.38 * (1 + 0.02 * np.sin(13 * _FINE) + 0.012 * np.sin(19 * _FINE + 1))
    return np.stack([wave * np.cos(_FINE), -0.45 + wave * np.sin(_FINE)], axis=1)


_FINE = np.linspace(0, 2 * np.pi, 180, endpoint=False)


def _cap(pen: Pen, line: list[tuple[float, float]], *, swell: float = 1.0) -> None:
    """Lay hair from the silhouette of the skull to the hairline, given from left to right."""
    outer = np.array(_CAP_OUTER) * (swell, swell)
    over = np.concatenate([outer, [(0.0, -1.77 * swell)], outer[::-1] * (-1, 1)])  # right to left
    turned = pen.view.turned(smooth(line, closed=False))
    _lay(pen, np.concatenate([smooth(over, closed=False), turned]))
    _shine(pen)


def _shine(pen: Pen) -> None:
    side = 0.35 if pen.sitter.azimuth > 0 else -0.35
    band = smooth([(side - 0.5, -1.25), (side, -1.45), (side + 0.45, -1.28)], closed=False)
    _lay(pen, ribbon(band, 0.09), 1.5, 0.3, soft=0.09)


def _locks(pen: Pen, lines: Sequence[npt.ArrayLike]) -> None:
    """Draw strands, in pictures large enough to show them."""
    if pen.view.scale < 60:
        return
    for number, line in enumerate(lines):
        curve = smooth(line, closed=False)
        width = 0.012 * np.sin(np.linspace(0.05, 0.95, len(curve)) * np.pi)
        _lay(pen, ribbon(curve, width), 0.65 if number % 2 else 1.35, 0.3)


def _short(pen: Pen) -> None:
    line = [(-1.02, 0.0), (-0.93, -0.4), (-0.88, -0.78), (-0.5, -0.98), (0.0, -1.02), (0.5, -0.98)]
    line += [(0.88, -0.78), (0.93, -0.4), (1.02, 0.0)]
    _cap(pen, line, swell=1.02)
    _locks(
        pen,
        [
            [(x * 0.9, -1.0 - 0.05 * (1 - x * x)), (x, -1.3), (x * 0.9 + 0.12, -1.6 + 0.3 * x * x)]
            for x in np.linspace(-0.75, 0.7, _STRANDS)
        ],
    )


def _parted(pen: Pen) -> None:
    line = [(-1.02, 0.0), (-0.93, -0.45), (-0.86, -0.8), (-0.62, -1.08), (-0.3, -1.06), (0.2, -0.92)]
    line += [(0.72, -0.8), (0.93, -0.45), (1.02, 0.0)]
    _cap(pen, line, swell=1.04)
    _locks(
        pen,
        [
            [(-0.5, -1.2 - 0.045 * k), (0.1, -1.15 - 0.05 * k), (0.75, -0.86 - 0.06 * k)]
            for k in range(_STRANDS)
        ],
    )


def _fringe(pen: Pen) -> None:
    line = [(-1.02, 0.15), (-0.94, -0.3), (-0.84, -0.62), (-0.45, -0.7), (0.0, -0.72), (0.45, -0.7)]
    line += [(0.84, -0.62), (0.94, -0.3), (1.02, 0.15)]
    _cap(pen, line, swell=1.05)
    _locks(
        pen,
        [[(x, -0.76), (x * 0.85, -1.1), (x * 0.4, -1.5)] for x in np.linspace(-0.8, 0.8, _STRANDS)],
    )


def _framed(pen: Pen, length: float) -> None:
    """Hair with a parting in the middle that falls before the ears, to `length`."""
    line = [(-1.0, -0.2), (-0.93, -0.5), (-0.7, -0.88), (-0.3, -1.1), (0.02, -1.22), (0.34, -1.1)]
    line += [(0.7, -0.88), (0.93, -0.5), (1.0, -0.2)]
    _cap(pen, line, swell=1.05)
    for right in (-1, 1):
        lock = np.array(
            [(0.80, -0.85), (0.96, -0.3), (0.99, 0.3), (0.97, length * 0.7), (1.02, length)]
            + [(1.22, length), (1.27, 0.4), (1.2, -0.5)]
        )
        _lay(pen, smooth(lock * (right, 1)), 0.95)
        _locks(
            pen,
            [
                [(right * (1.0 + d), -0.8), (right * (1.05 + d), 0.1), (right * (1.06 + d), length * 0.9)]
                for d in (0.0, 0.04, 0.08, 0.12)
            ],
        )
    _locks(
        pen,
        [
            [(0.03 * s, -1.3 - 0.03 * k), (s * 0.5, -1.2 - 0.05 * k), (s * 0.95, -0.75 - 0.06 * k)]
            for s in (-1, 1)
            for k in range(6)
        ],
    )


def _bob(pen: Pen) -> None:
    _framed(pen, 1.25)


def _long(pen: Pen) -> None:
    _framed(pen, 2.0)


def _bun(pen: Pen) -> None:
    line = [(-1.0, 0.05), (-0.93, -0.45), (-0.78, -0.88), (-0.4, -1.1), (0.0, -1.14), (0.4, -1.1)]
    line += [(0.78, -0.88), (0.93, -0.45), (1.0, 0.05)]
    _cap(pen, line)
    _locks(
        pen,
        [[(x, -1.08 + 0.2 * x * x), (x * 0.7, -1.4), (x * 0.25, -1.7)] for x in np.linspace(-0.8, 0.8, 9)],
    )


def _curls(pen: Pen) -> None:
    x = np.linspace(-1, 1, 41)
    inner = np.stack([x, -1.0 + 0.8 * np.abs(x) ** 3.2 + 0.02 * np.sin(x * 23)], axis=1)
    outer = _fluffy()
    over = outer[outer[:, 1] < -0.2]
    angle = np.arctan2(over[:, 1] + 0.45, over[:, 0])
    over = over[np.argsort(np.where(angle > 1.5, 2 * np.pi - angle, -angle))]
    _lay(pen, np.concatenate([over, pen.view.turned(inner.astype(np.float32))]), soft=0.015)
    spiral = np.stack([0.055 * np.cos(_TURN[:34]), 0.05 * np.sin(_TURN[:34])], axis=1)
    curls = []
    for ring, radius in enumerate((0.72, 0.9, 1.08, 1.25)):
        count = 10 + 4 * ring
        for turn in np.linspace(-0.02, np.pi + 0.02, count):
            centre = (radius * np.cos(turn), -0.45 - radius * np.sin(turn))
            if centre[1] < -1.08 + 0.8 * abs(centre[0]) ** 3.2:
                angle = 2.4 * len(curls)
                cos, sin = np.cos(angle), np.sin(angle)
                curls.append(spiral[::3] @ np.array([[cos, sin], [-sin, cos]]) + centre)
    _locks(pen, curls)


def _cropped(pen: Pen) -> None:
    line = [(-0.98, -0.1), (-0.91, -0.5), (-0.8, -0.86), (-0.45, -1.02), (0.0, -1.05), (0.45, -1.02)]
    line += [(0.8, -0.86), (0.91, -0.5), (0.98, -0.1)]
    outer = np.array(_CAP_OUTER) * (0.96, 0.95)
    over = np.concatenate([outer, [(0.0, -1.66)], outer[::-1] * (-1, 1)])
    turned = pen.view.turned(smooth(line, closed=False))
    _lay(pen, np.concatenate([smooth(over, closed=False), turned]), 0.95, 0.92, soft=0.014)


def _scarf(pen: Pen) -> None:
    hole = [(0.0, -1.06), (0.5, -0.95), (0.84, -0.55), (0.92, 0.1), (0.86, 0.7), (0.66, 1.22)]
    hole += [(0.35, 1.52 + _drop(pen)), (0.0, 1.62 + _drop(pen))]
    right = np.array(hole)
    opening = smooth(np.concatenate([right, right[1:-1][::-1] * (-1, 1)]))
    half = np.array([(0.5, -1.74), (1.02, -1.3), (1.2, -0.5), (1.2, 0.5), (1.12, 1.3), (0.8, 1.95)])
    cloth = smooth(np.concatenate([half, [(0.0, 2.15)], half[::-1] * (-1, 1), [(0.0, -1.84)]]))
    # one outline with a hole: the two rings are joined by a seam of no width
    seam = np.concatenate([cloth, cloth[:1], opening[:1], opening[::-1]])
    _lay(pen, seam)
    for k in range(3):
        s = 1 if k % 2 else -1
        drape = [(s * 1.0, 0.3 + 0.3 * k), (s * 0.75, 1.2 + 0.2 * k), (-s * 0.2, 1.85 + 0.1 * k)]
        curve = smooth(drape, closed=False)
        _lay(pen, ribbon(curve, 0.03), 0.6, 0.35, soft=0.03)


def _drop(pen: Pen) -> float:
    return max(0.0, pen.face.mouth_open - 0.1) * 0.5


_STYLES = {
    "short": _short,
    "parted": _parted,
    "fringe": _fringe,
    "bob": _bob,
    "long": _long,
    "bun": _bun,
    "curls": _curls,
    "cropped": _cropped,
    "scarf": _scarf,
}
