"""Every figure against scikit-learn, its invariances, and what it must refuse."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn import metrics as reference

from fer.evaluation import metrics

LABELS = list(range(7))
MATRIX_FIGURES = (
    metrics.accuracy,
    metrics.precision,
    metrics.recall,
    metrics.f1,
    metrics.support,
    metrics.macro_f1,
    metrics.weighted_f1,
)
BY_CLASS = (metrics.precision, metrics.recall, metrics.f1, metrics.support)
label = st.integers(0, 6)
pairs = st.lists(st.tuples(label, label), min_size=1, max_size=80).map(
    lambda drawn: tuple(np.array(column) for column in zip(*drawn, strict=True))
)


def degenerate():
    """Labels and predictions that leave rows or columns of the matrix empty."""
    everything = np.arange(7)
    yield "one face, right", np.array([3]), np.array([3])
    yield "one face, wrong", np.array([3]), np.array([4])
    yield "all right", everything, everything
    yield "all wrong", everything, np.roll(everything, 1)
    yield "one answer to all", everything, np.full(7, 3)
    yield "one label for all", np.full(7, 1), everything
    yield "two classes only", np.array([0, 0, 6, 6]), np.array([0, 6, 6, 6])


CASES = [pytest.param(true, guess, id=name) for name, true, guess in degenerate()]


@pytest.fixture
def generator():
    return np.random.default_rng(7)


def agree(true, guess):
    """Compare all figures with scikit-learn's."""
    matrix = metrics.confusion_matrix(true, guess)
    assert np.array_equal(matrix, reference.confusion_matrix(true, guess, labels=LABELS))
    assert matrix.dtype == np.int64
    by_class = reference.precision_recall_fscore_support(
        true, guess, labels=LABELS, zero_division=0
    )
    for figure, expected in zip(BY_CLASS, by_class, strict=True):
        np.testing.assert_allclose(figure(matrix), expected, atol=1e-12)
    assert metrics.accuracy(matrix) == pytest.approx(reference.accuracy_score(true, guess))
    for figure, average in ((metrics.macro_f1, "macro"), (metrics.weighted_f1, "weighted")):
        expected = reference.f1_score(true, guess, average=average, zero_division=0)
        assert figure(matrix) == pytest.approx(expected)


@given(pairs)
def test_figures_are_those_of_scikit_learn(drawn):
    agree(*drawn)


@pytest.mark.parametrize(("true", "guess"), CASES)
def test_figures_are_those_of_scikit_learn_where_classes_are_missing(true, guess):
    agree(true, guess)


def test_figures_are_those_of_scikit_learn_on_as_many_faces_as_fer2013_has(generator):
    true = generator.choice(7, 3589, p=[0.14, 0.02, 0.15, 0.24, 0.16, 0.12, 0.17])
    guess = np.where(generator.random(3589) < 0.6, true, generator.integers(0, 7, 3589))
    agree(true, guess)


def test_a_matrix_has_labels_as_rows_and_predictions_as_columns():
    matrix = metrics.confusion_matrix([0, 0, 0], [6, 6, 0])
    assert matrix[0, 6] == 2
    assert matrix[0, 0] == 1
    assert matrix.sum() == 3


@given(pairs, st.permutations(LABELS))
def test_renaming_the_classes_moves_class_figures_and_leaves_the_others(drawn, names):
    order = np.array(names)
    plain = metrics.confusion_matrix(*drawn)
    renamed = metrics.confusion_matrix(order[drawn[0]], order[drawn[1]])
    for figure in MATRIX_FIGURES:
        moved = figure(renamed)[order] if figure in BY_CLASS else figure(renamed)
        np.testing.assert_allclose(moved, figure(plain), atol=1e-12)


@given(pairs, st.randoms(use_true_random=False))
def test_the_order_of_faces_does_not_matter(drawn, random):
    order = list(range(len(drawn[0])))
    random.shuffle(order)
    shuffled = metrics.confusion_matrix(drawn[0][order], drawn[1][order])
    assert np.array_equal(shuffled, metrics.confusion_matrix(*drawn))


