"""The paper's baseline: a linear support vector machine on raw grey pixels (scikit-learn)."""

import platform
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import nn

from fer.data.dataset import Dataset
from fer.training.loop import Split
from fer.training.networks import Faces, build

Say = Callable[[str], None]


@dataclass(frozen=True)
class SvmRecipe:
    """How the linear SVM is trained.

    One against the rest with squared hinge loss (liblinear's primal solver) on pixels scaled to
    mean 0 and spread 1. Of the `penalties` (C) the best on PublicTest is kept.
    """

    name: str = "svm-linear"
    title: str = "Linear SVM"
    summary: str = "The paper's baseline: a linear support vector machine on raw grey pixels."
    architecture: str = "linear"
    train_splits: tuple[str, ...] = ("Training",)
    penalties: tuple[float, ...] = (1e-6, 1e-5, 1e-4, 1e-3)
    tolerance: float = 1e-3
    seed: int = 0


@dataclass(frozen=True)
class Trained:
    """A trained SVM as a torch network, with the accuracy on PublicTest of every penalty tried."""

    network: nn.Module
    penalty: float
    tried: dict[float, float]
    seconds: float
    hardware: str


def train_svm(recipe: SvmRecipe, dataset: Dataset, say: Say = lambda _: None) -> Trained:
    """Train one SVM for each penalty and keep the one that is best on PublicTest."""
    from sklearn.svm import LinearSVC

    began = time.perf_counter()
    learnt, chosen = Split.of(dataset, *recipe.train_splits), Split.of(dataset, "PublicTest")
    network = build("linear")
    scale = network[0] if isinstance(network, nn.Sequential) else None
    if not isinstance(scale, Faces):
        raise TypeError("expected the linear network to begin with Faces")
    scale.fit(learnt.faces)

    def pixels(split: Split) -> npt.NDArray[np.float64]:
        return np.asarray(scale(split.faces).flatten(1).double().numpy())

    x, y = pixels(learnt), learnt.labels.numpy()
    x_chosen, y_chosen = pixels(chosen), chosen.labels.numpy()
    tried: dict[float, float] = {}
    best: LinearSVC | None = None
    for penalty in recipe.penalties:
        machine = LinearSVC(C=penalty, dual=False, tol=recipe.tolerance, random_state=recipe.seed)
        machine.fit(x, y)
        tried[penalty] = float((machine.predict(x_chosen) == y_chosen).mean())
        say(f"C = {penalty:g}: {tried[penalty]:.2%} on PublicTest")
        if tried[penalty] >= max(tried.values()):
            best = machine
    if best is None:
        raise ValueError("expected at least one penalty")
    dense = build("linear")
    dense.load_state_dict(
        {
            **network.state_dict(),
            "2.weight": torch.from_numpy(best.coef_).float(),
            "2.bias": torch.from_numpy(best.intercept_).float(),
        }
    )
    hardware = f"{platform.machine()} CPU, scikit-learn"
    return Trained(dense, float(best.C), tried, time.perf_counter() - began, hardware)
