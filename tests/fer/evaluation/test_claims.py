"""The paper's findings: confirmed by its own figures, not by others, never by too few faces."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from fer.evaluation import paper
from fer.evaluation.claims import claims
from fer.evaluation.rates import overcalled, percent

MATRICES = arrays(np.int64, (7, 7), elements=st.integers(0, 120))


def test_the_paper_confirms_itself(paper_matrix):
    assert [claim.verdict for claim in claims(paper_matrix)] == ["confirmed"] * 5


def test_the_papers_figures_are_those_on_record():
    said = " ".join(claim.paper for claim in claims(np.zeros((7, 7), np.int64)))
    for share in (*paper.CONFUSIONS.values(), paper.RECALL[2], paper.RECALL[3], paper.RECALL[5]):
        assert f"{share * 100:.0f} %" in said


def test_each_verdict_follows_its_own_cells(paper_matrix):
    fair = paper_matrix.copy()
    fair[2, 0], fair[2, 2] = 0, fair[2, 2] + fair[2, 0]
    verdicts = [claim.verdict for claim in claims(fair)]
    assert verdicts[4] == "not confirmed"
    assert verdicts[1] == verdicts[3] == "confirmed"
    turned = paper_matrix.copy()
    turned[0, 1], turned[0, 0] = 200, 57
    assert claims(turned)[3].verdict == "in part"
    assert claims(turned)[2].verdict != "confirmed"


def test_perfect_recognition_confirms_none():
    assert {claim.verdict for claim in claims(np.diag([100] * 7))} <= {"not confirmed", "in part"}
    assert claims(np.diag([100] * 7))[1].verdict == "not confirmed"


def test_what_is_right_three_times_of_ten_is_not_very_accurate():
    low = np.full((7, 7), 14)
    np.fill_diagonal(low, 16)
    for label in (3, 5):
        low[label] = 11
        low[label, label] = 34
    assert claims(low)[0].verdict == "not confirmed"


def test_what_happens_seldom_is_not_often():
    seldom = np.diag([1000] * 7)
    seldom[1, 0], seldom[1, 1] = 40, 960
    assert claims(seldom)[3].verdict == "in part"  # more than the reverse, though not often


def test_few_faces_confirm_nothing():
    found = claims(np.diag([9] * 7))
    assert {claim.verdict for claim in found} == {"too few faces"}
    assert "Fear 9" in found[4].here


@given(MATRICES)
def test_any_matrix_gets_five_answers_with_figures(matrix):
    found = claims(matrix)
    assert len(found) == 5
    assert all(any(c.isdigit() for c in claim.here) for claim in found)


@pytest.mark.parametrize(
    ("share", "said"),
    [
        *((0.264, "26"), (0.006, "0.6"), (0.0, "0"), (1.0, "100"), (0.9997, "> 99.9")),
        *((0.0004, "< 0.1"), (1 / 3098, "< 0.1"), (0.997, "99.7"), (3588 / 3589, "> 99.9")),
    ],
)
def test_shares_are_rounded_but_never_to_nothing(share, said):
    assert percent(share) == f"{said}\u202f%"


@pytest.mark.parametrize(
    ("gained", "lost", "over"), [(4, 0, False), (7, 1, False), (8, 0, True), (80, 40, True)]
)
def test_a_class_is_overcalled_by_mcnemars_exact_test(gained, lost, over):
    """Seven to one has p = 0.07, four to none 0.125."""
    matrix = np.diag([100] * 7)
    matrix[0, 1], matrix[1, 0] = gained, lost
    assert overcalled(matrix, 1) is over
