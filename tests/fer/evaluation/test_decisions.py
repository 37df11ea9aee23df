"""Costs and decisions: against brute force and scikit-learn, invariances, coverage, bad input."""

from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from sklearn.metrics import confusion_matrix, precision_score

from fer.errors import DecisionError
from fer.evaluation.cells import abstaining_matrix
from fer.evaluation.decisions import (
    RULES,
    Estimate,
    beyond,
    cheapest,
    decide,
    expected_cost,
    flagged,
    labelled_so,
    reweighted,
    without_looking,
)
from fer.evaluation.stakes import Stakes, shares
from fer.release import PROBABILITIES

seeds = some.integers(0, 2**32 - 1)
few = settings(max_examples=12)  # scikit-learn takes its time


def drawn(seed, n=40):
    """Return probabilities, labels of every class, and stakes, all drawn."""
    generator = np.random.default_rng(seed)
    p = generator.dirichlet(np.full(7, 0.6), n)
    labels = generator.permutation(np.arange(n) % 7)
    costs = generator.uniform(0, 9, (7, 7))
    np.fill_diagonal(costs, 0)
    return p, labels, Stakes(costs, generator.uniform(0, 4), generator.dirichlet(np.ones(7)))


def table(p, labels, split="PrivateTest"):
    columns = dict(zip(PROBABILITIES, p.T, strict=True))
    return pd.DataFrame({"row": np.arange(len(p)), "split": split, "emotion": labels, **columns})


@given(seeds)
def test_probabilities_are_carried_as_bayes_rule_says(seed):
    p, labels, stakes = drawn(seed)
    before = shares(labels)
    found = reweighted(p, before, stakes.base)
    for row, out in zip(p, found, strict=True):
        weighed = [row[k] * stakes.base[k] / before[k] for k in range(7)]
        np.testing.assert_allclose(out, np.array(weighed) / sum(weighed))
    np.testing.assert_allclose(reweighted(p, before, before), p)
    np.testing.assert_allclose(reweighted(found, stakes.base, before), p, atol=1e-9)


def test_two_classes_follow_elkan_s_theorem():
    """Elkan (2001), theorem 2, with his base rates b before and b' after."""
    p, b, after = 0.3, 0.5, 0.05
    expected = after * (p - p * b) / (b - p * b + after * p - b * after)
    row = np.array([[p, 1 - p, 0, 0, 0, 0, 0]])
    before, base = np.zeros(7), np.zeros(7)
    before[:2], base[:2] = (b, 1 - b), (after, 1 - after)
    assert reweighted(row, before, base)[0, 0] == pytest.approx(expected)


def test_a_row_that_gives_nothing_to_what_occurs_becomes_the_shares():
    base = np.array([0, 0, 0, 0.25, 0, 0, 0.75])
    found = reweighted([[1, 0, 0, 0, 0, 0, 0]], np.full(7, 1 / 7), base)
    np.testing.assert_allclose(found, [base])


@given(seeds, some.booleans())
def test_the_cheapest_answer_is_the_cheapest_of_all_answers(seed, silent):
    p, _, stakes = drawn(seed)
    for row, answer in zip(p, cheapest(p, stakes, silent=silent), strict=True):
        costs = [sum(row[i] * stakes.costs[i, j] for i in range(7)) for j in range(7)]
        costs += [stakes.silence] * silent
        assert costs[answer] == pytest.approx(min(costs))


def test_no_set_of_decisions_is_cheaper_where_probabilities_are_true():
    """All 7 ** 3 ways to answer three kinds of faces."""
    p, _, stakes = drawn(5, n=14)
    kinds = p[:3]
    own = sum(kinds[k] @ stakes.costs[:, a] for k, a in enumerate(cheapest(kinds, stakes)))
    for answers in product(range(7), repeat=3):
        other = sum(kinds[k] @ stakes.costs[:, a] for k, a in enumerate(answers))
        assert own <= other + 1e-9


def test_equal_costs_leave_the_most_probable_label_and_ties_go_to_it():
    p, _, _ = drawn(1)
    equal = Stakes(1 - np.eye(7), 1, np.ones(7))
    np.testing.assert_array_equal(cheapest(p, equal), p.argmax(axis=1))
    nothing = Stakes(np.zeros((7, 7)), 0, np.ones(7))
    np.testing.assert_array_equal(cheapest(p, nothing, silent=True), p.argmax(axis=1))


