"""Datasets by name: the imported ones, and the drawn faces, which are always there."""

from pathlib import Path

from fer.data.dataset import Dataset, dataset_names
from fer.emotions import SPLITS

DRAWN = "sketches"


def open_dataset(name: str, data: Path | None = None) -> Dataset:
    """Open an imported dataset, or draw the faces of the built-in one.

    Parameters
    ----------
    name : str
    data : Path, optional
        The folder of the datasets.

    Raises
    ------
    DatasetError
        If there is none of this name, or its files cannot be read.
    """
    if name == DRAWN and name not in dataset_names(data):
        from fer.data.sketches import sketch_dataset

        return sketch_dataset()
    return Dataset.open(name, data)


def split_counts(name: str, data: Path | None = None) -> dict[str, int]:
    """Return how many faces each split of a dataset has; nothing is drawn for it.

    Raises
    ------
    DatasetError
        If there is none of this name, or its files cannot be read.
    """
    if name == DRAWN and name not in dataset_names(data):
        from fer.data.sketches import sketch_counts

        return sketch_counts()
    splits = Dataset.open(name, data).rows["split"]
    return {split: int((splits == split).sum()) for split in SPLITS}
