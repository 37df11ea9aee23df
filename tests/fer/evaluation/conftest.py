"""Predictions to compare: tables in the contract's columns, made in a moment."""

import numpy as np
import pandas as pd
import pytest

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
