"""``train``, ``evaluate`` and ``releases`` as a person types them."""

import json
import re
import shutil
from dataclasses import replace

import pytest

import fer.release
from fer.commands import listing, models, replacing
from fer.commands.console import console
from fer.errors import DatasetError
from fer.evaluation.scorecard import score
from fer.release import Release
from fer.training import releasing, teacher
from fer.training.recipes import RECIPES

TITLE = "[bold]Toy[/bold] :smile:"


@pytest.fixture
def weights(toy_copy, monkeypatch):
    """The folder of releases that the commands see, with the toy release in it."""
    root = toy_copy.parent
    for module in (fer.release, releasing, replacing):
        monkeypatch.setattr(module, "WEIGHTS", root)
    return root


@pytest.fixture
def runs(tmp_path, monkeypatch):
    monkeypatch.setattr(models, "RUNS", tmp_path / "runs")
    return tmp_path / "runs"


@pytest.fixture
def data(patterns, monkeypatch):
    """Let every name of a dataset mean the drawn patterns."""
    monkeypatch.setattr(models, "open_dataset", lambda name: patterns)
    return patterns


def test_releases_are_listed_with_what_they_are_worth(fer_command, weights):
    said = fer_command("releases").stdout
    rows = Release.open(weights, "toy").predictions().query("split == 'PrivateTest'")
    card = score(rows)
    line = next(line for line in said.splitlines() if "toy" in line)
    assert f"{card.accuracy.value:.2%} ({card.accuracy.low:.1%}–{card.accuracy.high:.1%})" in line
    assert f"{card.macro_f1.value:.2%}" in line
    assert f" {card.n} " in line
    assert re.search(r" [\d,]+$", line.rstrip())
    assert "n: faces of PrivateTest." in said


def test_a_release_that_learnt_publictest_is_printed_on_privatetest(fer_command, weights, seal):
    card = json.loads((weights / "toy" / "card.json").read_text(encoding="utf-8"))
    seal(weights / "toy", {**card, "train_splits": ["Training", "PublicTest"]})
    with console.capture() as said:
        listing.print_made(Release.open(weights, "toy"))
    assert "n: faces of PrivateTest." in said.get()
    assert "once you have chosen" not in said.get()


def test_the_list_fits_a_terminal(fer_command, monkeypatch):
    """The project's own releases, whose names and figures are the longest there are."""
    monkeypatch.setattr("fer.benchmark.faces_per_second", lambda _: 123456.0)
    monkeypatch.setattr(console, "_width", 80)
    monkeypatch.setenv("COLUMNS", "80")
    said = fer_command("releases").stdout
    assert "…" not in said
    assert all(len(line) <= 80 for line in said.splitlines())
    assert all(name in said for name in ("cnn2-plain", "naive-bayes", "70."))


def test_titles_are_printed_as_they_are(fer_command, weights, seal):
    card = json.loads((weights / "toy" / "card.json").read_text(encoding="utf-8"))
    seal(weights / "toy", {**card, "title": TITLE})
    assert TITLE in fer_command("releases").stdout


def test_a_broken_release_is_named_as_it_is_and_the_others_are_listed(fer_command, weights):
    folder = weights / "broken"
    folder.mkdir()
    (folder / "card.json").write_text('["[b]", ":smile:"', encoding="utf-8")
    done = fer_command("releases")
    assert done.exit_code == 0
    assert "toy" in done.stdout
    assert "Release 'broken': card.json cannot be read" in done.stderr


def test_a_release_without_its_predictions_hides_no_other(fer_command, weights, seal):
    card = json.loads((weights / "toy" / "card.json").read_text(encoding="utf-8"))
    second = weights / "second"
    shutil.copytree(weights / "toy", second)
    (second / "predictions.parquet").unlink()
    seal(second, {**card, "id": "second"})
    done = fer_command("releases")
    assert done.exit_code == 0
    assert any(line.split()[:1] == ["toy"] for line in done.stdout.splitlines())
    assert "'second' is left out" in done.stderr


