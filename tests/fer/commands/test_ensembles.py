"""``ensemble`` and ``pack`` as a person types them."""

import re
import shutil
from dataclasses import replace

import pytest

import fer.release
from fer.commands import ensembles, replacing
from fer.release import Release
from fer.training import releasing
from fer.training.loop import train
from fer.training.recipe import Recipe

RECIPE = Recipe("a", "A", "A trial.", "tiny", epochs=1, batch_size=64)

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def trained(patterns, tmp_path_factory):
    """A folder with two trainings, a and b."""
    runs = tmp_path_factory.mktemp("runs")
    for name, seed in (("a", 0), ("b", 1)):
        train(replace(RECIPE, name=name, seed=seed), patterns, runs / name, accelerator="cpu")
    return runs


@pytest.fixture
def weights(trained, patterns, tmp_path, monkeypatch):
    monkeypatch.setattr(ensembles, "RUNS", trained)
    monkeypatch.setattr(ensembles, "open_dataset", lambda name: patterns)
    for module in (fer.release, releasing, ensembles, replacing):
        monkeypatch.setattr(module, "WEIGHTS", tmp_path)
    return tmp_path


def test_a_set_is_weighed_and_nothing_is_released(fer_command, weights):
    said = fer_command("ensemble", "both", "a", "b", "--weigh", "--views", "1").stdout
    for name in ("a", "b", "their mean"):
        assert re.search(rf"^ *{name} +\d+\.\d\d% \(\d+\.\d%–\d+\.\d%\) +\d\.\d{{4}}", said, re.M)
    assert "n = 70 faces of PublicTest; views of each: 1." in said
    assert "PrivateTest" not in said
    assert list(weights.iterdir()) == []


def test_an_ensemble_is_released_and_privatetest_stays_unread(fer_command, weights):
    said = fer_command("ensemble", "both", "a", "b").stdout
    card = Release.open(weights, "both").card
    assert [member["name"] for member in card["recipe"]["members"]] == ["a", "b"]
    assert "n: faces of PublicTest." in said
    assert "PrivateTest, once you have chosen: python -m fer evaluate both" in said


def test_an_ensemble_takes_the_place_of_nothing_else(fer_command, weights, toy_copy):
    shutil.copytree(toy_copy, weights / "toy")
    refused = fer_command("ensemble", "toy", "a", "b")
    assert refused.exit_code == 1
    assert "made otherwise" in refused.stderr
    assert Release.open(weights, "toy").card["architecture"] != "ensemble"


def test_an_ensemble_of_other_members_is_not_replaced(fer_command, weights):
    assert fer_command("ensemble", "both", "a", "b").exit_code == 0
    assert fer_command("ensemble", "both", "a", "b").exit_code == 0  # the same again
    refused = fer_command("ensemble", "both", "b", "a")
    assert refused.exit_code == 1
    assert "made otherwise" in refused.stderr
    assert fer_command("ensemble", "both", "b", "a", "--overwrite").exit_code == 0


def test_a_member_that_is_missing_is_named(fer_command, weights):
    refused = fer_command("ensemble", "both", "a", "missing")
    assert refused.exit_code == 1
    assert "'missing'" in refused.stderr


def test_a_training_is_packed_and_a_packed_one_is_a_member(fer_command, weights, tmp_path):
    packed = tmp_path / "b.safetensors"
    assert "Written to" in fer_command("pack", "b", packed).stdout
    said = fer_command("ensemble", "both", "a", packed, "--weigh").stdout
    assert re.search(r"^ *b\.safetensors ", said, re.M)
    refused = fer_command("pack", "b", tmp_path)
    assert refused.exit_code == 1
    assert "Name the file to write" in refused.stderr
