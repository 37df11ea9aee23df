"""What a room says: votes, faces to guess at, medians and what they change, people who moved."""

from collections import Counter
from statistics import median

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fer.data.dataset import VOTE_COLUMNS
from fer.evaluation.contexts import CONTEXTS, context
from fer.evaluation.rooms import (
    ANSWERS,
    NONE,
    annotators,
    as_changes,
    ballots,
    change,
    choose_faces,
    medians,
)
from fer.evaluation.stakes import Changes


@given(st.lists(st.integers(0, NONE)))
def test_ballots_are_a_count(choices):
    expected = Counter(choices)
    assert ballots(choices).tolist() == [expected[i] for i in range(NONE + 1)]


def test_a_ninth_option_is_refused():
    with pytest.raises(ValueError, match="0 to 7, got 8"):
        ballots([8])
    with pytest.raises(ValueError, match="0 to 3, got 4"):
        change({"ann": 4}, {})


def voted(n=140):
    """Rows with a label each; every other face is clear, every seventh leaked."""
    rows = pd.DataFrame({"row": np.arange(n) + 100, "emotion": np.arange(n) % 7})
    rows["leaked"] = np.arange(n) % 7 == np.arange(n) // 7 % 7
    for place, column in enumerate(VOTE_COLUMNS):
        rows[column] = np.where(np.arange(n) // 7 % 2, 10 * (place == 1), 1).astype(np.uint8)
    return rows


def test_annotators_votes_stand_in_label_order_and_the_rest_together():
    rows = pd.DataFrame([dict(zip(VOTE_COLUMNS, range(10), strict=True))])
    # neutral 0, happiness 1, surprise 2, sadness 3, anger 4, disgust 5, fear 6; 7 + 8 + 9
    assert annotators(rows).tolist() == [[4, 5, 6, 1, 3, 2, 0, 24]]


def test_faces_are_of_all_labels_clear_and_split_and_never_leaked():
    rows = voted()
    before = rows.copy()
    chosen = choose_faces(rows, 14, 5)
    assert chosen == choose_faces(rows, 14, 5)
    assert chosen != choose_faces(rows, 14, 6)
    assert len(set(chosen)) == 14
    taken = rows.set_index("row").loc[chosen]
    assert Counter(taken["emotion"]) == dict.fromkeys(range(7), 2)
    assert not taken["leaked"].any()
    clear = (taken["votes_happiness"] == 10).tolist()
    assert clear == [False, True] * 7
    pd.testing.assert_frame_equal(rows, before)


def test_fewer_faces_than_asked_for_are_all_there_is():
    rows = pd.DataFrame({"row": [5, 9, 2], "emotion": [3, 3, 3]})
    assert sorted(choose_faces(rows, 10, 0)) == [2, 5, 9]


@given(st.lists(st.tuples(st.sampled_from(["miss", "share"]), st.floats(0, 1000))))
def test_medians_are_those_of_the_standard_library(said):
    found = medians(said)
    for question in ("miss", "share"):
        values = [value for name, value in said if name == question]
        assert (question in found) == bool(values)
        if values:
            assert found[question] == pytest.approx(median(values))


@pytest.mark.parametrize("place", CONTEXTS, ids=lambda one: one.id)
def test_a_room_s_medians_are_what_is_at_stake(place):
    said = {"false_alarm": 7.0, "miss": 11.0, "silence": 0.25, "share": 125.0}
    changes = Changes.parse(str(as_changes(place, said)))  # as an address carries them
    stakes = place.stakes(changes)
    for label in range(7):
        for answer in range(7):
            flagged, labelled = answer in place.flags, label in place.flags
            if labelled != flagged:
                assert stakes.costs[label, answer] == (7 if flagged else 11)
            elif label != answer:
                assert stakes.costs[label, answer] == place.other
    assert stakes.silence == 0.25
    assert stakes.base[place.flags[0]] == pytest.approx(0.125, abs=1e-3)
    others = np.delete(stakes.base, place.flags[0])
    assumed = np.delete(np.array(place.base), place.flags[0])
    np.testing.assert_allclose(others / others.sum(), assumed / assumed.sum(), atol=2e-3)


def test_a_room_that_says_nothing_changes_nothing():
    assert str(as_changes(context("police"), {})) == ""


def test_change_counts_only_who_answered_twice_as_moved():
    before = {"ann": 3, "bob": 0, "cas": 2, "dan": 1}
    after = {"ann": 1, "bob": 0, "cas": 3, "eve": 3}
    found = change(before, after)
    assert found.before == (1, 1, 1, 1)
    assert found.after == (1, 1, 0, 2)
    assert (found.both, found.up, found.down, found.stayed) == (3, 1, 1, 1)
    assert len(ANSWERS) == 4
    assert change({}, {}).both == 0
