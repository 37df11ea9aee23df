"""From a network to a release: the graph says what the network says, and the card is true."""

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from fer.classifier import Classifier, softmax
from fer.errors import DatasetError, ReleaseError
from fer.evaluation.scorecard import score
from fer.files import sha256
from fer.release import Release
from fer.training import checkpoint
from fer.training.loop import train
from fer.training.networks import build
from fer.training.recipe import Recipe
from fer.training.releasing import evaluate, origin_of, predict, release

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


def test_a_dataset_without_test_faces_cannot_be_predicted(made, patterns):
    bare = type(patterns)("bare", patterns.faces, patterns.rows.assign(split="Training"))
    with pytest.raises(DatasetError, match="no test faces"):
        predict(made.file("model.onnx"), bare)
