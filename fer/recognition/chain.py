"""The one chain from a photograph to labelled faces: decode, detect, register, classify."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from fer.abstention import Threshold, threshold
from fer.classifier import Classifier
from fer.data.dataset import SIDE
from fer.errors import ImageError
from fer.images import decode, resize, to_grey
from fer.recognition.detect import detect
from fer.recognition.doubts import doubts_about, hold
from fer.recognition.faces import WHOLE, Box, Detection, Face, Picture, Result
from fer.recognition.register import registered
from fer.release import Release

Located = tuple[Detection, npt.NDArray[np.uint8], bool]
_LEAST_SIDE = 8


class Recogniser:
    """The recognition chain with one release's classifier at its end.

    Parameters
    ----------
    release : Release
    threads : int
        Threads of the classifier for one call; 0 for as many as there are cores.

    Attributes
    ----------
    release : Release
    classifier : Classifier
    """

    def __init__(self, release: Release, threads: int = 0) -> None:
        self.release = release
        self.classifier = Classifier.of(release, threads)

    @property
    def threshold(self) -> Threshold:
        """The confidence below which the release is not sure, or why it has none."""
        return threshold(self.release)

    def recognise(self, photo: bytes | str | Path | Picture, *, crop: bool = False) -> Result:
        """Find and label every face of a photograph.

        Parameters
        ----------
        photo : bytes, str, Path, or uint8 array of shape (height, width[, 3])
            An encoded picture, its path, or pixels in RGB or grey.
        crop : bool
            Whether the picture is a face already: it is classified whole, nothing is detected.

        Returns
        -------
        Result
            Its faces from left to right; none is an answer too.

        Raises
        ------
        ImageError
            If the picture cannot be read.
        """
        picture = as_picture(photo)
        return self.label(picture, locate(picture, crop=crop))

    def label(self, picture: Picture, found: list[Located]) -> Result:
        """Classify faces that `locate` found in `picture`."""
        crops = np.stack([c for _, c, _ in found]) if found else np.empty((0, SIDE, SIDE), np.uint8)
        probabilities = self.classifier.probabilities(crops)
        faces = []
        for (one, face, levelled), p in zip(found, probabilities, strict=True):
            seen = doubts_about(one, face, picture.shape[:2])
            said = Face(one.box, face, p, one.detector, levelled, seen)
            faces.append(hold(said, self.threshold))
        return Result(picture, tuple(faces), self.release.id, self.threshold)

    def relabel(self, faces: Sequence[Face]) -> tuple[Face, ...]:
        """Return faces that another release has labelled, as this one labels them."""
        if not faces:
            return ()
        p = self.classifier.probabilities(np.stack([face.crop for face in faces]))
        relabelled = (replace(face, probabilities=q) for face, q in zip(faces, p, strict=True))
        return tuple(hold(face, self.threshold) for face in relabelled)


def as_picture(photo: bytes | str | Path | Picture) -> Picture:
    """Return the upright RGB pixels of whatever stands for a picture."""
    if not isinstance(photo, np.ndarray):
        return decode(photo)
    shaped = photo.ndim == 2 or (photo.ndim == 3 and photo.shape[2] == 3)
    if photo.dtype != np.uint8 or not shaped or 0 in photo.shape:
        raise ImageError(
            "Expected pixels as uint8 of shape (height, width) or (height, width, 3), "
            f"got {photo.dtype} {photo.shape}."
        )
    return np.repeat(photo[:, :, None], 3, axis=2) if photo.ndim == 2 else photo


def main_face(picture: Picture) -> tuple[npt.NDArray[np.uint8] | None, int]:
    """Return the crop of the largest face of a photograph, and how many faces were found.

    Parameters
    ----------
    picture : uint8 array, shape (height, width, 3)

    Returns
    -------
    crop : uint8 array, shape (48, 48), or None
        None where no face was found: nothing is forced.
    found : int
    """
    found = locate(picture)
    largest = max(found, key=lambda one: one[0].box.side, default=None)
    return (None if largest is None else largest[1]), len(found)


def locate(picture: Picture, *, crop: bool = False) -> list[Located]:
    """Return the detection, the 48 × 48 crop, and whether it was levelled, for every face.

    Parameters
    ----------
    picture : uint8 array, shape (height, width, 3)
    crop : bool
        Whether the picture is a face already.
    """
    grey = to_grey(picture)
    if crop:
        if min(grey.shape) < _LEAST_SIDE:
            raise ImageError(
                f"The picture is {grey.shape[1]} × {grey.shape[0]} pixels; a face needs at least "
                f"{_LEAST_SIDE} × {_LEAST_SIDE}."
            )
        height, width = grey.shape
        side = min(height, width)
        top, left = (height - side) // 2, (width - side) // 2
        face = resize(np.ascontiguousarray(grey[top : top + side, left : left + side]), SIDE)
        return [(Detection(Box(width / 2, height / 2, side), WHOLE), face, False)]
    located = []
    for found in detect(grey):
        done = registered(grey, found.box)
        located.append((Detection(done.box, found.detector, done.eyes), done.crop, done.levelled))
    return located
