"""Pictures of any kind to plain arrays: one place that decodes, and that refuses what it must.

Everything that a camera, a scanner or the web produces comes out as upright 8-bit RGB; what is
not a picture, is cut off, or declares more pixels than anyone needs gives an `ImageError`, whose
message is a sentence.
"""

import io
import warnings
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

import numpy as np
import numpy.typing as npt
from PIL import Image, UnidentifiedImageError

from fer.errors import ImageError

Pixels = npt.NDArray[np.uint8]
MAX_PIXELS = 50_000_000
SUFFIXES: frozenset[str] = frozenset(
    {
        *(".jpg", ".jpeg", ".jpe", ".jfif", ".jfi", ".png", ".webp", ".bmp", ".gif"),
        *(".tif", ".tiff", ".avif", ".ppm", ".pgm"),
    }
)
# Photographs that cannot be read here: they are named, never passed over.
UNREAD: frozenset[str] = frozenset(
    {
        *(".heic", ".heif", ".jxl", ".jp2", ".psd", ".dng", ".cr2", ".cr3", ".nef", ".arw", ".raf"),
        *(".orf", ".rw2"),
    }
)
# Pillow reads MPO, the stereo pictures of some telephones, under the name of JPEG.
_FORMATS = ("JPEG", "PNG", "WEBP", "BMP", "GIF", "TIFF", "AVIF", "PPM")
_ORIENTATION = 0x0112
_TURNS: Mapping[int, Callable[[Pixels], Pixels]] = MappingProxyType(
    {
        2: np.fliplr,
        3: lambda pixels: np.rot90(pixels, 2),
        4: np.flipud,
        5: lambda pixels: pixels.swapaxes(0, 1),
        6: lambda pixels: np.rot90(pixels, -1),
        7: lambda pixels: np.rot90(pixels, 2).swapaxes(0, 1),
        8: np.rot90,
    }
)


def decode(source: bytes | str | Path) -> Pixels:
    """Decode a picture to upright RGB.

    Parameters
    ----------
    source : bytes, str or Path
        The encoded file, or its path. JPEG, PNG, WebP, BMP, GIF, TIFF, AVIF and PNM are read; of an
        animation the first frame. Transparent parts are laid on white, 16-bit greys are scaled by
        their range, CMYK and palettes are converted, and the EXIF orientation is applied.

    Returns
    -------
    uint8 array, shape (height, width, 3)
        Channels in RGB order.

    Raises
    ------
    ImageError
        If it is missing, no picture, cut off, or declares more than 50 megapixels.
    """
    name, data = _read(source)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            image = Image.open(io.BytesIO(data), formats=_FORMATS)
            _check_size(image.size, name)
            if image.format == "PNG":  # loading alone passes over checksums and a missing end
                Image.open(io.BytesIO(data), formats=("PNG",)).verify()
            image.load()
            turn = _TURNS.get(_orientation(image), np.asarray)
            return np.ascontiguousarray(turn(_to_rgb(image)))
    except ImageError:
        raise
    except Image.DecompressionBombError as error:
        raise ImageError(_too_large(name)) from error
    except UnidentifiedImageError as error:
        raise ImageError(
            f"{name} is not a picture that can be read. Choose a JPEG, PNG, WebP, GIF, BMP or TIFF."
        ) from error
    except Exception as error:  # on bytes made to mislead, a decoder may raise anything
        raise ImageError(
            f"{name} is damaged or cut off and cannot be read to the end. "
            "Try the original file, or save it again as JPEG or PNG."
        ) from error


def _read(source: bytes | str | Path) -> tuple[str, bytes]:
    """Return what messages call the source, and its bytes."""
    if isinstance(source, bytes):
        name, data = "The file", source
    else:
        name = f"'{Path(source).name or source}'"
        try:
            data = Path(source).read_bytes()
        except (OSError, ValueError, MemoryError) as error:
            reason = getattr(error, "strerror", None) or error
            raise ImageError(f"{name} cannot be opened: {reason}. Check the path.") from error
    if not data:
        raise ImageError(f"{name} is empty. Choose a picture (JPEG, PNG, WebP …).")
    return name, data


