"""What a face does: the seven prototypes, after the Facial Action Coding System.

Ekman, Friesen & Hager (2002), *Facial Action Coding System*: AU numbers name the movements. It
knows nothing of drawing.
"""

from dataclasses import dataclass, fields
from operator import attrgetter

import numpy as np
import numpy.typing as npt

from fer.emotions import EMOTIONS


@dataclass(frozen=True)
class Expression:
    """Positions of brows, eyelids, nose and mouth.

    Lengths are shares of half the width of the face, away from a relaxed face; the rest are shares
    from 0 (relaxed) to 1 (as far as drawn faces go).

    Attributes
    ----------
    brow_height : float
        Length by which the brows rise (AU1+2) or, below 0, sink (AU4).
    brow_inner : float
        Length by which their inner ends rise further (AU1) or sink.
    brow_arch : float
        Length by which their middle rises further.
    brow_draw : float
        Length by which the inner ends come together (AU4).
    furrow : float
        Upright folds between the brows.
    forehead : float
        Lines across the forehead.
    upper_lid : float
        Opening of the eye above its middle, as a multiple of the relaxed one (AU5).
    lid_slant : float
        Length by which the inner half of the upper lid stands above the outer half.
    lower_lid : float
        Share by which the lower lid is tightened upwards (AU6, AU7).
    gaze : float
        Direction of the look: share of the opening, downwards above 0.
    nose_wrinkle : float
        Wrinkles over the bridge, wings drawn up (AU9).
    cheek : float
        Raised cheeks (AU6).
    fold : float
        Depth of the folds from nose to mouth.
    mouth_width : float
        As a multiple of the relaxed one (stretched AU20, drawn in AU18).
    mouth_open : float
        Length between the lips in the middle (AU25–27); above 0.1 the jaw drops.
    mouth_round : float
        From lips that meet at a point to a round mouth.
    stretch : float
        Lips pulled sideways to a flat, angular opening (AU20).
    corner : float
        Length by which the corners rise (AU12) or, below 0, sink (AU15).
    upper_lip : float
        Length by which the upper lip is drawn up (AU10).
    press : float
        Lips pressed thin (AU23, AU24).
    teeth : float
        Share of the opening that the upper teeth fill.
    chin : float
        Chin pushed up (AU17).
    """

    brow_height: float = 0.0
    brow_inner: float = 0.0
    brow_arch: float = 0.0
    brow_draw: float = 0.0
    furrow: float = 0.0
    forehead: float = 0.0
    upper_lid: float = 1.0
    lid_slant: float = 0.0
    lower_lid: float = 0.0
    gaze: float = 0.0
    nose_wrinkle: float = 0.0
    cheek: float = 0.0
    fold: float = 0.12
    mouth_width: float = 1.0
    mouth_open: float = 0.0
    mouth_round: float = 0.0
    stretch: float = 0.0
    corner: float = 0.0
    upper_lip: float = 0.0
    press: float = 0.0
    teeth: float = 0.0
    chin: float = 0.0

    @property
    def jaw_drop(self) -> float:
        """Length by which the chin sinks as the mouth opens."""
        return max(0.0, self.mouth_open - 0.1) * 0.5

    def varied(
        self, strength: float, spread: float, generator: np.random.Generator
    ) -> "Expression":
        """Return this expression as one person might show it.

        Parameters
        ----------
        strength : float
            0 gives a relaxed face, 1 the expression as it is.
        spread : float
            How far people differ: 0 not at all, 1 as much as drawn people do.
        generator : Generator
        """
        relaxed = _values(Expression())
        values = relaxed + strength * (_values(self) - relaxed)
        values += generator.normal(size=len(values)) * _SPREAD * spread
        return Expression(*np.clip(values, _LOWEST, _HIGHEST).tolist())


_NAMES = tuple(field.name for field in fields(Expression))
_in_order = attrgetter(*_NAMES)


def _values(expression: Expression) -> npt.NDArray[np.float64]:
    return np.array(_in_order(expression))


