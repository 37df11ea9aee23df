"""A visitor's own face, changed: from the picture that it stands in, as a camera would meet it.

It computes pictures and flips and knows no Streamlit.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import exp, log

import numpy as np
import numpy.typing as npt

from fer.data.dataset import SIDE, Faces
from fer.evaluation.corruptions import CORRUPTIONS, combined
from fer.evaluation.flips import STEPS, Flip, Rung, flips, ladder
from fer.images import resize
from fer.recognition.explain.occlusion import covered, places
from fer.recognition.faces import Box
from fer.recognition.register import cut

LIGHT = ("brightness", "contrast", "blur")  # they change the face as it was cut out
ROTATION, MARGIN = "rotation", "margin"  # these cut it out of the picture anew
MOST_ROTATION = 45.0
MOST_MARGIN = 1.6
_STEP = 6  # pixels from one place of the patch to the next, where flips are looked for


@dataclass(frozen=True)
class Source:
    """A face and the picture that it was found in.

    Attributes
    ----------
    grey : uint8 array, shape (height, width)
    box : Box
        The square that was cut out of it.
    crop : uint8 array, shape (48, 48)
    """

    grey: npt.NDArray[np.uint8]
    box: Box
    crop: Faces


@dataclass(frozen=True)
class Patch:
    """A grey square on the face: its side (0 for none) and its middle, in pixels of the face."""

    side: int = 0
    across: int = SIDE // 2
    down: int = SIDE // 2

    @property
    def corner(self) -> tuple[int, int]:
        """Row and column of its upper left pixel; it stays within the face."""
        last = SIDE - self.side
        row, column = (round(middle - self.side / 2) for middle in (self.down, self.across))
        return min(max(row, 0), last), min(max(column, 0), last)


def framed(source: Source, rotation: float = 0.0, margin: float = 1.0) -> Faces:
    """Return the face cut out anew: turned clockwise by degrees, with more or less around it.

    Parameters
    ----------
    source : Source
    rotation : float
        Degrees, clockwise as seen.
    margin : float
        Side of the square by that of the one that the release was given.

    Returns
    -------
    uint8 array, shape (48, 48)
    """
    if rotation == 0 and margin == 1:
        return source.crop
    box = source.box
    turned = replace(box, side=box.side * margin, angle=box.angle - rotation)
    return resize(cut(source.grey, turned), SIDE)


def changed(source: Source, strengths: Mapping[str, float], patch: Patch | None = None) -> Faces:
    """Return the face with all changes: framed, covered, then blurred and lit.

    Parameters
    ----------
    source : Source
    strengths : mapping
        From `LIGHT`, `ROTATION` and `MARGIN` to strengths; what is not named is left alone.
    patch : Patch, optional

    Returns
    -------
    uint8 array, shape (48, 48)
    """
    face = framed(source, strengths.get(ROTATION, 0.0), strengths.get(MARGIN, 1.0))
    if patch is not None and patch.side:
        face = covered(face, np.array([patch.corner]), patch.side)[0]
    lit = {name: strengths[name] for name in LIGHT if name in strengths}
    return np.asarray(combined(face[None], lit)[0])


def rungs_of(source: Source, steps: int = STEPS) -> tuple[Faces, tuple[Rung, ...]]:
    """Return the face under each change alone, at rising strengths to either end.

    As `fer.evaluation.flips.ladder`, with the turn and the margin taken from the picture.
    """
    lit, rungs = ladder(source.crop, LIGHT, steps)
    more, faces = [], []
    for way in (1, -1):
        for step in range(1, steps + 1):
            position = way * step / steps
            angle, margin = MOST_ROTATION * position, exp(log(MOST_MARGIN) * position)
            more += [Rung(ROTATION, position, angle), Rung(MARGIN, position, margin)]
            faces += [framed(source, rotation=angle), framed(source, margin=margin)]
    return np.concatenate([lit, np.stack(faces)]), (*rungs, *more)


def flips_on(labels: npt.NDArray[np.int64], rungs: tuple[Rung, ...]) -> tuple[Flip, ...]:
    """Return where the label flips on the faces of `rungs_of`."""
    return flips(labels, rungs)


def patched(source: Source, side: int) -> tuple[Faces, npt.NDArray[np.int64]]:
    """Return the face with a patch of a side at each of its places, and the patches' corners."""
    corners = places(side, _STEP, SIDE)
    return covered(source.crop, corners, side), corners


def flip_map(
    corners: npt.NDArray[np.int64], side: int, flipped: npt.NDArray[np.bool_]
) -> npt.NDArray[np.float64]:
    """Return where the middle of a patch flips the label: 1 within three pixels of such a place.

    Parameters
    ----------
    corners : int array, shape (N, 2)
    side : int
    flipped : bool array, shape (N,)

    Returns
    -------
    float64 array, shape (48, 48)
    """
    shown = np.zeros((SIDE, SIDE))
    reach = _STEP // 2
    for row, column in corners[flipped] + side // 2:
        shown[row - reach : row + reach, column - reach : column + reach] = 1
    return shown


def written(name: str, strength: float) -> str:
    """Return the strength of a change with its unit."""
    if name == MARGIN:
        return f"× {strength:.2f}"
    if name == ROTATION:  # looked for in finer steps than severities have
        return f"{strength:+.1f}°".replace("-", "−")
    return CORRUPTIONS[name].write(strength)
