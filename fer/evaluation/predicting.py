"""What a release says of a dataset that it was not released with, in the columns of its own."""

from typing import TYPE_CHECKING

import numpy as np

from fer.classifier import Classifier
from fer.data.dataset import Dataset
from fer.emotions import TEST_SPLITS
from fer.errors import DatasetError
from fer.release import PROBABILITIES, Release

if TYPE_CHECKING:
    import pandas as pd


def predict(release: Release, dataset: Dataset) -> "pd.DataFrame":
    """Predict both test splits of a dataset with a release's graph.

    Parameters
    ----------
    release : Release
    dataset : Dataset

    Returns
    -------
    DataFrame
        The columns of ``predictions.parquet``; calibrated probabilities.

    Raises
    ------
    DatasetError
        If the dataset has no test faces.
    ReleaseError
        If the graph cannot be used.
    """
    import pandas as pd

    chosen = dataset.select(*TEST_SPLITS)
    if not len(chosen):
        raise DatasetError(
            f"Dataset '{dataset.name}' has faces to learn from only, none to test with. "
            "Import it with --split PrivateTest."
        )
    p = Classifier.of(release).probabilities(np.ascontiguousarray(dataset.faces[chosen]))
    rows = dataset.rows.iloc[chosen]
    return pd.DataFrame(
        {
            "row": rows["row"].to_numpy(np.int32),
            "split": rows["split"].to_numpy(dtype=str),
            "emotion": rows["emotion"].to_numpy(np.int8),
            **dict(zip(PROBABILITIES, p.T, strict=True)),
        }
    )
