"""Models that are not trained step by step: what they hand over to be released."""

import platform
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from torch import nn

Say = Callable[[str], None]


@dataclass(frozen=True)
class Trained:
    """A fitted model as a torch network, and how it came to be.

    Attributes
    ----------
    network : nn.Module
        From faces to logits, like every other.
    name, title, summary, architecture : str
    train_splits : tuple of str
    recipe : mapping
        Every setting, and what was tried; plain JSON values.
    selection : str
        In a sentence, how the released one was chosen.
    seconds : float
        Wall time.
    """

    network: nn.Module
    name: str
    title: str
    summary: str
    architecture: str
    train_splits: tuple[str, ...]
    recipe: Mapping[str, Any]
    selection: str
    seconds: float

    @property
    def hardware(self) -> str:
        """What it ran on."""
        return f"{platform.machine()} CPU, scikit-learn"


def in_words(tried: Mapping[str, float]) -> str:
    """Return accuracies on PublicTest as ``'C = 0.001: 37.84%, …'``."""
    return ", ".join(f"{what}: {accuracy:.2%}" for what, accuracy in tried.items())
