"""Fixed, broken and both wrong: every face in one of them, the most certain mistakes first."""

import numpy as np
import pytest

from fer.evaluation.entries import align
from fer.evaluation.outcomes import KINDS, outcomes


@pytest.fixture
def four(make_entry):
    """Both right, A alone, B alone, neither; all labelled Angry."""
    a, b = make_entry([0] * 4, [0, 0, 1, 2]), make_entry([0] * 4, [0, 3, 0, 2], "B")
    return align([a, b], "PrivateTest")


@pytest.mark.parametrize(
    ("kind", "expected"), [("fixed", [1]), ("broken", [2]), ("wrong", [3]), ("all", [3, 1, 2, 0])]
)
def test_every_kind_holds_its_faces(four, kind, expected):
    assert outcomes(four, 0, 1, kind).tolist() == expected


def test_the_other_order_turns_fixed_into_broken(four):
    assert outcomes(four, 1, 0, "fixed").tolist() == outcomes(four, 0, 1, "broken").tolist()


def test_kinds_share_out_the_faces_that_anyone_gets_wrong(make_entry, labels, answers):
    entries = [make_entry(labels, answers(labels, 0.5, s), t) for s, t in ((1, "A"), (2, "B"))]
    both = align(entries, "PrivateTest")
    parts = [outcomes(both, 0, 1, kind) for kind in KINDS]
    union = np.concatenate(parts[:3])
    assert len(np.unique(union)) == len(union)
    right = (both.predicted(0) == labels) & (both.predicted(1) == labels)
    assert len(union) + right.sum() == len(parts[3]) == both.n


@pytest.mark.parametrize(
    ("asked", "expected"),
    [({"label": 0}, 4), ({"label": 1}, 0), ({"said_a": 0}, 2), ({"said_a": 2, "said_b": 2}, 1)],
)
def test_faces_can_be_narrowed_down(four, asked, expected):
    assert len(outcomes(four, 0, 1, "all", **asked)) == expected


def test_the_most_certain_mistake_comes_first(make_entry, make_table):
    from fer.evaluation.entries import Entry

    table = make_table([0, 0, 0], [1, 1, 1])
    table.loc[:, ["p_angry", "p_disgust"]] = np.float32([[0.1, 0.5], [0.05, 0.9], [0.2, 0.7]])
    named = {"name": "b", "title": "B", "dataset": "fer2013", "train_splits": (), "digest": "b"}
    both = align([make_entry([0] * 3, [0] * 3), Entry.of(table, **named)], "PrivateTest")
    assert outcomes(both, 0, 1, "fixed").tolist() == [1, 2, 0]
