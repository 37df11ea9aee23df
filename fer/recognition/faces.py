"""What the steps of recognition hand on: boxes, faces, and the result for one picture."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from fer.abstention import Threshold
from fer.emotions import EMOTIONS

Picture = npt.NDArray[np.uint8]
Eye = tuple[float, float]
WHOLE = "whole picture"  # what "found" a face where the caller said that the picture is one


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
    """A face that a detector found.

    Attributes
    ----------
    box : Box
    detector : str
        Its name, and by how much the picture was turned for it.
    eyes : pair of (x, y), optional
        The centres of both eyes, left one first, as shares of the box's side; None unless both
        were found.
    """

    box: Box
    detector: str
    eyes: tuple[Eye, Eye] | None = None


@dataclass(frozen=True)
class Doubt:
    """A reason not to rely on a label: its kind, and a sentence with what was measured."""

    kind: str
    said: str


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
        Whether the eyes told of a roll that was taken out: both were found, and askew in the
        detector's box by more than 10 degrees. The box may be turned without it.
    doubts : tuple of Doubt
        Reasons not to rely on the label, if any.
    """

    box: Box
    crop: npt.NDArray[np.uint8]
    probabilities: npt.NDArray[np.float32]
    detector: str
    levelled: bool = False
    doubts: tuple[Doubt, ...] = ()

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

    @property
    def sure(self) -> bool:
        """Whether nothing speaks against relying on the label."""
        return not self.doubts

    @property
    def nearest(self) -> tuple[str, str]:
        """The two most probable labels, all that is named of a face that is not sure."""
        (first, _), (second, _), *_ = self.ranked()
        return first, second

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
            "sure": self.sure,
            "doubts": [{"kind": one.kind, "said": one.said} for one in self.doubts],
            "nearest": list(self.nearest),
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
    threshold : Threshold, optional
        The confidence below which that release is not sure, or why it has none.
    """

    picture: Picture
    faces: tuple[Face, ...]
    release: str
    threshold: Threshold | None = None

    def to_json(self) -> dict[str, Any]:
        """Return size, release and faces as plain JSON values."""
        height, width = self.picture.shape[:2]
        return {
            "width": width,
            "height": height,
            "release": self.release,
            "threshold": None if self.threshold is None else self.threshold.value,
            "threshold_note": "" if self.threshold is None else self.threshold.said,
            "faces": [face.to_json() for face in self.faces],
        }
