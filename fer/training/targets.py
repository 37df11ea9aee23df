"""What a network is asked to say of a training face: its label, softened by votes or smoothing."""

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import one_hot

from fer.data.dataset import VOTE_COLUMNS, Dataset
from fer.data.votes import LABEL_OF_VOTE
from fer.emotions import EMOTIONS
from fer.errors import TrainingError
from fer.training.recipe import Voting

_FOLDS = 5


def targets_of(
    dataset: Dataset,
    rows: "np.ndarray",
    *,
    smoothing: float,
    votes: float,
    voting: Voting = "shares",
) -> Tensor:
    """Return a distribution over the seven labels for each of `rows`.

    The dataset's label has the weight ``1 - votes``, what FER+'s annotators say the weight
    ``votes`` (Barsoum et al. 2016). Only rows of Training take part with their votes: those of the
    test splits are never learnt from. Smoothing spreads its share evenly over the labels (Szegedy
    et al. 2016).

    Parameters
    ----------
    dataset : Dataset
    rows : int array, shape (N,)
    smoothing, votes : float
        From 0 to 1.
    voting : str
        ``"shares"``: the votes for each of the seven labels; a row without any keeps its label
        alone. ``"labels"``: how often the dataset gives each label to other training faces that
        were voted on alike. Annotators see Neutral more often than the dataset's labels have it,
        and this takes the labels' side.

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
        learnt = dataset.rows["split"].to_numpy(str)[rows] == "Training"
        counts = dataset.rows[list(VOTE_COLUMNS)].to_numpy(np.float32)[rows]
        said = np.zeros((len(rows), len(EMOTIONS)), np.float32)
        if voting == "labels":
            said[learnt] = _as_labels(counts[learnt], labels.numpy()[learnt])
        else:
            said[:, LABEL_OF_VOTE] = counts[:, : len(LABEL_OF_VOTE)]
        total = said.sum(1, keepdims=True)
        usable = (total[:, 0] > 0) & learnt
        weight = torch.from_numpy((votes * usable).astype(np.float32))[:, None]
        shares = said / np.where(total > 0, total, 1)
        targets = (1 - weight) * targets + weight * torch.from_numpy(shares)
    return (1 - smoothing) * targets + smoothing / len(EMOTIONS)


def _as_labels(counts: "np.ndarray", labels: "np.ndarray") -> "np.ndarray":
    """Return P(label | votes) for faces, float32 ``(N, 7)``, from the other four fifths of them."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import StratifiedKFold, cross_val_predict

    shares = counts / np.maximum(counts.sum(1, keepdims=True), 1)
    features = np.hstack([shares, shares**2, np.sqrt(shares)])
    folds = StratifiedKFold(_FOLDS, shuffle=True, random_state=0)
    model = LogisticRegression(C=10.0, max_iter=500)
    found = cross_val_predict(model, features, labels, cv=folds, method="predict_proba")
    answers = np.zeros((len(labels), len(EMOTIONS)), np.float32)
    answers[:, np.unique(labels)] = found
    return answers