@given(seeds, some.floats(0.1, 50))
def test_the_unit_of_costs_changes_no_decision(seed, factor):
    p, _, stakes = drawn(seed)
    scaled = Stakes(stakes.costs * factor, stakes.silence * factor, stakes.base)
    for silent in (False, True):
        np.testing.assert_array_equal(
            cheapest(p, stakes, silent=silent), cheapest(p, scaled, silent=silent)
        )


@given(seeds)
def test_the_dearer_silence_the_fewer_faces_stay_unanswered(seed):
    p, _, stakes = drawn(seed)
    counts = [
        int((cheapest(p, Stakes(stakes.costs, s, stakes.base), silent=True) == 7).sum())
        for s in (0, 0.5, 1, 2, 5, 9)
    ]
    assert counts == sorted(counts, reverse=True)


@given(seeds)
def test_expected_cost_is_the_mean_over_faces_drawn_by_label(seed):
    p, labels, stakes = drawn(seed)
    answers = cheapest(p, stakes, silent=True)
    by_hand = 0.0
    for label in range(7):
        paid = [stakes.full[label, a] for a in answers[labels == label]]
        by_hand += stakes.base[label] * sum(paid) / len(paid)
    found = expected_cost(abstaining_matrix(labels, answers), stakes)
    assert found.value == pytest.approx(1000 * by_hand)
    assert found.low <= found.value <= found.high


@few
@given(seeds)
def test_at_the_split_s_own_shares_figures_are_scikit_learn_s(seed):
    p, labels, stakes = drawn(seed)
    own = Stakes(stakes.costs, stakes.silence, shares(labels))
    answers = p.argmax(axis=1)
    matrix = abstaining_matrix(labels, answers)
    reference = confusion_matrix(labels, answers, labels=range(7))
    total = (reference * own.costs).sum() / len(labels)
    assert expected_cost(matrix, own).value == pytest.approx(1000 * total)
    scores = precision_score(labels, answers, labels=range(7), average=None, zero_division=0)
    for k in range(7):
        so = labelled_so(matrix, own, k)
        assert flagged(matrix, own, k) == pytest.approx(1000 * (answers == k).mean())
        assert (so is None) == (not (answers == k).any())
        if so is not None:
            assert so.value == pytest.approx(1000 * scores[k])
            assert 0 <= so.low <= so.value <= so.high <= 1000


@few
@given(seeds)
def test_other_shares_are_as_if_faces_were_repeated(seed):
    """Scikit-learn with weights on faces is the same split with other shares."""
    p, labels, stakes = drawn(seed)
    answers = p.argmax(axis=1)
    weights = (stakes.base / shares(labels))[labels]
    scores = precision_score(
        labels, answers, labels=range(7), average=None, sample_weight=weights, zero_division=0
    )
    matrix = abstaining_matrix(labels, answers)
    for k in range(7):
        if (so := labelled_so(matrix, stakes, k)) is not None:
            assert so.value == pytest.approx(1000 * scores[k])


def test_the_rarer_the_label_the_more_alarms_are_false():
    p, labels, stakes = drawn(3, n=400)
    matrix = abstaining_matrix(labels, p.argmax(axis=1))
    found = []
    for share in (0.5, 0.1, 0.01, 0.001):
        base = np.full(7, (1 - share) / 6)
        base[0] = share
        found.append(labelled_so(matrix, Stakes(stakes.costs, 0, base), 0).value)
    assert found == sorted(found, reverse=True)


def test_the_interval_is_that_of_mercaldo_lau_and_zhou_for_many_faces():
    """Their logit interval of a predictive value with known prevalence (2007, eq. 5)."""
    n, hits, alarms, prevalence = 900, 700, 150, 0.05
    matrix = np.zeros((7, 8), np.int64)
    matrix[0, [0, 1]] = hits, n - hits
    matrix[1, [0, 1]] = alarms, n - alarms
    base = np.zeros(7)
    base[:2] = prevalence, 1 - prevalence
    se, fpr = hits / n, alarms / n
    value = prevalence * se / (prevalence * se + (1 - prevalence) * fpr)
    spread = np.sqrt((1 - se) / (n * se) + (1 - fpr) / (n * fpr))
    logit = np.log(value / (1 - value))
    ends = 1 / (1 + np.exp(-(logit + np.array([-1, 1]) * 1.959964 * spread)))
    found = labelled_so(matrix, Stakes(np.zeros((7, 7)), 0, base), 0)
    assert found.value == pytest.approx(1000 * value)
    np.testing.assert_allclose([found.low, found.high], 1000 * ends, atol=2.5)


