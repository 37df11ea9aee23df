"""Maps drawn on the face that they are about."""

import cv2
import numpy as np
import numpy.typing as npt

from fer.recognition.faces import Picture

_SIDE = 240  # pixels of the drawing
_THROUGH = 0.72  # opacity of a map where it is strongest
Colour = tuple[int, int, int]


def overlay(
    face: npt.NDArray[np.uint8],
    values: npt.NDArray[np.float64],
    speaks_for: Colour,
    speaks_against: Colour,
) -> Picture:
    """Return a face with a map laid over it.

    Parameters
    ----------
    face : uint8 array, shape (48, 48)
    values : float64 array, shape (height, width)
        Of any size; its own largest value is drawn strongest.
    speaks_for, speaks_against : tuple of int
        RGB of what lies above and below 0.

    Returns
    -------
    uint8 array, shape (240, 240, 3)
    """
    ground = cv2.resize(face, (_SIDE, _SIDE), interpolation=cv2.INTER_CUBIC)
    largest = float(np.quantile(np.abs(values), 0.995))
    scaled = np.clip(values / largest, -1, 1) if largest > 0 else np.zeros_like(values)
    wide = cv2.resize(scaled, (_SIDE, _SIDE), interpolation=cv2.INTER_LINEAR)[..., None]
    colour = np.where(wide >= 0, np.array(speaks_for, float), np.array(speaks_against, float))
    strength = _THROUGH * np.abs(wide)
    mixed = ground[..., None] * (1 - strength) + colour * strength
    return np.asarray(np.rint(mixed), np.uint8)


def outlined(picture: Picture, corner: tuple[int, int], patch: int, side: int = 48) -> Picture:
    """Return a drawing with the outline of a square, given in pixels of the face.

    Parameters
    ----------
    picture : uint8 array, shape (height, width, 3)
    corner : (row, column)
        Its upper left pixel.
    patch : int
        Pixels of its side.
    side : int
        Pixels of the face's side.
    """
    scale = picture.shape[0] / side
    row, column = corner
    canvas = picture.copy()
    first = round(column * scale), round(row * scale)
    last = round((column + patch) * scale) - 1, round((row + patch) * scale) - 1
    for colour, thick in (((20, 20, 20), 4), ((255, 255, 255), 2)):
        cv2.rectangle(canvas, first, last, colour, thick, cv2.LINE_AA)
    return canvas
