"""OpenCV's Haar cascades, each loaded once. One caller at a time may ask them: see `LOCK`."""

from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

import cv2

LOCK = Lock()  # a cascade keeps what it works on in itself


@cache
def cascade(name: str) -> Any:
    """Return OpenCV's cascade ``haarcascade_<name>.xml``, loaded once."""
    path = f"{Path(cv2.__file__).parent}/data/haarcascade_{name}.xml"
    loaded = cv2.CascadeClassifier(path)
    if loaded.empty():
        raise RuntimeError(f"OpenCV ships no {path}; install opencv-python-headless below 5")
    return loaded