def test_without_releases_the_next_step_is_named(fer_command, tmp_path, monkeypatch):
    monkeypatch.setattr(fer.release, "WEIGHTS", tmp_path)
    done = fer_command("releases")
    assert done.exit_code == 1
    assert "Train one: python -m fer train cnn4" in done.stderr


def test_evaluate_says_which_release_it_misses(fer_command, weights):
    done = fer_command("evaluate", "nobody", "--data", "sketches")
    assert done.exit_code == 1
    assert "There is no release 'nobody'. There are: toy." in done.stderr


def test_evaluate_on_another_dataset_writes_nothing(fer_command, weights, data):
    before = (weights / "toy" / "predictions.parquet").read_bytes()
    done = fer_command("evaluate", "toy", "--data", "patterns")
    assert done.exit_code == 0
    assert "patterns" in done.stdout
    assert (weights / "toy" / "predictions.parquet").read_bytes() == before


def test_evaluate_rewrites_predictions(fer_command, weights, data, seal):
    card = json.loads((weights / "toy" / "card.json").read_text(encoding="utf-8"))
    seal(weights / "toy", {**card, "dataset": "patterns"})
    before = (weights / "toy" / "predictions.parquet").read_bytes()
    refused = fer_command("evaluate", "toy", "--data", "patterns")
    assert refused.exit_code == 1
    assert "other test faces" in refused.stderr
    assert (weights / "toy" / "predictions.parquet").read_bytes() == before
    known = data.fingerprint()
    seal(weights / "toy", {**card, "dataset": "patterns", "data": known})
    ordered = fer_command("evaluate", "toy", "--data", "patterns")
    assert ordered.exit_code == 1
    assert "in another order" in ordered.stderr
    assert (weights / "toy" / "predictions.parquet").read_bytes() == before
    (weights / "toy" / "predictions.parquet").unlink()
    done = fer_command("evaluate", "toy", "--data", "patterns")
    assert done.exit_code == 0
    table = Release.open(weights, "toy").predictions()
    assert table["split"].value_counts().to_dict() == {"PublicTest": 70, "PrivateTest": 70}
    assert " 70 " in done.stdout


@pytest.mark.slow
def test_train_releases_a_network_and_tells_the_epochs(fer_command, weights, runs, data):
    words = ("train", "tiny", "--name", "trial", "--epochs", "1", "--seed", "3")
    done = fer_command(*words, "--accelerator", "cpu", "--data", "patterns")
    assert done.exit_code == 0
    assert f"Released {weights / 'trial'}." in done.stdout
    assert "n: faces of PublicTest." in done.stdout
    assert "once you have chosen: python -m fer evaluate trial" in done.stdout
    assert re.search(r"epoch 1: \w+ loss \d+\.\d+, accuracy \d+\.\d\d%", done.stderr)
    card = Release.open(weights, "trial").card
    assert (card["recipe"]["epochs"], card["recipe"]["seed"]) == (1, 3)
    assert (runs / "trial" / "history.csv").exists()
    again = fer_command(*words, "--accelerator", "cpu", "--data", "patterns")
    assert again.exit_code == 1
    assert "--overwrite" in again.stderr


@pytest.mark.slow
def test_what_a_recipe_starts_from_is_trained_first_and_once(
    fer_command, weights, runs, data, monkeypatch
):
    for module in (models, teacher):
        monkeypatch.setattr(module, "RUNS", runs)
        monkeypatch.setattr(module, "WEIGHTS", weights)
    first = replace(RECIPES["tiny"], name="first", epochs=1)
    monkeypatch.setitem(RECIPES, "first", first)
    monkeypatch.setitem(RECIPES, "second", replace(first, name="second", start="first"))
    monkeypatch.setitem(RECIPES, "beside", replace(first, name="beside", seed=1))
    taught = replace(first, name="third", start="second", teacher="first+beside", teaching=0.5)
    monkeypatch.setitem(RECIPES, "third", taught)
    words = ("train", "third", "--accelerator", "cpu", "--data", "patterns")
    done = fer_command(*words)
    assert done.exit_code == 0
    order = ("first", "second", "beside")
    told = [done.stdout.index(f"'{name}', which is trained first") for name in order]
    assert told == sorted(told)
    assert sorted(path.name for path in weights.glob("[!.]*")) == ["third", "toy"]
    began = Release.open(weights, "third").card["began"]
    assert (began["name"], began["began"]["name"]) == ("second", "first")
    steps = {
        (runs / name / "history.csv").read_text().count("\n")
        for name in ("first", "second", "third")
    }
    assert len(steps) == 1
    checkpoint = (runs / "second" / "checkpoint.safetensors").stat().st_mtime_ns
    again = fer_command(*words, "--overwrite")
    assert again.exit_code == 0
    assert "trained first" not in again.stdout
    assert (runs / "second" / "checkpoint.safetensors").stat().st_mtime_ns == checkpoint


