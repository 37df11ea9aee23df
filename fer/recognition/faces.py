"""What the steps of recognition hand on: boxes, faces, and the result for one picture."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from fer.emotions import EMOTIONS

Picture = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Box:
    """A square around a face, in pixels of the upright picture.

    Attributes
    ----------
    x, y : float
        Its centre.
    side : float
        The length of its edges.
    angle : float
        Degrees by which it is turned clockwise, as seen.
    """

    x: float
    y: float
    side: float
    angle: float = 0.0

    def __post_init__(self) -> None:
        """Check that the box has an area."""
        if not self.side > 0:
            raise ValueError(f"expected a side above 0, got {self.side}")

    def corners(self) -> npt.NDArray[np.float64]:
        """Return the corners, float64 ``(4, 2)`` as x, y: clockwise from the upper left."""
        turn = np.deg2rad(self.angle)
        across = np.array([np.cos(turn), np.sin(turn)]) * self.side / 2
        down = np.array([-across[1], across[0]])
        corners = np.array([-across - down, across - down, across + down, -across + down])
        return np.asarray(corners + np.array([self.x, self.y]))

    def overlap(self, other: "Box") -> float:
        """Return intersection over union with `other`, 0–1, both taken as upright."""
        reach = (self.side + other.side) / 2
        width = min(reach - abs(self.x - other.x), self.side, other.side)
        height = min(reach - abs(self.y - other.y), self.side, other.side)
        shared = max(0.0, width) * max(0.0, height)
        return shared / (self.side**2 + other.side**2 - shared)


@dataclass(frozen=True)
class Detection:
    """A face that a detector found: its box and the detector's name."""

    box: Box
    detector: str


@dataclass(frozen=True)
class Face:
    """A face with what a release says of it.

    Attributes
    ----------
    box : Box
        The square that was classified.
    crop : uint8 array, shape (48, 48)
    probabilities : float32 array, shape (7,)
        In the order of `EMOTIONS`; they sum to 1.
    detector : str
        What found it; ``"whole picture"`` where the caller said that the picture is a face.
    levelled : bool
        Whether a roll was taken out: both eyes were found, and askew by more than 10 degrees.
    """

    box: Box
    crop: npt.NDArray[np.uint8]
    probabilities: npt.NDArray[np.float32]
    detector: str
    levelled: bool = False

    def __post_init__(self) -> None:
        """Check shapes and range."""
        crop, p = self.crop, self.probabilities
        if crop.shape != (48, 48) or crop.dtype != np.uint8:
            raise ValueError(f"expected a uint8 (48, 48) crop, got {crop.dtype} {crop.shape}")
        if p.shape != (len(EMOTIONS),) or not (p.min() >= 0 and abs(p.sum() - 1) < 1e-3):
            raise ValueError(f"expected 7 probabilities that sum to 1, got {p.tolist()}")

    @property
    def label(self) -> int:
        """The label (0–6) with the highest probability."""
        return int(self.probabilities.argmax())

    @property
    def emotion(self) -> str:
        """The name of that label."""
        return EMOTIONS[self.label]

    @property
    def confidence(self) -> float:
        """Its probability, 0–1."""
        return float(self.probabilities.max())

    def ranked(self) -> list[tuple[str, float]]:
        """Return emotions and probabilities, the most probable first."""
        order = np.argsort(-self.probabilities, kind="stable")
        return [(EMOTIONS[i], float(self.probabilities[i])) for i in order]

    def to_json(self) -> dict[str, Any]:
        """Return box, label and probabilities as plain JSON values."""
        return {
            "box": {
                "x": round(self.box.x - self.box.side / 2, 1),
                "y": round(self.box.y - self.box.side / 2, 1),
                "width": round(self.box.side, 1),
                "height": round(self.box.side, 1),
                "angle": round(self.box.angle, 1),
            },
            "label": self.emotion,
            "confidence": round(self.confidence, 6),
            "probabilities": {
                name: round(float(p), 6)
                for name, p in zip(EMOTIONS, self.probabilities, strict=True)
            },
            "detector": self.detector,
            "levelled": self.levelled,
        }


@dataclass(frozen=True)
class Result:
    """All that was recognised in one picture.

    Attributes
    ----------
    picture : uint8 array, shape (height, width, 3)
        The upright picture, RGB.
    faces : tuple of Face
        From left to right; empty when no face was found.
    release : str
        The id of the release that spoke.
    """

    picture: Picture
    faces: tuple[Face, ...]
    release: str

    def to_json(self) -> dict[str, Any]:
        """Return size, release and faces as plain JSON values."""
        height, width = self.picture.shape[:2]
        return {
            "width": width,
            "height": height,
            "release": self.release,
            "faces": [face.to_json() for face in self.faces],
        }
