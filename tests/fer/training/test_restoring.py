"""A restored network answers as its release's graph does."""

import json

import numpy as np
import pytest
import torch

from fer.classifier import Classifier
from fer.errors import ReleaseError
from fer.release import WEIGHTS, Release
from fer.training.restoring import network_of, whole_of

FACES = np.random.default_rng(0).integers(0, 256, (3, 48, 48)).astype(np.uint8)


@pytest.mark.parametrize("name", ["svm-linear", "naive-bayes", "majority"])
def test_it_answers_as_the_graph_does(name):
    release = Release.open(WEIGHTS, name)
    whole = whole_of(release, network_of(release))
    with torch.no_grad():
        ours = whole(torch.from_numpy(FACES)).numpy()
    np.testing.assert_allclose(ours, Classifier.of(release).logits(FACES), atol=2e-3)


def test_without_weights_it_is_refused(toy_release):
    with pytest.raises(ReleaseError, match="no weights for torch"):
        network_of(Release.open(*toy_release))


def test_what_is_no_single_network_is_refused(toy_copy, seal):
    card = json.loads((toy_copy / "card.json").read_text(encoding="utf-8"))
    (toy_copy / "model.safetensors").write_bytes(b"nothing")
    seal(toy_copy, {**card, "architecture": "ensemble"})
    with pytest.raises(ReleaseError, match="one network"):
        network_of(Release.open(toy_copy.parent, "toy"))
    seal(toy_copy, {**card, "architecture": "tiny"})
    with pytest.raises(ReleaseError, match="one network"):
        network_of(Release.open(toy_copy.parent, "toy"))
