"""A canvas for soft, anti-aliased shapes. It knows nothing of faces.

Shapes come as outlines in pixels; colours are RGB from 0 to 1. Everything is drawn on a canvas
larger than the picture and shrunk by area at the end.
"""

from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float32]
Colour = tuple[float, float, float]

_SUBPIXEL = 4  # bits after the point that OpenCV's polygons understand
_KNEE = 0.78  # where highlights begin to be compressed


@dataclass(frozen=True)
class Patch:
    """A part of the canvas and how much of each pixel a shape covers.

    Attributes
    ----------
    rows, columns : slice
    cover : float32 array, shape (height, width)
        From 0 to 1.
    """

    rows: slice
    columns: slice
    cover: Array


class Canvas:
    """A square picture in the making.

    Attributes
    ----------
    pixels : float32 array, shape (3, side, side)
        RGB, 0–1; planes, since shapes cover all three alike.
    scale : float
        Pixels per unit of length, in which softness is given.
    """

    def __init__(self, side: int, scale: float, background: Colour) -> None:
        """Start with one colour."""
        self.scale = scale
        self.pixels: Array = np.empty((3, side, side), np.float32)
        self.pixels[:] = np.reshape(background, (3, 1, 1))

    def patch(self, outline: Array, soft: float = 0.0) -> Patch | None:
        """Return what a closed outline, float32 ``(N, 2)``, covers; None when out of sight.

        Several outlines that do not overlap, ``(M, N, 2)``, make one patch. `soft` is the standard
        deviation of the edge's blur, in units.
        """
        side = self.pixels.shape[1]
        # a tent as wide as 2 * reach + 1 has a variance of reach * (reach + 2) / 6
        reach = round((6 * (soft * self.scale) ** 2 + 1) ** 0.5 - 1)
        margin = reach + 2
        left, top, width, height = cv2.boundingRect(outline.reshape(-1, 2))
        left, top = max(left, -side) - margin, max(top, -side) - margin
        right = min(left + width + 2 * margin, 2 * side)
        bottom = min(top + height + 2 * margin, 2 * side)
        x0, y0, x1, y1 = max(left, 0), max(top, 0), min(right, side), min(bottom, side)
        if x0 >= x1 or y0 >= y1:
            return None
        # what lies beyond the canvas still bleeds into it: blur the whole shape, then cut
        mask = np.zeros((bottom - top, right - left), np.uint8)
        corners = ((outline - (left, top)) * (1 << _SUBPIXEL)).astype(np.int32)
        shapes = list(corners) if corners.ndim == 3 else [corners]
        cv2.fillPoly(mask, shapes, (255,), cv2.LINE_AA, _SUBPIXEL)
        if reach:
            mask = np.asarray(cv2.stackBlur(mask, (2 * reach + 1, 2 * reach + 1)), np.uint8)
        cover = mask[y0 - top : y1 - top, x0 - left : x1 - left] * np.float32(1 / 255)
        return Patch(slice(y0, y1), slice(x0, x1), cover)

    def paint(
        self,
        outline: Array,
        colour: Colour,
        opacity: float = 1.0,
        *,
        soft: float = 0.0,
        within: Patch | None = None,
        light: Array | None = None,
    ) -> Patch | None:
        """Lay a colour over a shape.

        Parameters
        ----------
        outline : float32 array, shape (N, 2) or (M, N, 2)
            One closed outline as x, y in pixels, or several that do not overlap.
        colour : tuple of float
            RGB, 0–1.
        opacity : float
            From 0 (nothing) to 1.
        soft : float
            Blur of the edge in units.
        within : Patch, optional
            Paint only there.
        light : float32 array, shape (3, side, side) or (1, side, side), optional
            Multiplies the colour.

        Returns
        -------
        Patch or None
            What was covered; None when nothing was in sight.
        """
        found = self.patch(outline, soft) if opacity > 0 else None
        if found is not None and within is not None:
            found = _shared(found, within)
        if found is None:
            return None
        part = self.pixels[:, found.rows, found.columns]
        layer = np.array(colour, np.float32)[:, None, None]
        if light is not None:
            layer = layer * light[:, found.rows, found.columns]
        difference = layer - part
        difference *= found.cover if opacity == 1 else found.cover * np.float32(opacity)
        part += difference
        return found

    def finish(self, side: int, exposure: float = 1.0) -> npt.NDArray[np.uint8]:
        """Return the picture, uint8 ``(side, side, 3)``: shrunk, exposed, highlights rolled off."""
        size = (side, side)
        planes = [cv2.resize(p, size, interpolation=cv2.INTER_AREA) for p in self.pixels]
        picture: Array = np.stack(planes, axis=2)
        picture *= exposure
        over = np.maximum(picture - _KNEE, 0)
        picture -= over - over / (1 + over / (1 - _KNEE))
        return np.asarray(np.rint(picture * 255), np.uint8)


def _shared(one: Patch, other: Patch) -> Patch | None:
    y0, x0 = max(one.rows.start, other.rows.start), max(one.columns.start, other.columns.start)
    y1, x1 = min(one.rows.stop, other.rows.stop), min(one.columns.stop, other.columns.stop)
    if y0 >= y1 or x0 >= x1:
        return None
    first, second = (
        patch.cover[
            y0 - patch.rows.start : y1 - patch.rows.start,
            x0 - patch.columns.start : x1 - patch.columns.start,
        ]
        for patch in (one, other)
    )
    return Patch(slice(y0, y1), slice(x0, x1), first * second)


@cache
def _spline(count: int, fine: int, closed: bool) -> Array:
    """Return the matrix from `count` points to a Catmull–Rom curve with `fine` steps a span."""
    spans = count if closed else count - 1
    t = np.arange(spans * fine + (0 if closed else 1)) / fine
    span = np.minimum(t.astype(int), spans - 1)
    u = t - span
    weights = (
        -0.5 * u + u**2 - 0.5 * u**3,
        1 - 2.5 * u**2 + 1.5 * u**3,
        0.5 * u + 2 * u**2 - 1.5 * u**3,
        -0.5 * u**2 + 0.5 * u**3,
    )
    matrix = np.zeros((len(t), count), np.float32)
    for offset, weight in enumerate(weights, start=-1):
        index = span + offset
        index = index % count if closed else np.clip(index, 0, count - 1)
        np.add.at(matrix, (np.arange(len(t)), index), weight)
    return matrix


def smooth(points: npt.ArrayLike, fine: int = 6, *, closed: bool = True) -> Array:
    """Return curves through `points`, float ``(..., N, 2)``, `fine` steps between neighbours."""
    corners = np.asarray(points, np.float32)
    curve: Array = _spline(corners.shape[-2], fine, closed) @ corners
    return curve


def ribbon(line: npt.ArrayLike, width: float | npt.NDArray[np.floating]) -> Array:
    """Return the outline of a brush stroke, float32 ``(..., 2 N, 2)``.

    Parameters
    ----------
    line : float array, shape (..., N, 2)
        Its middle.
    width : float or float array, shape (N,)
        Half its breadth along the way.
    """
    middle = np.ascontiguousarray(line, np.float32).view(np.complex64)[..., 0]
    along = np.empty_like(middle)
    along[..., 1:-1] = middle[..., 2:] - middle[..., :-2]
    along[..., 0] = middle[..., 1] - middle[..., 0]
    along[..., -1] = middle[..., -1] - middle[..., -2]
    across = along * (1j * width / (np.abs(along) + 1e-6))
    outline = np.concatenate([middle + across, (middle - across)[..., ::-1]], axis=-1)
    return outline.astype(np.complex64)[..., None].view(np.float32)
