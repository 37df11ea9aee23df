"""The operations behind the corruptions: each a pure function of faces and a strength.

Faces are uint8 ``(N, 48, 48)``, in and out; `corruptions` checks them and keeps the strengths in
range.
"""

from collections.abc import Callable, Sequence

import cv2
import numpy as np
import numpy.typing as npt

from fer.data.dataset import SIDE, Faces
from fer.images import resize

_MIDDLE = (SIDE - 1) / 2
# Where FER-2013's faces have eyes and mouth: the darkest rows of the mean of its test faces.
EYES, MOUTH = 17.5, 38.5
Draws = Sequence[np.random.Generator]


def _rounded(values: npt.NDArray[np.floating]) -> Faces:
    return np.asarray(np.clip(np.rint(values), 0, 255), dtype=np.uint8)


def _by_table(faces: Faces, table: npt.NDArray[np.floating]) -> Faces:
    """Return every grey replaced by the table's, float ``(256,)``."""
    return np.asarray(_rounded(table)[faces], dtype=np.uint8)


def offset(faces: Faces, strength: float) -> Faces:
    """Add `strength` grey levels to every pixel."""
    return _by_table(faces, np.arange(256) + strength)


def gain(faces: Faces, strength: float) -> Faces:
    """Multiply every pixel by `strength`: an exposure of its base-2 logarithm in stops."""
    return _by_table(faces, np.arange(256) * strength)


def gamma(faces: Faces, strength: float) -> Faces:
    """Raise greys, as shares of white, to the power of `strength`."""
    return _by_table(faces, 255 * (np.arange(256) / 255) ** strength)


def contrast(faces: Faces, strength: float) -> Faces:
    """Scale the distance of every pixel from its face's mean by `strength`."""
    mean = faces.mean(axis=(1, 2), keepdims=True)
    return _rounded(mean + strength * (faces - mean))


def gaussian_noise(faces: Faces, strength: float, draws: Draws) -> Faces:
    """Add normal noise with a standard deviation of `strength` grey levels."""
    changed = np.empty_like(faces)
    for i, draw in enumerate(draws):
        changed[i] = _rounded(faces[i] + strength * draw.standard_normal((SIDE, SIDE)))
    return changed


def blur(faces: Faces, strength: float) -> Faces:
    """Blur by a Gaussian with a standard deviation of `strength` pixels."""
    return _each(faces, lambda face: cv2.GaussianBlur(face, (0, 0), strength))


def jpeg(faces: Faces, strength: float) -> Faces:
    """Encode as grey JPEG of quality `strength` (1–100), and decode."""
    quality = [cv2.IMWRITE_JPEG_QUALITY, round(strength)]

    def encoded(face: Faces) -> Faces:
        done, data = cv2.imencode(".jpg", face, quality)
        if not done:
            raise RuntimeError("a face could not be encoded as JPEG")
        return np.asarray(cv2.imdecode(data, cv2.IMREAD_GRAYSCALE), np.uint8)

    return _each(faces, encoded)


def downscale(faces: Faces, strength: float) -> Faces:
    """Shrink to `strength` pixels by area, and enlarge as recognition enlarges small faces."""
    return _each(faces, lambda face: resize(resize(face, round(strength)), SIDE))


def rotation(faces: Faces, strength: float) -> Faces:
    """Turn about the middle by `strength` degrees, clockwise as seen."""
    return _warp(faces, cv2.getRotationMatrix2D((_MIDDLE, _MIDDLE), -strength, 1))


def zoom(faces: Faces, strength: float) -> Faces:
    """Enlarge about the middle by the factor `strength`."""
    return _warp(faces, cv2.getRotationMatrix2D((_MIDDLE, _MIDDLE), 0, strength))


def shift(faces: Faces, strength: float, draws: Draws) -> Faces:
    """Move by `strength` pixels to the right, down, left or up."""
    changed = np.empty_like(faces)
    for i, draw in enumerate(draws):
        x, y = ((1, 0), (0, 1), (-1, 0), (0, -1))[int(draw.integers(4))]
        matrix = np.array([[1, 0, strength * x], [0, 1, strength * y]], np.float64)
        changed[i : i + 1] = _warp(faces[i : i + 1], matrix)
    return changed


def occlude_eyes(faces: Faces, strength: float) -> Faces:
    """Lay a bar of the face's mean grey, `strength` pixels high, over the eyes."""
    return _bar(faces, EYES, strength)


def occlude_mouth(faces: Faces, strength: float) -> Faces:
    """Lay a bar of the face's mean grey, `strength` pixels high, over the mouth."""
    return _bar(faces, MOUTH, strength)


def _bar(faces: Faces, middle: float, height: float) -> Faces:
    rows = np.arange(SIDE)
    bottom, top = middle + height / 2, middle - height / 2
    covered = np.clip(np.minimum(bottom, rows + 1) - np.maximum(top, rows), 0, 1)[None, :, None]
    mean = faces.mean(axis=(1, 2), keepdims=True)
    return _rounded(faces * (1 - covered) + mean * covered)


def _warp(faces: Faces, matrix: npt.NDArray[np.float64]) -> Faces:
    return _each(
        faces,
        lambda face: cv2.warpAffine(
            face, matrix, (SIDE, SIDE), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
        ),
    )


def _each(faces: Faces, change: Callable[[Faces], Faces]) -> Faces:
    changed = np.empty_like(faces)
    for i, face in enumerate(faces):
        changed[i] = change(face)
    return changed
