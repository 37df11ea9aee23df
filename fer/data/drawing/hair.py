"""Hair and headscarf, in a layer behind the head and one in front of it.

Outlines are given for the right half, as seen, and mirrored. Strands are drawn only where the
picture is large enough to show them.
"""

from collections.abc import Callable, Iterable, Sequence

import numpy as np
import numpy.typing as npt

from fer.data.drawing.canvas import Array, ribbon, smooth
from fer.data.drawing.features import Line, Pen, darker, taper

Points = Sequence[tuple[float, float]]

_MIRROR = np.array([-1, 1])
_FINEST = 60  # pixels per length from which strands are drawn
_TURN = np.linspace(0, 2 * np.pi, 180, endpoint=False)


def ring(top: float, right: Points, bottom: float) -> Array:
    """Return a closed, symmetric outline from its right half, between two heights."""
    half = np.array(right)
    return smooth(np.concatenate([[(0.0, top)], half, [(0.0, bottom)], half[::-1] * _MIRROR]))


def across(top: float, right: Points) -> Array:
    """Return a symmetric line from left to right, given from the middle at `top` to the right."""
    half = np.array(right)
    return smooth(np.concatenate([half[::-1] * _MIRROR, [(0.0, top)], half]), closed=False)


def _fluffy() -> Line:
    radius = 1.38 * (1 + 0.02 * np.sin(13 * _TURN) + 0.012 * np.sin(19 * _TURN + 1))
    return np.stack([radius * np.cos(_TURN), -0.45 + radius * np.sin(_TURN)], axis=1)


_SKULL = [(0.30, -1.72), (0.72, -1.50), (1.02, -1.05), (1.09, -0.45)]
_CAP = across(-1.77, [*_SKULL, (1.03, 0.12)])
_CURLS = _fluffy()
_BEHIND: dict[str, tuple[Line, float]] = {  # outline and brightness
    **dict.fromkeys(("short", "parted", "fringe"), (ring(-1.7, [*_SKULL, (0.97, 0.06)], 0.1), 0.7)),
    "bob": (
        ring(
            -1.8,
            [(0.6, -1.66), (1.06, -1.2), (1.27, -0.4), (1.3, 0.5), (1.24, 1.15), (1.02, 1.5)],
            1.5,
        ),
        0.8,
    ),
    "long": (
        ring(
            -1.8,
            [(0.6, -1.66), (1.05, -1.2), (1.25, -0.4), (1.28, 0.6), (1.36, 1.5), (1.3, 2.3)],
            2.75,
        ),
        0.8,
    ),
    "bun": (ring(-2.14, [(0.27, -2.04), (0.36, -1.84), (0.27, -1.62)], -1.54), 0.85),
    "curls": (_CURLS, 0.97),
    "scarf": (
        ring(
            -1.8,
            [(0.55, -1.76), (1.05, -1.3), (1.25, -0.4), (1.26, 0.6), (1.16, 1.4), (1.3, 2.1)],
            2.9,
        ),
        0.72,
    ),
}
_SHORT = across(-1.02, [(0.5, -0.98), (0.88, -0.78), (0.93, -0.4), (1.02, 0.0)])
_FRINGE = across(-0.72, [(0.45, -0.7), (0.84, -0.62), (0.94, -0.3), (1.02, 0.15)])
_FRAMED = across(-1.22, [(0.34, -1.1), (0.7, -0.88), (0.93, -0.5), (1.0, -0.2)])
_TIED = across(-1.14, [(0.4, -1.1), (0.78, -0.88), (0.93, -0.45), (1.0, 0.05)])
_CROPPED = across(-1.05, [(0.45, -1.02), (0.8, -0.86), (0.91, -0.5), (0.98, -0.1)])
_PARTED = smooth(
    [
        (-1.02, 0.0),
        (-0.93, -0.45),
        (-0.86, -0.8),
        (-0.62, -1.08),
        (-0.3, -1.06),
        (0.2, -0.92),
        (0.72, -0.8),
        (0.93, -0.45),
        (1.02, 0.0),
    ],
    closed=False,
)


def draw_back_hair(pen: Pen) -> None:
    """Draw what hangs or stands behind the head."""
    style = pen.sitter.style
    if style == "bun":
        _lay(pen, *_BEHIND["short"])
    if style in _BEHIND:
        _lay(pen, *_BEHIND[style])


def draw_front_hair(pen: Pen) -> None:
    """Draw what frames the forehead and falls before the ears."""
    _STYLES[pen.sitter.style](pen)


def _lay(
    pen: Pen, outline: Line, share: float = 1.0, opacity: float = 1.0, *, soft: float = 0.008
) -> None:
    """Paint an outline on the silhouette in the colour of the hair (or scarf), darkened."""
    sitter = pen.sitter
    colour = darker(sitter.clothes if sitter.style == "scarf" else sitter.hair, share)
    pen.canvas.paint(pen.view.head(outline), colour, opacity, soft=soft, light=pen.light)


def _cap(pen: Pen, hairline: Line, swell: float) -> None:
    """Lay hair between the top of the head and the hairline, both from left to right."""
    _lay(pen, np.concatenate([swell * _CAP, pen.view.turned(hairline)[::-1]]))
    x = 0.35 if pen.sitter.azimuth > 0 else -0.35
    shine = smooth([(x - 0.5, -1.25), (x, -1.45), (x + 0.45, -1.28)], closed=False)
    _lay(pen, ribbon(shine, 0.09), 1.5, 0.3, soft=0.09)


