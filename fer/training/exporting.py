"""The graph of a release: exported with its calibration, and asked about the test splits."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from torch import nn

from fer.abstention import threshold_of
from fer.classifier import Classifier, softmax
from fer.data.dataset import Dataset
from fer.emotions import TEST_SPLITS
from fer.errors import DatasetError
from fer.files import replacing
from fer.release import PREDICTION_COLUMNS, PROBABILITIES
from fer.training.calibrate import PLAIN as UNCALIBRATED
from fer.training.calibrate import Calibration, Labels, answered_share, calibration_of
from fer.training.graph import export_onnx
from fer.training.quantise import quantise
from fer.training.recipe import Scaling, Storage
from fer.training.residual import joined
from fer.training.views import Views

_CALIBRATION = 1024  # faces by which a graph is quantised
Table = npt.NDArray[np.void]


@dataclass(frozen=True)
class Shape:
    """What a released graph is beside its network.

    Attributes
    ----------
    views : int
        What it averages over, see `fer.training.views`.
    quantised : bool
        Whether it computes in 8-bit integers, calibrated on faces of Training.
    storage : str
        How `fer.training.graph` stores its weights, unless it is quantised.
    scaling : str
        How it is calibrated, see `fer.training.calibrate`.
    """

    views: int = 1
    quantised: bool = False
    storage: Storage = "halves"
    scaling: Scaling = "temperature"


PLAIN = Shape()


def export_calibrated(
    network: nn.Module, path: Path, shape: Shape, dataset: Dataset, *, calibrated: bool
) -> tuple[Calibration, float | None]:
    """Write a network as a graph; return its calibration and its abstention threshold.

    Parameters
    ----------
    network : nn.Module
    path : Path
        Where the ONNX file goes.
    shape : Shape
    dataset : Dataset
        Calibration and threshold are chosen on its PublicTest.
    calibrated : bool
        Whether they may be; otherwise, or without such rows, there is none.
    """
    _export(network, path, shape, dataset, UNCALIBRATED)
    if not calibrated or not len(dataset.select("PublicTest")):
        return UNCALIBRATED, None
    logits, labels = _public(path, dataset)
    found = calibration_of(logits, labels, shape.scaling)
    _export(network, path, shape, dataset, found)
    return found, threshold_of(softmax(_public(path, dataset)[0]), labels)


def _export(
    network: nn.Module, path: Path, shape: Shape, dataset: Dataset, calibration: Calibration
) -> None:
    served = joined(network) if shape.quantised else network
    wrapped = served if shape.views == 1 else Views(served, shape.views)
    export_onnx(wrapped, path, calibration, storage="floats" if shape.quantised else shape.storage)
    if shape.quantised:
        learnt = dataset.select("Training")
        some = np.random.default_rng(0).choice(learnt, min(_CALIBRATION, len(learnt)), False)
        quantise(path, np.ascontiguousarray(dataset.faces[np.sort(some)]))


def _session(graph: Path) -> Classifier:
    return Classifier.of_graph(graph.read_bytes(), graph.parent.name)


def _public(graph: Path, dataset: Dataset) -> tuple[npt.NDArray[np.float32], Labels]:
    """Return logits and labels of PublicTest; none where the dataset has no such rows."""
    chosen = dataset.select("PublicTest")
    logits = _session(graph).logits(np.ascontiguousarray(dataset.faces[chosen]))
    return logits, dataset.rows["emotion"].to_numpy(np.int64)[chosen]


def predict(graph: Path, dataset: Dataset) -> Table:
    """Return predictions of both test splits as a structured array of `PREDICTION_COLUMNS`."""
    chosen = dataset.select(*TEST_SPLITS)
    if not len(chosen):
        raise DatasetError(f"Dataset '{dataset.name}' has no test faces to predict.")
    p = _session(graph).probabilities(np.ascontiguousarray(dataset.faces[chosen]))
    kinds = [("row", np.int32), ("split", "U12"), ("emotion", np.int8)]
    table = np.empty(len(chosen), [*kinds, *((c, np.float32) for c in PROBABILITIES)])
    table["row"] = dataset.rows["row"].to_numpy()[chosen]
    table["split"] = dataset.rows["split"].to_numpy(dtype=str)[chosen]
    table["emotion"] = dataset.rows["emotion"].to_numpy()[chosen]
    for column, values in zip(PROBABILITIES, p.T, strict=True):
        table[column] = values
    return table


def answered_shares(table: Table, threshold: float | None) -> dict[str, float]:
    """Return the share of each test split that is answered at `threshold`, to four decimals."""
    if threshold is None:
        return {}
    p = np.stack([table[column] for column in PROBABILITIES], 1)
    shares = {
        split: answered_share(p[table["split"] == split], threshold)
        for split in TEST_SPLITS
        if (table["split"] == split).any()
    }
    return {split: round(share, 4) for split, share in shares.items()}


def write_predictions(folder: Path, table: Table) -> None:
    """Write ``predictions.parquet`` in the contract's columns."""
    import pandas as pd

    frame = pd.DataFrame({column: table[column] for column in PREDICTION_COLUMNS})
    with replacing(folder / "predictions.parquet") as temporary:
        frame.to_parquet(temporary, index=False, compression="zstd")
