"""From a network to a release: the graph says what the network says, and the card is true."""

import shutil
from dataclasses import replace

import numpy as np
import onnx
import pytest
import torch
from onnxruntime import InferenceSession
from safetensors.torch import load_file

from fer.classifier import Classifier, softmax
from fer.errors import DatasetError, ReleaseError
from fer.evaluation.scorecard import score
from fer.files import sha256
from fer.release import PROBABILITIES, Release
from fer.training import checkpoint
from fer.training.exporting import Shape, export_calibrated, predict
from fer.training.loop import train
from fer.training.networks import build
from fer.training.recipe import Recipe
from fer.training.releasing import evaluate, origin_of, release, selection_of
from fer.training.restoring import whole_of
from fer.training.views import Views

pytestmark = pytest.mark.slow
RECIPE = Recipe("trial", "Trial", "A trial.", "tiny", epochs=3, batch_size=64, learning_rate=3e-3)


@pytest.fixture(scope="module")
def made(patterns, tmp_path_factory):
    root = tmp_path_factory.mktemp("release")
    saved = train(RECIPE, patterns, root / "run", accelerator="cpu")
    network = build("tiny")
    checkpoint.restore(saved, network)
    origin = origin_of(RECIPE, patterns, "a test", 1.0)
    return release(
        network,
        "trial",
        "Trial",
        "A trial.",
        "tiny",
        origin,
        patterns,
        history=root / "run" / "history.csv",
        weights=root / "weights",
    )


def test_the_folder_holds_the_contract(made):
    names = {p.name for p in made.folder.iterdir()}
    assert names == {
        "card.json",
        "model.onnx",
        "model.safetensors",
        "history.csv",
        "predictions.parquet",
    }
    assert made.card["files"] == {n: sha256(made.folder / n) for n in names - {"card.json"}}
    assert all((made.folder / n).stat().st_mode & 0o044 for n in names)
    assert [p for p in made.folder.parent.iterdir() if p.name.startswith(".")] == []


def test_graph_and_torch_weights_say_the_same(made, patterns):
    network = build("tiny").eval()
    stored = load_file(made.file("model.safetensors"))
    network.load_state_dict({name: tensor.float() for name, tensor in stored.items()})
    faces = np.array(patterns.faces[:40])
    with torch.no_grad():
        theirs = network(torch.from_numpy(faces)).numpy() / made.card["temperature"]
    ours = Classifier.of(made).logits(faces)
    np.testing.assert_allclose(ours, theirs, atol=2e-3)


def test_predictions_come_from_the_graph(made, patterns):
    table = made.predictions()
    assert table["split"].value_counts().to_dict() == {"PublicTest": 70, "PrivateTest": 70}
    faces = np.array(patterns.faces[table["row"].to_numpy()])
    p = softmax(Classifier.of(made).logits(faces))
    np.testing.assert_allclose(table.filter(like="p_").to_numpy(), p, atol=1e-6)
    assert score(table).accuracy.value > 0.5


def test_temperature_was_fitted_where_nothing_was_learnt(made, patterns):
    assert made.card["temperature"] != 1.0
    public = made.predictions().query("split == 'PublicTest'")
    p = public.filter(like="p_").to_numpy()
    labels = public["emotion"].to_numpy()

    def loss(factor):
        scaled = softmax(np.log(np.clip(p, 1e-9, 1)) / factor)
        return -np.log(np.clip(scaled[np.arange(len(labels)), labels], 1e-9, 1)).mean()

    assert loss(1.0) <= min(loss(0.8), loss(1.25)) + 1e-6


def test_evaluate_rewrites_what_was_lost(made, patterns):
    before = made.predictions()
    (made.folder / "predictions.parquet").write_bytes(b"gone")
    with pytest.raises(ReleaseError, match="evaluate"):
        made.predictions()
    again = evaluate(Release.open(made.folder.parent, "trial"), patterns)
    assert again.predictions().equals(before)


def test_a_card_says_which_trainings_were_ended_with_a_split_in_sight():
    ended = replace(RECIPE, name="ended", horizon=9)
    assert "9 were planned, and with it in sight the training was ended" in selection_of(ended)
    began = {"name": "ended", "epochs": 3, "recipe": ended.to_json()}
    between = {"name": "between", "epochs": 3, "recipe": RECIPE.to_json(), "began": began}
    said = selection_of(replace(RECIPE, start="between"), between)
    assert said.startswith("It went on from the weights of between. The weights after the last")
    assert said.endswith("ended was ended after 3 of 9 epochs with PublicTest in sight.")


def test_a_dataset_without_test_faces_cannot_be_predicted(made, patterns):
    bare = type(patterns)("bare", patterns.faces, patterns.rows.assign(split="Training"))
    with pytest.raises(DatasetError, match="no test faces"):
        predict(made.file("model.onnx"), bare)


def released(network, patterns, root, shape, recipe=RECIPE):
    origin = origin_of(recipe, patterns, "a test", 1.0)
    told = ("shaped", "Shaped", "A trial.", recipe.architecture)
    return release(network, *told, origin, patterns, weights=root, shape=shape)


def network_of(made):
    network = build("tiny").eval()
    checkpoint.load_weights(made.file("model.safetensors"), network)
    return network


