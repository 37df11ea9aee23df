"""``detect``: where the faces are, by Haar cascades (Viola & Jones 2001), as in the paper.

``frontalface_alt2`` makes the fewest false faces and speaks first. Only when it finds none are the
picture turned by ±20° and then ``frontalface_default`` tried. ``docs/detection.md`` has the figures
by which sizes and neighbours were chosen.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import cv2
import numpy as np
import numpy.typing as npt

from fer.images import to_grey
from fer.recognition.cascades import LOCK, cascade
from fer.recognition.faces import Box, Detection, Picture

FIRST = "frontalface_alt2"
SECOND = "frontalface_default"
TURNS = (20.0, -20.0)
_COARSE = 320  # pixels of the longer side: large faces are found as well in a small picture
_WINDOW = 20  # pixels: the smallest face that is looked for there, the cascades' own size
_LARGE = 832  # pixels: larger pictures are searched for small faces as well
_FINE = 1280  # pixels of the longer side then
_FINE_WINDOW = 24

Grey = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class _Search:
    """How a cascade looks: growth of its window, and how many windows must agree on a face."""

    cascade: str
    growth: float
    neighbours: int


_UPRIGHT = _Search(FIRST, 1.15, 3)
_SMALL = _Search(FIRST, 1.1, 5)  # more windows are asked there, so that more must agree
_TURNED = _Search(FIRST, 1.2, 2)
_LAST = _Search(SECOND, 1.2, 5)
_QUICK = _Search(FIRST, 1.2, 5)
_NEAR = _Search(FIRST, 1.1, 3)
_NEAR_FRAME = 1.6  # sides of a box that are searched around it
_NEAR_SIZES = (0.75, 1.35)  # sides of a face there, by the side of that box
_QUICK_SHARE = 8  # video: the smallest face is this part of the picture's shorter side


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


def detect_quickly(picture: Picture) -> list[Detection]:
    """Find upright faces that are near the camera: what `detect` finds, for half its time or less.

    Parameters
    ----------
    picture : uint8 array, shape (height, width, 3) or (height, width)

    Returns
    -------
    list of Detection
        The largest first; faces below an eighth of the shorter side are not looked for.
    """
    coarse, scale = _shrunk(to_grey(picture), _COARSE)
    smallest = max(_WINDOW, min(coarse.shape) // _QUICK_SHARE)
    return _distinct(_largest_first(_search(coarse, _QUICK, scale, smallest)))


def detect_near(picture: Picture, box: Box) -> Detection | None:
    """Find the face that was at `box` a moment ago.

    Parameters
    ----------
    picture : uint8 array, shape (height, width, 3) or (height, width)
    box : Box
        A detector's box; its angle is passed over.

    Returns
    -------
    Detection or None
        The face closest to `box`, of about its size.
    """
    height, width = picture.shape[:2]
    reach = _NEAR_FRAME * box.side / 2
    left, top = max(0, round(box.x - reach)), max(0, round(box.y - reach))
    right, bottom = min(width, round(box.x + reach)), min(height, round(box.y + reach))
    smallest = max(_WINDOW, round(_NEAR_SIZES[0] * box.side))
    if min(right - left, bottom - top) < smallest:
        return None
    part = to_grey(np.ascontiguousarray(picture[top:bottom, left:right]))
    part = np.asarray(cv2.equalizeHist(part), np.uint8)
    found = _search(part, _NEAR, 1.0, smallest, round(_NEAR_SIZES[1] * box.side) + 1)
    moved = [replace(d.box, x=d.box.x + left, y=d.box.y + top) for _, d in found]
    nearest = max(moved, key=box.overlap, default=None)
    return None if nearest is None else Detection(nearest, FIRST)


def is_found(face: Grey) -> bool:
    """Return whether a face is found in a picture that is one, such as FER-2013's.

    Parameters
    ----------
    face : uint8 array, shape (48, 48)
        Cropped closely; its edge is continued by a quarter, for the cascades look for some ground.
    """
    border = len(face) // 4
    framed = cv2.copyMakeBorder(face, border, border, border, border, cv2.BORDER_REPLICATE)
    return bool(detect(np.asarray(framed, np.uint8)))


def _attempts(grey: Grey) -> Iterator[list[Detection]]:
    """Yield what each way to look finds, what is trusted most first."""
    coarse, scale = _shrunk(grey, _COARSE)
    found = _search(coarse, _UPRIGHT, scale)
    if max(grey.shape) > _LARGE:
        fine, fine_scale = _shrunk(grey, _FINE)
        largest = round(2 * _WINDOW * fine_scale / scale)
        found += _search(fine, _SMALL, fine_scale, _FINE_WINDOW, largest)
    yield _largest_first(found)
    turned = [one for angle in TURNS for one in _search_turned(coarse, scale, angle)]
    yield [one for _, one in sorted(turned, key=lambda pair: -pair[0])]
    yield _largest_first(_search(coarse, _LAST, scale))


def _shrunk(grey: Grey, longest: int) -> tuple[Grey, float]:
    """Return the picture at no more than `longest` pixels, its greys spread out, and the scale."""
    scale = min(1.0, longest / max(grey.shape))
    if scale < 1:
        size = max(1, round(grey.shape[1] * scale)), max(1, round(grey.shape[0] * scale))
        grey = np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), np.uint8)
    return np.asarray(cv2.equalizeHist(grey), np.uint8), scale


def _search(
    grey: Grey, how: _Search, scale: float, smallest: int = _WINDOW, largest: int = 0
) -> list[tuple[int, Detection]]:
    """Search a picture that was shrunk by `scale`.

    Returns how many windows agreed on each face, and the face in pixels of the original.
    """
    with LOCK:
        found, agreed = cascade(how.cascade).detectMultiScale2(
            grey,
            how.growth,
            how.neighbours,
            minSize=(smallest, smallest),
            maxSize=(largest, largest),
        )
    squares = np.asarray(found, np.float64).reshape(-1, 4) / scale
    boxes = [Box(float(x + w / 2), float(y + h / 2), float(max(w, h))) for x, y, w, h in squares]
    return [
        (int(n), Detection(box, how.cascade))
        for n, box in zip(np.ravel(agreed), boxes, strict=True)
    ]


def _search_turned(grey: Grey, scale: float, angle: float) -> list[tuple[int, Detection]]:
    """Search for faces that are turned clockwise by `angle` degrees."""
    height, width = grey.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    turned = np.asarray(
        cv2.warpAffine(grey, turn, (width, height), borderMode=cv2.BORDER_REPLICATE), np.uint8
    )
    back = cv2.invertAffineTransform(turn)
    found = []
    for agreed, one in _search(turned, _TURNED, 1.0):
        x, y = back @ [one.box.x, one.box.y, 1.0] / scale
        place = Box(float(x), float(y), one.box.side / scale, angle)
        found.append((agreed, Detection(place, f"{one.detector}, turned {angle:+.0f}°")))
    return found


def _largest_first(found: list[tuple[int, Detection]]) -> list[Detection]:
    return sorted((one for _, one in found), key=lambda one: -one.box.side)


def _distinct(found: list[Detection]) -> list[Detection]:
    """Of boxes that cover one another keep the one that comes first."""
    kept: list[Detection] = []
    for one in found:
        if all(one.box.overlap(other.box) < 0.4 for other in kept):
            kept.append(one)
    return kept
