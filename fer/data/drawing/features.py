"""Eyes, brows, nose, mouth and folds: the parts of a face that an expression moves."""

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from fer.data.drawing.canvas import Array, Canvas, Colour, Patch, ribbon, smooth
from fer.data.drawing.expression import Expression
from fer.data.drawing.sitter import Sitter
from fer.data.drawing.view import View

Line = npt.NDArray[np.floating]

_FAINTEST = 0.12  # pixels times opacity: a fainter line would not be seen
_MIRROR = np.array([-1, 1], np.float32)
_ALONG = np.linspace(-1, 1, 17, dtype=np.float32)
_LID_ARC = 1 - np.abs(_ALONG) ** 2.3
_LASHES = 0.016 + 0.009 * np.sin((_ALONG * 0.35 + 0.45) * np.pi)
_OUTWARDS = np.linspace(0, 1, 13, dtype=np.float32)
_INWARDS = (1 - _OUTWARDS) ** 1.6
_BROW_ARC = np.sin(_OUTWARDS**1.2 * np.pi)
_BROW_BODY = (0.55 + 0.6 * np.sin((_OUTWARDS * 0.8 + 0.1) * np.pi)) * (1 - _OUTWARDS**4)
_BROW_BODY[0] *= 0.6
_TURN = np.linspace(0, 2 * np.pi, 24, endpoint=False)
_CIRCLE: Array = np.stack([np.cos(_TURN), np.sin(_TURN)], axis=1).astype(np.float32)


def mixed(one: Colour, other: Colour, share: float) -> Colour:
    """Return `share` of the other colour in the first."""
    red, green, blue = (a + (b - a) * share for a, b in zip(one, other, strict=True))
    return red, green, blue


def darker(colour: Colour, share: float) -> Colour:
    """Return the colour darkened to `share`, a little warmer; above 1 it grows lighter."""
    red, green, blue = colour
    return red * share**0.8, green * share, blue * share**1.1


def both(points: npt.ArrayLike) -> Line:
    """Return points ``(..., 2)`` of the right half on both sides, left first: ``(2, ..., 2)``."""
    right = np.asarray(points, np.float32)
    return np.stack([right * _MIRROR, right])


@dataclass(frozen=True)
class Pen:
    """What every part needs: where to draw, who, with which expression and light."""

    canvas: Canvas
    view: View
    sitter: Sitter
    face: Expression
    light: Array

    def paint(
        self,
        outline: Line,
        colour: Colour,
        opacity: float = 1.0,
        *,
        soft: float = 0.0,
        lift: float = 0.0,
        within: Patch | None = None,
    ) -> Patch | None:
        """Paint an outline given on the face, `lift` above its dome."""
        pixels = self.view.face(outline, lift)
        return self.canvas.paint(
            pixels, colour, opacity, soft=soft, within=within, light=self.light
        )

    def spot(
        self,
        centre: npt.ArrayLike,
        radii: tuple[float, float],
        colour: Colour,
        opacity: float = 1.0,
        *,
        soft: float = 0.0,
        lift: float = 0.0,
        within: Patch | None = None,
    ) -> None:
        """Paint an ellipse, or several around the centres ``(M, 2)``."""
        outline = _CIRCLE * radii + np.asarray(centre)[..., None, :]
        self.paint(outline, colour, opacity, soft=soft, lift=lift, within=within)

    def line(
        self,
        points: npt.ArrayLike,
        width: float,
        colour: Colour,
        opacity: float,
        *,
        soft: float = 0.01,
        lift: float = 0.0,
    ) -> None:
        """Draw lines through points on the face, ``(..., N, 2)``, that thin out to their ends."""
        if opacity * width * self.canvas.scale < _FAINTEST:
            return
        curve = smooth(points, 4, closed=False)
        outline = ribbon(curve, width * taper(curve.shape[-2]))
        self.paint(outline, colour, opacity, soft=soft, lift=lift)

    def skin(self, share: float) -> Colour:
        """Return the skin darkened to `share`."""
        return darker(self.sitter.skin, share)


