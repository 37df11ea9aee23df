"""Faces go in as they are, probabilities come out; other graphs are refused."""

import json

import numpy as np
import onnx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from onnx import TensorProto, helper
from onnxruntime import InferenceSession
from scipy import special

from fer.classifier import Classifier, softmax
from fer.errors import ReleaseError
from fer.release import Release


@pytest.fixture(scope="module")
def classifier(toy_release):
    return Classifier.of(Release.open(*toy_release), threads=1)


@pytest.fixture(scope="module")
def faces():
    """More than two batches of noise, each face of its own brightness."""
    generator = np.random.default_rng(0)
    top = generator.integers(1, 256, (600, 1, 1))
    return generator.integers(0, top, (600, 48, 48)).astype(np.uint8)


@pytest.fixture
def with_graph(toy_copy, seal):
    """Return the toy release with other bytes, or another graph, as its model."""

    def exchange(model):
        data = model if isinstance(model, bytes) else model.SerializeToString()
        (toy_copy / "model.onnx").write_bytes(data)
        seal(toy_copy, json.loads((toy_copy / "card.json").read_text(encoding="utf-8")))
        return Release.open(toy_copy.parent, toy_copy.name)

    return exchange


def graph_of(inputs, outputs, *, features=7, kind=TensorProto.FLOAT):
    """A graph that pads, cuts and casts what it is given to N rows of `features` zeros."""
    first = inputs[0].name
    nodes = [
        helper.make_node("Shape", [first], ["whole"]),
        helper.make_node("Slice", ["whole", "zero", "one"], ["n"]),
        helper.make_node("Concat", ["n", "features"], ["shape"], axis=0),
        helper.make_node("ConstantOfShape", ["shape"], ["blank"]),
        *(helper.make_node("Cast", ["blank"], [out.name], to=kind) for out in outputs),
    ]
    numbers = {"zero": 0, "one": 1, "features": features}
    constants = [helper.make_tensor(k, TensorProto.INT64, [1], [v]) for k, v in numbers.items()]
    graph = helper.make_graph(nodes, "other", inputs, outputs, constants)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=10)


def value(name, kind, shape):
    return helper.make_tensor_value_info(name, kind, shape)


FACES = value("faces", TensorProto.UINT8, ["N", 48, 48])
LOGITS = value("logits", TensorProto.FLOAT, ["N", 7])


def test_logits_are_those_of_the_graph_computed_by_hand(classifier, faces, toy_release):
    root, name = toy_release
    stored = {
        tensor.name: onnx.numpy_helper.to_array(tensor)
        for tensor in onnx.load(str(root / name / "model.onnx")).graph.initializer
    }
    means = faces.reshape(-1, 6, 8, 6, 8).mean(axis=(2, 4)) / 255
    expected = means.reshape(-1, 36) @ stored["weights"] + stored["bias"]
    got = classifier.logits(faces)
    assert got.dtype == np.float32
    np.testing.assert_allclose(got, expected, atol=1e-4)


@pytest.mark.parametrize("count", [1, 255, 256, 257, 600])
def test_a_batch_gives_what_each_face_gives(classifier, faces, count):
    together = classifier.logits(faces[:count])
    assert together.shape == (count, 7)
    for number in {0, count // 2, count - 1}:
        alone = classifier.logits(faces[number : number + 1])
        np.testing.assert_allclose(together[number], alone[0], atol=1e-5)


def test_faces_may_be_asked_about_a_few_at_once(classifier, faces):
    np.testing.assert_allclose(
        classifier.logits(faces, batch=3), classifier.logits(faces), rtol=1e-5, atol=1e-5
    )


def test_faces_get_different_answers(classifier, faces):
    assert len(set(classifier.logits(faces).argmax(axis=1).tolist())) > 1


def test_no_faces_give_no_rows(classifier):
    none = np.empty((0, 48, 48), np.uint8)
    for answer in (classifier.logits(none), classifier.probabilities(none)):
        assert answer.shape == (0, 7)
        assert answer.dtype == np.float32


def test_faces_that_do_not_lie_side_by_side_in_memory_are_taken(classifier, faces):
    turned = faces[:4, ::-1, ::-1]
    expected = classifier.logits(np.ascontiguousarray(turned))
    assert np.array_equal(classifier.logits(turned), expected)


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param(np.zeros((48, 48), np.uint8), id="one bare face"),
        pytest.param(np.zeros((1, 48, 47), np.uint8), id="too narrow"),
        pytest.param(np.zeros((1, 47, 48), np.uint8), id="too low"),
        pytest.param(np.zeros((1, 1, 48, 48), np.uint8), id="with channel"),
        pytest.param(np.zeros((0, 48), np.uint8), id="none of wrong shape"),
        pytest.param(np.zeros((1, 48, 48), np.float32), id="float"),
        pytest.param(np.zeros((1, 48, 48), np.int8), id="signed"),
        pytest.param(np.zeros((0, 48, 48)), id="none of wrong type"),
    ],
)
def test_what_are_no_faces_is_refused(classifier, wrong):
    with pytest.raises(ValueError, match=r"expected uint8 \(N, 48, 48\), got"):
        classifier.probabilities(wrong)


def test_probabilities_sum_to_one_and_follow_the_logits(classifier, faces):
    p, logits = classifier.probabilities(faces), classifier.logits(faces)
    assert p.dtype == np.float32
    np.testing.assert_allclose(p.sum(axis=1), 1, atol=1e-6)
    assert np.array_equal(p.argmax(axis=1), logits.argmax(axis=1))


def test_faces_are_left_alone(classifier, faces):
    before = faces.copy()
    classifier.probabilities(faces)
    assert np.array_equal(faces, before)


