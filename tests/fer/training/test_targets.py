"""Targets: labels softened by training votes and smoothing, never by the votes of a test row."""

import numpy as np
import pandas as pd
import pytest
import torch

from fer.data.dataset import VOTE_COLUMNS, Dataset
from fer.errors import TrainingError
from fer.training.targets import targets_of


@pytest.fixture
def voted():
    """Three rows labelled Angry: unanimous for happiness, nobody, and a test row."""
    votes = np.zeros((3, 10), np.uint8)
    votes[0, 1], votes[1, 9], votes[2, 1] = 10, 10, 10
    rows = pd.DataFrame({"emotion": [0, 0, 0], "split": ["Training", "Training", "PublicTest"]})
    rows[list(VOTE_COLUMNS)] = votes
    return Dataset("voted", np.zeros((3, 48, 48), np.uint8), rows)


def test_hard_labels_stay_hard(voted):
    targets = targets_of(voted, np.arange(3), smoothing=0, votes=0)
    assert torch.equal(targets, torch.eye(7)[[0, 0, 0]])


def test_votes_count_for_training_rows_that_have_some(voted):
    targets = targets_of(voted, np.arange(3), smoothing=0, votes=0.4)
    assert targets[0].tolist() == pytest.approx([0.6, 0, 0, 0.4, 0, 0, 0])
    assert targets[1].tolist() == [1, 0, 0, 0, 0, 0, 0]
    assert targets[2].tolist() == [1, 0, 0, 0, 0, 0, 0], "the votes of a test row were learnt from"


def test_votes_can_say_how_such_faces_are_labelled():
    """Annotators say Neutral of all; the dataset labels half of those faces Sad."""
    generator = np.random.default_rng(0)
    n = 400
    votes = np.zeros((n, 10), np.uint8)
    kind = np.arange(n) % 2
    votes[kind == 0, 0] = 10  # neutral
    votes[kind == 1, 1] = 10  # happiness
    emotion = np.where(kind == 1, 3, generator.choice([4, 6], n))
    rows = pd.DataFrame({"emotion": emotion, "split": "Training"})
    rows.loc[n - 2 :, "split"] = "PublicTest"
    rows[list(VOTE_COLUMNS)] = votes
    dataset = Dataset("voted", np.zeros((n, 48, 48), np.uint8), rows)
    targets = targets_of(dataset, np.arange(n), smoothing=0, votes=1.0, voting="labels")
    assert torch.allclose(targets.sum(1), torch.ones(n))
    neutral = targets[: n - 2][kind[: n - 2] == 0]
    assert (neutral[:, [4, 6]] - 0.5).abs().max() < 0.15
    assert targets[: n - 2][kind[: n - 2] == 1][:, 3].min() > 0.95
    assert torch.equal(targets[n - 2 :], torch.eye(7)[emotion[n - 2 :]])  # not of test rows


def test_votes_other_than_the_seven_do_not_count(voted):
    rows = voted.rows.copy()
    rows.loc[0, "votes_contempt"], rows.loc[0, "votes_happiness"] = 8, 2
    targets = targets_of(Dataset("v", voted.faces, rows), np.arange(1), smoothing=0, votes=1.0)
    assert targets[0].tolist() == [0, 0, 0, 1, 0, 0, 0]


def test_smoothing_spreads_its_share(voted):
    targets = targets_of(voted, np.arange(3), smoothing=0.07, votes=0.5)
    assert torch.allclose(targets.sum(1), torch.ones(3))
    assert targets[1].tolist() == pytest.approx([0.94, *[0.01] * 6])


def test_missing_votes_are_named(voted):
    bare = Dataset("bare", voted.faces, voted.rows[["emotion", "split"]])
    with pytest.raises(TrainingError, match=r"--votes fer2013new\.csv"):
        targets_of(bare, np.arange(3), smoothing=0, votes=0.5)
