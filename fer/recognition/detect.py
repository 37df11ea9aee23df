"""``detect``: where the faces are, by Haar cascades (Viola & Jones 2001), as in the paper.

``frontalface_alt2`` makes the fewest false faces and speaks first. Only when it finds none are
``frontalface_default`` and the picture turned by ±20° tried.
"""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from fer.images import to_grey
from fer.recognition.faces import Box, Detection, Picture

FIRST = "frontalface_alt2"
SECOND = "frontalface_default"
TURNS = (20.0, -20.0)
MIN_NEIGHBORS = 5
_STEP = 1.1  # growth of the search window
_COARSE = 416  # pixels of the longer side: large faces are found as well in a small picture
_FINE = 1280  # pixels: the size at which pictures of more than 800 are searched for small faces
_WINDOW = 24  # pixels: the smallest face that is looked for
_lock = Lock()

Grey = npt.NDArray[np.uint8]


@cache
def cascade(name: str) -> Any:
    """Return OpenCV's cascade ``haarcascade_<name>.xml``, loaded once."""
    path = f"{Path(cv2.__file__).parent}/data/haarcascade_{name}.xml"
    loaded = cv2.CascadeClassifier(path)
    if loaded.empty():
        raise RuntimeError(f"OpenCV ships no {path}; install opencv-python-headless below 5")
    return loaded


def detect(picture: Picture) -> list[Detection]:
    """Find the faces of a picture.

    Parameters
    ----------
    picture : uint8 array, shape (height, width, 3) or (height, width)
        RGB or grey.

    Returns
    -------
    list of Detection
        From left to right; empty when there is none.
    """
    grey = to_grey(picture)
    for found in _attempts(grey):
        if found:
            return sorted(_distinct(found), key=lambda d: d.box.x)
    return []


def _attempts(grey: Grey) -> Iterator[list[Detection]]:
    coarse, scale = _shrunk(grey, _COARSE)
    boxes = _search(coarse, FIRST, scale)
    if max(grey.shape) > 2 * _COARSE:
        fine, fine_scale = _shrunk(grey, _FINE)
        largest = round(2 * _WINDOW * fine_scale / scale)
        boxes += _search(fine, FIRST, fine_scale, largest)
    yield [Detection(box, FIRST) for box in boxes]
    yield [Detection(box, SECOND) for box in _search(coarse, SECOND, scale)]
    for angle in TURNS:
        yield _search_turned(coarse, scale, angle)


def _shrunk(grey: Grey, longest: int) -> tuple[Grey, float]:
    """Return the picture at no more than `longest` pixels, its greys spread out, and the scale."""
    scale = min(1.0, longest / max(grey.shape))
    if scale < 1:
        size = max(1, round(grey.shape[1] * scale)), max(1, round(grey.shape[0] * scale))
        grey = np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), np.uint8)
    return np.asarray(cv2.equalizeHist(grey), np.uint8), scale


def _search(grey: Grey, name: str, scale: float, largest: int = 0) -> list[Box]:
    """Search a picture that was shrunk by `scale`; boxes are in pixels of the original."""
    with _lock:
        found = cascade(name).detectMultiScale(
            grey,
            _STEP,
            MIN_NEIGHBORS,
            minSize=(_WINDOW, _WINDOW),
            maxSize=(largest, largest),
        )
    squares = np.asarray(found, np.float64).reshape(-1, 4) / scale
    return [Box(float(x + w / 2), float(y + h / 2), float(max(w, h))) for x, y, w, h in squares]


def _search_turned(grey: Grey, scale: float, angle: float) -> list[Detection]:
    """Search for faces that are turned clockwise by `angle` degrees."""
    height, width = grey.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    turned = np.asarray(
        cv2.warpAffine(grey, turn, (width, height), borderMode=cv2.BORDER_REPLICATE), np.uint8
    )
    back = cv2.invertAffineTransform(turn)
    found = []
    for box in _search(turned, FIRST, 1.0):
        x, y = back @ [box.x, box.y, 1.0] / scale
        place = Box(float(x), float(y), box.side / scale, angle)
        found.append(Detection(place, f"{FIRST}, turned {angle:+.0f}°"))
    return found


def _distinct(found: list[Detection]) -> list[Detection]:
    """Of boxes that cover one another keep the largest."""
    kept: list[Detection] = []
    for one in sorted(found, key=lambda d: -d.box.side):
        if all(one.box.overlap(other.box) < 0.4 for other in kept):
            kept.append(one)
    return kept


def find_eyes(face: Grey) -> tuple[tuple[float, float], tuple[float, float]] | None:
    """Find both eyes in a grey face.

    Parameters
    ----------
    face : uint8 array, shape (side, side)

    Returns
    -------
    pair of (x, y), or None
        The centres, left one first, as shares of the side (0–1); None unless both are found.
    """
    side = len(face)
    upper = np.ascontiguousarray(face[: int(side * 0.6)])
    smallest = max(8, side // 8)
    with _lock:
        found = cascade("eye_tree_eyeglasses").detectMultiScale(
            upper, 1.1, 3, minSize=(smallest, smallest), maxSize=(side // 2, side // 2)
        )
    eyes = [((x + w / 2) / side, (y + h / 2) / side) for x, y, w, h in np.asarray(found, float)]
    left = [eye for eye in eyes if 0.15 < eye[0] < 0.5]
    right = [eye for eye in eyes if 0.5 <= eye[0] < 0.85]
    pairs = [
        (a, b) for a in left for b in right if 0.25 < b[0] - a[0] < 0.6 and abs(b[1] - a[1]) < 0.2
    ]
    return min(pairs, key=lambda pair: abs(sum(pair[i][0] for i in (0, 1)) - 1), default=None)
