"""Recipes check themselves and survive a round through JSON."""

import json
from dataclasses import replace

import pytest

from fer.errors import TrainingError
from fer.places import WEIGHTS
from fer.release import Release, releases
from fer.training.recipe import Recipe
from fer.training.recipes import RECIPES, recipe_of


@pytest.mark.parametrize("name", list(RECIPES))
def test_recipes_survive_json(name):
    recipe = recipe_of(name)
    assert Recipe.from_json(json.loads(json.dumps(recipe.to_json()))) == recipe


def test_the_papers_protocol():
    for name, rate in (("cnn2", 1e-4), ("cnn4", 1e-3)):
        recipe = recipe_of(name)
        assert (recipe.epochs, recipe.batch_size, recipe.learning_rate) == (30, 128, rate)
        assert recipe.train_splits == ("Training", "PublicTest")
        assert recipe.watch_split == "PrivateTest"


@pytest.mark.parametrize("name", ["cnn2", "cnn4"])
def test_the_plain_twin_differs_in_its_network_and_its_length_alone(name):
    recipe, plain = recipe_of(name).to_json(), recipe_of(f"{name}-plain").to_json()
    told = {"name", "title", "summary", "storage"}
    assert {key for key in recipe if recipe[key] != plain[key]} - told == {"architecture", "epochs"}
    assert plain["epochs"] == 5


@pytest.mark.parametrize(
    "change",
    [
        {"epochs": 0},
        {"batch_size": 1},
        {"learning_rate": 0.0},
        {"learning_rate": float("nan")},
        {"weight_decay": -1.0},
        {"train_splits": ()},
        {"train_splits": ("Elsewhere",)},
        {"watch_split": "Training"},
        {"sides": [49]},
        {"epochs": 1, "sides": [32, 48]},
        {"epochs": 3, "horizon": 2},
        {"lesson": "spoken"},
        {"precision": "8-bit"},
        {"optimiser": "adamw"},
        {"schedule": "linear"},
        {"storage": "pickle"},
        {"voting": "label"},
        {"scaling": "vectors"},
    ],
    ids=str,
)
def test_what_cannot_be_trained_is_refused(change):
    with pytest.raises(TrainingError):
        Recipe(**{**recipe_of("tiny").to_json(), "train_splits": ("Training",), **change})


@pytest.mark.parametrize("name", [r.id for r in releases() if r.id in RECIPES])
def test_a_release_came_from_the_recipe_of_its_name(name):
    """But for the number format, which the processor decides."""
    card = Release.open(WEIGHTS, name).card
    assert replace(Recipe.from_json(card["recipe"]), precision="auto") == RECIPES[name]


def test_sides_share_the_epochs_and_end_with_the_last():
    recipe = replace(recipe_of("tiny"), epochs=7, sides=(24, 32, 48))
    assert [recipe.side_at(epoch) for epoch in range(1, 8)] == [24, 24, 24, 32, 32, 48, 48]
    assert {recipe_of("tiny").side_at(epoch) for epoch in range(1, 9)} == {48}


def test_an_unknown_recipe_names_those_that_exist():
    with pytest.raises(TrainingError, match="cnn4"):
        recipe_of("cnn99")


def test_a_recipe_of_another_version_gives_a_sentence():
    with pytest.raises(TrainingError, match="another version"):
        Recipe.from_json({"name": "x", "train_splits": []})