@cache
def taper(count: int) -> Array:
    """Return how a stroke of `count` points swells and thins, float32 ``(count,)`` up to 1."""
    swell: Array = np.sqrt(np.sin(np.linspace(0.05, 0.95, count) * np.pi)).astype(np.float32)
    return swell


def draw_features(pen: Pen) -> None:
    """Draw all that lies on the face, from the skin outwards."""
    _blush(pen)
    _folds(pen)
    _nose(pen)
    _mouth(pen)
    _eyes(pen)
    _brows(pen)


def _blush(pen: Pen) -> None:
    colour = mixed(pen.sitter.skin, pen.sitter.lips, 0.6)
    middle = both((0.58, 0.48 - 0.05 * pen.face.cheek))
    pen.spot(middle, (0.2, 0.14), colour, 0.2 + 0.15 * pen.face.cheek, soft=0.09)


def _eyes(pen: Pen) -> None:
    sitter, face = pen.sitter, pen.face
    middle = 0.455 + sitter.eye_gap
    above = 0.104 * sitter.eye * face.upper_lid
    below = 0.076 * sitter.eye * (1 - 0.55 * face.lower_lid + 0.12 * max(0, face.upper_lid - 1))
    base = 0.025 - 0.022 * (_ALONG + 1)  # outer corners stand a little higher
    x = middle + 0.242 * sitter.eye * _ALONG
    upper = both(np.stack([x, base - (above - face.lid_slant * _ALONG) * _LID_ARC], axis=1))
    lower = both(np.stack([x, base + below * (1 - _ALONG * _ALONG)], axis=1))
    rim = np.concatenate([upper, lower[:, ::-1]], axis=1)

    pen.paint(rim, pen.skin(0.6), 0.5, soft=0.05)
    opening = pen.paint(rim, mixed((0.95, 0.94, 0.92), sitter.skin, 0.12))
    if opening is not None:
        _irises(pen, opening, both((middle, 0.004 + 0.25 * face.gaze * (above + below))))
        shade = ribbon(upper + np.array([0, 0.02]), 0.028)
        pen.paint(shade, (0.2, 0.15, 0.14), 0.4, soft=0.016, within=opening)
    pen.paint(ribbon(upper, _LASHES), (0.13, 0.09, 0.08), 0.95)
    pen.line(lower[:, 2::3], 0.009, pen.skin(0.45), 0.75)
    relaxed = max(0.0, 1 - abs(face.upper_lid - 1))
    crease = upper[:, 2:-1:3] - (0, 0.055 + 0.012 * relaxed)
    pen.line(crease, 0.011, pen.skin(0.5), 0.6)
    if face.lower_lid > 0.25:
        bag = lower[:, 3:-2:3] + (0, 0.05)
        pen.line(bag, 0.012, pen.skin(0.6), 0.5 * face.lower_lid, soft=0.014)


def _irises(pen: Pen, opening: Patch, centres: Line) -> None:
    size = 0.126 * pen.sitter.eye
    rim = mixed(pen.sitter.eyes, (0.05, 0.04, 0.04), 0.55)
    pen.spot(centres, (size, size), rim, within=opening)
    pen.spot(centres, (0.82 * size, 0.82 * size), pen.sitter.eyes, soft=0.008, within=opening)
    pen.spot(centres, (0.46 * size, 0.46 * size), (0.04, 0.03, 0.03), within=opening)
    towards_light = (0.04 if pen.sitter.azimuth > 0 else -0.04, -0.042)
    pen.spot(centres + towards_light, (0.026, 0.026), (1.0, 1.0, 1.0), 0.9, within=opening)