def test_a_graph_of_two_views_answers_a_mirror_image_alike(made, patterns, tmp_path):
    network = network_of(made)
    shaped = released(network, patterns, tmp_path, Shape(views=2))
    faces = np.array(patterns.faces[:20])
    ours = Classifier.of(shaped)
    np.testing.assert_allclose(
        ours.probabilities(faces),
        ours.probabilities(np.ascontiguousarray(faces[:, :, ::-1])),
        atol=1e-4,
    )
    with torch.no_grad():
        mean = Views(network, 2)(torch.from_numpy(faces)) / shaped.card["temperature"]
    np.testing.assert_allclose(ours.probabilities(faces), softmax(mean.numpy()), atol=2e-3)


def test_a_quantised_graph_answers_nearly_as_the_network(made, patterns, tmp_path):
    network = network_of(made)
    path = tmp_path / "model.onnx"
    export_calibrated(network, path, Shape(quantised=True), patterns, calibrated=False)
    kinds = {node.op_type for node in onnx.load(path).graph.node}
    assert "QuantizeLinear" in kinds
    chosen = patterns.select("PublicTest", "PrivateTest")
    table = predict(path, patterns)
    ours = np.stack([table[name] for name in PROBABILITIES], 1)
    with torch.no_grad():
        theirs = softmax(network(torch.from_numpy(patterns.faces[chosen])).numpy())
    assert (ours.argmax(1) == theirs.argmax(1)).mean() > 0.9
    assert 0 < np.abs(ours - theirs).max() < 0.3


def test_a_graph_of_the_flagships_kind_answers_nearly_as_its_network(patterns, tmp_path):
    """Residual blocks whose shortcuts are joined, squeeze-excitation, two views, in 8 bits."""
    kind = "residual-8-8-8-8-d1111"
    recipe = replace(RECIPE, architecture=kind, epochs=6, learning_rate=1e-2, flip=True)
    saved = train(recipe, patterns, tmp_path / "run", accelerator="cpu")
    network = build(kind).eval()
    checkpoint.restore_result(saved, network)
    path = tmp_path / "model.onnx"
    shape = Shape(views=2, quantised=True)
    export_calibrated(network, path, shape, patterns, calibrated=False)
    table = predict(path, patterns)
    ours = np.stack([table[name] for name in PROBABILITIES], 1)
    chosen = patterns.select("PublicTest", "PrivateTest")
    with torch.no_grad():
        theirs = softmax(Views(network, 2)(torch.from_numpy(patterns.faces[chosen])).numpy())
    assert len(set(theirs.argmax(1))) > 2
    assert (ours.argmax(1) == theirs.argmax(1)).mean() > 0.9
    assert 0 < np.abs(ours - theirs).mean() < 0.03


@pytest.mark.parametrize("quantised", [False, True])
def test_factors_and_shifts_lie_in_the_graph(made, patterns, tmp_path, quantised):
    network = network_of(made)
    path = tmp_path / "model.onnx"
    bare, plain = tmp_path / "bare.onnx", Shape(2, quantised)
    export_calibrated(network, bare, plain, patterns, calibrated=False)
    shape = Shape(2, quantised, scaling="vector")
    found, _ = export_calibrated(network, path, shape, patterns, calibrated=True)
    assert len(found.factors) == len(found.shifts) == 7
    faces = np.array(patterns.faces[:20])
    after, before = (Classifier(InferenceSession(graph), "") for graph in (path, bare))
    np.testing.assert_allclose(
        after.logits(faces), found(before.logits(faces)), rtol=1e-4, atol=1e-4
    )


def test_torch_weights_answer_with_factors_and_shifts_too(made, patterns, tmp_path):
    shaped = released(network_of(made), patterns, tmp_path, Shape(scaling="vector"))
    assert "factors and shifts" in shaped.card["selection"]
    faces = np.array(patterns.faces[:20])
    with torch.no_grad():
        theirs = whole_of(shaped, network_of(shaped))(torch.from_numpy(faces)).numpy()
    np.testing.assert_allclose(
        Classifier.of(shaped).probabilities(faces), softmax(theirs), atol=2e-3
    )


def test_the_card_says_from_what_confidence_on_and_how_often_it_answers(
    made, patterns, tmp_path, monkeypatch
):
    assert made.card["abstention_threshold"] is None, "70 faces are too few to promise on"
    assert made.card["answered"] == {}
    monkeypatch.setattr("fer.abstention.FEWEST", 10)
    again = released(network_of(made), patterns, tmp_path, Shape())
    threshold = again.card["abstention_threshold"]
    table = again.predictions()
    confidence = table.filter(like="p_").max(axis=1)
    right = table.filter(like="p_").to_numpy().argmax(1) == table["emotion"]
    public = table["split"] == "PublicTest"
    assert right[public & (confidence >= threshold)].mean() >= 0.85
    for split, share in again.card["answered"].items():
        there = table["split"] == split
        assert share == pytest.approx((confidence[there] >= threshold).mean(), abs=1e-4)


def test_evaluate_vouches_for_no_file_but_its_own(made, patterns, tmp_path):
    copy = Release.open(shutil.copytree(made.folder, tmp_path / made.id).parent, made.id)
    with (copy.folder / "model.safetensors").open("ab") as file:
        file.write(b"worn")
    (copy.folder / "notes.txt").write_text("mine", encoding="utf-8")
    again = evaluate(copy, patterns)
    assert again.card["files"].keys() == made.card["files"].keys()
    assert again.file("predictions.parquet")
    with pytest.raises(ReleaseError, match=r"model\.safetensors"):
        again.file("model.safetensors")
