"""Who sits for a sketch: face, skin, hair, clothes, pose and light, all drawn from a generator."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self, TypeVar

import numpy as np
import numpy.typing as npt

from fer.data.drawing.canvas import Colour

HAIR_STYLES: tuple[str, ...] = (
    "short",
    "parted",
    "fringe",
    "bob",
    "long",
    "bun",
    "curls",
    "cropped",
    "scarf",
)

_BEARDED = frozenset({"short", "parted", "cropped", "curls"})

_Option = TypeVar("_Option")


def _palette(*colours: str) -> tuple[Colour, ...]:
    """Return colours from their hexadecimal names."""
    codes = [bytes.fromhex(colour) for colour in colours]
    return tuple((code[0] / 255, code[1] / 255, code[2] / 255) for code in codes)


# from light to dark, between which tones are mixed
_SKIN = np.array(
    _palette("ebcdb8", "e6c0a2", "dab08e", "c8976f", "aa7854", "885c40", "6c4833", "573b2c")
)
_HAIR = _palette("261e1c", "3a2a22", "583c2a", "7c5436", "a67a4c", "c8a46e", "8c482c", "aeacaa")
_DARK_HAIR = _palette("261e1c", "2e2420", "3a2a22", "aeacaa")
_EYES = _palette("483022", "68503a", "7a5c34", "58704c", "546c84", "6a7a86")
_DARK_EYES = _palette("483022", "34241c", "543822")
_CLOTHES = _palette("466078", "7a4a46", "54684f", "c4baa8", "5c546e", "3a404c", "a8764e", "7d8f96")
_GROUNDS = _palette("c4d0d4", "d6ccbe", "bec8b8", "cec2ce", "a8b8c4", "ded6c8", "96a4a6")


@dataclass(frozen=True)
class Sitter:
    """A person, how they sit, and the light. Lengths are shares of half the width of a face.

    Attributes
    ----------
    skin, lips, hair, eyes, clothes, ground : tuple of float
        Colours as RGB from 0 to 1; `ground` is the background.
    tone : float
        Skin from 0 (light) to 1 (dark).
    style : str
        One of `HAIR_STYLES`.
    beard : float
        Opacity of a short beard, 0–1.
    jaw, chin, cheeks : float
        Width of the jaw, length of the chin and width of the cheeks, as multiples.
    eye, brow, nose, lip : float
        Size of the eyes, strength of the brows, width of the nose, fullness of the lips, as
        multiples.
    eye_gap, brow_lift, nose_length, mouth_drop : float
        Lengths by which features stand away from their usual place.
    uneven : tuple of float
        Lengths by which the right brow and the right mouth corner stand above the left.
    roll, yaw, pitch : float
        Turn of the head in radians: clockwise, to the right, and downwards as seen.
    azimuth, elevation : float
        Direction that the light comes from, in radians: from the right, and from above.
    ambient : float
        Share of light without direction, 0–1.
    exposure : float
        Factor on all colours.
    shift_x, shift_y, zoom : float
        Where the head stands in the picture (lengths), and its size as a multiple.
    """

    skin: Colour
    lips: Colour
    hair: Colour
    eyes: Colour
    clothes: Colour
    ground: Colour
    tone: float
    style: str
    beard: float
    jaw: float
    chin: float
    cheeks: float
    eye: float
    brow: float
    nose: float
    lip: float
    eye_gap: float
    brow_lift: float
    nose_length: float
    mouth_drop: float
    uneven: tuple[float, float]
    roll: float
    yaw: float
    pitch: float
    azimuth: float
    elevation: float
    ambient: float
    exposure: float
    shift_x: float
    shift_y: float
    zoom: float

    @classmethod
    def sample(cls, generator: np.random.Generator) -> Self:
        """Return someone at random."""
        bell: Iterator[float] = iter(np.clip(generator.normal(size=17), -2, 2).tolist())
        flat: Iterator[float] = iter(generator.uniform(size=18).tolist())

        def near(middle: float, spread: float) -> float:
            return middle + spread * next(bell)

        def evenly(low: float, high: float) -> float:
            return low + (high - low) * next(flat)

        def one(*options: _Option) -> _Option:
            return options[int(next(flat) * len(options))]

        tone = evenly(0, 1)
        skin = _mix_skin(tone)
        red = np.array((0.70, 0.30, 0.30)) * (1 - 0.25 * tone)
        hair = one(*_DARK_HAIR) if evenly(0, 1) < 0.2 + 0.8 * tone else one(*_HAIR)
        eyes = one(*_DARK_EYES) if evenly(0, 1) < 0.3 + 0.9 * tone else one(*_EYES)
        style = one(*HAIR_STYLES)
        beard = max(0.0, evenly(-1.4, 0.75))
        return cls(
            skin=_colour(skin),
            lips=_colour(0.45 * skin + 0.55 * red),
            hair=hair,
            eyes=eyes,
            clothes=one(*_CLOTHES),
            ground=one(*_GROUNDS),
            tone=tone,
            style=style,
            beard=beard if style in _BEARDED else 0.0,
            jaw=near(1.0, 0.05),
            chin=near(1.0, 0.04),
            cheeks=near(1.0, 0.025),
            eye=near(1.0, 0.05),
            brow=near(1.0, 0.12),
            nose=near(1.0, 0.09),
            lip=near(1.0, 0.12),
            eye_gap=near(0.0, 0.015),
            brow_lift=near(0.0, 0.015),
            nose_length=near(0.0, 0.025),
            mouth_drop=near(0.0, 0.02),
            uneven=(near(0.0, 0.012), near(0.0, 0.006)),
            roll=math.radians(evenly(-12, 12)),
            yaw=math.radians(evenly(-10, 10)),
            pitch=math.radians(evenly(-6, 6)),
            azimuth=math.radians(evenly(-55, 55)),
            elevation=math.radians(evenly(15, 50)),
            ambient=evenly(0.45, 0.65),
            exposure=evenly(0.84, 1.06) * (1 + 0.3 * tone),
            shift_x=near(0.0, 0.04),
            shift_y=near(0.0, 0.04),
            zoom=near(1.0, 0.025),
        )


def _mix_skin(tone: float) -> npt.NDArray[np.float64]:
    steps = np.linspace(0, 1, len(_SKIN))
    return np.array([np.interp(tone, steps, channel) for channel in _SKIN.T])


def _colour(values: npt.NDArray[np.float64]) -> Colour:
    red, green, blue = values.tolist()
    return red, green, blue