def _too_large(name: str, size: tuple[int, int] | None = None) -> str:
    declared = f" ({size[0]} × {size[1]})" if size else ""
    return (
        f"{name} declares more than {MAX_PIXELS // 1_000_000} megapixels{declared}. "
        "Scale it down and try again."
    )


def _check_size(size: tuple[int, int], name: str) -> None:
    width, height = size
    if width * height > MAX_PIXELS:
        raise ImageError(_too_large(name, size))
    if width < 1 or height < 1:
        raise ImageError(f"{name} has no pixels. Choose another picture.")


def _orientation(image: Image.Image) -> int:
    """Return the EXIF orientation (1–8); a photo whose EXIF block is broken counts as upright."""
    try:
        return int(image.getexif().get(_ORIENTATION, 1))
    except Exception:
        return 1


def _to_rgb(image: Image.Image) -> Pixels:
    if image.mode.startswith(("I", "F")):
        return _from_deep_grey(image)
    if image.mode in {"LA", "PA", "RGBA", "RGBa", "La"} or "transparency" in image.info:
        white = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(white, image.convert("RGBA"))
    return np.array(image if image.mode == "RGB" else image.convert("RGB"))  # else it is copied


def _from_deep_grey(image: Image.Image) -> Pixels:
    """Scale to 0–255: 16-bit greys by their range, 32-bit and floating ones by what they use."""
    grey = np.asarray(image, dtype=np.float32)
    top = float(grey.max(initial=0.0, where=np.isfinite(grey)))
    if image.mode.startswith("I;16") or (image.mode, image.format) == ("I", "PPM"):
        white = 65_535.0
    else:  # resampling overshoots white a little: up to twice the range still belongs to it
        ranges = (1.0, 255.0, 65_535.0) if image.mode == "F" else (255.0, 65_535.0)
        white = next((full for full in ranges if top <= 2 * full), top)
    plane = np.nan_to_num(grey, nan=0.0, posinf=white, neginf=0.0) * np.float32(255 / white)
    if isinstance(clear := image.info.get("transparency"), int):
        plane[grey == clear] = 255
    rounded = np.clip(np.rint(plane), 0, 255).astype(np.uint8)
    return np.repeat(rounded[:, :, None], 3, axis=2)


def to_grey(picture: Pixels) -> Pixels:
    """Return the luma of an RGB picture (ITU-R BT.601), or a grey one as it is.

    Parameters
    ----------
    picture : uint8 array, shape (height, width, 3) or (height, width)

    Returns
    -------
    uint8 array, shape (height, width)
    """
    import cv2

    if picture.ndim == 2:
        return picture
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), dtype=np.uint8)


def resize(picture: Pixels, side: int) -> Pixels:
    """Resize to a square of `side` pixels: by area when shrinking, bicubic when enlarging."""
    import cv2

    height, width = picture.shape[:2]
    if (within := (min(width, side), min(height, side))) != (width, height):
        picture = np.asarray(cv2.resize(picture, within, interpolation=cv2.INTER_AREA), np.uint8)
    if within == (side, side):
        return picture
    return np.asarray(cv2.resize(picture, (side, side), interpolation=cv2.INTER_CUBIC), np.uint8)


def sharpness(grey: Pixels) -> float:
    """Return how sharp a grey picture is: spread of its Laplacian by that of its grey values.

    So that contrast alone does not make a picture sharp (Pertuz et al. 2013, LAP4); 0 of a picture
    of one grey.

    Parameters
    ----------
    grey : uint8 array, shape (height, width)
    """
    import cv2

    contrast = float(grey.std())
    return float(cv2.Laplacian(grey, cv2.CV_64F).std()) / contrast if contrast > 0 else 0.0
