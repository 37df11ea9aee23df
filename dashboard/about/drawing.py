"""The pictures of the four steps, as files for a browser. It knows no Streamlit."""

import base64
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from dashboard.answers import jpeg
from fer.recognition.annotate import encode_png
from fer.recognition.chain import Located, as_picture
from fer.recognition.faces import Detection
from fer.recognition.walk import outlined, walk

_LARGEST = 720  # pixels of the longer side of the photograph
_CELL = 48  # pixels of a cell of gradients, as drawn

Grey = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Shown:
    """A face on its way to the network, small enough to be kept for a visit.

    Attributes
    ----------
    photograph : bytes
        JPEG with the detector's box on it.
    width, height : int
        Of the picture as it came.
    found : Detection
    faces : int
    roll : float, optional
        Degrees; None where two eyes were not found.
    located : Located
        What the chain hands to the network.
    """

    photograph: bytes
    width: int
    height: int
    found: Detection
    faces: int
    roll: float | None
    located: Located


def shown(data: bytes, *, crop: bool = False) -> Shown | None:
    """Take an encoded picture through detection and registration; None without a face.

    Raises
    ------
    ImageError
        If it cannot be read.
    """
    walked = walk(as_picture(data), crop=crop)
    if walked is None:
        return None
    height, width = walked.picture.shape[:2]
    return Shown(
        jpeg(outlined(walked), _LARGEST),
        width,
        height,
        walked.found,
        walked.faces,
        walked.roll,
        (Detection(walked.framed, walked.found.detector), walked.crop, walked.levelled),
    )


def source_of(data: bytes, kind: str) -> str:
    """Return bytes as the source of an image on a page."""
    return f"data:image/{kind};base64,{base64.b64encode(data).decode('ascii')}"


def stretched(feature: npt.NDArray[np.float32]) -> Grey:
    """Return a map ``(height, width)`` as greys: its lowest value black, its highest 1 % white."""
    low, high = float(feature.min()), float(np.percentile(feature, 99))
    scaled = (feature - low) / (high - low) * 255 if high > low else np.zeros_like(feature)
    return np.rint(scaled).clip(0, 255).astype(np.uint8)


def directions(maps: npt.NDArray[np.float32]) -> Grey:
    """Draw edges by cell and direction as strokes, the stronger the lighter.

    Parameters
    ----------
    maps : float32 array, shape (B, rows, columns)
        Strength of the gradients of B directions, the first from -90°; edges lie across them.

    Returns
    -------
    uint8 array, shape (48 rows, 48 columns)
    """
    bins, rows, columns = maps.shape
    canvas = np.zeros((rows * _CELL, columns * _CELL), np.float32)
    strongest = float(maps.max()) or 1.0
    reach = _CELL * 0.46
    for k in range(bins):
        along = np.deg2rad(-90 + (k + 0.5) * 180 / bins + 90)  # of the edge
        step = np.array([np.cos(along), np.sin(along)]) * reach
        layer = np.zeros_like(canvas)
        for i, j in np.ndindex(rows, columns):
            middle = (np.array([j, i]) + 0.5) * _CELL
            ends = [tuple(int(v) for v in np.rint(middle + sign * step)) for sign in (-1, 1)]
            weight = float(maps[k, i, j]) / strongest
            cv2.line(layer, ends[0], ends[1], weight * 255, 2, cv2.LINE_AA)
        canvas = np.maximum(canvas, layer)
    return np.rint(canvas).clip(0, 255).astype(np.uint8)


def grey_source(picture: Grey) -> str:
    """Return a grey picture as the source of an image on a page."""
    return source_of(encode_png(picture), "png")
