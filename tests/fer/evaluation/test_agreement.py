"""Alpha against the `krippendorff` package, Krippendorff's own example, and its invariances."""

import math

import krippendorff as reference
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fer.evaluation.agreement import by_class, krippendorff, tally

# Krippendorff (2011), part C: four observers, twelve units, values 1 to 5; alpha 0.743.
PUBLISHED = """
1 2 3 3 2 1 4 1 2 . . .
1 2 3 3 2 2 4 1 2 5 . 3
. 3 3 3 2 3 4 2 2 5 1 .
1 2 3 3 2 4 4 1 2 5 1 .
"""
VOTES = st.lists(st.lists(st.integers(0, 4), min_size=3, max_size=3), min_size=1, max_size=12).map(
    lambda rows: np.array(rows, np.int64)
)


def published():
    rows = [line.split() for line in PUBLISHED.split("\n") if line]
    units = [unit for row in rows for unit in range(len(row))]
    values = [-1 if cell == "." else int(cell) - 1 for row in rows for cell in row]
    return tally(units, values, 5)


def test_the_published_example():
    found = krippendorff(published())
    assert found.alpha == pytest.approx(0.743, abs=5e-4)
    assert (found.units, found.answers) == (11, 40)
    assert found.low < found.alpha < found.high <= 1


@given(VOTES)
def test_the_reference_package_says_the_same(counts):
    found = krippendorff(counts, resamples=1)
    pairable = counts[counts.sum(axis=1) >= 2]
    if not len(pairable) or (pairable.sum(axis=0) > 0).sum() < 2:
        assert math.isnan(found.alpha)
        return
    expected = reference.alpha(value_counts=counts, level_of_measurement="nominal")
    assert found.alpha == pytest.approx(expected)


@given(VOTES)
def test_a_class_is_the_alpha_of_it_against_the_rest(counts):
    for value, found in enumerate(by_class(counts, resamples=1)):
        rest = counts.sum(axis=1) - counts[:, value]
        whole = krippendorff(np.stack([counts[:, value], rest], axis=1), resamples=1)
        assert found.alpha == pytest.approx(whole.alpha, nan_ok=True)


def test_the_bootstrap_resamples_faces():
    counts = published()[:, :4]
    found = krippendorff(counts, resamples=4000, seed=1)
    generator = np.random.default_rng(7)
    pairable = counts[counts.sum(axis=1) >= 2]
    values = []
    for _ in range(2000):
        drawn = pairable[generator.integers(len(pairable), size=len(pairable))]
        if (drawn.sum(axis=0) > 0).sum() >= 2:
            values.append(reference.alpha(value_counts=drawn, level_of_measurement="nominal"))
    low, high = np.quantile(values, [0.025, 0.975])
    assert found.low == pytest.approx(low, abs=0.06)
    assert found.high == pytest.approx(high, abs=0.03)


def test_full_agreement_is_one_and_order_does_not_matter():
    counts = np.array([[3, 0], [0, 2], [4, 0]])
    assert krippendorff(counts).alpha == 1
    mixed = np.array([[2, 1, 0], [0, 2, 2], [1, 1, 1], [0, 0, 3]])
    turned = mixed[::-1][:, [2, 0, 1]]
    assert krippendorff(mixed).alpha == pytest.approx(krippendorff(turned).alpha)
    assert krippendorff(mixed, seed=3) == krippendorff(mixed, seed=3)


def test_without_pairs_or_variation_there_is_no_alpha():
    nobody = krippendorff(np.zeros((0, 4), np.int64))
    assert not nobody.defined
    assert nobody.units == 0
    assert not krippendorff(np.array([[1, 0], [0, 1]])).defined
    assert not krippendorff(np.array([[3, 0], [2, 0]])).defined


def test_counting_leaves_missing_answers_out():
    counts = tally([8, 3, 3, 8, 9], [0, 1, 1, -1, -1], 2)
    assert counts.tolist() == [[0, 2], [1, 0]]


def test_arrays_stay_as_they_are():
    counts = published()
    before = counts.copy()
    krippendorff(counts)
    by_class(counts)
    assert (counts == before).all()


@pytest.mark.parametrize(
    "counts", [np.array([1, 2]), np.array([[-1, 2]]), np.array([[0.5, 2]]), np.zeros((3, 0), int)]
)
def test_what_is_no_count_is_refused(counts):
    with pytest.raises(ValueError, match="expected"):
        krippendorff(counts)


def test_what_is_no_value_is_refused():
    with pytest.raises(ValueError, match="below 2"):
        tally([1], [2], 2)
    with pytest.raises(ValueError, match="for each unit"):
        tally([1, 2], [0], 2)
