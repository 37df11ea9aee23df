"""The faces of a split in memory, or on the device: what an epoch runs over."""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from fer.data.dataset import Dataset
from fer.errors import TrainingError
from fer.training.recipe import Voting
from fer.training.targets import targets_of


@dataclass(frozen=True)
class Split:
    """Faces of one or more splits.

    Attributes
    ----------
    faces : uint8 tensor, shape (N, 48, 48)
    labels : int64 tensor, shape (N,)
    targets : float32 tensor, shape (N, 7)
        What the network is asked to say; the labels as distributions where nothing softens them.
    """

    faces: Tensor
    labels: Tensor
    targets: Tensor

    @classmethod
    def of(
        cls,
        dataset: Dataset,
        *splits: str,
        smoothing: float = 0.0,
        votes: float = 0.0,
        voting: Voting = "shares",
    ) -> "Split":
        """Copy the rows of `splits` into memory.

        Raises
        ------
        TrainingError
            If there are none, or votes are asked for where there are none.
        """
        chosen = dataset.select(*splits)
        if not len(chosen):
            raise TrainingError(f"Dataset '{dataset.name}' has no rows of {', '.join(splits)}.")
        labels = dataset.rows["emotion"].to_numpy(np.int64)[chosen]
        return cls(
            torch.from_numpy(dataset.faces[chosen]),
            torch.from_numpy(labels),
            targets_of(dataset, chosen, smoothing=smoothing, votes=votes, voting=voting),
        )

    def to(self, device: torch.device) -> "Split":
        """Return the same split on a device."""
        return Split(self.faces.to(device), self.labels.to(device), self.targets.to(device))
