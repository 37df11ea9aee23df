"""Outcomes and scores after review, on a handful of faces that can be checked by eye."""

import pandas as pd
import pytest

from fer.evaluation.review import (
    ANSWER_COLUMNS,
    VERDICTS,
    after_review,
    label_counts,
    outcomes,
    verdict_counts,
)
from fer.evaluation.scorecard import score
from fer.release import PROBABILITIES


def answers(*rows):
    return pd.DataFrame(rows, columns=list(ANSWER_COLUMNS))


def predictions(labels, said):
    frame = pd.DataFrame(0.05, index=range(len(said)), columns=list(PROBABILITIES))
    for place, label in enumerate(said):
        frame.loc[place, PROBABILITIES[label]] = 0.7
    frame.insert(0, "row", range(len(said)))
    frame.insert(1, "split", "PrivateTest")
    frame.insert(2, "emotion", pd.array(labels, dtype="int8").astype("int8"))
    return frame


GIVEN = answers(
    (0, "ann", "label", 3),
    (0, "bob", "label", 3),
    (1, "ann", "label", 3),
    (1, "bob", "label", 4),
    (2, "ann", "noface", -1),
    (3, "ann", "model", 2),
    (3, "bob", "model", 5),
    (4, "ann", "label", -1),
    (5, "ann", "people", 1),
    (5, "bob", "model", 1),
)


def test_agreement_counts_and_conflict_does_not():
    found = outcomes(GIVEN)
    assert found["how"].to_dict() == {
        0: "agreed", 1: "conflict", 2: "one reviewer", 3: "agreed", 4: "one reviewer", 5: "conflict"
    }  # fmt: skip
    assert found["verdict"].to_dict() == {
        0: "label", 1: "", 2: "", 3: "model", 4: "", 5: ""
    }  # fmt: skip
    assert found["label"].to_dict() == {0: 3, 1: -1, 2: -1, 3: -1, 4: -1, 5: -1}
    assert found["people"].tolist() == [2, 2, 1, 2, 1, 2]


def test_a_settlement_overrules():
    settled = pd.DataFrame({"row": [1, 3, 9], "verdict": ["label", "noface", "model"]})
    found = outcomes(GIVEN, settled.assign(label=[4, -1, -1]))
    assert found.loc[1].tolist() == ["label", 4, 2, "settled"]
    assert found.loc[3, "verdict"] == "noface"
    assert found.loc[9, "people"] == 0
    assert found.index.tolist() == [0, 1, 2, 3, 4, 5, 9]


def test_nothing_reviewed_is_nothing_decided():
    assert outcomes(answers()).empty
    whole = predictions([0, 1], [0, 2])
    for way in ("left out", "relabelled"):
        pd.testing.assert_frame_equal(after_review(whole, outcomes(answers()), way), whole)


def test_scores_after_review():
    # official: row 0 and 1 and 2 wrong, 3 right, 4 wrong, 5 wrong
    whole = predictions([0, 0, 0, 2, 0, 0], [3, 4, 4, 2, 4, 4])
    before = whole.copy()
    second = answers((2, "bob", "noface", -1), (4, "bob", "label", -1))
    decided = outcomes(pd.concat([GIVEN, second]))
    assert score(whole).accuracy.value == pytest.approx(1 / 6)
    left = after_review(whole, decided, "left out")
    assert left["row"].tolist() == [1, 3, 5]
    assert score(left).accuracy.value == pytest.approx(1 / 3)
    anew = after_review(whole, decided, "relabelled")
    assert anew["row"].tolist() == [0, 1, 3, 5]
    assert anew["emotion"].tolist() == [3, 0, 2, 0]
    assert anew["emotion"].dtype == whole["emotion"].dtype
    assert score(anew).accuracy.value == pytest.approx(1 / 2)
    pd.testing.assert_frame_equal(whole, before)


@pytest.mark.parametrize("way", ["left out", "relabelled"])
def test_one_reviewer_alone_changes_no_score(way):
    whole = predictions([0, 0], [3, 4])
    alone = outcomes(answers((0, "ann", "label", 3), (1, "ann", "noface", -1)))
    pd.testing.assert_frame_equal(after_review(whole, alone, way), whole)


def test_counts_for_alpha():
    assert verdict_counts(GIVEN).shape == (6, len(VERDICTS))
    assert verdict_counts(GIVEN)[5].tolist() == [1, 0, 1, 0]
    labels = label_counts(GIVEN)
    assert labels.sum() == 8
    assert len(labels) == 4