def _brows(pen: Pen) -> None:
    sitter, face = pen.sitter, pen.face
    x = 0.165 + 0.60 * _OUTWARDS - face.brow_draw * _INWARDS
    y = -0.29 - sitter.brow_lift - face.brow_height * (1 - 0.25 * _OUTWARDS)
    y -= (0.055 + face.brow_arch) * _BROW_ARC + face.brow_inner * _INWARDS - 0.06 * _OUTWARDS**2
    lines = both(np.stack([x, y], axis=1))
    lines[..., 1] -= 0.5 * sitter.uneven[0] * _MIRROR[:, None]
    thick = 0.05 * sitter.brow * _BROW_BODY + 0.010
    colour = mixed(sitter.hair, (0.09, 0.07, 0.06), 0.5 + 0.35 * sitter.tone)
    pen.paint(ribbon(lines, thick), colour, 0.88, soft=0.012, lift=0.04)


def _nose(pen: Pen) -> None:
    sitter, face = pen.sitter, pen.face
    base = 0.68 + sitter.nose_length - 0.06 * face.nose_wrinkle
    wide = sitter.nose * (1 + 0.12 * face.nose_wrinkle + 0.08 * face.furrow)
    holes = both((0.095 * wide, base + 0.055))
    pen.spot(holes, (0.062 * wide, 0.027), pen.skin(0.25), 0.85, soft=0.012, lift=0.12)
    wing = [
        (0.20 * wide, base - 0.11),
        (0.255 * wide, base - 0.02),
        (0.225 * wide, base + 0.05),
        (0.16 * wide, base + 0.06),
    ]
    pen.line(both(wing), 0.013, pen.skin(0.5), 0.6, soft=0.014, lift=0.05)
    glow = mixed(sitter.skin, (1, 1, 1), 0.4)
    pen.spot((0.0, base - 0.1), (0.05, 0.045), glow, 0.3, soft=0.04, lift=0.22)
    pen.spot((0.0, base + 0.085), (0.16 * wide, 0.03), pen.skin(0.5), 0.35, soft=0.03, lift=0.06)


def _mouth(pen: Pen) -> None:
    """Draw lips, and between them teeth and tongue."""
    sitter, face = pen.sitter, pen.face
    t, gap = _ALONG, face.mouth_open
    top = 1.03 + sitter.mouth_drop - 0.02 * face.chin - face.upper_lip - 0.2 * gap
    x = 0.37 * face.mouth_width * t
    # how the opening closes towards its corners: bow, ellipse, or nearly a rectangle
    bow = t**2 + face.mouth_round * (1 - np.sqrt(1 - t**2) - t**2)
    bow = bow + face.stretch * (t**6 - bow)
    rise = (face.corner + 0.012) * np.abs(t) ** (2 + face.stretch) + 0.5 * sitter.uneven[1] * t
    seam = top - rise
    inner_top = np.stack([x, seam + 0.5 * gap * bow], axis=1)
    inner_low = np.stack([x, seam + gap - 0.5 * gap * bow], axis=1)
    edge = (1 - 0.6 * face.press) * sitter.lip * (1 - np.abs(t) ** 2.5)
    over = 0.088 * edge * (1 - 0.22 * np.exp(-((t / 0.16) ** 2)))
    under = 0.115 * edge * (1 + 0.15 * face.chin)

    if gap > 0.02:
        inside = np.concatenate([inner_top, inner_low[::-1]])
        hollow = pen.paint(inside, (0.22, 0.08, 0.08), soft=0.006, lift=0.05)
        if hollow is not None:
            _teeth(pen, hollow, inner_top, gap)
    upper = np.concatenate(
        [inner_top - _down(over), (inner_top + _down(np.full_like(t, 0.004)))[::-1]]
    )
    lower = np.concatenate(
        [inner_low - _down(np.full_like(t, 0.004)), (inner_low + _down(under))[::-1]]
    )
    pen.paint(upper, darker(sitter.lips, 0.82), 0.85, soft=0.010, lift=0.05)
    pen.paint(lower, sitter.lips, 0.80, soft=0.014, lift=0.05)
    glow = mixed(sitter.lips, (1, 1, 1), 0.5)
    pen.line((inner_low + _down(0.45 * under))[5:-4:3], 0.018, glow, 0.3, soft=0.02, lift=0.05)
    if gap <= 0.02:
        dark = mixed(sitter.lips, (0.12, 0.04, 0.04), 0.8)
        pen.line(inner_top[::2], 0.019, dark, 0.95, soft=0.006, lift=0.05)
    ends = inner_top[[0, -1]] + 0.012 * np.array([[-1, 0], [1, 0]])
    pen.spot(ends, (0.035, 0.026), pen.skin(0.4), 0.5, soft=0.018, lift=0.05)


