"""From points on a head to pixels: the pose of the head and the frame of the picture.

Lengths are shares of half the width of a face. The origin lies between the eyes, x points to the
right as seen, y downwards.
"""

import math
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from fer.data.drawing.canvas import Array
from fer.data.drawing.sitter import Sitter

_PIVOT = (0.0, 0.45)  # the point about which the head rolls
_DEPTH = 0.85  # from the silhouette to the point between the eyes
_CURVATURE = np.array([1 / 1.15**2, 1 / 1.95**2], np.float32)  # across and along the face
_HINGE = 0.4  # depth of the axis about which the head nods


@dataclass(frozen=True)
class View:
    """A head in a pose, seen in a square frame.

    Attributes
    ----------
    side : int
        Pixels along the frame.
    scale : float
        Pixels per length.
    turn : float32 array, shape (2,)
        Way across and down that a point makes for each length that it stands out.
    matrix : float32 array, shape (2, 3)
        From the head, turned but not rolled, to pixels.
    still : float32 array, shape (2, 3)
        The same for neck and shoulders, which do not roll.
    """

    side: int
    scale: float
    turn: Array
    matrix: Array
    still: Array

    @classmethod
    def of(cls, sitter: Sitter, side: int, centre: tuple[float, float], extent: float) -> Self:
        """Return the view of a frame of `extent` lengths around `centre`."""
        scale = side / extent
        roll, pivot = rotation(sitter.roll), np.array(_PIVOT)
        turn = np.array([math.sin(sitter.yaw), math.sin(sitter.pitch)], np.float32)
        origin = side / 2 - scale * np.array(centre)
        still = np.column_stack([scale * np.eye(2), origin])
        matrix = np.column_stack([scale * roll, origin + scale * (pivot - roll @ pivot)])
        return cls(side, scale, turn, matrix.astype(np.float32), still.astype(np.float32))

    def turned(self, points: npt.NDArray[np.floating], lift: float = 0.0) -> Array:
        """Return where points on the face, float ``(..., 2)``, go as the head turns and nods.

        `lift` is their height above the dome of the face.
        """
        flat = np.asarray(points, np.float32)
        dome = np.sqrt(np.maximum(1 - (flat * flat) @ _CURVATURE, 0))
        depth = dome * np.float32(_DEPTH) + np.float32(lift)
        moved: Array = flat + depth[..., None] * self.turn
        moved[..., 1] -= _HINGE * self.turn[1]
        return moved

    def face(self, points: npt.NDArray[np.floating], lift: float = 0.0) -> Array:
        """Return pixels of points on the face, which turns."""
        return _to_pixels(self.turned(points, lift), self.matrix)

    def head(self, points: npt.NDArray[np.floating]) -> Array:
        """Return pixels of points on the silhouette of the head, which only rolls."""
        return _to_pixels(points, self.matrix)

    def body(self, points: npt.NDArray[np.floating]) -> Array:
        """Return pixels of points on neck and shoulders, which keep still."""
        return _to_pixels(points, self.still)


def face_centre(sitter: Sitter, height: float) -> tuple[float, float]:
    """Return where the middle of the face stands, `height` below the eyes, after turn and roll."""
    pivot = np.array(_PIVOT)
    middle = np.array([_DEPTH * math.sin(sitter.yaw), height])
    x, y = rotation(sitter.roll) @ (middle - pivot) + pivot
    return float(x), float(y)


def rotation(angle: float) -> npt.NDArray[np.float64]:
    """Return the matrix that turns points clockwise, as seen, by an angle in radians."""
    cos, sin = math.cos(angle), math.sin(angle)
    return np.array([[cos, -sin], [sin, cos]])


def _to_pixels(points: npt.NDArray[np.floating], matrix: Array) -> Array:
    pixels: Array = np.asarray(points, np.float32) @ matrix[:, :2].T + matrix[:, 2]
    return pixels
