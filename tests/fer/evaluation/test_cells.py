"""Cells: counts with an abstained column, addresses, and the faces that lie in them."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import confusion_matrix as reference

from fer.evaluation.cells import ABSTAINED, Cell, abstaining_matrix, answers, places
from fer.release import PROBABILITIES, Release

CELLS = st.builds(
    Cell,
    st.one_of(st.none(), st.integers(0, 6)),
    st.one_of(st.none(), st.integers(0, 7)),
)


@pytest.fixture(scope="module")
def predictions(toy_release):
    return Release.open(*toy_release).predictions().query("split == 'PrivateTest'")


@pytest.mark.parametrize("threshold", [0.0, 0.3, 0.55, 0.9, 1.0])
def test_the_matrix_is_that_of_scikit_learn_and_loses_no_face(predictions, threshold):
    said = answers(predictions, threshold)
    matrix = abstaining_matrix(predictions["emotion"], said)
    assert matrix.tolist() == reference(predictions["emotion"], said, labels=range(8))[:7].tolist()
    assert matrix.sum() == len(predictions)
    confidence = predictions[list(PROBABILITIES)].to_numpy().max(axis=1)
    assert matrix[:, ABSTAINED].sum() == (confidence < threshold).sum()


def test_a_confidence_equal_to_the_threshold_answers():
    row = {name: np.float32(0.1) for name in PROBABILITIES} | {"p_sad": np.float32(0.4)}
    table = pd.DataFrame([{"emotion": 4, **row}])
    assert answers(table, 0.4).tolist() == [4]
    assert answers(table, 0.41).tolist() == [ABSTAINED]


@given(CELLS)
def test_an_address_opens_the_same_cell(cell):
    assert Cell.parse(str(cell)) == cell


@pytest.mark.parametrize(
    "text", ["", "-", "Angry", "Angry-", "abstained-Angry", "a-b", "Angry-Sad-x"]
)
def test_nonsense_opens_none(text):
    assert Cell.parse(text) is None


@given(CELLS, st.sampled_from([0.0, 0.5, 1.0]))
def test_a_cell_holds_the_faces_that_are_counted_in_it(predictions, cell, threshold):
    counts = abstaining_matrix(predictions["emotion"], answers(predictions, threshold))
    part = counts if cell.label is None else counts[[cell.label]]
    part = part if cell.answer is None else part[:, [cell.answer]]
    found = places(predictions, cell, threshold)
    assert len(found) == part.sum()
    assert len(set(found.tolist())) == len(found)
    confidence = predictions[list(PROBABILITIES)].to_numpy().max(axis=1)[found]
    assert (np.diff(confidence) <= 0).all()
    if cell.label is not None:
        assert set(predictions["emotion"].to_numpy()[found]) <= {cell.label}


@pytest.mark.parametrize(
    ("labels", "answered"),
    [([0], [0, 1]), ([7], [0]), ([0], [8]), ([-1], [0]), ([[0]], [[0]])],
)
def test_what_cannot_be_counted_is_refused(labels, answered):
    with pytest.raises(ValueError, match="expected"):
        abstaining_matrix(labels, answered)


@pytest.mark.parametrize(("label", "answer"), [(7, 0), (0, 8), (-1, None)])
def test_there_is_no_other_cell(label, answer):
    with pytest.raises(ValueError, match="expected"):
        Cell(label, answer)


def test_words():
    assert Cell(0, 4).words() == "labelled Angry, called Sad"
    assert Cell(None, ABSTAINED).words() == "all faces, left unanswered"
    assert Cell(None, None).words() == "all faces"


@pytest.mark.parametrize("threshold", [-0.1, 1.1, float("nan")])
def test_a_threshold_is_a_share(predictions, threshold):
    with pytest.raises(ValueError, match="threshold"):
        answers(predictions, threshold)
