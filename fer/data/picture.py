"""One labelled face of a source, whatever the source is."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fer.data.dataset import SIDE, Faces
from fer.emotions import EMOTIONS, SPLITS

# From the upright RGB pixels of a photograph to the face that bears its label, None where none was
# found, and the number of faces that were.
Framing = Callable[[npt.NDArray[np.uint8]], tuple[Faces | None, int]]


@dataclass(frozen=True)
class Picture:
    """One labelled face of a source.

    Attributes
    ----------
    face : uint8 array, shape (48, 48)
    emotion : int
        Label 0–6.
    split : str
        One of ``Training``, ``PublicTest``, ``PrivateTest``.
    source : str
        Where it stands: a line number or a path inside the source.
    found : int
        How many faces were found in the photograph; 1 where the picture is a face.
    """

    face: Faces
    emotion: int
    split: str
    source: str
    found: int = 1

    def __post_init__(self) -> None:
        """Check shape, label and split."""
        if self.face.shape != (SIDE, SIDE) or self.face.dtype != np.uint8:
            raise ValueError(f"expected uint8 ({SIDE}, {SIDE}), got {self.face.shape}")
        if not 0 <= self.emotion < len(EMOTIONS) or self.split not in SPLITS:
            raise ValueError(f"unknown label {self.emotion} or split {self.split!r}")
