"""Comparisons: figures against scikit-learn and SciPy, verdicts against planted differences."""

import numpy as np
import pytest
from scipy.stats import binomtest
from sklearn.metrics import accuracy_score, f1_score

from fer.evaluation.comparison import Delta, briefly, compare
from fer.evaluation.entries import align
from fer.evaluation.significance import holm, mcnemar
from fer.evaluation.wording import p_value, percent


@pytest.fixture
def pair(make_entry, labels, answers):
    """A is right at about 60 %, B at about 45 %."""
    a, b = answers(labels, 0.6, 1), answers(labels, 0.45, 2)
    entries = [make_entry(labels, a, "First"), make_entry(labels, b, "Second")]
    return align(entries, "PrivateTest"), a, b


def test_differences_are_those_of_scikit_learn(pair, labels):
    aligned, a, b = pair
    found = compare(aligned, resamples=200)
    assert found.n == 600
    expected = accuracy_score(labels, a) - accuracy_score(labels, b)
    assert found.accuracy.value == pytest.approx(expected)
    for average, got in (("macro", [found.macro_f1]), (None, found.f1)):
        gap = f1_score(labels, a, average=average) - f1_score(labels, b, average=average)
        assert [delta.value for delta in got] == pytest.approx(np.ravel(gap).tolist())


def test_mcnemar_is_asked_about_the_discordant_faces(pair, labels):
    aligned, a, b = pair
    found = compare(aligned, resamples=200)
    only_a, only_b = (
        int(((a == labels) & (b != labels)).sum()),
        int(((b == labels) & (a != labels)).sum()),
    )
    assert found.test == mcnemar(only_a, only_b)
    assert found.accuracy.p == found.test.p == found.accuracy.corrected
    right, wrong = (a == labels) & (b == labels), (a != labels) & (b != labels)
    assert (found.both_right, found.both_wrong) == (right.sum(), wrong.sum())


def test_the_table_of_labels_counts_pairs_of_answers(pair):
    aligned, a, b = pair
    table = compare(aligned, resamples=10).labels
    for i, j in ((0, 0), (3, 4), (6, 1)):
        assert table[i, j] == ((a == i) & (b == j)).sum()


def test_classes_are_corrected_together(pair):
    found = compare(pair[0], resamples=500)
    assert [d.corrected for d in found.f1] == pytest.approx(holm([d.p for d in found.f1]).tolist())


def test_intervals_hold_the_difference_and_those_of_the_other_order_mirror_them(pair):
    aligned, *_ = pair
    ab, ba = compare(aligned, 0, 1), compare(aligned, 1, 0)
    for one, other in zip(
        (ab.accuracy, ab.macro_f1, *ab.f1), (ba.accuracy, ba.macro_f1, *ba.f1), strict=True
    ):
        assert one.low <= one.value <= one.high
        assert one.value == -other.value
        assert one.low == pytest.approx(-other.high, abs=0.01)
        assert one.p == pytest.approx(other.p, abs=0.02)


def test_a_planted_difference_is_found_and_said(pair):
    found = compare(pair[0])
    assert found.accuracy.clear
    assert found.accuracy.low > 0
    assert found.headline == "First is right more often on 600 faces"
    said = found.verdict()
    assert said.startswith("First is right more often than Second on 600 faces of PrivateTest: ")
    assert "McNemar's test, mid-p, p < 0.0001" in said.replace("\u00a0", " ")
    assert compare(pair[0], 1, 0).verdict().startswith("Second is right less often than First")


def test_a_difference_by_chance_is_not_called_one(make_entry, labels, answers):
    a = answers(labels, 0.5, 3)
    b = a.copy()
    b[:8] = labels[:8]
    b[8:14] = (labels[8:14] + 1) % 7
    a[8:14] = labels[8:14]
    a[:8] = (labels[:8] + 1) % 7
    aligned = align([make_entry(labels, a), make_entry(labels, b, "B")], "PrivateTest")
    found = compare(aligned)
    assert found.headline == "Not distinguishable on 600 faces"
    assert "A and B are not distinguishable on 600 faces of PrivateTest" in found.verdict()
    assert "exact binomial" in found.verdict()
    assert found.test.p == pytest.approx(binomtest(6, 14).pvalue)
    assert found.classes().startswith("No class differs")


def test_the_same_answers_are_said_to_be_the_same(make_entry, labels, answers):
    a = answers(labels, 0.5, 4)
    aligned = align([make_entry(labels, a), make_entry(labels, a, "B")], "PrivateTest")
    found = compare(aligned, resamples=50)
    assert "right about exactly the same faces" in found.verdict()
    assert not any(delta.clear for delta in (found.accuracy, found.macro_f1, *found.f1))


def test_classes_are_named_with_who_is_better(make_entry, labels, answers):
    a, b = answers(labels, 0.55, 5), answers(labels, 0.55, 6)
    a[labels == 3], b[labels == 3] = 3, 0  # A knows Happy, B does not
    aligned = align([make_entry(labels, a), make_entry(labels, b, "B")], "PrivateTest")
    said = compare(aligned).classes()
    assert "A is better at" in said
    assert "Happy" in said


def test_one_face_is_compared_without_an_error(make_entry):
    aligned = align([make_entry([0], [0]), make_entry([0], [1], "B")], "PrivateTest")
    found = compare(aligned, resamples=20)
    assert found.headline == "Not distinguishable on 1 face"
    assert found.test.p == 1


def test_two_entries_of_one_title_are_told_apart(make_entry):
    a, b = make_entry([0, 1], [0, 0], "Same"), make_entry([0, 1], [1, 1], "Same")
    object.__setattr__(b, "id", "other")
    found = compare(align([a, b], "PrivateTest"), resamples=10)
    assert (found.a, found.b) == ("Same (same)", "Same (other)")


def test_comparing_leaves_the_predictions_alone_and_repeats_itself(pair):
    aligned, a, _ = pair
    once, again = compare(aligned, resamples=100), compare(aligned, resamples=100)
    assert (once.accuracy, once.f1) == (again.accuracy, again.f1)
    assert np.array_equal(aligned.predicted(0), a)


@pytest.mark.parametrize(
    "values", [(1.1, 0, 1, 0, 0), (0, -2, 0, 0, 0), (0, 0, 0, 0.5, 0.4), (0, 0, 0, 0, 1.1)]
)
def test_a_delta_stays_within_its_range(values):
    with pytest.raises(ValueError, match="expected"):
        Delta(*values)


def test_the_short_form_says_the_same(pair):
    found = compare(pair[0], resamples=10)
    a, b = found.accuracies()
    said = briefly(pair[0])
    assert said.startswith(f"{percent(a.value)} against {percent(b.value)} on 600 faces, p")
    assert said.endswith(p_value(found.test.p))
    assert briefly(pair[0], 1, 0).startswith(percent(b.value))
