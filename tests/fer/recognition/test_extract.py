"""First features, against the same arithmetic done with NumPy on the release's own weights."""

from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper
from scipy.signal import correlate2d

from fer.errors import ReleaseError
from fer.recognition.extract import Extractor, Features
from fer.release import Release

WEIGHTS = Path(__file__).parents[3] / "weights"
FACE = np.random.default_rng(1).integers(0, 256, (48, 48), dtype=np.uint8)


@pytest.fixture
def convolving(toy_copy, seal):
    """The toy release with a graph of one convolution, and the filters in it."""
    import json

    filters = np.random.default_rng(2).normal(0, 0.01, (4, 1, 3, 3)).astype(np.float32)
    pad = {"kernel_shape": [3, 3], "pads": [1, 1, 1, 1]}
    nodes = [
        helper.make_node("Cast", ["faces"], ["grey"], to=TensorProto.FLOAT),
        helper.make_node("Unsqueeze", ["grey", "one"], ["planes"]),
        helper.make_node("Conv", ["planes", "filters"], ["raw"], **pad),
        helper.make_node("Relu", ["raw"], ["bent"]),
        helper.make_node("GlobalAveragePool", ["bent"], ["means"]),
        helper.make_node("Flatten", ["means"], ["flat"]),
        helper.make_node("Gemm", ["flat", "last"], ["logits"]),
    ]
    graph = helper.make_graph(
        nodes,
        "convolving",
        [helper.make_tensor_value_info("faces", TensorProto.UINT8, ["N", 48, 48])],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["N", 7])],
        [
            numpy_helper.from_array(np.array([1]), "one"),
            numpy_helper.from_array(filters, "filters"),
            numpy_helper.from_array(np.ones((4, 7), np.float32), "last"),
        ],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=10)
    onnx.save(model, str(toy_copy / "model.onnx"))
    seal(toy_copy, json.loads((toy_copy / "card.json").read_text(encoding="utf-8")))
    return Release.open(toy_copy.parent, toy_copy.name), filters


def test_filters_are_the_first_convolution_after_its_bend(convolving):
    release, filters = convolving
    found = Extractor.of(release).extract(FACE)
    expected = [
        np.maximum(correlate2d(FACE.astype(float), f[0].astype(float), "same"), 0) for f in filters
    ]
    assert found.kind == "filters"
    np.testing.assert_allclose(found.maps, expected, rtol=1e-4, atol=1e-3)


def test_gradients_of_an_upright_edge_lie_across():
    face = np.zeros((48, 48), np.uint8)
    face[:, 24:] = 200
    found = Extractor.of(Release.open(WEIGHTS, "naive-bayes")).extract(face)
    assert found.kind == "gradients"
    assert found.maps.shape == (9, 6, 6)
    strength = found.maps.sum(axis=(1, 2))
    assert strength.argmax() == 4  # the bin around 0°: light changes from left to right
    assert found.maps[4, :, [2, 3]].sum() == pytest.approx(strength[4], rel=1e-3)


@pytest.mark.parametrize(("name", "kind"), [("svm-linear", "pixels"), ("majority", "nothing")])
def test_models_without_features_say_so(name, kind):
    found = Extractor.of(Release.open(WEIGHTS, name)).extract(FACE)
    assert found.kind == kind
    assert not found.maps.size
    assert not len(found.telling(9))


def test_the_most_telling_maps_vary_most():
    maps = np.zeros((3, 4, 4), np.float32)
    maps[1, 0, 0], maps[2, 0, 0] = 1, 5
    assert Features("filters", maps).telling(2).tolist() == [2, 1]


def test_bad_input_is_refused(convolving, toy_copy):
    release, _ = convolving
    with pytest.raises(ValueError, match="expected uint8"):
        Extractor.of(release).extract(FACE.astype(np.float32))
    (toy_copy / "model.onnx").write_bytes(b"nothing")
    with pytest.raises(ReleaseError, match="not the file"):
        Extractor.of(release)


@pytest.mark.parametrize("name", ["flagship", "swift"])
def test_in_8_bits_filters_answer_after_their_bend_too(name):
    """Their graphs hold no Relu: what is below 0 is cut off where values are rounded."""
    found = Extractor.of(Release.open(WEIGHTS, name)).extract(FACE)
    assert found.kind == "filters"
    assert found.maps.min() == 0
    assert found.maps.max() > 0
