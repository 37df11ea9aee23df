"""Stakes: shapes and ranges are checked, contexts follow their rule, changes survive an address."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from fer.errors import DecisionError
from fer.evaluation.contexts import CONTEXTS, context
from fer.evaluation.stakes import MOST, Changes, Stakes, shares

EVEN = np.full(7, 1 / 7)
cents = some.integers(0, 100_000).map(lambda n: n / 100)
label = some.integers(0, 6)


@pytest.mark.parametrize(
    ("costs", "silence", "base", "said"),
    [
        (np.zeros((7, 6)), 0, EVEN, "7 by 7"),
        (np.full((7, 7), -1.0), 0, EVEN, "between 0 and 1,000"),
        (np.full((7, 7), np.nan), 0, EVEN, "between 0 and 1,000"),
        (np.zeros((7, 7)), MOST + 1, EVEN, "between 0 and 1,000"),
        (np.zeros((7, 7)), 0, np.zeros(7), "share above 0"),
        (np.zeros((7, 7)), 0, np.array([2, -1, 0, 0, 0, 0, 0.0]), "share above 0"),
    ],
)
def test_nonsense_is_refused_in_a_sentence(costs, silence, base, said):
    with pytest.raises(DecisionError, match=said):
        Stakes(costs, silence, base)


def test_shares_sum_to_one_and_what_is_given_stays():
    costs, base = np.ones((7, 7)), np.arange(7.0)
    stakes = Stakes(costs, 2, base)
    np.testing.assert_allclose(stakes.base, np.arange(7) / 21)
    assert stakes.full.shape == (7, 8)
    assert (stakes.full[:, 7] == 2).all()
    np.testing.assert_array_equal(base, np.arange(7))
    costs[0, 0] = 5
    assert stakes.costs[0, 0] == 1
    with pytest.raises(ValueError, match="read-only"):
        stakes.costs[0, 0] = 1


@pytest.mark.parametrize("one", CONTEXTS, ids=lambda one: one.id)
def test_a_context_costs_what_its_rule_says(one):
    costs = one.costs()
    for i in range(7):
        for j in range(7):
            if i == j:
                expected = 0
            elif j in one.flags and i not in one.flags:
                expected = one.false_alarm
            elif i in one.flags and j not in one.flags:
                expected = one.miss
            else:
                expected = one.other
            assert costs[i, j] == expected
    assert sum(one.base) == 1000
    assert all(text.endswith(".") for text in (one.use, one.why_costs, one.why_base))


def test_the_paper_s_three_contexts_and_three_of_today_are_there():
    assert [one.id for one in CONTEXTS[:3]] == ["marketing", "police", "psychotherapy"]
    assert {one.id for one in CONTEXTS[3:]} == {"hiring", "classroom", "driving"}
    with pytest.raises(KeyError):
        context("none")


@given(
    some.dictionaries(some.tuples(label, label), cents, max_size=5),
    some.dictionaries(label, cents, max_size=7),
    some.none() | cents,
)
def test_changes_survive_an_address(costs, base, silence):
    changes = Changes(costs, base, silence)
    assert Changes.parse(str(changes)) == changes


@pytest.mark.parametrize(
    "text", ["", "<script>", "Angry", "Angry--5", "Angry-Sad-1e9", "Angry-Sad-5000", "x-Sad-1", "-"]
)
def test_nonsense_in_an_address_changes_nothing(text):
    assert Changes.parse(text) == Changes()


def test_only_what_differs_is_kept_and_used():
    police = context("police")
    same = Changes().with_cost(6, 0, police.costs()[6, 0]).with_share(0, 10).with_silence(1)
    assert str(same.beside(police)) == ""
    changed = same.with_cost(6, 0, 33).with_share(3, 0).with_silence(7)
    assert str(changed.beside(police)) == "Neutral-Angry-33_Happy-0_silence-7"
    stakes = police.stakes(changed)
    assert (stakes.costs[6, 0], stakes.silence, stakes.base[3]) == (33, 7, 0)


def test_shares_are_counted_and_no_faces_are_refused():
    np.testing.assert_allclose(shares([0, 0, 6, 3]), [0.5, 0, 0, 0.25, 0, 0, 0.25])
    for labels in ([], [7]):
        with pytest.raises(DecisionError):
            shares(labels)