def _strands(pen: Pen, lines: Iterable[npt.ArrayLike]) -> None:
    if pen.view.scale < _FINEST:
        return
    for number, line in enumerate(lines):
        curve = smooth(line, closed=False)
        outline = ribbon(curve, 0.012 * taper(len(curve)))
        _lay(pen, outline, 0.65 if number % 2 else 1.35, 0.3)


def _short(pen: Pen) -> None:
    _cap(pen, _SHORT, 1.02)
    _strands(
        pen,
        (
            [(0.9 * x, -1.05 + 0.05 * x * x), (x, -1.3), (0.9 * x + 0.12, -1.6 + 0.3 * x * x)]
            for x in np.linspace(-0.75, 0.7, 11)
        ),
    )


def _parted(pen: Pen) -> None:
    _cap(pen, _PARTED, 1.04)
    _strands(
        pen,
        (
            [(-0.5, -1.2 - 0.045 * k), (0.1, -1.15 - 0.05 * k), (0.75, -0.86 - 0.06 * k)]
            for k in range(11)
        ),
    )


def _fringe(pen: Pen) -> None:
    _cap(pen, _FRINGE, 1.05)
    _strands(
        pen,
        ([(x, -0.76), (0.85 * x, -1.1), (0.4 * x, -1.5)] for x in np.linspace(-0.8, 0.8, 11)),
    )


def _bun(pen: Pen) -> None:
    _cap(pen, _TIED, 1.0)
    _strands(
        pen,
        (
            [(x, -1.2 + 0.25 * x * x), (0.7 * x, -1.45), (0.25 * x, -1.7)]
            for x in np.linspace(-0.8, 0.8, 9)
        ),
    )


def _framed(pen: Pen) -> None:
    """Draw hair with a parting in the middle that falls before the ears."""
    length = 2.0 if pen.sitter.style == "long" else 1.25
    _cap(pen, _FRAMED, 1.05)
    lock = [(0.80, -0.85), (0.96, -0.3), (0.99, 0.3), (0.97, 0.7 * length), (1.02, length)]
    lock += [(1.22, length), (1.27, 0.4), (1.2, -0.5)]
    for side in (-1, 1):
        _lay(pen, smooth(lock) * (side, 1), 0.95)
        _strands(
            pen,
            (
                [(side * x, -0.8), (side * (x + 0.05), 0.1), (side * (x + 0.06), 0.9 * length)]
                for x in (1.0, 1.04, 1.08, 1.12)
            ),
        )
        _strands(
            pen,
            (
                [
                    (side * 0.03, -1.3 - 0.03 * k),
                    (side * 0.5, -1.2 - 0.05 * k),
                    (side * 0.95, -0.75 - 0.06 * k),
                ]
                for k in range(6)
            ),
        )


def _curls(pen: Pen) -> None:
    x = np.linspace(-1, 1, 41)
    hairline = np.stack([x, -1.0 + 0.8 * np.abs(x) ** 3.2 + 0.02 * np.sin(x * 23)], axis=1)
    above = np.roll(_CURLS, len(_CURLS) // 4, axis=0)  # from the top, counted clockwise
    over = np.roll(above, len(above) // 2, axis=0)  # from the bottom over the left
    over = over[over[:, 1] < -0.2]
    _lay(pen, np.concatenate([over, pen.view.turned(hairline)[::-1]]), soft=0.015)
    turn = np.linspace(0, 1.35 * np.pi, 8)
    curl = np.stack([0.055 * np.cos(turn), 0.05 * np.sin(turn)], axis=1)
    places = [
        (radius * np.cos(angle), -0.45 - radius * np.sin(angle))
        for radius, count in ((0.72, 10), (0.9, 14), (1.08, 18), (1.25, 22))
        for angle in np.linspace(-0.02, np.pi + 0.02, count)
    ]
    shown = (place for place in places if place[1] < -1.08 + 0.8 * abs(place[0]) ** 3.2)
    _strands(pen, (curl @ _turned(2.4 * k) + place for k, place in enumerate(shown)))


def _turned(angle: float) -> npt.NDArray[np.float64]:
    cos, sin = np.cos(angle), np.sin(angle)
    return np.array([[cos, sin], [-sin, cos]])


def _cropped(pen: Pen) -> None:
    top = _CAP * (0.96, 0.95)
    outline = np.concatenate([top, pen.view.turned(_CROPPED)[::-1]])
    _lay(pen, outline, 0.95, 0.92, soft=0.014)


def _scarf(pen: Pen) -> None:
    chin = 1.62 + pen.face.jaw_drop
    opening = ring(
        -1.06,
        [(0.5, -0.95), (0.84, -0.55), (0.92, 0.1), (0.86, 0.7), (0.66, 1.22), (0.35, chin - 0.1)],
        chin,
    )
    cloth = ring(
        -1.84,
        [(0.5, -1.74), (1.02, -1.3), (1.2, -0.5), (1.2, 0.5), (1.12, 1.3), (0.8, 1.95)],
        2.15,
    )
    # one outline with a hole: the two rings are joined by a seam of no width
    _lay(pen, np.concatenate([cloth, cloth[:1], opening[:1], opening[::-1]]))
    for k, side in enumerate((-1, 1, -1)):
        fold = [
            (side * 1.0, 0.3 + 0.3 * k),
            (side * 0.75, 1.2 + 0.2 * k),
            (-side * 0.2, 1.85 + 0.1 * k),
        ]
        _lay(pen, ribbon(smooth(fold, closed=False), 0.03), 0.6, 0.35, soft=0.03)


_STYLES: dict[str, Callable[[Pen], None]] = {
    "short": _short,
    "parted": _parted,
    "fringe": _fringe,
    "bob": _framed,
    "long": _framed,
    "bun": _bun,
    "curls": _curls,
    "cropped": _cropped,
    "scarf": _scarf,
}
