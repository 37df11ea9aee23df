"""The model card: figures against scikit-learn, and all that a card must say."""

import json
from datetime import date

import numpy as np
import pytest
from sklearn.metrics import accuracy_score, f1_score

from fer.abstention import threshold
from fer.benchmark import Timing
from fer.emotions import EMOTIONS
from fer.evaluation.model_card import INTENDED, NOT_INTENDED, Facts, Measured, model_card
from fer.evaluation.scorecard import score
from fer.release import PROBABILITIES, Release

DAY = date(2026, 1, 2)


@pytest.fixture
def facts(toy_release):
    release = Release.open(*toy_release)
    rows = release.predictions()
    measured = [
        Measured(split, score(rows[rows["split"] == split][: 60 - 20 * clean]), bool(clean))
        for split in ("PrivateTest", "PublicTest")
        for clean in (0, 1)
    ]
    return Facts(release, measured, Timing(1.5, 2.5, 20), "a machine, 2 cores")


def cells(document, heading):
    tables = [t for e in document.tables for t in (e if isinstance(e, tuple) else (e,))]
    table = next(t for t in tables if t.heading.startswith(heading))
    return {row[0]: dict(zip(table.header[1:], row[1:], strict=True)) for row in table.rows}


def test_figures_are_those_of_scikit_learn(facts):
    rows = facts.release.predictions().query("split == 'PrivateTest'")[:40]
    guess = rows[list(PROBABILITIES)].to_numpy().argmax(axis=1)
    document = model_card(facts, DAY)
    worth = cells(document, "What it is worth")["PrivateTest, without leaked rows"]
    assert worth["faces"] == "40"
    accuracy = accuracy_score(rows["emotion"], guess) * 100
    assert worth["accuracy (95 %)"].startswith(f"{accuracy:.1f} (")
    macro = f1_score(rows["emotion"], guess, average="macro") * 100
    assert worth["macro F1 (95 %)"].startswith(f"{macro:.1f} (")
    each = f1_score(rows["emotion"], guess, average=None, labels=range(7), zero_division=0) * 100
    classes = cells(document, "F1 by class")
    assert tuple(classes) == EMOTIONS
    for name, value in zip(EMOTIONS, each, strict=True):
        assert classes[name]["PrivateTest, without leaked rows"].startswith(f"{value:.0f} (")


def test_a_card_says_all_that_a_card_must(facts):
    for text in (model_card(facts, DAY).markdown(), model_card(facts, DAY).html()):
        for word in ("What it is", "Data", "Protocol", "Selection", "Limits", "ECE", "1.5 ms"):
            assert word in text
        assert INTENDED.split(":")[0] in text
        assert NOT_INTENDED.split(":")[0] in text
        assert "a machine, 2 cores" in text
        assert "2026-01-02" in text
        assert threshold(facts.release).said[1:] in text
        assert "Before that" not in text


def test_a_card_tells_from_which_training_a_release_went_on(toy_copy, seal):
    card = json.loads((toy_copy / "card.json").read_text(encoding="utf-8"))
    recipe = {"train_splits": ["Training"], "votes": 0.5, "learning_rate": 0.125, "horizon": 45}
    votes = {"name": "votes", "epochs": 41, "recipe": recipe, "wall_time_s": 600}
    between = {"train_splits": ["Training"], "learning_rate": 0.375}
    began = {"name": "between", "epochs": 3, "recipe": between, "wall_time_s": 1200, "began": votes}
    seal(toy_copy, {**card, "began": began})
    text = model_card(Facts(Release.open(toy_copy.parent, toy_copy.name)), DAY).markdown()
    assert (
        "went on from the weights of votes: 41 of 45 planned epochs on Training, with FER+'s votes"
        in text
    )
    assert "went on from the weights of between: 3 epochs on Training; it took 20" in text
    assert "it took 10 minutes" in text
    assert "0.125" in text
    assert "0.375" in text


def test_a_card_tells_what_was_learnt_beside_labels(toy_copy, seal):
    card = json.loads((toy_copy / "card.json").read_text(encoding="utf-8"))
    beside = {"votes": 0.5, "teacher": "a+b", "teaching": 0.4}
    seal(toy_copy, {**card, "recipe": {**card["recipe"], **beside}})
    text = model_card(Facts(Release.open(toy_copy.parent, toy_copy.name)), DAY).markdown()
    assert "with FER+'s votes for these faces at a weight of 0.5, taught by a and b at a" in text


def test_a_split_that_was_learnt_from_is_marked(facts, toy_copy, seal):
    card = json.loads((toy_copy / "card.json").read_text(encoding="utf-8"))
    answered = {"PublicTest": 0.5, "PrivateTest": 0.25}
    changed = {"train_splits": ["Training", "PublicTest"], "abstention_threshold": 0.6}
    seal(toy_copy, {**card, **changed, "answered": answered, "temperature": 1.5, "scaling": {}})
    release = Release.open(toy_copy.parent, toy_copy.name)
    document = model_card(Facts(release, facts.measured), DAY)
    assert set(cells(document, "What it is worth")) == {
        "PrivateTest",
        "PrivateTest, without leaked rows",
        "PublicTest, learnt from",
        "PublicTest, learnt from, without leaked rows",
    }
    text = document.markdown().replace("\u202f", " ")
    assert "Below a confidence of 60.0 % it should not answer; 50.0 % of PublicTest" in text
    assert "temperature of 1.500" in text
    assert "Each label has a factor and a shift" in text


def test_nested_settings_are_named_by_their_way(facts, toy_copy, seal):
    card = json.loads((toy_copy / "card.json").read_text(encoding="utf-8"))
    members = [{"name": "a"}, {"name": "b"}]
    augmentation = {"mixup": 0.2, "by": [1, 2]}
    recipe = {"seed": 3, "augmentation": augmentation, "members": members}
    seal(toy_copy, {**card, "recipe": recipe})
    document = model_card(Facts(Release.open(toy_copy.parent, toy_copy.name)), DAY)
    settings = {name: row["value"] for name, row in cells(document, "Every setting").items()}
    assert settings == {
        "seed": "3",
        "augmentation.mixup": "0.2",
        "augmentation.by": "1, 2",
        "members.1.name": "a",
        "members.2.name": "b",
    }


def test_without_predictions_no_figure_is_given(facts):
    document = model_card(Facts(facts.release), DAY)
    assert "no figure is given" in document.lead
    assert not np.any(["worth" in t.heading for t in document.tables if not isinstance(t, tuple)])
