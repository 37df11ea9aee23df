"""The optimiser, its rate at every step, and the running average of the weights."""

import copy
import math

import torch
from torch import Tensor, nn

from fer.training.recipe import Recipe

_MOMENTUM = 0.9


def optimiser_of(recipe: Recipe, network: nn.Module) -> torch.optim.Optimizer:
    """Return the recipe's optimiser.

    Adam adds the L2 penalty to all weights, as the paper does; stochastic gradient descent with
    Nesterov's momentum spares biases and normalisations, as is usual with it.
    """
    if recipe.optimiser == "adam":
        return torch.optim.Adam(
            network.parameters(),
            lr=recipe.learning_rate,
            weight_decay=recipe.weight_decay,
            fused=True,
        )
    matrices = [p for p in network.parameters() if p.ndim > 1]
    others = [p for p in network.parameters() if p.ndim <= 1]
    return torch.optim.SGD(
        [
            {"params": matrices, "weight_decay": recipe.weight_decay},
            {"params": others, "weight_decay": 0.0},
        ],
        lr=recipe.learning_rate,
        momentum=_MOMENTUM,
        nesterov=True,
        fused=True,
    )


def rate_at(recipe: Recipe, step: int, steps: int) -> float:
    """Return the learning rate at `step` (from 0) of all `steps` that a training is laid out for.

    Constant, or half a cosine down to 0 (Loshchilov & Hutter 2017); before either, a linear
    warm-up.
    """
    warm = recipe.warmup_epochs * steps / recipe.laid_out
    if step < warm:
        return recipe.learning_rate * (step + 1) / warm
    if recipe.schedule == "constant":
        return recipe.learning_rate
    done = (step - warm) / max(1.0, steps - warm)
    return recipe.learning_rate * 0.5 * (1 + math.cos(math.pi * done))


class Average:
    """A network's weights and statistics as running averages (Polyak & Juditsky 1992).

    Parameters
    ----------
    network : nn.Module
        Copied.
    decay : float
        What remains of the average at each step; less before step 10 / (1 - decay), so that it
        does not hold on to the first weights: ``(1 + step) / (10 + step)``.
    """

    def __init__(self, network: nn.Module, decay: float) -> None:
        self.network = copy.deepcopy(network).eval()
        self.network.requires_grad_(False)
        self._decay = decay

    @torch.no_grad()
    def update(self, network: nn.Module, step: int) -> None:
        """Take in the weights after `step`, counted from 1."""
        decay = min(self._decay, (1 + step) / (10 + step))
        theirs = dict(network.state_dict())
        floats: tuple[list[Tensor], list[Tensor]] = ([], [])
        for name, ours in self.network.state_dict().items():
            if ours.is_floating_point():
                floats[0].append(ours)
                floats[1].append(theirs[name].detach())
            else:
                ours.copy_(theirs[name])
        torch._foreach_lerp_(floats[0], floats[1], 1 - decay)
