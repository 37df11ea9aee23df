"""Pictures that ship with the project, so that nobody must use their own face to try it.

The portrait of Rear Admiral Grace Hopper is an official photograph of the United States Navy (James
S. Davis, 1984) and as such in the public domain.
"""

from functools import cache
from pathlib import Path

import cv2
import numpy as np

_FOLDER = Path(__file__).with_name("portraits")


@cache
def grace_hopper() -> bytes:
    """Return the portrait of Grace Hopper as the bytes of a JPEG file, 512 × 600 pixels."""
    return (_FOLDER / "grace-hopper.jpg").read_bytes()


@cache
def photograph(width: int = 640, height: int = 480) -> bytes:
    """Return a landscape photograph with one face, as the bytes of a JPEG file.

    It is the portrait, scaled to `height` and continued at both sides to `width`.

    Raises
    ------
    ValueError
        If it is narrower than the portrait of that height.
    """
    portrait = cv2.imdecode(np.frombuffer(grace_hopper(), np.uint8), cv2.IMREAD_COLOR)
    if portrait is None:
        raise RuntimeError("the portrait of Grace Hopper cannot be read")
    scaled = cv2.resize(
        portrait,
        (round(portrait.shape[1] * height / portrait.shape[0]), height),
        interpolation=cv2.INTER_AREA,
    )
    if width < scaled.shape[1]:
        raise ValueError(f"expected a width of {scaled.shape[1]} or more, got {width}")
    left = (width - scaled.shape[1]) // 2
    right = width - scaled.shape[1] - left
    scene = cv2.copyMakeBorder(scaled, 0, 0, left, right, cv2.BORDER_REPLICATE)
    done, data = cv2.imencode(".jpg", scene, [cv2.IMWRITE_JPEG_QUALITY, 92])
    if not done:
        raise RuntimeError("the photograph could not be encoded as JPEG")
    return bytes(data)


@cache
def drawn_portrait(emotion: int, seed: int) -> bytes:
    """Return the drawn portrait of a label and a seed, as the bytes of a PNG file."""
    from fer.data.sketches import draw_portrait

    picture = draw_portrait(emotion, np.random.default_rng(seed))
    done, data = cv2.imencode(".png", cv2.cvtColor(picture, cv2.COLOR_RGB2BGR))
    if not done:
        raise RuntimeError("the portrait could not be encoded as PNG")
    return bytes(data)
