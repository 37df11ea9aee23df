"""``register``: from a box in a picture to the 48 × 48 grey face that networks expect.

FER-2013's faces are Haar boxes, not levelled, not equalised, so its framing is kept. `MARGIN`,
`MAX_ROLL` and the absence of equalisation were chosen by accuracy on imported PublicTest faces that
were padded back into a scene; ``docs/registration.md`` has the figures.
"""

from dataclasses import dataclass, replace

import cv2
import numpy as np
import numpy.typing as npt

from fer.data.dataset import SIDE
from fer.images import resize
from fer.recognition.eyes import SIZES, find_eyes
from fer.recognition.faces import Box, Eye

MARGIN = 1.04  # side of the crop by the side of the detector's box
MIN_ROLL = 10.0  # degrees: below this, the scatter of the eyes costs more than levelling gains
MAX_ROLL = 30.0  # degrees: beyond this, what was found were not two eyes
_LONGEST = 32_767  # pixels a side from which on OpenCV warps no picture

Grey = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Registered:
    """What `register` returns, and the eyes, as shares of the detector's box, by which it went."""

    crop: Grey
    box: Box
    levelled: bool
    eyes: tuple[Eye, Eye] | None


def register(grey: Grey, box: Box, margin: float = MARGIN) -> tuple[Grey, Box, bool]:
    """Cut a face out of a picture, levelled by its eyes where both are found.

    Parameters
    ----------
    grey : uint8 array, shape (height, width)
    box : Box
        The detector's box.
    margin : float
        Side of the crop by the side of `box`.

    Returns
    -------
    crop : uint8 array, shape (48, 48)
        What lies outside the picture repeats its edge.
    box : Box
        The square that was cut out.
    levelled : bool
        Whether a roll was taken out: both eyes were found, and askew by more than `MIN_ROLL`.
    """
    done = registered(grey, box, margin)
    return done.crop, done.box, done.levelled


def registered(grey: Grey, box: Box, margin: float = MARGIN) -> Registered:
    """Do as `register`, and return the eyes too."""
    eyes = eyes_of(grey, box)
    roll = None if eyes is None else _roll(eyes)
    levelled = roll is not None and MIN_ROLL < abs(roll) <= MAX_ROLL
    framed = replace(box, side=box.side * margin)
    if roll is not None and levelled:
        framed = replace(framed, angle=box.angle + roll)
    return Registered(resize(cut(grey, framed), SIDE), framed, levelled, eyes)


def eyes_of(grey: Grey, box: Box) -> tuple[Eye, Eye] | None:
    """Return both eyes in a box as shares of its side, left one first; None without both."""
    return find_eyes(cut(grey, box, int(np.clip(round(box.side), SIDE, 2 * max(SIZES)))))


def roll_of(grey: Grey, box: Box) -> float | None:
    """Return by how many degrees the eyes in a box are turned clockwise; None without both."""
    eyes = eyes_of(grey, box)
    return None if eyes is None else _roll(eyes)


def _roll(eyes: tuple[Eye, Eye]) -> float:
    (left_x, left_y), (right_x, right_y) = eyes
    return float(np.degrees(np.arctan2(right_y - left_y, right_x - left_x)))


def _around(grey: Grey, box: Box) -> tuple[Grey, Box]:
    """Return the part of a picture that a box is cut from.

    Where the box reaches beyond the picture, the part ends where the picture does, so that what is
    repeated there is its edge.
    """
    height, width = grey.shape
    corners = box.corners()
    low, high = np.floor(corners.min(axis=0)) - 2, np.ceil(corners.max(axis=0)) + 3
    left, top = (int(np.clip(v, 0, most - 1)) for v, most in zip(low, (width, height), strict=True))
    right = int(np.clip(high[0], left + 1, width))
    bottom = int(np.clip(high[1], top + 1, height))
    return grey[top:bottom, left:right], replace(box, x=box.x - left, y=box.y - top)


def cut(grey: Grey, box: Box, side: int | None = None) -> Grey:
    """Return the inside of a box, turned upright.

    Parameters
    ----------
    grey : uint8 array, shape (height, width)
    box : Box
    side : int, optional
        Size of the result; by default that of the box, between 48 and 480 pixels.

    Returns
    -------
    uint8 array, shape (side, side)
    """
    side = side or int(np.clip(round(box.side), SIDE, 10 * SIDE))
    if max(grey.shape) >= _LONGEST:
        grey, box = _around(grey, box)
    if side < box.side / 2:
        # shrink by area first: sampling a large box at few points would alias
        factor = side / box.side
        grey = np.asarray(
            cv2.resize(grey, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA), np.uint8
        )
        box = replace(box, x=box.x * factor, y=box.y * factor, side=box.side * factor)
    corners = box.corners().astype(np.float32) - 0.5
    frame = np.array([[0, 0], [side, 0], [side, side]], np.float32) - 0.5
    move = cv2.getAffineTransform(corners[:3], frame)
    return np.asarray(
        cv2.warpAffine(
            grey, move, (side, side), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
        ),
        np.uint8,
    )
