"""What all tests share: a toy release, made in a moment and without torch."""

import hashlib
import json
import shutil
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pandas as pd
import pytest
from hypothesis import settings
from onnx import TensorProto, helper, numpy_helper

from fer.emotions import EMOTIONS
from fer.release import PREDICTION_COLUMNS, PROBABILITIES
from tests.postgresql import postgresql  # noqa: F401

settings.register_profile("fer", max_examples=40, deadline=None, derandomize=True, database=None)
settings.load_profile("fer")

TOY = "toy"
ROWS_PER_SPLIT = 60
_SEED = 20181215
_FIRST_ROW = {"PublicTest": 28_709, "PrivateTest": 32_298}
_LAST_ROW = {"PublicTest": 32_297, "PrivateTest": 35_886}


def _toy_graph() -> onnx.ModelProto:
    """Means over 8 × 8 pixels, then a linear layer with drawn weights."""
    generator = np.random.default_rng(_SEED)
    weights = generator.normal(0, 1, (36, 7)).astype(np.float32)
    bias = (-0.5 * weights.sum(axis=0)).astype(np.float32)
    nodes = [
        helper.make_node("Cast", ["faces"], ["grey"], to=TensorProto.FLOAT),
        helper.make_node("Mul", ["grey", "unit"], ["scaled"]),
        helper.make_node("Unsqueeze", ["scaled", "channel"], ["planes"]),
        helper.make_node("AveragePool", ["planes"], ["means"], kernel_shape=[8, 8], strides=[8, 8]),
        helper.make_node("Flatten", ["means"], ["features"]),
        helper.make_node("Gemm", ["features", "weights", "bias"], ["logits"]),
    ]
    graph = helper.make_graph(
        nodes,
        TOY,
        [helper.make_tensor_value_info("faces", TensorProto.UINT8, ["N", 48, 48])],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["N", 7])],
        [
            numpy_helper.from_array(np.float32(1 / 255).reshape(()), "unit"),
            numpy_helper.from_array(np.array([1]), "channel"),
            numpy_helper.from_array(weights, "weights"),
            numpy_helper.from_array(bias, "bias"),
        ],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=10)
    onnx.checker.check_model(model, full_check=True)
    return model


def _toy_predictions() -> pd.DataFrame:
    """Sixty rows of each test split: every emotion occurs, about half are predicted rightly."""
    generator = np.random.default_rng(_SEED)
    parts = []
    for split, first in _FIRST_ROW.items():
        rows = generator.choice(_LAST_ROW[split] + 1 - first, ROWS_PER_SPLIT, replace=False) + first
        emotion = generator.permutation(np.arange(ROWS_PER_SPLIT) % len(EMOTIONS))
        p = generator.dirichlet(np.ones(len(EMOTIONS)), ROWS_PER_SPLIT)
        p = 0.7 * p + 0.3 * np.eye(len(EMOTIONS))[emotion]
        columns = {
            "row": np.sort(rows).astype(np.int32),
            "split": split,
            "emotion": emotion.astype(np.int8),
            **dict(zip(PROBABILITIES, p.T.astype(np.float32), strict=True)),
        }
        parts.append(pd.DataFrame(columns))
    return pd.concat(parts, ignore_index=True)[list(PREDICTION_COLUMNS)]


def _toy_history() -> str:
    """Training every step, PublicTest after every epoch."""
    lines = ["step,epoch,split,loss,accuracy"]
    for step in range(1, 13):
        epoch = (step - 1) // 4 + 1
        lines.append(f"{step},{epoch},Training,{2 - step / 10:.6f},{0.2 + step / 40:.6f}")
        if step % 4 == 0:
            lines.append(f"{step},{epoch},PublicTest,{2 - step / 12:.6f},{0.2 + step / 48:.6f}")
    return "\n".join([*lines, ""])


def _toy_card() -> dict[str, Any]:
    return {
        "format": 1,
        "id": TOY,
        "title": "Toy",
        "summary": "A linear layer with drawn weights: made for tests, knows nothing of faces.",
        "architecture": "toy",
        "parameters": 259,
        "macs": 252,
        "labels": list(EMOTIONS),
        "recipe": {"name": TOY, "seed": _SEED, "train_splits": ["Training"]},
        "train_splits": ["Training"],
        "dataset": "fer2013",
        "data": dict.fromkeys(("Training", "PublicTest", "PrivateTest"), "0" * 64),
        "hardware": "none",
        "wall_time_s": 0.1,
        "made": "2026-01-01",
        "selection": "Nothing was chosen.",
        "temperature": 1.0,
        "abstention_threshold": None,
        "limits": ["Not to be used for decisions about people."],
        "files": {},
    }


def seal_folder(folder: Path, card: dict[str, Any]) -> None:
    """Write the card with the SHA-256 of every other file that lies in the folder."""
    files = sorted(path for path in folder.iterdir() if path.name != "card.json")
    hashes = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
    text = json.dumps({**card, "files": hashes}, indent=2)
    (folder / "card.json").write_text(text, encoding="utf-8")


