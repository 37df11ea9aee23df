"""How many faces a second a training learns from: this project's loop beside a plain one.

The plain loop is what a tutorial would write: torch's own layers in contiguous layout, 32-bit
floats, faces transformed one by one in a ``DataLoader``, Adam as it comes.
"""

import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy
from torch.utils.data import DataLoader
from torch.utils.data import Dataset as TorchDataset

from fer.data.dataset import Dataset
from fer.emotions import EMOTIONS
from fer.training import loop
from fer.training.layers import Dropout, Faces, FlattenChannelsLast
from fer.training.networks import build
from fer.training.recipe import Recipe
from fer.training.recipes import recipe_of
from fer.training.reporter import Silence

if TYPE_CHECKING:
    from fer.training.checkpoint import Point

WARM = 2  # steps that do not count: memory is taken and kernels are chosen in them


@dataclass(frozen=True)
class Throughput:
    """Faces learnt from a second: of the median step, with the quickest and slowest step."""

    name: str
    median: float
    low: float
    high: float
    steps: int

    @classmethod
    def of(cls, name: str, batch: int, times: list[float]) -> "Throughput":
        """Sum up the seconds of single steps."""
        counted = times[WARM:]
        speeds = batch / np.array(counted)
        median = float(batch / np.median(counted))
        return cls(name, median, float(speeds.min()), float(speeds.max()), len(counted))


class _Stopwatch(Silence):
    """A reporter that notes when each step ended."""

    def __init__(self) -> None:
        self.times: list[float] = []
        self._last = 0.0

    def start(self, recipe: Recipe, step: int, steps: int) -> None:
        """Begin to count."""
        self._last = time.perf_counter()

    def step(self, step: int, loss: float, accuracy: float) -> None:
        """Note a step."""
        now = time.perf_counter()
        self.times.append(now - self._last)
        self._last = now

    def epoch(self, point: "Point") -> None:
        """Leave what happens between epochs out."""
        self._last = time.perf_counter()


def noise(recipe: Recipe, steps: int, seed: int = 0) -> Dataset:
    """Return a dataset of noise that is learnt in `steps` steps; speed does not depend on faces."""
    generator = np.random.default_rng(seed)
    count = recipe.batch_size * steps
    faces = generator.integers(0, 256, (count + 1, 48, 48), dtype=np.uint8)
    splits = [recipe.train_splits[0]] * count + [recipe.watch_split]
    emotion = generator.integers(0, len(EMOTIONS), count + 1).astype(np.int8)
    return Dataset("noise", faces, pd.DataFrame({"emotion": emotion, "split": splits}))


def ours(recipe: Recipe, dataset: Dataset, name: str) -> Throughput:
    """Time the steps of one epoch of the real training loop."""
    watch = _Stopwatch()
    with tempfile.TemporaryDirectory() as folder:
        once = replace(  # noise has no votes, and no other training stands behind it
            recipe, epochs=1, horizon=0, warmup_epochs=0, sides=(), votes=0.0,
            start="", teacher="", teaching=0.0,
            augmentation=replace(recipe.augmentation, calm=0.0),  # the only epoch would be calm
        )  # fmt: skip
        loop.train(once, dataset, Path(folder) / "run", reporter=lambda: watch)
    return Throughput.of(name, recipe.batch_size, watch.times)


class _OneByOne(TorchDataset[tuple[Tensor, int]]):
    """Faces, each turned into a normalised tensor when it is asked for."""

    def __init__(self, dataset: Dataset, count: int) -> None:
        self._faces, self._count = dataset.faces, count
        self._labels = dataset.rows["emotion"].to_numpy(np.int64)

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, index: int) -> tuple[Tensor, int]:
        face = torch.from_numpy(self._faces[index]).float().unsqueeze(0) / 255
        return (face - 0.5) / 0.25, int(self._labels[index])


def plain_network(architecture: str) -> nn.Module:
    """Return a network with torch's own layers, which takes normalised pictures."""
    network = build(architecture)
    for parent in list(network.modules()):
        for name, child in list(parent.named_children()):
            if isinstance(child, Dropout):
                setattr(parent, name, nn.Dropout(child.rate))
            elif isinstance(child, FlattenChannelsLast):
                setattr(parent, name, nn.Flatten())
            elif isinstance(child, Faces):
                setattr(parent, name, nn.Identity())
    return network


def plain(recipe: Recipe, dataset: Dataset, name: str, workers: int) -> Throughput:
    """Time the steps of one epoch of the plain loop."""
    torch.manual_seed(recipe.seed)
    network = plain_network(recipe.architecture).train()
    optimiser = torch.optim.Adam(
        network.parameters(), recipe.learning_rate, weight_decay=recipe.weight_decay
    )
    count = len(dataset.select(*recipe.train_splits))
    loader = DataLoader(
        _OneByOne(dataset, count), recipe.batch_size, shuffle=True, num_workers=workers
    )
    times, last = [], time.perf_counter()
    for faces, labels in loader:
        optimiser.zero_grad()
        loss = cross_entropy(network(faces), labels)
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
        now = time.perf_counter()
        times.append(now - last)
        last = now
    return Throughput.of(name, recipe.batch_size, times)


def compare(name: str = "cnn4", steps: int = 12) -> list[Throughput]:
    """Time the plain loop and this project's, one after the other.

    Parameters
    ----------
    name : str
        A recipe.
    steps : int
        Steps that count, for each.
    """
    recipe = recipe_of(name)
    dataset = noise(recipe, steps + WARM)
    exact = replace(recipe, precision="32-true")
    return [
        plain(recipe, dataset, "plain loop", workers=0),
        plain(recipe, dataset, "plain loop, 2 loader processes", workers=2),
        ours(exact, dataset, "this project, 32-bit floats"),
        ours(recipe, dataset, f"this project, {recipe.precision}"),
    ]
