"""The report of a comparison says what the comparison says."""

from datetime import date

import pytest

from fer.emotions import EMOTIONS
from fer.evaluation.comparison import compare
from fer.evaluation.comparison_report import DELTA_COLUMNS, delta_rows, report
from fer.evaluation.entries import align
from fer.evaluation.wording import percent, points


@pytest.fixture
def made(make_entry, labels, answers):
    a = make_entry(labels, answers(labels, 0.6, 1), "First", learnt=("Training", "PrivateTest"))
    b = make_entry(labels[:-2], answers(labels, 0.5, 2)[:-2], "Second")
    aligned = align([a, b], "PrivateTest")
    found = compare(aligned, resamples=300)
    return found, report(found, aligned, leaked=False, made=date(2026, 1, 31))


def test_every_figure_is_the_comparisons(made):
    found, document = made
    for text in (document.markdown().replace("\\", ""), document.html()):
        plain = text.replace("&#x27;", "'").replace("&lt;", "<")
        assert found.verdict() in plain
        assert found.classes() in plain
        for figure in found.accuracies():
            assert percent(figure.value) in plain
        for delta in (found.macro_f1, *found.f1):
            assert points(delta.value) in plain
        assert f"{found.labels[3, 4]:,}" in plain


def test_it_says_where_the_figures_come_from(made):
    text = made[1].markdown().replace("\\", "")
    assert "598 faces of PrivateTest of fer2013" in text
    assert "are left out" in text
    assert "300 resamples, seed 0" in text
    assert "2026-01-31" in text
    assert "First learnt from PrivateTest" in text
    assert "Second has no prediction for 2 rows" in text


def test_rows_of_differences_have_all_columns(made):
    rows = delta_rows(made[0])
    assert [row[0] for row in rows] == ["accuracy", "macro F1", *(f"F1 {e}" for e in EMOTIONS)]
    assert {len(row) for row in rows} == {len(DELTA_COLUMNS)}