@pytest.fixture(scope="session")
def toy_release(tmp_path_factory) -> tuple[Path, str]:
    """A folder with one whole release in it, and that release's id; not to be altered."""
    root = tmp_path_factory.mktemp("weights")
    folder = root / TOY
    folder.mkdir()
    onnx.save(_toy_graph(), str(folder / "model.onnx"))
    (folder / "history.csv").write_text(_toy_history(), encoding="utf-8")
    _toy_predictions().to_parquet(folder / "predictions.parquet", index=False)
    seal_folder(folder, _toy_card())
    return root, TOY


@pytest.fixture
def toy_copy(toy_release, tmp_path) -> Path:
    """The folder of a copy of the toy release that a test may alter."""
    root, name = toy_release
    return Path(shutil.copytree(root / name, tmp_path / "weights" / name))


@pytest.fixture(scope="session")
def seal() -> Callable[[Path, dict[str, Any]], None]:
    """``seal(folder, card)`` writes the card of a release whose files a test has exchanged."""
    return seal_folder


@pytest.fixture(scope="session")
def robustness_table() -> pd.DataFrame:
    """A table of robustness as it is measured, with drawn counts; not to be altered."""
    from fer.emotions import TEST_SPLITS
    from fer.evaluation.corruptions import CORRUPTIONS
    from fer.release import ROBUSTNESS_COLUMNS

    generator = np.random.default_rng(_SEED)
    kinds = [("clean", 0, 0.0)]
    for name, one in CORRUPTIONS.items():
        kinds += [(name, severity, level) for severity, level in enumerate(one.levels, start=1)]
    rows = []
    for split in TEST_SPLITS:
        n = generator.integers(40, 200, len(EMOTIONS))
        right = (n * generator.uniform(0.5, 0.9, len(EMOTIONS))).astype(int)
        for name, severity, strength in kinds:
            lost = (right * generator.uniform(0.05, 0.15, len(EMOTIONS)) * severity).astype(int)
            gained = ((n - right) * 0.02 * severity).astype(int)
            flipped = lost + gained + (severity > 0)
            for emotion in range(len(EMOTIONS)):
                counts = (n, right - lost + gained, np.minimum(flipped, n), lost)
                own = (int(values[emotion]) for values in counts)
                rows.append((name, severity, split, emotion, *own, strength, int(n[emotion])))
    table = pd.DataFrame(rows, columns=list(ROBUSTNESS_COLUMNS))
    return table.astype({"strength": np.float32, "severity": np.int8, "emotion": np.int8})


@pytest.fixture
def pretend(toy_release, tmp_path, monkeypatch):
    """``pretend(*lines, torn="")`` makes a training that was started and has ended, untrained.

    Its progress has these lines, its release is the toy; trainings lie in a folder of their own.
    """
    from fer import places
    from fer.training import started
    from fer.training.orders import order

    if not places.RUNS.is_relative_to(tmp_path):
        monkeypatch.setattr(places, "RUNS", tmp_path / "runs")

    def make(*lines, torn=""):
        wanted = order(started.root(), "tiny", "sketches", 2)
        folder = started.root() / wanted.id
        folder.mkdir(parents=True)
        wanted.write(folder)
        text = "".join(json.dumps(line) + "\n" for line in lines)
        (folder / "progress.jsonl").write_text(text + torn, encoding="utf-8")
        candidate = folder / "weights" / "candidate"
        shutil.copytree(toy_release[0] / toy_release[1], candidate)
        shutil.copy(candidate / "history.csv", folder)
        card = json.loads((candidate / "card.json").read_text(encoding="utf-8"))
        (candidate / "card.json").write_text(json.dumps({**card, "id": "candidate"}))
        return started.find(wanted.id)

    return make


@pytest.fixture(scope="session")
def toy_study() -> Callable[..., pd.DataFrame]:
    """``toy_study(correct)`` makes the table of a whole study of 1,000 faces.

    ``correct(depth, kernel, stride)`` says how many are right; a variant costs depth × kernel² /
    stride² million multiply-accumulates.
    """

    def make(correct: Callable[[int, int, int], int]) -> pd.DataFrame:
        rows = []
        for i, (depth, kernel, stride) in enumerate(product((1, 2, 3, 4), (3, 5, 7), (1, 2))):
            factors = {"depth": depth, "kernel": kernel, "stride": stride}
            size = {"parameters": 1000 * depth, "macs": 4_000_000 * depth * kernel**2 // stride**2}
            budget = {"dataset": "fer2013", "epochs": 3, "train_faces": 28_709, "n": 1000}
            rest = {"correct": correct(depth, kernel, stride), "loss": 1.0, "seconds": 60.0}
            rows.append({"trial": i, **factors, **size, **budget, **rest, "seed": 0})
        return pd.DataFrame(rows)

    return make
