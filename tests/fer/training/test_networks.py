"""The networks: shapes, sizes as in the paper, and that they take faces as they are stored."""

import pytest
import torch
from torch import nn

from fer.training.layers import Faces
from fer.training.networks import build, mac_count, network_names, parameter_count


@pytest.mark.parametrize("name", network_names())
def test_every_network_takes_stored_faces_and_gives_seven_logits(name):
    torch.manual_seed(0)
    network = build(name).eval()
    faces = torch.randint(0, 256, (3, 48, 48), dtype=torch.uint8)
    kept = faces.clone()
    with torch.no_grad():
        logits = network(faces)
        alone = network(faces[1:2])
    assert logits.shape == (3, 7)
    assert torch.equal(faces, kept)
    torch.testing.assert_close(logits[1:2], alone, rtol=1e-4, atol=1e-4)


def test_cnn2_has_its_weights_in_one_layer():
    layers = [m for m in build("cnn2").modules() if isinstance(m, nn.Linear)]
    assert layers[0].weight.numel() == 64 * 24 * 24 * 512 == 18_874_368


def test_cnn4_is_the_papers():
    convolutions = [m for m in build("cnn4").modules() if isinstance(m, nn.Conv2d)]
    assert [(c.out_channels, c.kernel_size[0]) for c in convolutions] == [
        (64, 3),
        (128, 5),
        (512, 3),
        (512, 3),
    ]
    linear = [m.out_features for m in build("cnn4").modules() if isinstance(m, nn.Linear)]
    assert linear == [256, 512, 7]


def test_multiply_accumulates_are_counted_by_hand_too():
    by_hand = (
        48 * 48 * 64 * 9
        + 24 * 24 * 128 * 64 * 25
        + 12 * 12 * 512 * 128 * 9
        + 6 * 6 * 512 * 512 * 9
        + 4608 * 256
        + 256 * 512
        + 512 * 7
    )
    network = build("cnn4").train()
    assert mac_count(network) == by_hand
    assert network.training
    assert not any(m._forward_hooks for m in network.modules())


def test_parameters_are_counted():
    assert parameter_count(nn.Linear(3, 2)) == 8


def test_faces_measure_mean_and_spread():
    torch.manual_seed(1)
    faces = torch.randint(0, 256, (50, 48, 48), dtype=torch.uint8)
    layer = Faces()
    layer.fit(faces)
    torch.testing.assert_close(layer.mean, faces.float().mean())
    torch.testing.assert_close(layer.spread, faces.float().std(correction=0))
    out = layer(faces)
    assert out.shape == (50, 1, 48, 48)
    assert abs(float(out.mean())) < 1e-4


def test_black_faces_do_not_divide_by_zero():
    layer = Faces()
    layer.fit(torch.zeros(2, 48, 48, dtype=torch.uint8))
    assert torch.isfinite(layer(torch.zeros(2, 48, 48, dtype=torch.uint8))).all()
