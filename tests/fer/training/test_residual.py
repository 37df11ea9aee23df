"""Residual networks: shapes, sizes, what a new block does, and that training randomness ends."""

import pytest
import torch

from fer.training.networks import build
from fer.training.residual import Residual, SqueezeExcitation, joined, residual


@pytest.mark.parametrize("name", ["residual-8-8-8-8-d1111", "residual-8-16-16-8-d1212-fine"])
def test_names_build_networks_from_faces_to_logits(name):
    network = build(name).eval()
    faces = torch.randint(0, 256, (3, 48, 48), dtype=torch.uint8)
    assert network(faces).shape == (3, 7)
    assert torch.equal(network(faces), network(faces))


@pytest.mark.parametrize("side", [16, 31, 40])
def test_smaller_faces_go_through_the_same_network(side):
    network = build("residual-8-8-8-8-d1111").eval()
    assert network(torch.rand(2, side, side) * 255).shape == (2, 7)


def test_both_convolutions_of_a_new_block_learn_from_the_first_step():
    block = Residual(8, 8, 1, skip=0.0).train()
    block(torch.rand(4, 8, 12, 12)).square().sum().backward()
    for place in (0, 3):
        assert block.body[place].weight.grad.abs().max() > 0


def test_a_skipped_block_keeps_its_mean():
    torch.manual_seed(0)
    block = Residual(4, 4, 1, skip=0.5).train()
    x = torch.rand(1, 4, 8, 8).expand(512, -1, -1, -1)
    with torch.no_grad():
        whole = torch.relu(x + block.body(x))
        left_out = torch.isclose(block(x), x).flatten(1).all(1)
    assert 200 < left_out.sum() < 312
    assert not torch.allclose(whole, x)


def test_squeeze_excitation_weighs_channels_between_0_and_1():
    x = torch.rand(2, 16, 5, 5)
    ratio = SqueezeExcitation(16)(x) / x
    assert (ratio > 0).all()
    assert (ratio < 1).all()
    assert torch.allclose(ratio, ratio[:, :, :1, :1].expand_as(ratio), atol=1e-5)


def test_joined_shortcuts_answer_the_same_without_averaging():
    torch.manual_seed(0)
    network = build("residual-8-16-24-32-d1111").eval()
    for layer in network.modules():
        if isinstance(layer, torch.nn.BatchNorm2d):
            torch.nn.init.normal_(layer.running_mean)
    faces = torch.randint(0, 256, (3, 48, 48), dtype=torch.uint8)
    served = joined(network)
    torch.testing.assert_close(served(faces), network(faces), rtol=1e-4, atol=1e-5)
    assert any(isinstance(layer, torch.nn.AvgPool2d) for layer in network.modules())
    assert not any(isinstance(layer, torch.nn.AvgPool2d) for layer in served.modules())


def test_wrong_shapes_are_refused():
    with pytest.raises(ValueError, match="four widths"):
        residual([8, 8, 8], [1, 1, 1, 1])
