"""McNemar against SciPy, Holm against closed testing, and resampling against single faces."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom, binomtest, chi2

from fer.evaluation import metrics
from fer.evaluation.significance import (
    FEW,
    exchanged,
    holm,
    interval,
    joint_outcomes,
    mcnemar,
    p_value,
    resampled,
)

counts = st.integers(0, 400)


@pytest.fixture
def faces():
    """Labels of 300 faces and two models' predictions, which often agree."""
    generator = np.random.default_rng(5)
    labels = generator.choice(7, 300, p=[0.15, 0.05, 0.15, 0.25, 0.13, 0.12, 0.15])
    a = np.where(generator.random(300) < 0.62, labels, generator.integers(0, 7, 300))
    b = np.where(generator.random(300) < 0.6, a, generator.integers(0, 7, 300))
    return labels, a, b


@pytest.fixture
def joint(faces):
    return joint_outcomes(*faces)


@given(st.integers(0, FEW - 1).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_few_discordant_faces_get_scipys_exact_binomial_test(drawn):
    only_a, n = drawn
    got = mcnemar(only_a, n - only_a)
    assert got.method == "exact binomial"
    expected = binomtest(only_a, n).pvalue if n else 1
    assert got.p == pytest.approx(expected, rel=1e-9)


@given(counts, counts)
def test_many_discordant_faces_get_the_mid_p_value(only_a, only_b):
    n = only_a + only_b
    if n < FEW:
        return
    got = mcnemar(only_a, only_b)
    assert got.method == "mid-p"
    fewer = min(only_a, only_b)
    below = binom.pmf(np.arange(fewer), n, 0.5).sum()
    expected = min(1, 2 * (below + 0.5 * binom.pmf(fewer, n, 0.5)))
    assert got.p == pytest.approx(expected if only_a != only_b else 1, rel=1e-6, abs=1e-14)


def test_the_published_example():
    """Fagerland, Lydersen & Laake (2013), table 1: 1 and 7 discordant children."""
    assert mcnemar(1, 7).p == pytest.approx(0.0703, abs=5e-5)


@pytest.mark.parametrize(("only_a", "only_b"), [(5200, 5000), (52_000, 51_500), (340, 380)])
def test_many_faces_come_close_to_the_chi_squared_form(only_a, only_b):
    expected = chi2.sf((only_a - only_b) ** 2 / (only_a + only_b), 1)
    assert mcnemar(only_a, only_b).p == pytest.approx(expected, rel=0.01)


@given(counts, counts)
def test_mcnemar_does_not_care_who_is_called_a(only_a, only_b):
    one, other = mcnemar(only_a, only_b), mcnemar(only_b, only_a)
    assert one.p == other.p
    assert 0 <= one.p <= 1
    assert (one.only_a, one.only_b) == (other.only_b, other.only_a)


def test_equal_counts_are_no_evidence_and_a_landslide_is():
    assert mcnemar(0, 0).p == mcnemar(7, 7).p == mcnemar(500, 500).p == 1
    assert mcnemar(100_000, 0).p < 1e-300


@pytest.mark.parametrize("wrong", [(-1, 3), (3, -1)])
def test_mcnemar_refuses_what_are_no_counts(wrong):
    with pytest.raises(ValueError, match="counts of faces"):
        mcnemar(*wrong)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=6))
def test_holm_is_the_closed_test_of_bonferroni(p):
    places = range(len(p))
    families = [f for size in range(1, len(p) + 1) for f in combinations(places, size)]
    expected = [
        max(min(1, len(f) * min(p[i] for i in f)) for f in families if place in f)
        for place in places
    ]
    np.testing.assert_allclose(holm(p), expected)


def test_holm_leaves_a_single_p_value_and_its_argument_alone():
    given = np.array([0.01, 0.04, 0.03])
    before = given.copy()
    assert holm(given).tolist() == [0.03, 0.06, 0.06]
    assert np.array_equal(given, before)
    assert holm([0.2]).tolist() == [0.2]
    assert holm([]).shape == (0,)


@pytest.mark.parametrize("wrong", [[1.1], [-0.1], [float("nan")], [[0.1]]])
def test_holm_refuses_what_is_no_probability(wrong):
    with pytest.raises(ValueError, match="from 0 to 1"):
        holm(wrong)


def test_joint_outcomes_hold_both_matrices_and_the_table_of_predictions(faces, joint):
    labels, a, b = faces
    assert np.array_equal(joint.sum(axis=2), metrics.confusion_matrix(labels, a))
    assert np.array_equal(joint.sum(axis=1), metrics.confusion_matrix(labels, b))
    assert np.array_equal(joint.sum(axis=0), metrics.confusion_matrix(a, b))


