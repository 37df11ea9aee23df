"""Wilson's interval against SciPy's, the bootstrap of matrices against one of single faces."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest, multinomial, norm

from fer.evaluation import metrics
from fer.evaluation.intervals import Z95, bootstrap, difference, paired_difference, wilson


@pytest.fixture
def faces():
    """Labels and predictions of 200 faces, about half right, one class rare."""
    generator = np.random.default_rng(3)
    labels = generator.choice(7, 200, p=[0.15, 0.03, 0.15, 0.25, 0.15, 0.12, 0.15])
    right = generator.random(200) < 0.55
    return labels, np.where(right, labels, generator.integers(0, 7, 200))


@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_is_that_of_scipy(drawn):
    hits, n = drawn
    expected = binomtest(hits, n).proportion_ci(method="wilson")
    assert wilson(hits, n) == pytest.approx((expected.low, expected.high), abs=1e-12)


@pytest.mark.parametrize("level", [0.5, 0.8, 0.99])
def test_wilson_takes_other_levels(level):
    expected = binomtest(17, 40).proportion_ci(level, method="wilson")
    z = norm.ppf(0.5 + level / 2)
    assert wilson(17, 40, z) == pytest.approx((expected.low, expected.high))


def test_z_is_the_quantile_of_95_percent():
    assert pytest.approx(norm.ppf(0.975)) == Z95


def test_wilson_holds_the_share_itself_to_the_last_digit():
    for n in range(1, 120):
        for hits in range(n + 1):
            low, high = wilson(hits, n)
            assert 0 <= low <= hits / n <= high <= 1


def test_wilson_is_the_same_for_hits_and_misses():
    low, high = wilson(13, 50)
    assert wilson(37, 50) == pytest.approx((1 - high, 1 - low))


def test_wilson_knows_nothing_without_trials():
    assert wilson(0, 0) == (0, 1)


@pytest.mark.parametrize(
    ("hits", "n"), [(-1, 5), (6, 5), (1, 0), (0, -1), (float("nan"), 5), (1, float("nan"))]
)
def test_wilson_refuses_what_is_no_share(hits, n):
    with pytest.raises(ValueError, match="expected"):
        wilson(hits, n)


@pytest.mark.parametrize(
    "figure", [metrics.accuracy, metrics.macro_f1, metrics.f1], ids=lambda f: f.__name__
)
def test_bootstrap_of_matrices_is_the_bootstrap_of_faces(figure, faces):
    labels, predicted = faces
    generator = np.random.default_rng(11)
    values = []
    for _ in range(3000):
        drawn = generator.integers(0, len(labels), len(labels))
        values.append(figure(metrics.confusion_matrix(labels[drawn], predicted[drawn])))
    expected = np.quantile(values, [0.025, 0.975], axis=0)
    got = bootstrap(metrics.confusion_matrix(labels, predicted), figure, resamples=3000, seed=5)
    assert got.shape == expected.shape
    # the rare class moves in steps of a face: its ends wander more than the others
    tolerance = 0.05 if figure is metrics.f1 else 0.008
    np.testing.assert_allclose(got, expected, atol=tolerance)


def test_bootstrap_holds_the_figure_and_shrinks_with_more_faces(faces):
    matrix = metrics.confusion_matrix(*faces)
    low, high = bootstrap(matrix, metrics.accuracy)
    narrow_low, narrow_high = bootstrap(matrix * 25, metrics.accuracy)
    assert low < metrics.accuracy(matrix) < high
    assert (narrow_high - narrow_low) == pytest.approx((high - low) / 5, rel=0.15)


def test_bootstrap_of_certainty_has_no_width():
    matrix = np.diag(np.arange(1, 8))
    assert bootstrap(matrix, metrics.accuracy).tolist() == [1, 1]


def test_bootstrap_is_repeatable_and_its_seed_matters(faces):
    matrix = metrics.confusion_matrix(*faces)
    once = bootstrap(matrix, metrics.macro_f1, 500)
    assert np.array_equal(once, bootstrap(matrix, metrics.macro_f1, 500))
    assert not np.array_equal(once, bootstrap(matrix, metrics.macro_f1, 500, seed=1))


def test_bootstrap_leaves_the_matrix_alone(faces):
    matrix = metrics.confusion_matrix(*faces)
    before = matrix.copy()
    bootstrap(matrix, metrics.f1, 10)
    assert np.array_equal(matrix, before)


@pytest.mark.parametrize(
    ("matrix", "resamples"),
    [
        pytest.param(np.zeros((7, 7), np.int64), 10, id="no faces"),
        pytest.param(np.eye(7, dtype=np.int64), 0, id="no resamples"),
        pytest.param(np.eye(7, dtype=np.int64), -1, id="fewer than none"),
        pytest.param(np.eye(7, dtype=np.int64) - np.eye(7, k=1, dtype=np.int64), 10, id="negative"),
    ],
)
def test_bootstrap_refuses_what_cannot_be_drawn(matrix, resamples):
    with pytest.raises(ValueError, match=r"expected|pvals"):
        bootstrap(matrix, metrics.accuracy, resamples)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ((56, 70), (48, 80), (0.0524, 0.3339)),
        ((9, 10), (3, 10), (0.1705, 0.8090)),
        ((10, 10), (0, 20), (0.6791, 1.0)),
    ],
)
def test_differences_of_shares_agree_with_the_table_of_newcombe(one, other, expected):
    """Newcombe (1998), Statistics in Medicine 17, 873-890, table II, method 10."""
    assert difference(*one, *other) == pytest.approx(expected, abs=5e-5)


def test_a_difference_turns_its_sign_with_its_sides():
    low, high = difference(40, 100, 55, 120)
    assert difference(55, 120, 40, 100) == pytest.approx((-high, -low))
    with pytest.raises(ValueError, match="trials on both sides"):
        difference(0, 0, 1, 2)


@pytest.mark.parametrize(("n", "lost", "gained"), [(40, 0.2, 0.05), (60, 0.1, 0.1), (30, 0.4, 0)])
def test_paired_intervals_cover_the_true_difference(n, lost, gained):
    """Coverage over every outcome of the trinomial, weighted by SciPy's probabilities."""
    downs, ups = np.triu_indices(n + 1)
    downs, ups = downs, n - ups  # every pair with downs + ups <= n
    chance = multinomial.pmf(
        np.stack([downs, ups, n - downs - ups], 1), n, [lost, gained, 1 - lost - gained]
    )
    covered = [
        low <= lost - gained <= high
        for low, high in (paired_difference(*pair, n) for pair in zip(downs, ups, strict=True))
    ]
    assert chance.sum() == pytest.approx(1)
    assert 0.93 <= chance[covered].sum() <= 0.985


def test_a_paired_interval_turns_its_sign_with_its_sides_and_refuses_nonsense():
    low, high = paired_difference(12, 5, 80)
    assert low < (12 - 5) / 80 < high
    assert paired_difference(5, 12, 80) == pytest.approx((-high, -low))
    for wrong in ((-1, 0, 5), (3, 3, 5)):
        with pytest.raises(ValueError, match="lost \\+ gained <= n"):
            paired_difference(*wrong)
