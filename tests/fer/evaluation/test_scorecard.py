"""The scorecard against scikit-learn, and the rows that a model may know by heart."""

from dataclasses import FrozenInstanceError

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binomtest
from sklearn import metrics as reference

from fer.emotions import EMOTIONS
from fer.evaluation.metrics import expected_calibration_error
from fer.evaluation.scorecard import Figure, leaked_rows, score, without_leaks
from fer.release import PROBABILITIES, Release

PRIVATE_BEGINS = 32_298


@pytest.fixture
def predictions(toy_release):
    return Release.open(*toy_release).predictions()


@pytest.fixture
def labelled(predictions):
    """The labels and the most probable ones."""
    p = predictions[list(PROBABILITIES)].to_numpy()
    return predictions["emotion"].to_numpy(), p.argmax(axis=1)


def test_figures_are_those_of_scikit_learn(predictions, labelled):
    card = score(predictions)
    assert card.n == 120
    assert np.array_equal(card.matrix, reference.confusion_matrix(*labelled))
    assert card.accuracy.value == pytest.approx(reference.accuracy_score(*labelled))
    for figure, average in ((card.macro_f1, "macro"), (card.weighted_f1, "weighted")):
        assert figure.value == pytest.approx(reference.f1_score(*labelled, average=average))
    p = predictions[list(PROBABILITIES)].to_numpy(np.float64)
    expected = expected_calibration_error(labelled[0], p)
    assert card.calibration_error == pytest.approx(expected)


def test_accuracy_has_wilsons_interval(predictions, labelled):
    hits = int((labelled[0] == labelled[1]).sum())
    expected = binomtest(hits, 120).proportion_ci(method="wilson")
    accuracy = score(predictions).accuracy
    assert (accuracy.low, accuracy.high) == pytest.approx((expected.low, expected.high))


def test_every_figure_lies_in_its_interval(predictions):
    card = score(predictions)
    for figure in (card.accuracy, card.macro_f1, card.weighted_f1):
        assert 0 <= figure.low < figure.value < figure.high <= 1


def test_class_figures_are_those_of_scikit_learn(predictions, labelled):
    table = score(predictions).per_class()
    expected = reference.precision_recall_fscore_support(*labelled, zero_division=0)
    assert tuple(table.index) == EMOTIONS
    for column, values in zip(("precision", "recall", "f1", "support"), expected, strict=True):
        np.testing.assert_allclose(table[column], values)
    assert (table["f1_low"] <= table["f1"]).all()
    assert (table["f1"] <= table["f1_high"]).all()


def test_one_perfect_prediction_has_a_scorecard(predictions, labelled):
    right = predictions[labelled[0] == labelled[1]].iloc[:1]
    card = score(right)
    assert (card.n, card.accuracy.value, card.accuracy.high) == (1, 1, 1)
    assert (card.macro_f1, card.weighted_f1) == (Figure(1, 1, 1), Figure(1, 1, 1))


def test_the_same_predictions_have_the_same_scorecard(predictions):
    shuffled = predictions.sample(frac=1, random_state=1)
    assert score(shuffled).macro_f1 == score(predictions).macro_f1


def test_no_predictions_have_no_scorecard(predictions):
    with pytest.raises(ValueError, match="at least one prediction"):
        score(predictions.iloc[:0])


def test_a_label_that_is_none_is_refused(predictions):
    with pytest.raises(ValueError, match="whole numbers"):
        score(predictions.assign(emotion=7))


def test_scoring_leaves_the_predictions_alone(predictions):
    before = predictions.copy()
    score(predictions).per_class()
    assert predictions.equals(before)


@pytest.mark.parametrize("values", [(-0.1, 0, 1), (0.5, 0, 1.1), (float("nan"), 0, 1)])
def test_a_figure_stays_within_its_range(values):
    with pytest.raises(ValueError, match="from 0 to 1"):
        Figure(*values)


def test_a_figure_does_not_change():
    figure = Figure(0.5, 0.4, 0.6)
    with pytest.raises(FrozenInstanceError):
        figure.value = 1.0


def test_567_test_rows_also_stand_in_training():
    rows = leaked_rows()
    assert len(rows) == 567
    assert sum(28_709 <= row < PRIVATE_BEGINS for row in rows) == 279
    assert sum(PRIVATE_BEGINS <= row < 35_887 for row in rows) == 288


def test_who_learnt_public_test_too_knows_more_of_private_test():
    more = leaked_rows(("Training", "PublicTest")) - leaked_rows(("Training",))
    assert more
    assert min(more) >= PRIVATE_BEGINS
    assert leaked_rows(("Training",)) < leaked_rows(("Training", "PublicTest"))
    assert leaked_rows(("PublicTest", "Training")) == leaked_rows(("Training", "PublicTest"))


def test_nothing_leaks_from_no_training():
    assert leaked_rows(()) == frozenset()


def test_without_leaks_keeps_the_other_rows_in_order():
    rows = sorted(leaked_rows())[:3]
    table = pd.DataFrame({"row": [rows[2], 28_710, rows[0], 28_709, rows[1]], "other": range(5)})
    before = table.copy()
    kept = without_leaks(table)
    assert kept["other"].tolist() == [1, 3]
    assert table.equals(before)


def test_without_leaks_asks_what_was_learnt():
    only_public = min(leaked_rows(("PublicTest",)) - leaked_rows(("Training",)))
    table = pd.DataFrame({"row": [only_public]})
    assert len(without_leaks(table)) == 1
    assert len(without_leaks(table, ("Training", "PublicTest"))) == 0


def test_the_leaked_rows_of_fer2013_say_nothing_of_another_dataset():
    table = pd.DataFrame({"row": sorted(leaked_rows())[:3]})
    assert len(without_leaks(table)) == 0
    assert without_leaks(table, ("Training",), "sketches").equals(table)
