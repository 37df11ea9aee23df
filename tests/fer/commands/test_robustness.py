"""``robustness`` as a person types it, on drawn faces and the toy release."""

import json
import shutil

import pytest
from typer.testing import CliRunner

import fer.release
from fer.__main__ import app
from fer.data.sketches import sketch_dataset
from fer.release import Release


@pytest.fixture(scope="module")
def drawn():
    return sketch_dataset(70)


@pytest.fixture
def weights(toy_copy, monkeypatch, seal, drawn):
    """A folder with the toy release, which belongs to seventy drawn faces."""
    from fer.commands import robustness

    monkeypatch.setattr(robustness, "open_dataset", lambda name: drawn)
    monkeypatch.setattr(fer.release, "WEIGHTS", toy_copy.parent)
    monkeypatch.setenv("COLUMNS", "200")
    card = json.loads((toy_copy / "card.json").read_text(encoding="utf-8"))
    seal(toy_copy, {**card, "dataset": "sketches", "data": drawn.fingerprint()})
    return toy_copy.parent


def run(*arguments):
    result = CliRunner().invoke(app, ["robustness", *map(str, arguments)])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


def also(weights, name, seal, **fields):
    folder = shutil.copytree(weights / "toy", weights / name)
    card = json.loads((folder / "card.json").read_text(encoding="utf-8"))
    seal(folder, {**card, "id": name, **fields})


def test_without_a_name_all_that_lack_a_table_get_one(weights, seal):
    also(weights, "other", seal)
    result = run()
    assert result.exit_code == 0
    assert "toy: accuracy by severity" in result.stdout
    assert "other: accuracy by severity" in result.stdout
    for name in ("toy", "other"):
        table = Release.open(weights, name).robustness()
        assert (table[table["severity"] == 0].groupby("split")["n"].sum() >= 10).all()
    again = run()
    assert again.exit_code == 0
    assert "Every release has its robustness.parquet" in again.stdout


def test_a_named_release_is_measured_anew_on_as_many_faces_as_asked(weights):
    assert run("toy", "--faces", 7).exit_code == 0
    few = Release.open(weights, "toy").robustness()
    assert (few["population"] >= few["n"]).all()
    assert run("toy", "--faces", 0).exit_code == 0
    every = Release.open(weights, "toy").robustness()
    assert every["n"].sum() > few["n"].sum()
    assert (every["population"] == every["n"]).all()


def test_one_bad_release_does_not_keep_the_others_from_theirs(weights, seal):
    also(weights, "a-stranger", seal, data={"PrivateTest": "0" * 64})
    result = run()
    assert result.exit_code == 1
    assert "'a-stranger' was scored on other test faces" in result.stderr
    assert Release.open(weights, "toy").has("robustness.parquet")


def test_an_unknown_release_gets_a_sentence(weights):
    result = run("nobody")
    assert result.exit_code == 1
    assert "There is no release 'nobody'. There are: toy." in result.stderr