@pytest.mark.parametrize("threads", [0, 1, 2])
def test_the_number_of_threads_does_not_change_the_answer(toy_release, classifier, faces, threads):
    other = Classifier.of(Release.open(*toy_release), threads)
    assert other.name == "toy"
    np.testing.assert_allclose(other.logits(faces), classifier.logits(faces), atol=1e-5)


class Counted:
    """A session that counts what it is asked."""

    def __init__(self, session):
        self._session = session
        self.get_inputs, self.get_outputs = session.get_inputs, session.get_outputs
        self.asked = []

    def run(self, names, inputs):
        self.asked.append(len(inputs["faces"]))
        return self._session.run(names, inputs)


@pytest.mark.parametrize(
    ("count", "batch", "whole", "shared"),
    [
        (600, 256, [], [*[32] * 18, 24]),
        (64, 256, [], [32, 32]),
        (63, 256, [63], []),
        (600, 63, [*[63] * 9, 33], []),  # who wants few at once is asked about few at once
    ],
)
def test_threads_share_what_is_large(toy_release, classifier, faces, count, batch, whole, shared):
    path = str(Release.open(*toy_release).file("model.onnx"))
    one, other = (Counted(InferenceSession(path)) for _ in range(2))
    got = Classifier(one, "toy", lambda: other, threads=2).logits(faces[:count], batch)
    np.testing.assert_allclose(got, classifier.logits(faces[:count]), atol=1e-5)
    assert (one.asked, sorted(other.asked)) == (whole, sorted(shared))


def test_a_graph_that_was_exchanged_is_not_shared(toy_copy, faces):
    classifier = Classifier.of(Release.open(toy_copy.parent, toy_copy.name), threads=2)
    classifier.logits(faces[:8])
    (toy_copy / "model.onnx").write_bytes(b"another")
    with pytest.raises(ReleaseError, match="not the file"):
        classifier.logits(faces)


rows = arrays(np.float32, (3, 7), elements=st.floats(-1000, 1000, width=32))


@given(rows)
def test_softmax_is_that_of_scipy(logits):
    p = softmax(logits)
    np.testing.assert_allclose(p, special.softmax(logits.astype(float), axis=1), atol=1e-7)
    np.testing.assert_allclose(p.sum(axis=1), 1, atol=1e-6)


@given(arrays(np.int16, (2, 7), elements=st.integers(-50, 50)), st.integers(-5000, 5000))
def test_softmax_does_not_see_a_shift(whole, shift):
    logits = whole.astype(np.float32)
    assert np.array_equal(softmax(logits), softmax(logits + np.float32(shift)))


def test_softmax_takes_one_row_and_leaves_it_alone():
    row = np.array([0, 1, 2, 3, 4, 5, 6], np.float32)
    p = softmax(row)
    assert p.shape == (7,)
    assert np.array_equal(row, np.arange(7, dtype=np.float32))


def test_a_graph_that_keeps_the_contract_is_taken(with_graph):
    classifier = Classifier.of(with_graph(graph_of([FACES], [LOGITS])))
    np.testing.assert_allclose(classifier.probabilities(np.zeros((3, 48, 48), np.uint8)), 1 / 7)


@pytest.mark.parametrize(
    "model",
    [
        pytest.param(
            graph_of([value("images", TensorProto.UINT8, ["N", 48, 48])], [LOGITS]), id="name"
        ),
        pytest.param(
            graph_of([value("faces", TensorProto.FLOAT, ["N", 48, 48])], [LOGITS]), id="type"
        ),
        pytest.param(
            graph_of([value("faces", TensorProto.UINT8, ["N", 64, 64])], [LOGITS]), id="size"
        ),
        pytest.param(
            graph_of([value("faces", TensorProto.UINT8, ["N", "H", "W"])], [LOGITS]), id="any size"
        ),
        pytest.param(
            graph_of([value("faces", TensorProto.UINT8, ["N", 1, 48, 48])], [LOGITS]), id="channel"
        ),
        pytest.param(
            graph_of([value("faces", TensorProto.UINT8, [1, 48, 48])], [LOGITS]), id="one at a time"
        ),
        pytest.param(
            graph_of([FACES, value("mask", TensorProto.UINT8, ["N"])], [LOGITS]), id="two inputs"
        ),
        pytest.param(
            graph_of([FACES], [value("p", TensorProto.FLOAT, ["N", 7])]), id="name of output"
        ),
        pytest.param(
            graph_of([FACES], [LOGITS, value("more", TensorProto.FLOAT, ["N", 7])]),
            id="two outputs",
        ),
        pytest.param(
            graph_of([FACES], [value("logits", TensorProto.FLOAT, ["N", 8])], features=8),
            id="eight classes",
        ),
        pytest.param(
            graph_of(
                [FACES], [value("logits", TensorProto.DOUBLE, ["N", 7])], kind=TensorProto.DOUBLE
            ),
            id="type of output",
        ),
    ],
)
def test_a_graph_of_another_kind_is_refused(with_graph, model):
    with pytest.raises(ReleaseError, match=r"'toy': expected a graph from faces uint8 \(N, 48"):
        Classifier.of(with_graph(model))


@pytest.mark.parametrize("content", [b"", b"not a graph", bytes(64)])
def test_a_model_that_is_none_is_refused_though_its_hash_is_right(with_graph, content):
    with pytest.raises(ReleaseError, match=r"'toy': model\.onnx cannot be loaded"):
        Classifier.of(with_graph(content))


def test_a_model_that_was_exchanged_is_refused(toy_copy):
    (toy_copy / "model.onnx").write_bytes(graph_of([FACES], [LOGITS]).SerializeToString())
    with pytest.raises(ReleaseError, match="not the file that its card describes"):
        Classifier.of(Release.open(toy_copy.parent, toy_copy.name))