def test_exchanging_labels_and_predictions_exchanges_precision_and_recall(generator):
    matrix = generator.integers(0, 9, (7, 7))
    np.testing.assert_allclose(metrics.precision(matrix.T), metrics.recall(matrix))
    np.testing.assert_allclose(metrics.f1(matrix.T), metrics.f1(matrix))


def test_f1_is_the_harmonic_mean_of_precision_and_recall(generator):
    matrix = generator.integers(1, 9, (7, 7))
    p, r = metrics.precision(matrix), metrics.recall(matrix)
    np.testing.assert_allclose(metrics.f1(matrix), 2 * p * r / (p + r))


@pytest.mark.parametrize("figure", MATRIX_FIGURES, ids=lambda f: f.__name__)
def test_a_batch_of_matrices_gives_what_each_gives(figure, generator):
    batch = generator.integers(0, 5, (2, 3, 7, 7))
    batch[0, 0] = 0
    batch[1, 1, 4] = batch[1, 1, :, 4] = 0
    whole = figure(batch)
    assert whole.shape[:2] == (2, 3)
    for i, j in np.ndindex(2, 3):
        np.testing.assert_array_equal(whole[i, j], figure(batch[i, j]))


@pytest.mark.parametrize("figure", MATRIX_FIGURES, ids=lambda f: f.__name__)
def test_no_faces_give_zeros_and_no_warning(figure):
    assert not np.any(figure(np.zeros((7, 7), np.int64)))


@pytest.mark.parametrize("figure", MATRIX_FIGURES, ids=lambda f: f.__name__)
def test_figures_leave_the_matrix_alone(figure, generator):
    matrix = generator.integers(0, 9, (7, 7))
    before = matrix.copy()
    figure(matrix)
    assert np.array_equal(matrix, before)


def test_no_labels_give_an_empty_matrix():
    assert not metrics.confusion_matrix([], []).any()


@pytest.mark.parametrize("kind", [np.int8, np.uint8, np.int32, np.uint64])
def test_labels_of_any_whole_number_type_are_counted(kind):
    true, guess = np.array([0, 5, 6], kind), np.array([0, 6, 6], kind)
    expected = reference.confusion_matrix([0, 5, 6], [0, 6, 6], labels=LABELS)
    assert np.array_equal(metrics.confusion_matrix(true, guess), expected)
    assert np.array_equal(metrics.confusion_matrix([0, 5, 6], guess), expected)


@pytest.mark.parametrize(
    ("true", "guess"),
    [
        pytest.param([0, 1], [0], id="lengths differ"),
        pytest.param([[0, 1]], [[0, 1]], id="two dimensions"),
        pytest.param(0, 0, id="no dimension"),
        pytest.param([7], [0], id="label too large"),
        pytest.param([0], [7], id="prediction too large"),
        pytest.param([-1], [0], id="label below zero"),
        pytest.param([0], [-1], id="prediction below zero"),
        pytest.param([0.0], [0], id="fraction"),
        pytest.param([True], [0], id="truth value"),
        pytest.param(["Happy"], [3], id="word"),
    ],
)
def test_what_is_no_label_is_refused(true, guess):
    with pytest.raises(ValueError, match="expected"):
        metrics.confusion_matrix(true, guess)


def plain_calibration_error(labels, probabilities, bins):
    """Sum over bins, written with loops: faces n, their mean confidence, their accuracy."""
    edges = [k / bins for k in range(bins + 1)]
    error = 0.0
    for k in range(bins):
        inside = []
        for true, row in zip(labels, probabilities, strict=True):
            confidence = max(row)
            above = confidence > edges[k] or (k == 0 and confidence == 0)
            if above and confidence <= edges[k + 1]:
                inside.append((confidence, row.index(confidence) == true))
        if inside:
            confidence = sum(c for c, _ in inside) / len(inside)
            accuracy = sum(hit for _, hit in inside) / len(inside)
            error += len(inside) / len(labels) * abs(accuracy - confidence)
    return error


