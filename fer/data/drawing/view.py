"""From points on a head to pixels: the pose of the head and the frame of the picture.

Lengths are shares of half the width of a face. The origin lies between the eyes, x points to the
right as seen, y downwards.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np
import numpy.typing as npt

from fer.data.drawing.canvas import Array
from fer.data.drawing.sitter import Sitter

PIVOT = (0.0, 0.45)  # the point about which the head rolls
_DEPTH = 0.85  # from the silhouette to the point between the eyes
_FLAT_X, _FLAT_Y = 1 / 1.15**2, 1 / 1.95**2  # curvature of the face


@dataclass(frozen=True)
class View:
    """A head in a pose, seen in a square frame.

    Attributes
    ----------
    side : int
        Pixels along the frame.
    scale : float
        Pixels per length.
    yaw, pitch : float
        Turn of the head in radians, right and down.
    matrix : float array, shape (3, 3)
        From the head, turned but not rolled, to pixels.
    body_matrix : float array, shape (3, 3)
        The same for neck and shoulders, which do not roll.
    """

    side: int
    scale: float
    yaw: float
    pitch: float
    matrix: npt.NDArray[np.float64]
    body_matrix: npt.NDArray[np.float64]

    @classmethod
    def of(cls, sitter: Sitter, side: int, centre: tuple[float, float], extent: float) -> Self:
        """Return the view of a frame of `extent` lengths around `centre`."""
        scale = side / extent
        cos, sin = np.cos(sitter.roll), np.sin(sitter.roll)
        x, y = PIVOT
        roll = np.array([[cos, -sin, x - cos * x + sin * y], [sin, cos, y - sin * x - cos * y]])
        frame = np.array(
            [
                [scale, 0, side / 2 - scale * centre[0]],
                [0, scale, side / 2 - scale * centre[1]],
                [0, 0, 1],
            ]
        )
        matrix = frame @ np.vstack([roll, [0, 0, 1]])
        return cls(side, scale, sitter.yaw, sitter.pitch, matrix, frame)

    def turned(self, points: Array, lift: float = 0.0) -> Array:
        """Return where points on the head, float ``(N, 2)``, go as it turns and nods.

        `lift` is their height above the dome of the face.
        """
        square = points * points
        inside = 1 - square[:, 0] * _FLAT_X - square[:, 1] * _FLAT_Y
        depth = np.sqrt(np.maximum(inside, 0)) * _DEPTH + lift
        result = points.astype(np.float32)
        result[:, 0] += depth * self._sideways
        result[:, 1] += (depth - 0.4) * self._downwards
        return result

    def face(self, points: Array, lift: float = 0.0) -> Array:
        """Return pixels of points on the face, which turns."""
        return self._to_pixels(self.turned(points, lift), self.matrix)

    def head(self, points: Array) -> Array:
        """Return pixels of points on the silhouette of the head, which only rolls."""
        return self._to_pixels(points, self.matrix)

    def body(self, points: Array) -> Array:
        """Return pixels of points on neck and shoulders, which keep still."""
        return self._to_pixels(points, self.body_matrix)

    @cached_property
    def _sideways(self) -> float:
        return float(np.sin(self.yaw))

    @cached_property
    def _downwards(self) -> float:
        return float(np.sin(self.pitch))

    @staticmethod
    def _to_pixels(points: Array, matrix: npt.NDArray[np.float64]) -> Array:
        pixels: Array = (points @ matrix[:2, :2].T + matrix[:2, 2]).astype(np.float32)
        return pixels
