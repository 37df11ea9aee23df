"""Every rule by a face made for it; disagreement against SciPy; orders by hand."""

import numpy as np
import pandas as pd
import pytest
from scipy.spatial.distance import jensenshannon

from fer.data.dataset import VOTE_COLUMNS
from fer.emotions import EMOTIONS
from fer.evaluation.mistakes import (
    KINDS,
    RULES,
    because,
    disagreement,
    judged,
    ordered,
    panel,
    says_one_thing,
)
from fer.release import PROBABILITIES

ANGRY, DISGUST, HAPPY, SAD, NEUTRAL = 0, 1, 3, 4, 6


def table(said, label=HAPPY, rows=None, sure=0.7):
    """Predictions that say these labels, one a row."""
    p = np.full((len(said), 7), (1 - sure) / 6, np.float32)
    p[np.arange(len(said)), said] = sure
    labels = np.broadcast_to(label, len(said))
    frame = pd.DataFrame(p, columns=list(PROBABILITIES))
    frame.insert(0, "row", np.arange(len(said)) + 100 if rows is None else rows)
    frame.insert(1, "split", "PrivateTest")
    frame.insert(2, "emotion", labels)
    return frame


def votes(**counts):
    """One row of votes by FER+'s names."""
    frame = pd.DataFrame(np.zeros((1, 10), int), columns=list(VOTE_COLUMNS))
    for name, count in counts.items():
        frame[f"votes_{name}"] = count
    frame["row"] = 100
    return frame


CASES = [
    # first release, others, votes -> rule; the label is Happy
    (SAD, [HAPPY], {"nf": 5, "happiness": 5}, 0),
    (SAD, [SAD], {"happiness": 6, "sadness": 4}, 1),
    (SAD, [HAPPY], {"sadness": 6, "happiness": 4}, 2),
    (SAD, [HAPPY], {"neutral": 8, "happiness": 2}, 2),
    (SAD, [SAD, SAD], {"sadness": 4, "happiness": 3, "neutral": 3}, 3),
    (SAD, [SAD, ANGRY], {"sadness": 4, "happiness": 3, "neutral": 3}, 4),
    (SAD, [SAD, SAD], {"sadness": 4, "happiness": 4, "neutral": 2}, 4),
    (SAD, [], {"sadness": 5, "happiness": 5}, 4),
    (SAD, [], {"contempt": 8, "happiness": 2}, 4),
    (SAD, [SAD], {}, 5),
    (SAD, [SAD, HAPPY], None, 6),
    (SAD, [SAD, ANGRY], None, 7),
    (SAD, [], None, 8),
]


@pytest.mark.parametrize(("first", "others", "counts", "rule"), CASES)
def test_every_rule_has_its_face(first, others, counts, rule):
    said = {f"r{i}": table([e]) for i, e in enumerate([first, *others])}
    seen = panel(said, None if counts is None else votes(**counts))
    found = judged(seen).iloc[0]
    assert found["rule"] == rule
    assert found["kind"] == RULES[rule].kind
    assert RULES[rule].when in because(rule)


def test_all_rules_are_tried_and_all_kinds_occur():
    assert {case[3] for case in CASES} == set(range(len(RULES)))
    assert {rule.kind for rule in RULES} == set(KINDS)


def test_votes_are_read_in_the_order_of_the_labels():
    names = ("anger", "disgust", "fear", "happiness", "sadness", "surprise", "neutral")
    for label, name in enumerate(names):
        seen = panel({"r": table([(label + 1) % 7], label)}, votes(**{name: 10}))
        assert judged(seen)["rule"].item() == 1, EMOTIONS[label]
        assert judged(seen)["human"].item() == 1


def test_what_is_known_of_a_face():
    seen = panel({"a": table([SAD, HAPPY]), "b": table([SAD, ANGRY]), "c": table([ANGRY, SAD])})
    found = judged(seen)
    assert found["row"].tolist() == [100, 101]
    assert found["wrong"].tolist() == [True, False]
    assert found["agree"].tolist() == [2, 1]
    assert found["releases"].tolist() == [3, 3]
    assert found["confidence"].to_numpy() == pytest.approx([0.7, 0.7])
    assert found["human"].isna().all()


def test_releases_are_joined_by_row_and_may_lack_some():
    first = table([SAD, SAD, SAD])
    other = table([ANGRY, HAPPY], rows=[102, 100])
    seen = panel({"a": first, "b": other})
    assert seen.predicted.tolist() == [[SAD, SAD, SAD], [HAPPY, -1, ANGRY]]
    found = judged(seen)
    assert found["releases"].tolist() == [2, 1, 2]
    assert found["rule"].tolist() == [6, 8, 7]
    assert found["disagreement"].iloc[1] == 0


def test_disagreement_is_the_divergence_that_scipy_computes():
    p = np.random.default_rng(3).dirichlet(np.ones(7), (2, 50))
    expected = [jensenshannon(a, b, base=7) ** 2 for a, b in zip(*p, strict=True)]
    assert disagreement(p) == pytest.approx(expected)
    assert disagreement(np.stack([p[0], p[0], p[0]])) == pytest.approx(0, abs=1e-12)
    certain = np.eye(7)[:, None, :]
    assert disagreement(certain) == pytest.approx(1)


def test_the_most_telling_face_comes_first():
    sure = pd.concat([table([SAD], sure=s, rows=[r]) for r, s in ((5, 0.5), (6, 0.9), (4, 0.9))])
    other = table([HAPPY, SAD, ANGRY], rows=[5, 6, 4])
    found = judged(panel({"a": sure.reset_index(drop=True), "b": other}))
    assert ordered(found, "confident")["row"].tolist() == [4, 6, 5]
    assert ordered(found, "disagreement")["row"].tolist()[-1] == 6
    by_label = ordered(found, "label")
    assert by_label["likely_error"].tolist() == sorted(by_label["likely_error"], reverse=True)
    for _, part in by_label.groupby("likely_error"):
        assert part["quality"].is_monotonic_increasing


def test_a_constant_answer_is_told_from_a_varied_one():
    assert says_one_thing(table([SAD, SAD]))
    assert not says_one_thing(table([SAD, HAPPY]))


def test_what_does_not_belong_together_is_refused():
    empty = table([SAD])
    empty.loc[0, "p_angry"] = np.nan
    with pytest.raises(ValueError, match="every face of the first release"):
        panel({"a": empty})


def test_the_predictions_stay_as_they_are():
    first, other = table([SAD, HAPPY]), table([ANGRY, HAPPY], rows=[101, 100])
    before = first.copy(), other.copy()
    judged(panel({"a": first, "b": other}, votes(nf=10)))
    pd.testing.assert_frame_equal(first, before[0])
    pd.testing.assert_frame_equal(other, before[1])
