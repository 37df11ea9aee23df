"""A portrait, drawn scenes, and the toy release at the end of the recognition chain."""

import cv2
import numpy as np
import pytest

from fer.data.samples import grace_hopper
from fer.images import decode
from fer.recognition.chain import Recogniser
from fer.release import Release

# Read off the portrait by eye, in pixels.
_FEATURES = {
    "left eye": (225, 188),
    "right eye": (307, 186),
    "nose": (268, 235),
    "mouth": (265, 277),
}


def _turn(picture, angle):
    """Return a picture turned clockwise by `angle` degrees, as seen, its edges continued."""
    height, width = picture.shape[:2]
    move = cv2.getRotationMatrix2D(((width - 1) / 2, (height - 1) / 2), -angle, 1.0)
    return cv2.warpAffine(picture, move, (width, height), borderMode=cv2.BORDER_REPLICATE)


def _blots(height, width, seed=0):
    """Return a grey picture of soft blots, in which no part looks like another."""
    coarse = np.random.default_rng(seed).integers(0, 256, (height // 12 + 2, width // 12 + 2))
    return cv2.resize(coarse.astype(np.uint8), (width, height), interpolation=cv2.INTER_CUBIC)


@pytest.fixture(scope="session")
def recogniser(toy_release):
    return Recogniser(Release.open(*toy_release), threads=1)


@pytest.fixture(scope="session")
def portrait():
    """Grace Hopper, uint8 (600, 512, 3); writing to it is an error."""
    pixels = decode(grace_hopper())
    pixels.setflags(write=False)
    return pixels


@pytest.fixture(scope="session")
def features():
    """Where eyes, nose and mouth are in the portrait, float64 (4, 2) as x, y."""
    return np.array(list(_FEATURES.values()), float)


@pytest.fixture(scope="session")
def turn():
    return _turn


@pytest.fixture(scope="session")
def blots():
    return _blots


@pytest.fixture(scope="session")
def faceless():
    """Pictures without a face, by name."""
    generator = np.random.default_rng(0)
    sky = np.linspace(235, 120, 240)
    land = np.linspace(90, 30, 240)
    landscape = np.repeat(np.concatenate([sky, land])[:, None], 640, axis=1).astype(np.uint8)
    return {
        "noise": generator.integers(0, 256, (240, 320, 3), dtype=np.uint8),
        "flat": np.full((480, 640, 3), 128, np.uint8),
        "black": np.zeros((480, 640), np.uint8),
        "landscape": np.stack([landscape, landscape, 255 - landscape], axis=2),
        "one pixel": np.full((1, 1, 3), 200, np.uint8),
        "one row": generator.integers(0, 256, (1, 300), dtype=np.uint8),
        "one column": generator.integers(0, 256, (300, 1), dtype=np.uint8),
        "wide": generator.integers(0, 256, (10, 4000, 3), dtype=np.uint8),
        "tall": generator.integers(0, 256, (4000, 10, 3), dtype=np.uint8),
        "smaller than a face": generator.integers(0, 256, (23, 23), dtype=np.uint8),
    }
