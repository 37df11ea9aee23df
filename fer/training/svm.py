"""The paper's baseline: a linear support vector machine on raw grey pixels (scikit-learn)."""

import time
from dataclasses import asdict, dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import nn

from fer.data.dataset import Dataset
from fer.training.classical import Say, Trained, in_words
from fer.training.layers import Faces
from fer.training.networks import build
from fer.training.splits import Split


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
    tried: dict[str, float] = {}
    best: LinearSVC | None = None
    for penalty in recipe.penalties:
        machine = LinearSVC(C=penalty, dual=False, tol=recipe.tolerance, random_state=recipe.seed)
        machine.fit(x, y)
        accuracy = float((machine.predict(x_chosen) == y_chosen).mean())
        tried[f"C = {penalty:g}"] = accuracy
        say(f"C = {penalty:g}: {accuracy:.2%} on PublicTest")
        if accuracy >= max(tried.values()):
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
    return Trained(
        dense,
        recipe.name,
        recipe.title,
        recipe.summary,
        recipe.architecture,
        recipe.train_splits,
        {**asdict(recipe), "penalty": float(best.C), "tried": in_words(tried)},
        f"C = {best.C:g}, the best of {len(tried)} on PublicTest.",
        time.perf_counter() - began,
    )
