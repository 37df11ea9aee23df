"""People: against counting annotator by annotator, and a bootstrap of faces for the interval."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from fer.data.dataset import VOTE_COLUMNS
from fer.data.votes import LABEL_OF_VOTE
from fer.emotions import EMOTIONS
from fer.evaluation.people import against_people, majorities, people, votes_of

VOTES = arrays(np.int64, st.tuples(st.integers(1, 12), st.just(10)), elements=st.integers(0, 4))


def one_by_one(votes):
    """Ask every annotator in turn."""
    matrix, undecided = np.zeros((7, 8), int), 0
    for row in votes.tolist():
        answers = [option for option, n in enumerate(row) for _ in range(n)]
        for i, said in enumerate(answers):
            others = answers[:i] + answers[i + 1 :]
            counts = sorted(((others.count(o), o) for o in set(others)), reverse=True)
            clear = counts and (len(counts) == 1 or counts[0][0] > counts[1][0])
            if clear and counts[0][1] < 7:
                matrix[counts[0][1], min(said, 7)] += 1
            else:
                undecided += 1
    return matrix, undecided


@given(VOTES)
def test_every_annotator_is_asked_once(votes):
    matrix, undecided = one_by_one(votes)
    before = votes.copy()
    if not matrix.sum():
        with pytest.raises(ValueError, match="several annotators"):
            people(votes)
        return
    found = people(votes)
    assert found.matrix.tolist() == matrix.tolist()
    assert found.undecided == undecided
    assert found.votes + found.undecided == votes.sum()
    assert found.one.value == pytest.approx(np.trace(matrix[:, :7]) / matrix.sum())
    assert np.array_equal(votes, before)


def test_the_interval_is_that_of_drawing_faces():
    generator = np.random.default_rng(5)
    shares = generator.dirichlet(np.full(10, 0.25), 400)
    votes = np.array([generator.multinomial(10, p) for p in shares])
    found = people(votes)
    drawn = [people(votes[generator.integers(0, 400, 400)]).one.value for _ in range(300)]
    low, high = np.quantile(drawn, [0.025, 0.975])
    assert found.one.low == pytest.approx(low, abs=0.012)
    assert found.one.high == pytest.approx(high, abs=0.012)


def test_columns_come_in_the_order_of_the_labels():
    row = dict.fromkeys(VOTE_COLUMNS, 0)
    table = pd.DataFrame([{**row, name: 10} for name in VOTE_COLUMNS])
    votes = votes_of(table)
    assert votes[:7].argmax(axis=1).tolist() == LABEL_OF_VOTE.tolist()
    assert majorities(votes).tolist() == [*LABEL_OF_VOTE.tolist(), -1, -1, -1]
    happy = votes_of(table[table["votes_happiness"] > 0])
    assert EMOTIONS[int(majorities(happy)[0])] == "Happy"


def test_ties_and_no_votes_are_no_majority():
    votes = np.zeros((3, 10), np.int64)
    votes[0, [0, 3]] = 5
    votes[2, 4] = 1
    assert majorities(votes).tolist() == [-1, -1, 4]


def test_unanimous_people_agree_and_a_release_that_says_so_does_too():
    votes = np.zeros((14, 10), np.int64)
    labels = np.arange(14) % 7
    votes[np.arange(14), labels] = 10
    found = people(votes)
    assert (found.one.value, found.votes, found.faces, found.undecided) == (1.0, 140, 14, 0)
    matrix, agreement = against_people(labels, votes)
    assert agreement.value == 1
    assert matrix.trace() == 14
    _, none = against_people((labels + 1) % 7, votes)
    assert none.value == 0


def test_other_shapes_are_refused():
    with pytest.raises(ValueError, match="expected votes"):
        majorities(np.zeros((3, 8), np.int64))