def test_a_recipe_that_is_none_is_refused(fer_command, weights, runs, data):
    done = fer_command("train", "cnn5")
    assert done.exit_code == 1
    assert "cnn4" in done.stderr
    assert not runs.exists()


@pytest.mark.parametrize("words", [("--epochs", "0"), ("--devices", "0"), ("--seed", "-1")])
def test_numbers_out_of_range_are_refused(fer_command, words):
    assert fer_command("train", "tiny", *words).exit_code == 2


def test_a_name_is_given_as_a_name_only(fer_command, weights, runs, data):
    """A setting of that name could lead out of the folder of trainings, and discard others."""
    for name in ("", "../weights"):
        done = fer_command("train", "tiny", "--set", f"name={name}", "--overwrite")
        assert done.exit_code == 1
        assert "gets its name by --name" in done.stderr
    assert (weights / "toy").is_dir()
    assert not runs.exists()


def test_going_on_and_discarding_at_once_is_refused_before_anything_is_trained(
    fer_command, weights, runs, data
):
    done = fer_command("train", "swift", "--resume", "--overwrite")
    assert done.exit_code == 1
    assert "Give one of them" in done.stderr
    assert not runs.exists()


@pytest.mark.parametrize("words", [("--epochs", "3"), ("--seed", "0"), ("--resume",)])
def test_what_is_no_network_takes_no_options_of_one(fer_command, weights, data, words):
    done = fer_command("train", "majority", *words)
    assert done.exit_code == 1
    assert "'majority' is no network" in done.stderr
    assert not (weights / "majority").exists()


@pytest.mark.parametrize("recipe", ["tiny", "majority"])
def test_a_release_that_was_made_otherwise_is_not_replaced(
    fer_command, weights, runs, data, recipe
):
    before = (weights / "toy" / "card.json").read_bytes()
    done = fer_command("train", recipe, "--name", "toy")
    assert done.exit_code == 1
    assert "a release 'toy' already, made otherwise" in done.stderr
    assert (weights / "toy" / "card.json").read_bytes() == before
    assert not runs.exists()


def test_told_to_it_takes_the_place_of_another(fer_command, weights, data):
    assert fer_command("train", "majority", "--name", "toy", "--overwrite").exit_code == 0
    assert Release.open(weights, "toy").card["architecture"] == "majority"
    assert fer_command("train", "majority", "--name", "toy").exit_code == 0  # the same again


def test_stopping_names_the_way_to_go_on(fer_command, weights, runs, data, monkeypatch):
    from fer.training import loop

    def stopped(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(loop, "train", stopped)
    done = fer_command("train", "tiny", "--name", "trial")
    assert done.exit_code == 130
    assert "Continue with the same command and --resume" in done.stderr


def test_a_name_that_no_release_can_have_is_refused_before_the_training(fer_command, runs, data):
    for recipe in ("tiny", "majority"):
        done = fer_command("train", recipe, "--name", "a/b")
        assert done.exit_code == 1
        assert "'a/b' is no id of a release" in done.stderr
    assert not runs.exists()


def test_a_dataset_that_is_missing_is_a_sentence_and_drawn_faces_are_built_in(tmp_path):
    with pytest.raises(DatasetError, match="no-such-data"):
        models.open_dataset("no-such-data")