@pytest.mark.parametrize("bins", [1, 2, 10, 15, 25, 100])
@pytest.mark.parametrize("sharpness", [0.1, 1.0, 10.0])
def test_calibration_error_is_that_of_a_plain_loop(bins, sharpness, generator):
    p = generator.dirichlet(np.full(7, 1 / sharpness), 150)
    labels = generator.integers(0, 7, 150)
    expected = plain_calibration_error(labels.tolist(), p.tolist(), bins)
    assert metrics.expected_calibration_error(labels, p, bins) == pytest.approx(expected)


@pytest.mark.parametrize("bins", [1, 10, 15])
def test_calibration_error_of_certainty_is_the_share_of_errors(bins):
    labels = np.arange(7)
    certain = np.eye(7)
    wrong = np.roll(certain, 1, axis=1)
    assert metrics.expected_calibration_error(labels, certain, bins) == 0
    assert metrics.expected_calibration_error(labels, wrong, bins) == 1
    half = np.concatenate([certain, wrong])
    assert metrics.expected_calibration_error([*labels, *labels], half, bins) == 0.5


def confident(confidence):
    """A row that says Happy with a confidence, and shares the rest."""
    row = np.full(7, (1 - confidence) / 6)
    row[3] = confidence
    return row


def test_calibration_error_of_someone_who_is_right_as_often_as_he_says_is_zero():
    rows = np.array([confident(0.8)] * 10)
    labels = [3] * 8 + [0] * 2
    assert metrics.expected_calibration_error(labels, rows) == pytest.approx(0)
    assert metrics.expected_calibration_error([3] * 10, rows) == pytest.approx(0.2)


@pytest.mark.parametrize(("k", "bins"), [(k, 15) for k in range(3, 15)] + [(7, 25), (14, 25)])
def test_the_edge_of_two_bins_belongs_to_the_left_one(k, bins):
    """Two faces share a bin when one gap hides the other's: one is right, one is wrong."""
    edge = k / bins
    within, beyond = edge - 0.25 / bins, edge + 0.25 / bins

    def error(other):
        return metrics.expected_calibration_error([3, 0], [confident(edge), confident(other)], bins)

    assert error(within) == pytest.approx(abs(1 - edge - within) / 2)
    assert error(beyond) == pytest.approx((1 - edge + beyond) / 2)


def test_single_precision_probabilities_are_taken():
    p = np.eye(7, dtype=np.float32) * np.float32(1.0000001)
    assert metrics.expected_calibration_error(np.arange(7), p) == pytest.approx(0, abs=1e-6)


def test_calibration_error_of_no_faces_is_zero():
    assert metrics.expected_calibration_error([], np.empty((0, 7))) == 0


def test_calibration_error_leaves_its_input_alone(generator):
    labels, p = generator.integers(0, 7, 20), generator.dirichlet(np.ones(7), 20)
    before = labels.copy(), p.copy()
    metrics.expected_calibration_error(labels, p)
    assert np.array_equal(labels, before[0])
    assert np.array_equal(p, before[1])


GOOD = np.full((1, 7), 1 / 7)


@pytest.mark.parametrize(
    ("labels", "probabilities", "bins"),
    [
        pytest.param([0, 1], GOOD, 15, id="lengths differ"),
        pytest.param([0], np.full((1, 6), 1 / 6), 15, id="six classes"),
        pytest.param([0], np.full(7, 1 / 7), 15, id="one dimension"),
        pytest.param([[0]], GOOD, 15, id="labels in a column"),
        pytest.param(0, GOOD, 15, id="one bare label"),
        pytest.param([9], GOOD, 15, id="no label"),
        pytest.param([0.5], GOOD, 15, id="half a label"),
        pytest.param([0], np.full((1, 7), np.nan), 15, id="not a number"),
        pytest.param([0], np.full((1, 7), 3.0), 15, id="above one"),
        pytest.param([0], np.full((1, 7), -0.1), 15, id="below zero"),
        pytest.param([0], GOOD, 0, id="no bins"),
        pytest.param([], np.empty((0, 7)), 0, id="nothing at all"),
    ],
)
def test_calibration_error_refuses_what_it_cannot_measure(labels, probabilities, bins):
    with pytest.raises(ValueError, match="expected"):
        metrics.expected_calibration_error(labels, probabilities, bins)
