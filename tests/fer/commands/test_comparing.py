"""``compare``: a verdict for two releases or files, a sentence for what cannot be compared."""

import json
import shutil

import pytest
from typer.testing import CliRunner

from fer.__main__ import app
from fer.evaluation.comparison import compare
from fer.evaluation.entries import Entry, align
from fer.evaluation.wording import points
from fer.release import Release

ROLLED = ["p_disgust", "p_angry"]


@pytest.fixture
def weights(toy_copy, monkeypatch, seal):
    """Two releases, of which the second calls Angry what the first calls Disgust."""
    from fer import release

    other = toy_copy.parent / "other"
    shutil.copytree(toy_copy, other)
    table = Release.open(toy_copy.parent, "toy").predictions()
    table[["p_angry", "p_disgust"]] = table[ROLLED].to_numpy()
    table.to_parquet(other / "predictions.parquet", index=False)
    card = json.loads((toy_copy / "card.json").read_text(encoding="utf-8"))
    learnt = ["Training", "PublicTest"]
    seal(other, {**card, "id": "other", "title": "Other", "train_splits": learnt})
    monkeypatch.setattr(release, "WEIGHTS", toy_copy.parent)
    return toy_copy.parent


def run(*arguments):
    done = CliRunner().invoke(app, ["compare", *map(str, arguments)], env={"COLUMNS": "200"})
    assert done.exception is None or isinstance(done.exception, SystemExit)
    return done.exit_code, " ".join(done.output.split())


def test_two_releases_get_the_same_verdict_as_on_the_page(weights):
    entries = [Entry.of_release(Release.open(weights, name)) for name in ("toy", "other")]
    expected = compare(align(entries, "PrivateTest"))
    code, said = run("toy", "other")
    assert code == 0
    assert " ".join(expected.verdict().split()) in said
    assert " ".join(expected.classes().split()) in said
    assert points(expected.f1[0].value) in said
    assert "learnt from" not in said


def test_a_split_that_was_learnt_from_is_called_out(weights):
    assert "Other learnt from PublicTest." in run("toy", "other", "--split", "PublicTest")[1]


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_somebody_elses_predictions_take_part(weights, tmp_path, kind):
    table = Release.open(weights, "toy").predictions().iloc[:-3]
    file = tmp_path / f"theirs.{kind}"
    if kind == "csv":
        table.to_csv(file, index=False)
    else:
        table.to_parquet(file, index=False)
    code, said = run("toy", file)
    assert code == 0
    assert "Toy and theirs are right about exactly the same faces on 57 faces" in said
    assert "theirs has no prediction for 3 rows" in said


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("toy", "absent"), "There is no release 'absent'"),
        (("toy", "absent.csv"), "There is no file 'absent.csv'"),
        (("toy", "other", "--split", "Training"), "'Training' is no test split"),
    ],
)
def test_what_cannot_be_compared_gets_a_sentence(weights, arguments, expected):
    code, said = run(*arguments)
    assert code == 1
    assert expected in said


def test_a_bad_file_gets_its_sentence(weights, tmp_path):
    table = Release.open(weights, "toy").predictions()
    table["emotion"] = (table["emotion"] + 1) % 7
    table.to_csv(tmp_path / "theirs.csv", index=False)
    code, said = run("toy", tmp_path / "theirs.csv")
    assert code == 1
    assert "line 2: row" in said
    assert "in FER-2013 it is labelled" in said


def test_comparisons_are_timed_and_say_on_what():
    from fer.benchmark import machine
    from fer.commands import comparing

    with comparing.console.capture() as said:
        comparing.benchmark_comparison(many=5_000, repeats=1)
    text = " ".join(said.get().split())
    for what in ("bootstrap intervals, 10,000 resamples", "whole comparison", "3,589", "5,000"):
        assert what in text
    assert f"{machine()}; n = 1 calls each." in text