def test_intervals_hold_the_truth_nineteen_times_of_twenty():
    generator = np.random.default_rng(11)
    rates = generator.dirichlet(np.ones(8), 7)
    _, _, stakes = drawn(12)
    cost = 1000 * stakes.base @ (rates * stakes.full).sum(axis=1)
    called = stakes.base * rates[:, 0]
    so = 1000 * called[0] / called.sum()
    held = np.zeros(2)
    for _ in range(300):
        matrix = np.array([generator.multinomial(60, row) for row in rates])
        one, two = expected_cost(matrix, stakes), labelled_so(matrix, stakes, 0)
        held += one.low <= cost <= one.high, two.low <= so <= two.high
    assert (held / 300 > 0.92).all()
    assert (held / 300 < 0.985).all()


@given(seeds, some.booleans())
def test_not_looking_is_the_best_of_the_constant_answers(seed, silent):
    _, labels, stakes = drawn(seed)
    best, cost = without_looking(stakes, silent=silent)
    by_hand = [
        expected_cost(abstaining_matrix(labels, np.full(len(labels), a)), stakes).value
        for a in range(7 + silent)
    ]
    assert cost == pytest.approx(min(by_hand))
    assert by_hand[best] == pytest.approx(cost)


def test_rules_differ_only_in_what_they_may():
    p, labels, stakes = drawn(7, n=140)
    public = table(p[:70], labels[:70], "PublicTest")
    both = pd.concat([public, table(p[70:], labels[70:])])
    before = both.copy()
    found = {rule: decide(both, "PrivateTest", stakes, rule) for rule in RULES}
    at = reweighted(p[70:], shares(labels[:70]), stakes.base)
    for rule, answers in (
        ("probable", p[70:].argmax(axis=1)),
        ("cheapest", cheapest(at, stakes)),
        ("silent", cheapest(at, stakes, silent=True)),
    ):
        np.testing.assert_array_equal(found[rule], abstaining_matrix(labels[70:], answers))
    assert not found["cheapest"][:, 7].any()
    pd.testing.assert_frame_equal(both, before)


def test_a_mark_is_undercut_only_beyond_the_interval():
    found = Estimate(5, 4, 6)
    assert [beyond(found, mark) for mark in (3, 4, 5, 6, 7)] == [1, 0, 0, 0, -1]


def test_what_cannot_be_judged_gets_a_sentence():
    p, labels, stakes = drawn(2)
    with pytest.raises(DecisionError, match="no predictions on PublicTest"):
        decide(table(p, labels), "PublicTest", stakes, "probable")
    without = labels != 1
    rows = table(p[without], labels[without])
    with pytest.raises(DecisionError, match="labelled Disgust, so nothing"):
        decide(rows, "PrivateTest", stakes, "cheapest")
    matrix = decide(rows, "PrivateTest", stakes, "probable")
    with pytest.raises(DecisionError, match="Set their share to 0"):
        expected_cost(matrix, stakes)
    base = stakes.base.copy()
    base[1] = 0
    assert expected_cost(matrix, Stakes(stakes.costs, 0, base)).value > 0


@pytest.mark.parametrize("p", [np.ones(7), np.ones((2, 6)), np.full((1, 7), 1.5), [[np.nan] * 7]])
def test_what_is_no_probability_is_refused(p):
    with pytest.raises(ValueError, match="probabilities"):
        reweighted(p, np.full(7, 1 / 7), np.full(7, 1 / 7))


def test_what_is_no_matrix_is_refused():
    _, _, stakes = drawn(1)
    for matrix in (np.zeros((7, 7)), -np.ones((7, 8))):
        with pytest.raises(ValueError, match="expected counts"):
            expected_cost(matrix, stakes)