# of every attribute the standard deviation between people, the lowest and the highest value
_VARIATION = {
    "brow_height": (0.02, -0.2, 0.3),
    "brow_inner": (0.015, -0.12, 0.22),
    "brow_arch": (0.012, -0.05, 0.1),
    "brow_draw": (0.008, -0.03, 0.1),
    "furrow": (0.08, 0.0, 1.0),
    "forehead": (0.08, 0.0, 1.0),
    "upper_lid": (0.06, 0.45, 1.75),
    "lid_slant": (0.006, -0.05, 0.06),
    "lower_lid": (0.08, 0.0, 1.0),
    "gaze": (0.12, -0.4, 0.6),
    "nose_wrinkle": (0.05, 0.0, 1.0),
    "cheek": (0.08, 0.0, 1.0),
    "fold": (0.06, 0.0, 1.0),
    "mouth_width": (0.05, 0.6, 1.4),
    "mouth_open": (0.015, 0.0, 0.6),
    "mouth_round": (0.05, 0.0, 1.0),
    "stretch": (0.05, 0.0, 1.0),
    "corner": (0.015, -0.16, 0.2),
    "upper_lip": (0.01, -0.02, 0.15),
    "press": (0.06, 0.0, 1.0),
    "teeth": (0.05, 0.0, 1.0),
    "chin": (0.06, 0.0, 1.0),
}
_SPREAD, _LOWEST, _HIGHEST = np.array([_VARIATION[name] for name in _NAMES]).T

# in the order of EMOTIONS
PROTOTYPES: tuple[Expression, ...] = (
    Expression(  # Angry: AU4 + 5 + 7 + 23 + 24
        brow_height=-0.09,
        brow_inner=-0.09,
        brow_draw=0.07,
        furrow=1.0,
        upper_lid=1.12,
        lid_slant=-0.03,
        lower_lid=0.4,
        fold=0.35,
        mouth_width=0.86,
        corner=-0.035,
        press=0.9,
        chin=0.6,
    ),
    Expression(  # Disgust: AU9 + 10 + 16, eyes narrowed
        brow_height=-0.07,
        brow_inner=-0.03,
        brow_draw=0.03,
        furrow=0.4,
        upper_lid=0.62,
        lower_lid=0.8,
        nose_wrinkle=1.0,
        cheek=0.5,
        fold=1.0,
        mouth_width=0.95,
        mouth_open=0.07,
        corner=-0.07,
        upper_lip=0.12,
        teeth=0.7,
        chin=0.3,
    ),
    Expression(  # Fear: AU1 + 2 + 4 + 5 + 20 + 25
        brow_height=0.12,
        brow_inner=0.08,
        brow_arch=-0.03,
        brow_draw=0.06,
        furrow=0.35,
        forehead=0.7,
        upper_lid=1.6,
        lid_slant=0.01,
        fold=0.2,
        mouth_width=1.25,
        mouth_open=0.17,
        stretch=0.9,
        corner=-0.035,
        press=0.4,
        teeth=0.4,
    ),
    Expression(  # Happy: AU6 + 12 + 25
        upper_lid=0.92,
        lower_lid=0.6,
        cheek=1.0,
        fold=0.75,
        mouth_width=1.28,
        mouth_open=0.17,
        corner=0.16,
        press=0.2,
        teeth=0.8,
    ),
    Expression(  # Sad: AU1 + 4 + 15 + 17, lids drooping
        brow_height=-0.01,
        brow_inner=0.15,
        brow_arch=-0.02,
        brow_draw=0.04,
        furrow=0.3,
        forehead=0.15,
        upper_lid=0.72,
        lid_slant=0.05,
        gaze=0.3,
        fold=0.35,
        mouth_width=0.94,
        corner=-0.12,
        chin=0.8,
    ),
    Expression(  # Surprise: AU1 + 2 + 5 + 26
        brow_height=0.2,
        brow_arch=0.05,
        forehead=0.8,
        upper_lid=1.6,
        fold=0.1,
        mouth_width=0.72,
        mouth_open=0.46,
        mouth_round=1.0,
        teeth=0.08,
    ),
    Expression(),  # Neutral
)


def prototype(emotion: int) -> Expression:
    """Return the prototype of a label.

    Raises
    ------
    ValueError
        If `emotion` is not a label from 0 to 6.
    """
    if emotion not in range(len(EMOTIONS)):
        names = ", ".join(f"{label} {name}" for label, name in enumerate(EMOTIONS))
        raise ValueError(f"expected an emotion among {names}; got {emotion!r}")
    return PROTOTYPES[emotion]
