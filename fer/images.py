"""Pictures of any kind to plain arrays: one place that decodes, and that refuses what it must.

Everything that a camera, a scanner or the web produces comes out as upright 8-bit RGB; what is not a
picture, is cut off, or declares more pixels than anyone needs gives an `ImageError` in a sentence.
"""

import io
import struct
import warnings
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageOps, UnidentifiedImageError

from fer.errors import ImageError

MAX_PIXELS = 50_000_000
SUFFIXES: frozenset[str] = frozenset(
    {".jpg", ".jpeg", ".png", ".webp", ".bmp", ".gif", ".tif", ".tiff", ".avif", ".ppm", ".pgm"}
)
_FORMATS = ("JPEG", "MPO", "PNG", "WEBP", "BMP", "GIF", "TIFF", "AVIF", "PPM")
_BROKEN = (
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    IndexError,
    KeyError,
    TypeError,
    OverflowError,
    ZeroDivisionError,
    AttributeError,
    NotImplementedError,
    RuntimeError,
    MemoryError,
    struct.error,
)


def decode(source: bytes | str | Path) -> npt.NDArray[np.uint8]:
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
    name = "The file" if isinstance(source, bytes) else f"'{Path(source).name}'"
    try:
        file = io.BytesIO(source if isinstance(source, bytes) else Path(source).read_bytes())
    except OSError as error:
        raise ImageError(f"{name} cannot be opened: {error.strerror or error}.") from error
    if not file.getbuffer().nbytes:
        raise ImageError(f"{name} is empty. Choose a picture (JPEG, PNG, WebP …).")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            image = Image.open(file, formats=_FORMATS)
            _check_size(image, name)
            return _to_rgb(image)
    except ImageError:
        raise
    except Image.DecompressionBombError as error:
        raise ImageError(_too_large(name)) from error
    except UnidentifiedImageError as error:
        raise ImageError(
            f"{name} is not a picture that can be read. Choose a JPEG, PNG, WebP, GIF, BMP or TIFF."
        ) from error
    except _BROKEN as error:
        raise ImageError(
            f"{name} is damaged or cut off and cannot be read to the end. "
            "Try the original file, or save it again as JPEG or PNG."
        ) from error


def _too_large(name: str, size: tuple[int, int] | None = None) -> str:
    declared = f" ({size[0]} × {size[1]})" if size else ""
    return (
        f"{name} declares more than {MAX_PIXELS // 1_000_000} megapixels{declared}. "
        "Scale it down and try again."
    )


def _check_size(image: Image.Image, name: str) -> None:
    width, height = image.size
    if width * height > MAX_PIXELS:
        raise ImageError(_too_large(name, image.size))
    if width < 1 or height < 1:
        raise ImageError(f"{name} has no pixels.")


def _to_rgb(image: Image.Image) -> npt.NDArray[np.uint8]:
    image.load()
    image = ImageOps.exif_transpose(image)
    if image.mode.startswith(("I", "F")):
        return _from_deep_grey(image)
    if image.mode in {"LA", "PA", "RGBA", "RGBa", "La"} or "transparency" in image.info:
        white = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(white, image.convert("RGBA"))
    return np.array(image.convert("RGB"))


def _from_deep_grey(image: Image.Image) -> npt.NDArray[np.uint8]:
    """Scale 16-bit, 32-bit and floating greys to 0–255 by the range that their values suggest."""
    grey = np.nan_to_num(np.asarray(image, dtype=np.float64))
    top = float(grey.max(initial=0.0))
    if image.mode == "F" and top <= 1.0:
        scale = 255.0
    elif top <= 255.0 and image.mode != "I;16":
        scale = 1.0
    else:
        scale = 255.0 / max(65_535.0, top)
    plane = np.clip(np.rint(grey * scale), 0, 255).astype(np.uint8)
    return np.repeat(plane[:, :, None], 3, axis=2)


def to_grey(picture: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
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


def resize(picture: npt.NDArray[np.uint8], side: int) -> npt.NDArray[np.uint8]:
    """Resize to a square of `side` pixels: by area when shrinking, bicubic when enlarging."""
    import cv2

    if picture.shape[:2] == (side, side):
        return picture
    shrinking = min(picture.shape[:2]) > side
    method = cv2.INTER_AREA if shrinking else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(picture, (side, side), interpolation=method), dtype=np.uint8)
