"""A teacher is asked as a network and answers as its release does."""

import json
from dataclasses import replace

import numpy as np
import pytest
import torch
from safetensors.torch import save_file

from fer.classifier import Classifier
from fer.errors import ReleaseError, TrainingError
from fer.release import Release
from fer.training import teacher as teachers
from fer.training.checkpoint import restore_result
from fer.training.loop import train
from fer.training.networks import build
from fer.training.recipe import Recipe
from fer.training.reporter import Silence
from fer.training.teacher import start_from, teacher_of, teachers_of

RECIPE = Recipe("on", "On", "It goes on.", "tiny")


def test_the_graph_answers_as_the_release_and_is_not_learnt(toy_copy, seal, monkeypatch):
    root, name = toy_copy.parent, toy_copy.name
    card = json.loads((toy_copy / "card.json").read_text(encoding="utf-8"))
    seal(toy_copy, {**card, "temperature": 1.7})
    monkeypatch.setattr(teachers, "WEIGHTS", root)
    faces = np.random.default_rng(0).integers(0, 256, (5, 48, 48), dtype=np.uint8)
    teacher = teacher_of(name, torch.device("cpu"), RECIPE, {})
    shown = torch.from_numpy(faces).float() + 0.3  # augmented faces are no whole numbers
    release = Release.open(root, name)
    expected = Classifier.of(release).logits(faces) * release.card["temperature"]
    np.testing.assert_allclose(teacher(shown), expected, atol=1e-6)
    assert not list(teacher.parameters())
    assert teacher(torch.full((1, 48, 48), 400.0)).isfinite().all()


def test_a_missing_teacher_is_named():
    with pytest.raises(ReleaseError, match="nobody"):
        teacher_of("nobody", torch.device("cpu"), RECIPE, {})


@pytest.fixture
def tiny_release(toy_copy, seal, monkeypatch):
    """A release of the network ``tiny`` with weights of its own."""
    torch.manual_seed(3)
    network = build("tiny")
    save_file(network.state_dict(), toy_copy / "model.safetensors")
    seal(toy_copy, json.loads((toy_copy / "card.json").read_text(encoding="utf-8")))
    monkeypatch.setattr(teachers, "WEIGHTS", toy_copy.parent)
    return toy_copy.name, network.state_dict()


def test_a_training_starts_from_the_weights_of_a_release(tiny_release):
    name, weights = tiny_release
    network = build("tiny")
    began = start_from(name, network, RECIPE, {})
    card = Release.open(teachers.WEIGHTS, name).card
    assert (began["name"], began["data"]) == (name, card["data"])
    for key, value in network.state_dict().items():
        torch.testing.assert_close(value, weights[key], rtol=1e-3, atol=1e-3)


def test_weights_of_another_network_are_refused(tiny_release):
    with pytest.raises(TrainingError, match="another network"):
        start_from(tiny_release[0], build("cnn2"), RECIPE, {})


def test_a_start_that_has_learnt_from_what_is_measured_by_is_refused(tiny_release):
    known = Release.open(teachers.WEIGHTS, tiny_release[0]).card["data"]
    learnt = known["Training"]
    with pytest.raises(TrainingError, match="has learnt from PublicTest"):
        start_from(tiny_release[0], build("tiny"), RECIPE, {"Training": "x", "PublicTest": learnt})
    with pytest.raises(TrainingError, match="has learnt from PublicTest"):
        teacher_of(tiny_release[0], torch.device("cpu"), RECIPE, {"PublicTest": learnt})
    start_from(tiny_release[0], build("tiny"), RECIPE, {"Training": learnt, "PublicTest": "x"})


def test_a_training_teaches_where_there_is_no_release(tmp_path, patterns, monkeypatch):
    """It answers with its own views, as its release would, and learns nothing."""
    monkeypatch.setattr(teachers, "RUNS", tmp_path)
    monkeypatch.setattr(teachers, "WEIGHTS", tmp_path / "none")
    recipe = Recipe("mentor", "M", "M.", "tiny", epochs=1, views=2)
    saved = train(recipe, patterns, tmp_path / "mentor", accelerator="cpu")
    teacher = teacher_of("mentor", torch.device("cpu"), RECIPE, patterns.fingerprint())
    network = build("tiny")
    restore_result(saved, network)
    faces = torch.from_numpy(patterns.faces[:5]).float()
    answers = [network.eval()(view).softmax(1) for view in (faces, faces.flip(2))]
    torch.testing.assert_close(teacher(faces).softmax(1), sum(answers) / 2)
    assert not any(weights.requires_grad for weights in teacher.parameters())
    greedy = {**patterns.fingerprint(), "PublicTest": patterns.fingerprint()["Training"]}
    with pytest.raises(TrainingError, match="has learnt from PublicTest"):
        teacher_of("mentor", torch.device("cpu"), RECIPE, greedy)


def test_several_teach_with_their_mean_answer(tmp_path, patterns, monkeypatch):
    monkeypatch.setattr(teachers, "RUNS", tmp_path)
    monkeypatch.setattr(teachers, "WEIGHTS", tmp_path / "none")
    for seed, name in enumerate(("mentor", "rival")):
        recipe = Recipe(name, "M", "M.", "tiny", epochs=1, seed=seed)
        train(recipe, patterns, tmp_path / name, accelerator="cpu")
    taught = replace(RECIPE, teacher="mentor+rival", teaching=0.5)
    faces = torch.from_numpy(patterns.faces[:5]).float()
    known = (torch.device("cpu"), patterns.fingerprint())
    answers = [
        teacher_of(name, known[0], RECIPE, known[1])(faces).softmax(1) for name in taught.teachers
    ]
    assert not torch.allclose(*answers, atol=1e-3)
    both = teachers_of(taught, *known)
    torch.testing.assert_close(both(faces).softmax(1), sum(answers) / 2)
    with pytest.raises(ReleaseError, match="nobody"):
        teachers_of(replace(taught, teacher="mentor+nobody"), *known)


@pytest.mark.parametrize("names", ["mentor+", "+mentor", "a++b"])
def test_a_teacher_without_a_name_is_refused_before_anything_is_discarded(names):
    with pytest.raises(TrainingError, match="one is empty"):
        replace(RECIPE, teacher=names, teaching=0.5)


def test_a_training_that_is_not_finished_cannot_teach(tmp_path, patterns, monkeypatch):
    monkeypatch.setattr(teachers, "RUNS", tmp_path)

    class Stop(Silence):
        def epoch(self, point):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        train(
            replace(RECIPE, epochs=2), patterns, tmp_path / "half", accelerator="cpu", reporter=Stop
        )
    with pytest.raises(TrainingError, match="1 of 2 epochs and cannot teach yet"):
        teacher_of("half", torch.device("cpu"), RECIPE, patterns.fingerprint())
