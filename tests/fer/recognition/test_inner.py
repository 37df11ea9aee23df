"""A graph opened at inner values gives what the whole graph goes through."""

import numpy as np
import onnx
import pytest

from fer.classifier import Classifier
from fer.errors import ReleaseError
from fer.recognition.inner import open_at
from fer.release import Release

FACES = np.random.default_rng(3).integers(0, 256, (5, 48, 48)).astype(np.uint8)


def seen(model):
    """Return what goes into the last layer."""
    return [model.graph.node[-1].input[0]]


def test_what_is_read_within_leads_to_the_logits(toy_release):
    release = Release.open(*toy_release)
    graph = onnx.load(str(release.file("model.onnx"))).graph
    session = open_at(release, lambda model: [n.output[0] for n in model.graph.node], "all")
    names = [output.name for output in session.get_outputs()]
    assert names == [node.output[0] for node in graph.node]
    found = session.run(None, {"faces": FACES})[-1]
    np.testing.assert_allclose(found, Classifier.of(release).logits(FACES), rtol=1e-5)


def test_one_value_alone_is_asked_for(toy_release):
    session = open_at(Release.open(*toy_release), seen, "what is seen", threads=1)
    assert [len(part) for part in session.run(None, {"faces": FACES})] == [5]


def test_nothing_chosen_opens_nothing(toy_release):
    assert open_at(Release.open(*toy_release), lambda model: [], "nothing") is None


def test_what_cannot_be_read_is_named(toy_release):
    with pytest.raises(ReleaseError, match=r"Release 'toy': its colours cannot be read \("):
        open_at(Release.open(*toy_release), lambda model: ["no such value"], "its colours")
