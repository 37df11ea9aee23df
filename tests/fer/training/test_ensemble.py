"""Ensembles: the mean of their members, from whole and from packed trainings."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from fer.classifier import Classifier, softmax
from fer.errors import ReleaseError, TrainingError
from fer.release import Release
from fer.training import checkpoint
from fer.training.ensemble import Member, release_ensemble
from fer.training.loop import train
from fer.training.networks import build
from fer.training.recipe import Recipe
from fer.training.releasing import release_trained
from fer.training.reporter import Silence
from fer.training.restoring import network_of
from fer.training.views import Ensemble, Views
from fer.training.weighing import weigh

RECIPE = Recipe("a", "A", "A trial.", "tiny", epochs=1, batch_size=64, average=0.5)


@pytest.fixture(scope="module")
def runs(patterns, tmp_path_factory):
    """Two trainings, the second one packed."""
    root = tmp_path_factory.mktemp("runs")
    for name, seed in (("a", 0), ("b", 1)):
        train(replace(RECIPE, name=name, seed=seed), patterns, root / name, accelerator="cpu")
    packed = root / "b.safetensors"
    checkpoint.pack(root / "b" / "checkpoint.safetensors", packed)
    return [root / "a", packed]


def restored(run):
    network = build("tiny").eval()
    checkpoint.restore_result(run / "checkpoint.safetensors" if run.is_dir() else run, network)
    return network


def test_a_packed_training_is_small_and_says_the_same(runs, patterns):
    whole, packed = runs[1].with_suffix("") / "checkpoint.safetensors", runs[1]
    assert packed.stat().st_size < whole.stat().st_size / 3
    assert checkpoint.read_progress(packed) == checkpoint.read_progress(whole)
    faces = torch.from_numpy(patterns.faces[:20])
    with torch.no_grad():
        np.testing.assert_allclose(
            restored(runs[1].with_suffix(""))(faces), restored(packed)(faces), atol=0.02
        )


def test_the_answer_is_the_mean_of_probabilities(runs, patterns):
    members = [restored(run) for run in runs]
    faces = torch.from_numpy(patterns.faces[:20])
    with torch.no_grad():
        ours = Ensemble(members)(faces).softmax(1)
        mean = (members[0](faces).softmax(1) + members[1](faces).softmax(1)) / 2
    torch.testing.assert_close(ours, mean, atol=1e-6, rtol=0)


def test_an_ensemble_is_a_release_like_any_other(runs, patterns, tmp_path):
    made = release_ensemble("both", runs, patterns, weights=tmp_path)
    assert made.card["architecture"] == "ensemble"
    assert [m["name"] for m in made.card["recipe"]["members"]] == ["a", "b"]
    assert not made.has("model.safetensors")
    faces = np.array(patterns.faces[:40])
    with torch.no_grad():
        views = Ensemble([Views(restored(run), 2) for run in runs])
        exact = softmax(views(torch.from_numpy(faces)).numpy() / made.card["temperature"])
    ours = Classifier.of(made).probabilities(faces)
    assert 0 < np.abs(ours - exact).max() < 0.05  # 8-bit weights
    assert len(made.predictions()) == 140
    assert "a: The weights after the last of 1 epochs on Training" in made.card["selection"]
    assert "before" not in made.card["recipe"]["members"][0]


def test_a_member_tells_how_it_began():
    first = {"name": "first", "epochs": 4, "recipe": {"votes": 0.5}, "wall_time_s": 2, "data": {}}
    second = {**first, "name": "second", "recipe": {}, "began": first}
    told = Member("a", build("tiny"), RECIPE, {}, 1.0, "a test", began=second).told()
    assert [step["name"] for step in told["before"]] == ["second", "first"]
    assert told["before"][1]["recipe"] == {"votes": 0.5}
    assert "data" not in told["before"][0]


def test_releases_are_members_as_their_trainings_are(runs, patterns, tmp_path):
    for name in ("a", "b"):
        saved = runs[0].parent / name / "checkpoint.safetensors"
        recipe = replace(RECIPE, name=name, seed=int(name == "b"))
        release_trained(recipe, saved, patterns, saved.parent / "history.csv", weights=tmp_path)
    members = [Release.open(tmp_path, name) for name in ("a", "b")]
    ours = release_ensemble("released", members, patterns, weights=tmp_path)
    theirs = release_ensemble("trained", runs, patterns, weights=tmp_path)
    assert ours.card["recipe"] == theirs.card["recipe"]
    answers = [Views(network_of(m), 2) for m in members]  # as trained, not as calibrated
    faces = np.array(patterns.faces[:40])
    with torch.no_grad():
        mean = Ensemble(answers).eval()(torch.from_numpy(faces)).numpy()
    exact = softmax(mean / ours.card["temperature"])
    assert all(member.card["temperature"] != 1 for member in members)
    assert np.abs(Classifier.of(ours).probabilities(faces) - exact).max() < 0.05  # 8-bit weights
    p = ours.predictions().iloc[:, 3:].to_numpy()
    quick = release_ensemble("quick", members, patterns, quantised=True, weights=tmp_path)
    assert 0 < np.abs(quick.predictions().iloc[:, 3:].to_numpy() - p).max() < 0.1
    with pytest.raises(ReleaseError, match="no weights"):
        release_ensemble("nested", [ours, members[0]], patterns, weights=tmp_path)


def test_a_set_is_weighed_on_publictest_alone(runs, patterns):
    found = weigh(runs, patterns)
    assert [one.name for one in found] == ["a", "b.safetensors", "their mean"]
    rows = patterns.select("PublicTest")
    labels = patterns.rows["emotion"].to_numpy()[rows]
    members = [Views(restored(run), 2) for run in runs]
    with torch.no_grad():
        answers = [
            network(torch.from_numpy(patterns.faces[rows])).softmax(1).numpy()
            for network in (*members, Ensemble(members))
        ]
    for one, chances in zip(found, answers, strict=True):
        assert (one.n, one.right) == (70, (chances.argmax(1) == labels).sum())
        assert one.log_loss == pytest.approx(-np.log(chances[np.arange(70), labels]).mean())


def test_other_data_and_single_members_are_refused(runs, patterns, tmp_path):
    with pytest.raises(TrainingError, match="at least two"):
        release_ensemble("one", runs[:1], patterns, weights=tmp_path)
    other = replace(patterns, faces=255 - patterns.faces)
    with pytest.raises(TrainingError, match="other data"):
        release_ensemble("two", runs, other, weights=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_unfinished_trainings_and_those_that_watched_privatetest_are_refused(patterns, tmp_path):
    longer = replace(RECIPE, name="half", epochs=2)

    class Stop(Silence):
        def epoch(self, point):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        train(longer, patterns, tmp_path / "half", accelerator="cpu", reporter=Stop)
    seen = replace(RECIPE, name="seen", watch_split="PrivateTest")
    train(seen, patterns, tmp_path / "seen", accelerator="cpu")
    for name, said in (("half", "1 of 2 epochs"), ("seen", "measured on PrivateTest")):
        with pytest.raises(TrainingError, match=said):
            release_ensemble("no", [tmp_path / name] * 2, patterns, weights=tmp_path / "weights")
