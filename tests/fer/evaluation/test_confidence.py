"""Confidence: against scikit-learn and plain loops, and with ties, certainty and bad input."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.calibration import calibration_curve
from sklearn.metrics import average_precision_score, precision_recall_curve

from fer.evaluation import metrics
from fer.evaluation.confidence import (
    at_threshold,
    average_precision,
    precision_recall,
    precision_recall_curves,
    reliability,
    risk_coverage,
    thinned,
)
from fer.release import PROBABILITIES


def table(seed, n=200, levels=None):
    """Return random predictions, about half of them right; `levels` makes ties."""
    generator = np.random.default_rng(seed)
    labels = generator.integers(0, 7, n)
    p = 0.6 * generator.dirichlet(np.ones(7), n) + 0.4 * np.eye(7)[generator.integers(0, 7, n)]
    p[::2] = 0.5 * p[::2] + 0.5 * np.eye(7)[labels[::2]]
    if levels:
        p = np.round(p * levels) / levels
    return pd.DataFrame({"emotion": labels, **dict(zip(PROBABILITIES, p.T, strict=True))})


SEEDS = st.integers(0, 10_000)
LEVELS = st.sampled_from([None, 4, 10])


@given(SEEDS, LEVELS, st.integers(1, 30))
def test_the_gaps_of_the_bins_make_the_calibration_error(seed, levels, bins):
    rows = table(seed, levels=levels)
    found = reliability(rows, bins)
    gaps = (found["accuracy"] - found["confidence"]).abs() * found["n"]
    p = rows[list(PROBABILITIES)].to_numpy()
    expected = metrics.expected_calibration_error(rows["emotion"].to_numpy(), p, bins)
    assert gaps.sum() / len(rows) == pytest.approx(expected, abs=1e-12)
    assert found["n"].sum() == len(rows)
    assert ((found["accuracy_low"] <= found["accuracy"]) & (found["accuracy"] <= 1)).all()


def test_bins_are_those_of_scikit_learn():
    rows = table(3, 500)
    p = rows[list(PROBABILITIES)].to_numpy()
    hit = p.argmax(axis=1) == rows["emotion"].to_numpy()
    accuracy, confidence = calibration_curve(hit, p.max(axis=1), n_bins=10)
    found = reliability(rows, 10)
    assert found["accuracy"].to_numpy() == pytest.approx(accuracy)
    assert found["confidence"].to_numpy() == pytest.approx(confidence)


@given(SEEDS, LEVELS)
def test_risk_and_coverage_are_what_each_threshold_does(seed, levels):
    rows = table(seed, 60, levels)
    curve = risk_coverage(rows)
    p = rows[list(PROBABILITIES)].to_numpy()
    confidence, wrong = p.max(axis=1), p.argmax(axis=1) != rows["emotion"].to_numpy()
    for point in curve.itertuples():
        kept = confidence >= point.threshold
        assert point.coverage == pytest.approx(kept.mean())
        assert point.risk == pytest.approx(wrong[kept].mean())
        assert at_threshold(rows, point.threshold) == (kept.sum(), (kept & ~wrong).sum())
    assert curve["threshold"].is_monotonic_decreasing
    assert curve["coverage"].iloc[-1] == 1
    assert curve["risk"].iloc[-1] == pytest.approx(wrong.mean())


@given(SEEDS, LEVELS, st.integers(0, 6))
def test_precision_and_recall_are_those_of_scikit_learn(seed, levels, label):
    rows = table(seed, 80, levels)
    is_it = (rows["emotion"] == label).to_numpy()
    score = rows[PROBABILITIES[label]].to_numpy()
    curve = precision_recall(rows, label)
    if not is_it.any():
        assert not len(curve)
        return
    precision, recall, thresholds = precision_recall_curve(is_it, score)
    assert curve["threshold"].to_numpy()[::-1] == pytest.approx(thresholds)
    assert curve["precision"].to_numpy()[::-1] == pytest.approx(precision[:-1])
    assert curve["recall"].to_numpy()[::-1] == pytest.approx(recall[:-1])
    assert average_precision(curve) == pytest.approx(average_precision_score(is_it, score))


def test_classes_without_faces_have_no_curve():
    rows = table(1).query("emotion < 3")
    assert [name for name, *_ in precision_recall_curves(rows)] == ["Angry", "Disgust", "Fear"]


@given(st.integers(0, 2000), st.integers(2, 500))
def test_a_thinned_curve_keeps_its_ends(n, most):
    curve = pd.DataFrame({"x": np.arange(n)})
    kept = thinned(curve, most)["x"].tolist()
    assert len(kept) <= max(most, 0)
    assert kept[:1] == curve["x"].tolist()[:1]
    assert kept[-1:] == curve["x"].tolist()[-1:]


def test_certainty_that_is_right_has_neither_gap_nor_risk():
    p = np.eye(7)[[0, 3, 6]]
    rows = pd.DataFrame({"emotion": [0, 3, 6], **dict(zip(PROBABILITIES, p.T, strict=True))})
    (only,) = reliability(rows).to_dict("records")
    assert (only["n"], only["confidence"], only["accuracy"], only["high"]) == (3, 1, 1, 1)
    assert risk_coverage(rows).to_dict("records") == [
        {"threshold": 1.0, "coverage": 1.0, "risk": 0.0, "n": 3}
    ]


def test_bad_input_is_refused_and_good_input_left_alone():
    rows = table(2)
    before = rows.copy()
    for figure in (reliability, risk_coverage):
        figure(rows)
        with pytest.raises(ValueError, match="at least one prediction"):
            figure(rows.iloc[:0])
        with pytest.raises(ValueError, match="labels"):
            figure(rows.assign(emotion=7))
        with pytest.raises(ValueError, match="probabilities"):
            figure(rows.assign(p_sad=np.nan))
    pd.testing.assert_frame_equal(rows, before)
    with pytest.raises(ValueError, match="bin"):
        reliability(rows, 0)
