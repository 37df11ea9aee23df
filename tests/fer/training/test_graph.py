"""The graph says what the network says, at half the size, for any number of faces."""

import re

import numpy as np
import onnx
import onnxruntime
import pytest
import torch

from fer.classifier import Classifier
from fer.places import WEIGHTS
from fer.training.calibrate import Calibration
from fer.training.graph import Scaled, export_onnx, halve
from fer.training.networks import build

TEMPERATURE = 1.7


@pytest.fixture(scope="module")
def network():
    torch.manual_seed(1)
    network = build("tiny").eval()
    with torch.no_grad():
        network(torch.randint(0, 256, (4, 48, 48), dtype=torch.uint8))
    return halve(network)


@pytest.fixture(scope="module")
def graph(network, tmp_path_factory):
    path = tmp_path_factory.mktemp("graph") / "model.onnx"
    export_onnx(network, path, Calibration(TEMPERATURE))
    return path


@pytest.fixture(scope="module")
def classifier(graph):
    return Classifier(
        onnxruntime.InferenceSession(str(graph), providers=["CPUExecutionProvider"]), "trial"
    )


@pytest.mark.parametrize("count", [1, 2, 5])
def test_graph_and_network_agree(network, classifier, count):
    faces = np.random.default_rng(count).integers(0, 256, (count, 48, 48), dtype=np.uint8)
    with torch.no_grad():
        theirs = network(torch.from_numpy(faces)).float().numpy() / TEMPERATURE
    np.testing.assert_allclose(classifier.logits(faces), theirs, atol=1e-4)


def test_large_weights_are_stored_in_16_bits(graph, network):
    kinds = {t.name: t.data_type for t in onnx.load(str(graph)).graph.initializer}
    sizes = {t.name: np.prod(t.dims) for t in onnx.load(str(graph)).graph.initializer}
    large = {name for name, size in sizes.items() if size >= 1024}
    assert large
    assert {kinds[name] for name in large} == {onnx.TensorProto.FLOAT16}
    assert sum(sizes[name] for name in large) <= sum(p.numel() for p in network.parameters())


def test_halving_rounds_large_weights_only():
    torch.manual_seed(2)
    network = torch.nn.Sequential(torch.nn.Linear(64, 32), torch.nn.Linear(32, 7))
    before = [p.detach().clone() for p in network.parameters()]
    assert halve(network) is network
    for old, new in zip(before, network.parameters(), strict=True):
        expected = old.half().float() if old.numel() >= 1024 else old
        assert torch.equal(new, expected)
    assert not torch.equal(before[0], network[0].weight)


def test_a_temperature_divides_the_logits():
    network = torch.nn.Linear(3, 7)
    x = torch.randn(4, 3)
    torch.testing.assert_close(Scaled(network, Calibration(2.0))(x), network(x) / 2)


NAMES_A_FILE = re.compile(rb"\.py(?!torch\.)")  # org.pytorch.aten is a set of operators


def test_a_graph_says_nothing_of_the_machine_that_made_it(tmp_path):
    export_onnx(build("tiny"), tmp_path / "model.onnx")
    content = (tmp_path / "model.onnx").read_bytes()
    assert b"stack_trace" not in content
    assert not NAMES_A_FILE.search(content)
    for released in WEIGHTS.glob("*/model.onnx"):
        found = NAMES_A_FILE.search(released.read_bytes())
        assert not found, f"{released.parent.name} names files"
