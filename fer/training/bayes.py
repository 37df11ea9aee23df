"""The Bayesian classifier that the paper names as prior art, and the floor below all models.

Both are released as networks: a Gaussian naive Bayes classifier is linear in the features and their
squares, and the majority rule is a bias.
"""

import time
from dataclasses import asdict, dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import nn

from fer.data.dataset import Dataset
from fer.emotions import EMOTIONS
from fer.training.classical import Say, Trained, in_words
from fer.training.layers import Faces
from fer.training.networks import build
from fer.training.splits import Split

FEATURES = {"pixels": "bayes-pixels", "HOG": "bayes-hog"}


@dataclass(frozen=True)
class BayesRecipe:
    """How the naive Bayes classifier is fitted.

    Gaussian naive Bayes (scikit-learn) on pixels and on histograms of oriented gradients; the
    features that are better on PublicTest make the release. `smoothing` is the share of the largest
    variance that is added to every variance.
    """

    name: str = "naive-bayes"
    title: str = "Naive Bayes"
    summary: str = "The prior art that the paper names: a Gaussian naive Bayes classifier."
    train_splits: tuple[str, ...] = ("Training",)
    smoothing: float = 1e-9


def train_bayes(recipe: BayesRecipe, dataset: Dataset, say: Say = lambda _: None) -> Trained:
    """Fit naive Bayes on pixels and on HOG, and keep what is better on PublicTest."""
    from sklearn.naive_bayes import GaussianNB

    began = time.perf_counter()
    learnt, chosen = Split.of(dataset, *recipe.train_splits), Split.of(dataset, "PublicTest")
    tried: dict[str, float] = {}
    best: tuple[str, nn.Module] | None = None
    for features, architecture in FEATURES.items():
        network = build(architecture)
        if not (isinstance(network, nn.Sequential) and isinstance(network[0], Faces)):
            raise TypeError(f"expected {architecture} to be a sequence that begins with Faces")
        network[0].fit(learnt.faces)
        before = network[:-2].eval()  # up to the squares
        fitted = GaussianNB(var_smoothing=recipe.smoothing)
        fitted.fit(_described(before, learnt), learnt.labels.numpy())
        guess = fitted.predict(_described(before, chosen))
        tried[features] = float((guess == chosen.labels.numpy()).mean())
        say(f"{features}: {tried[features]:.2%} on PublicTest")
        if tried[features] >= max(tried.values()):
            _fill(network[-1], fitted.theta_, fitted.var_, fitted.class_prior_)
            best = features, network
    if best is None:
        raise ValueError("expected at least one kind of features")
    return Trained(
        best[1],
        recipe.name,
        recipe.title,
        f"{recipe.summary[:-1]} on {best[0]}.",
        FEATURES[best[0]],
        recipe.train_splits,
        {**asdict(recipe), "features": best[0], "tried": in_words(tried)},
        f"{best[0]}, the better of {' and '.join(FEATURES)} on PublicTest ({in_words(tried)}).",
        time.perf_counter() - began,
    )


@torch.no_grad()
def _described(before: nn.Module, split: Split) -> npt.NDArray[np.float64]:
    parts = [before(faces).double().numpy() for faces in torch.split(split.faces, 1024)]
    return np.concatenate(parts)


def _fill(
    layer: nn.Module,
    mean: npt.NDArray[np.float64],
    variance: npt.NDArray[np.float64],
    prior: npt.NDArray[np.float64],
) -> None:
    """Write the log-likelihoods of seven Gaussians, expanded, into a layer on ``[x, x²]``."""
    if not isinstance(layer, nn.Linear):
        raise TypeError("expected a linear layer at the end")
    weight = np.concatenate([mean / variance, -0.5 / variance], axis=1)
    bias = np.log(prior) - 0.5 * (np.log(2 * np.pi * variance) + mean**2 / variance).sum(1)
    with torch.no_grad():
        layer.weight.copy_(torch.from_numpy(weight))
        layer.bias.copy_(torch.from_numpy(bias - bias.mean()))


@dataclass(frozen=True)
class MajorityRecipe:
    """How the majority rule is made: it counts labels and looks at no face."""

    name: str = "majority"
    title: str = "Majority rule"
    summary: str = "The floor: it looks at no face and always names the most frequent label."
    architecture: str = "majority"
    train_splits: tuple[str, ...] = ("Training",)


def train_majority(recipe: MajorityRecipe, dataset: Dataset, say: Say = lambda _: None) -> Trained:
    """Count the labels; their shares are the probabilities of every face."""
    began = time.perf_counter()
    labels = Split.of(dataset, *recipe.train_splits).labels
    counts = torch.bincount(labels, minlength=len(EMOTIONS))
    network = build(recipe.architecture)
    with torch.no_grad():
        next(network.parameters()).copy_((counts.clamp(min=1) / counts.sum()).log())
    most = EMOTIONS[int(counts.argmax())]
    say(f"{most} is the most frequent label: {counts.max() / counts.sum():.2%} of the faces")
    return Trained(
        network,
        recipe.name,
        recipe.title,
        recipe.summary,
        recipe.architecture,
        recipe.train_splits,
        asdict(recipe),
        "Nothing was chosen: the shares of the labels are the probabilities of every face.",
        time.perf_counter() - began,
    )
