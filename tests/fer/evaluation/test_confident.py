"""Confident learning against cleanlab."""

import numpy as np
import pytest
from cleanlab.filter import find_label_issues
from cleanlab.rank import get_label_quality_scores

from fer.evaluation.confident import label_quality, likely_errors, thresholds


def noisy(seed, n=800, classes=7):
    """Labels of which a tenth are wrong, and the probabilities of a model that often sees it."""
    generator = np.random.default_rng(seed)
    true = generator.integers(classes, size=n)
    p = 0.6 * generator.dirichlet(np.ones(classes) / 2, n) + 0.4 * np.eye(classes)[true]
    labels = np.where(generator.random(n) < 0.1, generator.integers(classes, size=n), true)
    return labels, p


@pytest.mark.parametrize("seed", range(5))
def test_cleanlab_finds_the_same_rows(seed):
    labels, p = noisy(seed)
    expected = find_label_issues(labels, p, filter_by="confident_learning", n_jobs=1)
    found = likely_errors(labels, p)
    assert found.sum() > 20
    assert (found == expected).all()


def test_cleanlab_scores_labels_the_same():
    labels, p = noisy(1)
    expected = get_label_quality_scores(labels, p, method="normalized_margin")
    assert label_quality(labels, p) == pytest.approx(expected)


def test_a_threshold_is_the_mean_confidence_of_a_class():
    p = np.array([[0.9, 0.1, 0], [0.5, 0.5, 0], [0.3, 0.7, 0]])
    assert thresholds([0, 0, 1], p) == pytest.approx([0.7, 0.7, 1])


def test_nothing_in_nothing_out():
    assert likely_errors([], np.zeros((0, 7))).shape == (0,)
    assert label_quality([], np.zeros((0, 7))).shape == (0,)


def test_bad_input_is_refused():
    with pytest.raises(ValueError, match="shape"):
        likely_errors([0, 1], np.ones((3, 7)) / 7)
    with pytest.raises(ValueError, match="labels from 0"):
        label_quality([7], np.ones((1, 7)) / 7)
