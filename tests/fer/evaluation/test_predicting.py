"""Predictions of a dataset: the same as the graph says, in the release's own columns."""

import numpy as np
import pytest

from fer.classifier import Classifier
from fer.data.sketches import sketch_dataset
from fer.errors import DatasetError
from fer.evaluation.predicting import predict
from fer.release import PREDICTION_COLUMNS, PROBABILITIES, Release


def test_rows_labels_and_probabilities_belong_together(toy_release):
    release = Release.open(*toy_release)
    drawn = sketch_dataset(28)
    table = predict(release, drawn)
    assert tuple(table.columns) == PREDICTION_COLUMNS
    chosen = drawn.select("PublicTest", "PrivateTest")
    assert table["row"].tolist() == chosen.tolist()
    assert table["emotion"].tolist() == drawn.rows["emotion"].to_numpy()[chosen].tolist()
    expected = Classifier.of(release).probabilities(drawn.faces[chosen])
    assert np.array_equal(table[list(PROBABILITIES)].to_numpy(), expected)


def test_a_dataset_to_learn_from_only_is_refused(toy_release):
    drawn = sketch_dataset(28, splits=("Training",))
    with pytest.raises(DatasetError, match="none to test with"):
        predict(Release.open(*toy_release), drawn)


def test_the_test_faces_alone_are_the_faces_of_the_whole():
    whole, part = sketch_dataset(28), sketch_dataset(28, splits=("PublicTest", "PrivateTest"))
    rows = part.rows["row"].to_numpy()
    assert 0 < len(part.faces) < len(whole.faces)
    assert np.array_equal(part.faces, whole.faces[rows])
    assert part.rows["emotion"].tolist() == whole.rows["emotion"].to_numpy()[rows].tolist()
