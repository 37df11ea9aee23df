"""Rates, running averages, and which weights decay."""

from itertools import pairwise

import pytest
import torch
from torch import nn

from fer.training.optimise import Average, optimiser_of, rate_at
from fer.training.recipe import Recipe
from fer.training.recipes import RECIPES

COSINE = Recipe(
    "trial", "Trial", "A trial.", "tiny", epochs=10, learning_rate=0.1, schedule="cosine",
    warmup_epochs=2, optimiser="sgd", weight_decay=0.01,
)  # fmt: skip


def test_the_rate_warms_up_and_ends_at_nothing():
    rates = [rate_at(COSINE, step, 100) for step in range(100)]
    assert rates[0] == pytest.approx(0.1 / 20)
    assert max(rates) == pytest.approx(0.1)
    assert rates[19] == pytest.approx(0.1)
    assert rates[60] == pytest.approx(0.05)
    assert rates[-1] < 1e-4
    assert all(a > b for a, b in pairwise(rates[20:]))


def test_the_papers_rate_is_constant():
    assert {rate_at(RECIPES["cnn4"], step, 100) for step in range(100)} == {1e-3}


def test_biases_and_normalisations_do_not_decay():
    network = nn.Sequential(nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2))
    groups = optimiser_of(COSINE, network).param_groups
    decayed = {id(p): g["weight_decay"] for g in groups for p in g["params"]}
    assert decayed[id(network[0].weight)] == 0.01
    assert {decayed[id(p)] for p in (network[0].bias, *network[1].parameters())} == {0.0}


def test_the_average_is_the_mean_that_its_formula_says():
    network = nn.Sequential(nn.Linear(2, 2), nn.BatchNorm1d(2))
    average = Average(network, 0.9)
    expected = network[0].weight.detach().clone()
    for step in range(1, 200):
        with torch.no_grad():
            network[0].weight.fill_(float(step))
        network[1].num_batches_tracked += 1
        average.update(network, step)
        decay = min(0.9, (1 + step) / (10 + step))
        expected = decay * expected + (1 - decay) * step
    assert torch.allclose(average.network[0].weight, expected)
    assert average.network[1].num_batches_tracked == 199
    assert not average.network.training
    assert not any(p.requires_grad for p in average.network.parameters())
