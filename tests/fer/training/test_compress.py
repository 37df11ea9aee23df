"""Factorised layers: the best product of a rank, and nothing else changed."""

import numpy as np
import pytest
import torch
from torch import nn

from fer.training.compress import factorise
from fer.training.networks import build, parameter_count


@pytest.fixture
def network():
    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(2000, 600), nn.ReLU(), nn.Linear(600, 7))


def test_the_product_has_the_least_error_of_its_rank(network):
    small = factorise(network, 50)
    first, second = small[0]
    error = network[0].weight - second.weight @ first.weight
    values = np.linalg.svd(network[0].weight.detach().numpy(), compute_uv=False)
    assert float(error.detach().norm()) == pytest.approx(
        np.sqrt((values[50:] ** 2).sum()), rel=1e-4
    )
    assert small[2].weight.equal(network[2].weight)
    assert isinstance(network[0], nn.Linear)


def test_a_matrix_of_low_rank_is_kept_exactly(network):
    with torch.no_grad():
        network[0].weight.copy_(torch.randn(600, 5) @ torch.randn(5, 2000))
        x = torch.randn(9, 2000)
        torch.testing.assert_close(factorise(network, 5)(x), network(x), rtol=1e-3, atol=1e-2)


def test_cnn2_shrinks_to_a_fifth_and_its_form_has_a_name():
    small = build("cnn2-rank96")
    assert parameter_count(small) < parameter_count(build("cnn2")) / 5
    whole = factorise(build("cnn2"), 96)
    assert {k: v.shape for k, v in whole.state_dict().items()} == {
        k: v.shape for k, v in small.state_dict().items()
    }


def test_an_impossible_rank_is_refused(network):
    with pytest.raises(ValueError, match="rank of 1 or more"):
        factorise(network, 0)
