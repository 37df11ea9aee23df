"""``walk``: the chain for one face with all that lies between its steps, to explain it.

It takes the same steps as `fer.recognition.chain`; it only keeps what they hand on.
"""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from fer.images import to_grey
from fer.recognition.chain import locate
from fer.recognition.detect import detect
from fer.recognition.faces import Box, Detection, Picture
from fer.recognition.register import roll_of

_INK = (20, 20, 20)


@dataclass(frozen=True)
class Walk:
    """What the steps before the network make of a picture's largest face.

    Attributes
    ----------
    picture : uint8 array, shape (height, width, 3)
    found : Detection
        Whoever found the face, and the box that it drew; the whole picture where the caller said
        that it is a face.
    faces : int
        Faces found in the picture.
    roll : float, optional
        Degrees by which the eyes are turned clockwise; None where two were not found.
    framed : Box
        The square that was cut out.
    crop : uint8 array, shape (48, 48)
    levelled : bool
        Whether a roll was taken out.
    """

    picture: Picture
    found: Detection
    faces: int
    roll: float | None
    framed: Box
    crop: npt.NDArray[np.uint8]
    levelled: bool


def walk(picture: Picture, *, crop: bool = False) -> Walk | None:
    """Take the largest face of a picture through detection and registration.

    Parameters
    ----------
    picture : uint8 array, shape (height, width, 3)
    crop : bool
        Whether the picture is a face already.

    Returns
    -------
    Walk or None
        None where no face was found.

    Raises
    ------
    ImageError
        If `crop`, and the picture is too small for a face.
    """
    located = locate(picture, crop=crop)
    if not located:
        return None
    if crop:
        whole, face, levelled = located[0]
        return Walk(picture, whole, 1, None, whole.box, face, levelled)
    grey = to_grey(picture)
    boxes = detect(grey)
    largest = max(range(len(located)), key=lambda i: located[i][0].box.side)
    framed, face, levelled = located[largest]
    found = boxes[largest]
    return Walk(picture, found, len(located), roll_of(grey, found.box), framed.box, face, levelled)


def outlined(walked: Walk, colour: tuple[int, int, int] = (255, 255, 255)) -> Picture:
    """Return a copy of the picture with the detector's box on it.

    Parameters
    ----------
    walked : Walk
    colour : tuple of int
        RGB.

    Returns
    -------
    uint8 array, shape (height, width, 3)
    """
    canvas = walked.picture.copy()
    line = max(1, round(max(canvas.shape[:2]) / 160))
    corners = np.rint(walked.found.box.corners()).astype(np.int32)
    cv2.polylines(canvas, [corners], True, _INK, 2 * line, cv2.LINE_AA)
    cv2.polylines(canvas, [corners], True, colour, line, cv2.LINE_AA)
    return canvas
