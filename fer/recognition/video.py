"""``Video``: the chain for one frame after another, cheaper than for photographs.

A face is looked for where it was in the frame before. The whole frame is searched once a second,
when a face was lost, and while there is none; turned pictures never. The roll of a head is taken
from its eyes when the whole frame is searched, and kept in between.
"""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from fer.abstention import Threshold
from fer.data.dataset import SIDE
from fer.images import resize, to_grey
from fer.recognition.chain import Located, Recogniser
from fer.recognition.detect import FIRST, detect_near, detect_quickly
from fer.recognition.faces import Box, Detection, Picture
from fer.recognition.register import MARGIN, Grey, cut, registered
from fer.recognition.tracking import SAME, TIME_CONSTANT, Sighting, Track, Tracker

SEARCH_EVERY = 1.0  # seconds between two searches of the whole frame while faces are followed
MOST = 6  # faces that are followed; of more the largest


class Video:
    """Faces in a video, each with probabilities that are averaged over time.

    It keeps boxes and probabilities of the faces in view; no picture outlives `look`.

    Parameters
    ----------
    recogniser : Recogniser
    constant : float
        Seconds of the exponential average.
    """

    def __init__(self, recogniser: Recogniser, constant: float = TIME_CONSTANT) -> None:
        self._recogniser = recogniser
        self._tracker = Tracker(constant)
        self._searched = -np.inf

    @property
    def threshold(self) -> Threshold:
        """The confidence below which the release is not sure, or why it has none."""
        return self._recogniser.threshold

    def look(self, picture: Picture, at: float) -> tuple[Track, ...]:
        """Return the faces of a frame, from left to right.

        Parameters
        ----------
        picture : uint8 array, shape (height, width, 3)
            RGB; faces are looked for at 320 pixels of the longer side.
        at : float
            When it was taken, in seconds on any clock that does not run backwards.
        """
        grey = to_grey(picture)
        tracks = self._tracker.tracks
        near = [(detect_near(grey, track.found), track.angle) for track in tracks]
        angles = {one.box: angle for one, angle in near if one is not None}
        known = _apart(angles)
        careful = not known or None in dict(near) or at - self._searched >= SEARCH_EVERY
        if careful:
            self._searched = at
            known = _apart([*known, *_others(grey, known)])
            located = [_located(grey, box) for box in known]
        else:
            located = [_kept_roll(grey, box, angles[box]) for box in known]
        faces = self._recogniser.label(picture, located).faces
        sightings = [Sighting(box, face, careful) for box, face in zip(known, faces, strict=True)]
        return self._tracker.follow(sightings, at)


def _others(grey: Grey, known: list[Box]) -> list[Box]:
    """Return faces of the whole frame that are not known yet, each confirmed by a closer look."""
    found = [one.box for one in detect_quickly(grey)]
    new = [box for box in found if all(box.overlap(other) < SAME for other in known)]
    closer = (detect_near(grey, box) for box in new)
    return [one.box for one in closer if one is not None]


def _apart(boxes: Iterable[Box]) -> list[Box]:
    """Return up to `MOST` boxes, the largest, none of which covers another."""
    kept: list[Box] = []
    for box in sorted(boxes, key=lambda one: -one.side):
        if all(box.overlap(other) < SAME for other in kept):
            kept.append(box)
    return kept[:MOST]


def _located(grey: Grey, box: Box) -> Located:
    done = registered(grey, box)
    return Detection(done.box, FIRST, done.eyes), done.crop, done.levelled


def _kept_roll(grey: Grey, box: Box, angle: float) -> Located:
    framed = replace(box, side=box.side * MARGIN, angle=angle)
    return Detection(framed, FIRST), resize(cut(grey, framed), SIDE), angle != 0