def test_joint_outcomes_refuse_arrays_of_several_lengths():
    with pytest.raises(ValueError, match="one length"):
        joint_outcomes([0, 1], [0, 1], [0])


@pytest.mark.parametrize(
    "figure", [metrics.accuracy, metrics.macro_f1, metrics.f1], ids=lambda f: f.__name__
)
def test_intervals_are_those_of_drawing_faces_in_pairs(figure, faces, joint):
    labels, a, b = faces
    generator = np.random.default_rng(1)
    gaps = []
    for _ in range(3000):
        d = generator.integers(0, len(labels), len(labels))
        gaps.append(
            figure(metrics.confusion_matrix(labels[d], a[d]))
            - figure(metrics.confusion_matrix(labels[d], b[d]))
        )
    expected = np.quantile(gaps, [0.025, 0.975], axis=0)
    tolerance = 0.05 if figure is metrics.f1 else 0.01  # a rare class moves in steps of a face
    np.testing.assert_allclose(interval(figure, resampled(joint, 3000)), expected, atol=tolerance)


def test_pairing_matters(joint):
    """Two models that mostly agree differ far less than two that were drawn apart."""
    a, b = resampled(joint, 2000)
    paired = np.ptp(interval(metrics.accuracy, (a, b)))
    apart = np.ptp(interval(metrics.accuracy, (a, b[::-1])))
    assert paired < 0.9 * apart


def test_every_draw_holds_all_faces_and_the_same_labels(joint):
    for a, b in (resampled(joint, 50), exchanged(joint, 50)):
        assert (a.sum(axis=(1, 2)) == joint.sum()).all()
        np.testing.assert_allclose(a.sum(axis=2), b.sum(axis=2))
    np.testing.assert_allclose(a.sum(axis=2), np.tile(joint.sum(axis=(1, 2)), (50, 1)))


def test_the_randomisation_test_is_that_of_tossing_single_faces(faces, joint):
    labels, a, b = faces
    generator = np.random.default_rng(2)

    def gap(x, y):
        return metrics.macro_f1(metrics.confusion_matrix(labels, x)) - metrics.macro_f1(
            metrics.confusion_matrix(labels, y)
        )

    observed, as_wide = abs(gap(a, b)), 0
    for _ in range(2000):
        swap = generator.random(len(labels)) < 0.5
        as_wide += abs(gap(np.where(swap, b, a), np.where(swap, a, b))) >= observed - 1e-12
    got = p_value(metrics.macro_f1, joint, exchanged(joint, 4000))
    assert got == pytest.approx(as_wide / 2000, abs=0.03)


@pytest.mark.parametrize(("only_a", "only_b"), [(40, 30), (9, 2), (33, 60)])
def test_randomising_accuracy_is_the_exact_mcnemar_test(only_a, only_b):
    joint = np.zeros((7, 7, 7), np.int64)
    joint[3, 3, 3], joint[0, 0, 2], joint[4, 5, 4] = 200, only_a, only_b
    got = p_value(metrics.accuracy, joint, exchanged(joint, 20_000))
    assert got == pytest.approx(binomtest(only_a, only_a + only_b).pvalue, abs=0.012)


def test_a_model_does_not_differ_from_itself(faces):
    labels, a, _ = faces
    joint = joint_outcomes(labels, a, a)
    assert interval(metrics.f1, resampled(joint, 100)).tolist() == [[0] * 7] * 2
    assert p_value(metrics.f1, joint, exchanged(joint, 100)).tolist() == [1] * 7


def test_resampling_is_repeatable_its_seed_matters_and_it_changes_nothing(joint):
    before = joint.copy()
    for draw in (resampled, exchanged):
        once, again, other = draw(joint, 20), draw(joint, 20), draw(joint, 20, seed=1)
        assert np.array_equal(once, again)
        assert not np.array_equal(once, other)
    assert np.array_equal(joint, before)


@pytest.mark.parametrize(("n", "resamples"), [(0, 10), (1, 0)])
def test_nothing_can_be_drawn_from_nothing(n, resamples):
    joint = np.zeros((7, 7, 7), np.int64)
    joint[0, 0, 0] = n
    with pytest.raises(ValueError, match="expected a"):
        resampled(joint, resamples)
    with pytest.raises(ValueError, match="expected a resample"):
        exchanged(joint, 0)