def _down(length: Line) -> Line:
    return np.stack([np.zeros_like(length), length], axis=1)


def _teeth(pen: Pen, hollow: Patch, inner_top: Line, gap: float) -> None:
    teeth = pen.face.teeth
    if gap > 0.2:
        tongue = (0.0, float(inner_top[8, 1]) + 1.15 * gap)
        pen.spot(tongue, (0.2, 0.5 * gap), (0.62, 0.28, 0.28), 0.8, soft=0.03, within=hollow)
    if teeth > 0.05:
        edge = inner_top + _down(teeth * gap * (1 - _ALONG**4))
        band = np.concatenate([inner_top - _down(np.full_like(_ALONG, 0.02)), edge[::-1]])
        band = band * (0.94, 1.0)
        pen.paint(band, (0.92, 0.90, 0.86), 0.96, soft=0.008, lift=0.05, within=hollow)
        shade = ribbon(inner_top, 0.02)
        pen.paint(shade, (0.25, 0.12, 0.1), 0.45, soft=0.02, lift=0.05, within=hollow)


def _folds(pen: Pen) -> None:
    sitter, face = pen.sitter, pen.face
    dark = pen.skin(0.5)
    mouth = 1.03 + sitter.mouth_drop
    out = 0.40 * face.mouth_width
    cheek = [
        (0.27, 0.62 - 0.05 * face.nose_wrinkle),
        (0.38 + 0.05 * face.cheek, 0.76),
        (out + 0.09, 0.93 - 0.5 * face.corner),
        (out + 0.10, mouth - 0.2 * face.corner),
    ]
    pen.line(both(cheek), 0.022, dark, 0.65 * face.fold, soft=0.022)
    brow = -0.26 - face.brow_height - face.brow_inner
    near = 0.075 - 0.3 * face.brow_draw
    upright = [(near, brow - 0.12), (near - 0.01, brow), (near, brow + 0.12)]
    pen.line(both(upright), 0.017, dark, 0.75 * face.furrow, soft=0.012, lift=0.03)
    for y in (0.06, 0.19):
        wrinkle = [(0.01, y - 0.03), (0.09, y - 0.01), (0.18, y + 0.06)]
        pen.line(both(wrinkle), 0.016, dark, 0.5 * face.nose_wrinkle, soft=0.016, lift=0.1)
    for tilt in (-0.05, 0.0, 0.05):
        foot = [(0.76, 0.02 + tilt), (0.83, 0.02 + 2.2 * tilt)]
        pen.line(both(foot), 0.009, dark, 0.3 * face.cheek)
    for step in range(2):
        y = -0.62 - 0.13 * step - 0.5 * face.brow_height
        bend = y + 0.3 * face.brow_inner - 0.03
        across = [(-0.5, y + 0.02), (-0.25, bend), (0.0, y), (0.25, bend), (0.5, y + 0.02)]
        pen.line(across, 0.012, dark, 0.4 * face.forehead, soft=0.014)
    y = 1.29 + sitter.mouth_drop
    dimple = [(-0.16, y + 0.03), (0.0, y), (0.16, y + 0.03)]
    pen.line(dimple, 0.022, dark, 0.45 * face.chin, soft=0.02)
