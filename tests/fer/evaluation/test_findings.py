"""Findings: the paper's figures give the paper's sentences; small and odd matrices give few."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from fer.emotions import EMOTIONS
from fer.evaluation import paper
from fer.evaluation.findings import FEWEST, findings
from fer.evaluation.metrics import precision, recall

ANGRY, DISGUST, FEAR, HAPPY, SAD, SURPRISE, NEUTRAL = range(7)
MATRICES = arrays(np.int64, (7, 7), elements=st.integers(0, 120))


def by_kind(matrix):
    found = {}
    for finding in findings(matrix):
        found.setdefault(finding.kind, []).append(finding)
    return found


def test_the_reconstruction_is_what_the_paper_reports(paper_matrix):
    assert recall(paper_matrix) == pytest.approx(paper.RECALL, abs=0.01)
    assert precision(paper_matrix) == pytest.approx(paper.PRECISION, abs=0.015)
    assert paper_matrix.sum(axis=1).tolist() == paper.SUPPORT.tolist()


def test_the_papers_figures_give_the_papers_sentences(paper_matrix):
    found = by_kind(paper_matrix)
    (most,) = found["most"]
    assert most.classes == (HAPPY, SURPRISE)
    assert "Happy (84\u202f% of" in most.text
    assert "Surprise (71\u202f% of 416) are recognised most often" in most.text
    (least,) = found["least"]
    assert least.classes == (FEAR,)
    assert least.text.startswith("Fear is recognised least often (24\u202f% of 528")
    (over,) = found["overpredicted"]
    assert over.classes[0] == SAD
    assert set(over.classes[1:]) >= {ANGRY, FEAR, NEUTRAL}
    for part in ("Fear (29\u202f% of", "Angry (26\u202f% of", "Neutral (23\u202f% of"):
        assert part in over.text
    (one_way,) = (f for f in found["one-way"] if f.classes == (DISGUST, ANGRY))
    assert "Disgust is often called Angry (27\u202f% of 55)" in one_way.text
    assert "but not the reverse (2\u202f% of 491)" in one_way.text
    (angry,) = (f for f in found["frequent"] if f.classes == (FEAR, ANGRY))
    assert "Fear is often called Angry (14\u202f% of 528" in angry.text
    assert "chance" not in found
    assert "few" not in found


def test_the_same_shares_of_few_faces_say_less(paper_matrix):
    few = np.rint(paper_matrix / 40).astype(np.int64)
    found = by_kind(few)
    assert "one-way" not in found
    assert "overpredicted" not in found
    (left_out,) = found["few"]
    assert DISGUST in left_out.classes


@given(MATRICES, st.permutations(range(7)))
def test_renaming_the_classes_renames_the_findings(matrix, order):
    order = np.array(order)
    moved = matrix[np.ix_(order, order)]

    def kinds(found, names):
        # which of two equal rates comes first follows the order of the labels
        return sorted((f.kind, sorted(names[list(f.classes)].tolist())) for f in found)

    recalls = recall(matrix)
    if len(set(recalls.tolist())) == 7:
        assert kinds(findings(moved), order) == kinds(findings(matrix), np.arange(7))


@given(MATRICES)
def test_every_figure_is_of_the_matrix_and_it_is_left_alone(matrix):
    before = matrix.copy()
    for finding in findings(matrix):
        assert finding.text.endswith(".")
        assert all(EMOTIONS[i] in finding.text for i in finding.classes)
        assert any(character.isdigit() for character in finding.text)
    assert np.array_equal(matrix, before)


def test_no_faces_no_findings():
    assert findings(np.zeros((7, 7), np.int64)) == []


def test_a_perfect_matrix_has_nothing_to_complain_of():
    found = by_kind(np.diag([100] * 7))
    assert set(found) <= {"least"}
    assert len(found["least"][0].classes) == 7


def test_one_answer_for_all_is_chance_for_every_class():
    matrix = np.zeros((7, 7), np.int64)
    matrix[:, HAPPY] = 100
    found = by_kind(matrix)
    assert {f.classes[0] for f in found["chance"]} == set(range(7))
    assert "Fear is never predicted, for none of its 100 faces." in [
        f.text for f in found["chance"]
    ]
    assert found["overpredicted"][0].classes[0] == HAPPY
    assert "700 times for 100 faces" in found["overpredicted"][0].text


def test_random_answers_are_chance_for_nearly_every_class():
    drawn = np.random.default_rng(4).multinomial(400, [1 / 7] * 7, size=7)
    assert len(by_kind(drawn)["chance"]) >= 5


def test_a_single_class_and_too_few_faces():
    one = np.zeros((7, 7), np.int64)
    one[SAD, SAD] = 50
    assert findings(one) == []  # there is nothing to compare it with
    tiny = np.zeros((7, 7), np.int64)
    tiny[0, 0] = FEWEST - 1
    (only,) = findings(tiny)
    assert only.kind == "few"
    assert "Angry (9)" in only.text


def test_what_is_called_so_less_often_than_others_is_not_chance():
    matrix = np.diag([200] * 7)
    matrix[0] = [0, 200, 0, 0, 0, 0, 0]
    matrix[3, 0] = 100
    said = next(f.text for f in findings(matrix) if f.kind == "chance")
    assert said.startswith("Angry is called so less often than others are: its own faces in 0")


def test_few_faces_cannot_be_told_from_chance():
    matrix = np.diag([200] * 7)
    matrix[1] = [8, 2, 0, 0, 0, 0, 0]
    matrix[3, 1] = 80
    said = next(f.text for f in findings(matrix) if f.kind == "chance")
    assert said.startswith("Disgust cannot be told from chance: its own faces are called so in 20")


@pytest.mark.parametrize(
    "matrix",
    [np.zeros((6, 7), np.int64), np.zeros((7, 7)), np.full((7, 7), -1), np.zeros(49, np.int64)],
    ids=["shape", "shares", "negative", "flat"],
)
def test_what_is_no_matrix_of_counts_is_refused(matrix):
    with pytest.raises(ValueError, match="expected"):
        findings(matrix)
