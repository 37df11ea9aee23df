"""The scorecard's report: live figures in both forms, for any view."""

from datetime import date

import numpy as np
import pytest

from fer.emotions import EMOTIONS
from fer.evaluation.photographs import Found
from fer.evaluation.scorecard import score
from fer.evaluation.scorecard_report import Subject, report
from fer.evaluation.wording import percent
from fer.release import Release

DAY = date(2026, 1, 2)


@pytest.fixture(scope="module")
def view(toy_release):
    release = Release.open(*toy_release)
    rows = release.predictions().query("split == 'PrivateTest'")
    return release, rows, score(rows)


def test_every_figure_is_that_of_the_predictions(view):
    release, rows, card = view
    made = report(Subject(release, "FER-2013, PrivateTest", rows, card), DAY)
    for text in (made.markdown(), made.html()):
        assert f"{percent(card.accuracy.value)} of {card.n:,} faces" in text
        assert percent(card.macro_f1.value) in text
        assert f"{card.macro_f1.low * 100:.1f}–{card.macro_f1.high * 100:.1f}" in text
        assert percent(card.calibration_error) in text
        assert all(name in text for name in EMOTIONS)
        assert "2026-01-02" in text.replace("\\", "")
        assert release.digest[:16] in text
    counts, shares = made.tables[1]
    assert [[int(n) for n in row[1:8]] for row in counts.rows[:7]] == card.matrix.tolist()
    assert [row[0] for row in shares.rows] == list(EMOTIONS)
    assert "abs" not in counts.header


def test_a_threshold_adds_its_column_and_its_sentence(view):
    release, rows, card = view
    made = report(Subject(release, "x", rows, card, threshold=0.5), DAY)
    assert made.tables[1][0].header[-1] == "abs"
    assert any("from a confidence of 50" in text for text in made.paragraphs)
    none = report(Subject(release, "x", rows, card, threshold=1.0), DAY)
    assert none.paragraphs[-1].endswith("of the faces.")


def test_what_was_learnt_and_what_was_not_found_is_said(view):
    release, rows, card = view
    missed = np.array([0, 0, 2, 0, 0, 0, 0])
    subject = Subject(release, "mine", rows, card, learnt=True, found=Found(card.n, 0, missed))
    made = report(subject, DAY)
    assert "how well it remembers" in made.lead
    assert f"Of {card.n + 2} photographs" in made.paragraphs[0]
