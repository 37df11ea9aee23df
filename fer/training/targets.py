"""What a network is asked to say of a training face: its label, softened by votes or smoothing."""

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import one_hot

from fer.data.dataset import VOTE_COLUMNS, Dataset
from fer.data.votes import LABEL_OF_VOTE
from fer.emotions import EMOTIONS
from fer.errors import TrainingError


def targets_of(dataset: Dataset, rows: "np.ndarray", *, smoothing: float, votes: float) -> Tensor:
    """Return a distribution over the seven labels for each of `rows`.

    The dataset's label has the weight ``1 - votes``, the FER+ annotators' votes for one of the
    seven labels the weight ``votes`` (Barsoum et al. 2016). Only rows of Training take part with
    their votes: those of the test splits are never learnt from. A row that no annotator gave one of
    the seven labels keeps its label alone. Smoothing spreads its share evenly over the labels
    (Szegedy et al. 2016).

    Parameters
    ----------
    dataset : Dataset
    rows : int array, shape (N,)
    smoothing, votes : float
        From 0 to 1.

    Returns
    -------
    float32 tensor, shape (N, 7)

    Raises
    ------
    TrainingError
        If votes are asked for and the dataset has none.
    """
    labels = torch.from_numpy(dataset.rows["emotion"].to_numpy(np.int64)[rows])
    targets = one_hot(labels, len(EMOTIONS)).float()
    if votes:
        if not dataset.has_votes:
            raise TrainingError(
                f"The recipe learns from FER+ votes, and dataset '{dataset.name}' has none. Import "
                "it again with --votes fer2013new.csv."
            )
        counts = dataset.rows[list(VOTE_COLUMNS)].to_numpy(np.float32)[rows]
        shares = np.zeros((len(rows), len(EMOTIONS)), np.float32)
        shares[:, LABEL_OF_VOTE] = counts[:, : len(LABEL_OF_VOTE)]
        total = shares.sum(1, keepdims=True)
        learnt = dataset.rows["split"].to_numpy(str)[rows] == "Training"
        usable = (total[:, 0] > 0) & learnt
        weight = torch.from_numpy((votes * usable).astype(np.float32))[:, None]
        targets = (1 - weight) * targets + weight * torch.from_numpy(shares / np.maximum(total, 1))
    return (1 - smoothing) * targets + smoothing / len(EMOTIONS)
