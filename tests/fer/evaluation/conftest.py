"""Predictions in the contract's columns, made in a moment; and the paper's confusion matrix."""

import numpy as np
import pandas as pd
import pytest

from fer.emotions import EMOTIONS
from fer.evaluation import paper
from fer.evaluation.entries import Entry
from fer.release import PROBABILITIES

PRIVATE_BEGINS = 32_298


def predictions(emotion, predicted, rows=None, split="PrivateTest", confidence=0.8):
    """Return a table whose most probable labels are `predicted`."""
    emotion, predicted = np.asarray(emotion), np.asarray(predicted)
    p = np.full((len(emotion), 7), (1 - confidence) / 6, np.float32)
    p[np.arange(len(emotion)), predicted] = confidence
    rows = np.arange(len(emotion)) + PRIVATE_BEGINS if rows is None else np.asarray(rows)
    columns = {"row": rows, "split": split, "emotion": emotion.astype(np.int8)}
    return pd.DataFrame({**columns, **dict(zip(PROBABILITIES, p.T, strict=True))})


@pytest.fixture
def make_entry():
    """``make_entry(emotion, predicted, …)`` returns an entry of these predictions."""

    def make(emotion, predicted, title="A", dataset="fer2013", learnt=("Training",), **table):
        return Entry.of(
            predictions(emotion, predicted, **table),
            name=title.lower(),
            title=title,
            dataset=dataset,
            train_splits=learnt,
            digest=title,
        )

    return make


@pytest.fixture
def make_table():
    """``make_table(emotion, predicted, …)`` returns the table alone."""
    return predictions


@pytest.fixture(scope="session")
def paper_matrix():
    """Counts, (7, 7): the cells that the paper names as it names them, the rest fitted.

    The diagonal is recall × support, the named cells are share × support; every other cell is
    found by iterative proportional fitting to the supports and to the number of predictions that
    the precisions imply. Not to be altered.
    """
    known = np.full((7, 7), np.nan)
    np.fill_diagonal(known, paper.RECALL)
    for (label, predicted), share in paper.CONFUSIONS.items():
        known[EMOTIONS.index(label), EMOTIONS.index(predicted)] = share
    known *= paper.SUPPORT[:, None]
    free = np.isnan(known)
    fixed = np.where(free, 0, known)
    predictions = paper.RECALL * paper.SUPPORT / paper.PRECISION
    predictions *= paper.SUPPORT.sum() / predictions.sum()
    cells = free.astype(float)
    for _ in range(500):
        for axis, totals in ((1, paper.SUPPORT), (0, predictions)):
            wanted = np.maximum(totals - fixed.sum(axis=axis), 0)
            cells *= np.expand_dims(wanted / np.maximum(cells.sum(axis=axis), 1e-9), axis)
    matrix = np.rint(fixed + cells).astype(np.int64)
    for row, largest in enumerate(cells.argmax(axis=1)):
        matrix[row, largest] += paper.SUPPORT[row] - matrix[row].sum()
    matrix.flags.writeable = False
    return matrix


@pytest.fixture
def labels():
    """Labels of 600 faces."""
    return np.random.default_rng(0).integers(0, 7, 600)


@pytest.fixture
def answers():
    """``answers(labels, right, seed)`` returns predictions of which a share is right."""

    def draw(labels, right, seed):
        generator = np.random.default_rng(seed)
        wrong = (labels + generator.integers(1, 7, len(labels))) % 7
        return np.where(generator.random(len(labels)) < right, labels, wrong)

    return draw
