"""``Tracker``: the same faces from frame to frame, their probabilities averaged over time.

Pure arithmetic on boxes and probabilities; it knows no picture, and no clock but the times that it
is told.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from fer.emotions import EMOTIONS
from fer.recognition.faces import Box, Doubt, Face

TIME_CONSTANT = 0.6  # seconds: after these, 63 % of the average is new
BOX_CONSTANT = 0.04  # seconds: boxes tremble, but must not lag behind a head
LOST = 0.5  # seconds without a sighting after which a face is forgotten
SAME = 0.3  # overlap from which two boxes are the same face

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Sighting:
    """A face in one frame.

    Attributes
    ----------
    found : Box
        The detector's box.
    face : Face
        What was classified in it.
    careful : bool
        Whether its eyes were looked for, so that its doubts count.
    """

    found: Box
    face: Face
    careful: bool = True


@dataclass(frozen=True)
class Track:
    """A face over frames.

    Attributes
    ----------
    number : int
        The same for as long as the face is followed; never given twice.
    found : Box
        The detector's box when it was seen last.
    box : Box
        The square that was classified, steadied over time.
    angle : float
        Degrees by which that square was turned clockwise in the last frame.
    probabilities : float64 array, shape (7,)
        Averaged over time; they sum to 1.
    doubts : tuple of Doubt
        What in the picture speaks against relying on a label, of the last careful look and the
        one before.
    noticed : tuple of Doubt
        Of the last careful look alone.
    seen : float
        When it was seen last, in seconds.
    """

    number: int
    found: Box
    box: Box
    angle: float
    probabilities: Array
    doubts: tuple[Doubt, ...]
    noticed: tuple[Doubt, ...]
    seen: float

    @property
    def label(self) -> str:
        """The emotion with the highest averaged probability."""
        return EMOTIONS[int(self.probabilities.argmax())]

    @property
    def confidence(self) -> float:
        """That probability, 0–1."""
        return float(self.probabilities.max())


def weight(elapsed: float, constant: float) -> float:
    """Return the share that what is new has in an exponential average after `elapsed` seconds.

    ``1 - exp(-elapsed / constant)``: however many frames a second there are, an average forgets at
    the same pace.
    """
    if not constant > 0:
        raise ValueError(f"expected a time constant above 0, got {constant}")
    return -math.expm1(-max(0.0, elapsed) / constant)


class Tracker:
    """Follows faces by the overlap of their boxes.

    Parameters
    ----------
    constant : float
        Seconds of the exponential average of the probabilities.
    """

    def __init__(self, constant: float = TIME_CONSTANT) -> None:
        self._constant = constant
        self._given = 0
        self.tracks: tuple[Track, ...] = ()

    def follow(self, sightings: Sequence[Sighting], at: float) -> tuple[Track, ...]:
        """Take what one frame shows.

        Parameters
        ----------
        sightings : sequence of Sighting
        at : float
            When, in seconds; of a time before the last one nothing is averaged.

        Returns
        -------
        tuple of Track
            The faces of this frame, from left to right. `tracks` also holds those that were seen
            less than `LOST` seconds ago.
        """
        alive = [track for track in self.tracks if at - track.seen <= LOST]
        pairs = sorted(
            (
                (track.found.overlap(sighting.found), i, j)
                for i, track in enumerate(alive)
                for j, sighting in enumerate(sightings)
            ),
            key=lambda pair: -pair[0],
        )
        continued: dict[int, Track] = {}
        matched: set[int] = set()
        for overlap, i, j in pairs:
            if overlap >= SAME and i not in matched and j not in continued:
                matched.add(i)
                continued[j] = self._continue(alive[i], sightings[j], at)
        now = [
            continued[j] if j in continued else self._begin(sighting, at)
            for j, sighting in enumerate(sightings)
        ]
        away = [track for i, track in enumerate(alive) if i not in matched]
        self.tracks = (*now, *away)
        return tuple(sorted(now, key=lambda track: track.box.x))

    def _begin(self, sighting: Sighting, at: float) -> Track:
        self._given += 1
        face = sighting.face
        p = face.probabilities.astype(np.float64)
        doubts = _of_the_picture(face)
        return Track(self._given, sighting.found, face.box, face.box.angle, p, doubts, doubts, at)

    def _continue(self, track: Track, sighting: Sighting, at: float) -> Track:
        elapsed = at - track.seen
        share = weight(elapsed, self._constant)
        face = sighting.face
        averaged = (1 - share) * track.probabilities + share * face.probabilities
        if sighting.careful:
            before = {one.kind for one in track.noticed}
            noticed = _of_the_picture(face)
            again = tuple(one for one in noticed if one.kind in before)
            track = replace(track, doubts=again, noticed=noticed)
        return replace(
            track,
            found=sighting.found,
            box=_between(track.box, face.box, weight(elapsed, BOX_CONSTANT)),
            angle=face.box.angle,
            probabilities=averaged,
            seen=max(at, track.seen),
        )


def _of_the_picture(face: Face) -> tuple[Doubt, ...]:
    """Return a face's doubts but the one about confidence: that is for the average to say."""
    return tuple(one for one in face.doubts if one.kind != "confidence")


def _between(old: Box, new: Box, share: float) -> Box:
    def mixed(a: float, b: float) -> float:
        return (1 - share) * a + share * b

    return Box(
        mixed(old.x, new.x),
        mixed(old.y, new.y),
        mixed(old.side, new.side),
        mixed(old.angle, new.angle),
    )
