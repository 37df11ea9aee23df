"""A small dataset of drawn patterns that a tiny network learns in seconds."""

import numpy as np
import pandas as pd
import pytest

from fer.data.dataset import Dataset
from fer.data.duplicates import first_rows, leaked_rows


@pytest.fixture(scope="session")
def patterns():
    """Seven kinds of stripes in noise: 280 Training, 70 PublicTest, 70 PrivateTest."""
    generator = np.random.default_rng(0)
    splits = np.repeat(["Training", "PublicTest", "PrivateTest"], [280, 70, 70])
    emotion = np.tile(np.arange(7), 60).astype(np.int8)
    x = np.arange(48)
    faces = np.empty((420, 48, 48), np.uint8)
    for i, label in enumerate(emotion):
        angle = np.pi * label / 7
        phase = np.cos(angle) * x[None, :] + np.sin(angle) * x[:, None]
        wave = 128 + 60 * np.sin(phase / 3 + generator.uniform(0, 6))
        faces[i] = np.clip(wave + generator.normal(0, 25, (48, 48)), 0, 255)
    first = first_rows(faces)
    rows = pd.DataFrame(
        {
            "row": np.arange(420, dtype=np.int32),
            "emotion": emotion,
            "split": splits,
            "source": [f"pattern {i}" for i in range(420)],
            "first": first,
            "leaked": leaked_rows(first, splits),
        }
    )
    return Dataset("patterns", faces, rows)
