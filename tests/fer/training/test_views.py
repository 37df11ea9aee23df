"""Views: the mean of probabilities over mirror images and crops."""

import pytest
import torch
from torch import nn

from fer.training.networks import build
from fer.training.views import Views


@pytest.fixture
def network():
    torch.manual_seed(0)
    return build("tiny").eval()


@pytest.fixture
def faces():
    return torch.randint(0, 256, (5, 48, 48), dtype=torch.uint8)


def test_one_view_is_the_network(network, faces):
    assert torch.equal(Views(network, 1)(faces), network(faces))


def test_two_views_are_the_face_and_its_mirror_image(network, faces):
    both = network(faces).softmax(1) / 2 + network(faces.flip(2)).softmax(1) / 2
    assert torch.allclose(Views(network, 2)(faces).softmax(1), both, atol=1e-6)


@pytest.mark.parametrize("count", [2, 10])
def test_a_mirror_image_gets_the_same_answer(network, faces, count):
    views = Views(network, count)
    assert torch.allclose(views(faces), views(faces.flip(2)), atol=1e-4)


def test_ten_views_of_a_plain_face_are_one():
    class Mean(nn.Module):
        def forward(self, faces):
            return faces.float().mean((1, 2))[:, None] * torch.arange(7) / 100

    plain = torch.full((2, 48, 48), 100, dtype=torch.uint8)
    assert torch.allclose(Views(Mean(), 10)(plain).softmax(1), Mean()(plain).softmax(1), atol=1e-5)


def test_other_numbers_are_refused(network):
    with pytest.raises(ValueError, match="views"):
        Views(network, 3)
