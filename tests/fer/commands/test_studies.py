"""``study``: variants are trained on one budget, and the table is shown and kept."""

import csv

import pytest

from fer.commands import studies
from fer.training import study


@pytest.fixture(autouse=True)
def small(patterns, tmp_path, monkeypatch):
    """Two variants of the study, on drawn patterns."""
    chosen = [{"depth": 1, "kernel": 3, "stride": 2}, {"depth": 2, "kernel": 3, "stride": 2}]
    monkeypatch.setattr(study, "variants", lambda: chosen)
    monkeypatch.setattr(studies, "RUNS", tmp_path / "runs")
    monkeypatch.setattr(studies, "open_dataset", lambda name: patterns)
    return chosen


@pytest.mark.slow
def test_variants_are_trained_shown_and_written(fer_command, tmp_path, small):
    out = tmp_path / "table.csv"
    url = f"sqlite:///{tmp_path / 'study.db'}"
    done = fer_command("study", "--storage", url, "--epochs", "1", "--threads", "1", "--out", out)
    assert done.exit_code == 0
    assert f"Written to {out}." in done.stdout
    with out.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [int(row["depth"]) for row in rows] == [1, 2]
    table = fer_command("study", "--storage", url, "--only-table")
    assert table.exit_code == 0
    assert "depth" in table.stdout


def test_a_database_that_cannot_be_reached_gets_a_sentence(fer_command, tmp_path):
    done = fer_command("study", "--storage", f"sqlite:///{tmp_path}")
    assert done.exit_code == 1
    assert "Traceback" not in done.output
    assert done.stderr
