"""Grad-CAM and integrated gradients against what they are by definition."""

import numpy as np
import pytest
import torch
from torch import nn

from fer.errors import ReleaseError
from fer.recognition.explain.gradcam import grad_cam, last_maps
from fer.recognition.explain.integrated import integrated_gradients
from fer.recognition.explain.weights import as_input, shuffled
from fer.training.networks import build

FACE = np.random.default_rng(3).integers(0, 256, (48, 48)).astype(np.uint8)


@pytest.fixture(scope="module")
def tiny():
    torch.manual_seed(0)
    network = build("tiny").train()
    with torch.no_grad():  # so that normalisation has measured something
        network(torch.from_numpy(np.random.default_rng(1).integers(0, 256, (16, 48, 48))))
    return network.eval()


def plain():
    return torch.full((1, 48, 48), float(round(float(FACE.mean()))))


def test_integrated_gradients_are_complete(tiny):
    found, missing = integrated_gradients(tiny, FACE, 4, steps=200)
    with torch.no_grad():
        gained = float((tiny(as_input(FACE)) - tiny(plain()))[0, 4])
    assert found.sum() == pytest.approx(gained, abs=0.02 * max(1, abs(gained)))
    assert missing == pytest.approx(found.sum() - gained, abs=1e-3)


def test_integrated_gradients_of_a_linear_model_are_the_weighed_differences():
    torch.manual_seed(1)
    network = build("linear").eval()
    found, _ = integrated_gradients(network, FACE, 2, steps=8)
    layer, first = network[2], network[0]
    weights = (layer.weight[2] / first.spread).detach().numpy().reshape(48, 48)
    expected = weights * (FACE.astype(float) - round(float(FACE.mean())))
    np.testing.assert_allclose(found, expected, atol=1e-4)


def test_grad_cam_is_the_weighed_sum_of_the_last_maps(tiny):
    layer = last_maps(tiny)
    kept = {}

    def keep(_module, _given, output):
        kept["maps"] = output
        output.retain_grad()

    hook = layer.register_forward_hook(keep)
    tiny(as_input(FACE))[0, 5].backward()
    hook.remove()
    maps = kept["maps"]
    weights = maps.grad.mean((2, 3), keepdim=True)
    expected = torch.relu((weights * maps).sum(1))[0].detach().numpy()
    np.testing.assert_allclose(grad_cam(tiny, FACE, 5), expected, atol=1e-5)


@pytest.mark.parametrize(
    ("name", "size"),
    [("tiny", (12, 12)), ("cnn4", (6, 6)), ("cnn2", (48, 48)), ("residual-8-8-8-8-d1111", (3, 3))],
)
def test_the_last_maps_are_those_of_the_last_convolution_after_its_relu(name, size):
    network = build(name).eval()
    layer = last_maps(network)
    seen = []
    hook = layer.register_forward_hook(lambda _m, _g, output: seen.append(output))
    with torch.no_grad():
        network(as_input(FACE))
    hook.remove()
    assert tuple(seen[0].shape[2:]) == size
    assert (seen[0] >= 0).all()
    assert not any(one._forward_hooks for one in network.modules())


@pytest.mark.parametrize("name", ["linear", "majority"])
def test_without_a_convolution_grad_cam_is_refused_in_a_sentence(name):
    with pytest.raises(ReleaseError, match="has none"):
        grad_cam(build(name).eval(), FACE, 0)


def test_shuffling_leaves_the_network_alone_and_keeps_each_tensors_numbers():
    network = nn.Sequential(nn.Flatten(), nn.Linear(48 * 48, 7)).eval()
    before = {name: p.detach().clone() for name, p in network.named_parameters()}
    mixed = shuffled(network, 0)
    for name, p in network.named_parameters():
        assert torch.equal(p, before[name])
        other = dict(mixed.named_parameters())[name]
        assert torch.equal(p.flatten().sort().values, other.flatten().sort().values)
        assert torch.equal(p, other) == (name == "1.bias")


def test_other_inputs_are_refused(tiny):
    with pytest.raises(ValueError, match="expected uint8"):
        integrated_gradients(tiny, FACE.astype(float), 0)
