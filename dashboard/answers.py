"""What a release says of a picture, and the picture as a browser gets it. Nothing is kept here."""

from dataclasses import dataclass

import cv2
import numpy as np

from dashboard.theme import RGB
from fer.recognition.annotate import annotate
from fer.recognition.chain import Recogniser
from fer.recognition.faces import Picture, Result

_LARGEST = 1400  # pixels of the longer side that are sent to the browser
_QUALITY = 90


@dataclass(frozen=True)
class Answer:
    """A result, and its picture with boxes and labels as the bytes of a JPEG file."""

    result: Result
    shown: bytes


def answer(recogniser: Recogniser, data: bytes, *, crop: bool = False) -> Answer:
    """Recognise an encoded picture and draw what was found.

    Raises
    ------
    ImageError
        If the picture cannot be read.
    """
    result = recogniser.recognise(data, crop=crop)
    return Answer(result, jpeg(annotate(result, RGB)))


def jpeg(picture: Picture, largest: int = _LARGEST) -> bytes:
    """Return an RGB picture as a JPEG file, shrunk to at most `largest` pixels a side."""
    scale = largest / max(picture.shape[:2])
    if scale < 1:
        width, height = (max(1, round(side * scale)) for side in picture.shape[1::-1])
        smaller = cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA)
        picture = np.asarray(smaller, np.uint8)
    colours = cv2.cvtColor(picture, cv2.COLOR_RGB2BGR)
    done, encoded = cv2.imencode(".jpg", colours, [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])
    if not done:
        raise RuntimeError("the picture could not be encoded as JPEG")
    return bytes(encoded)
