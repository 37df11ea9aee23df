"""Wide layers as a product of two thin ones: a small release of a large network."""

import copy

import torch
from torch import nn

WIDE = 1_000_000  # a linear layer with this many weights or more is factorised


def factorise(network: nn.Module, rank: int) -> nn.Module:
    """Return a copy whose wide linear layers are the best products of two of a rank.

    A weight matrix is replaced by its truncated singular value decomposition, which has the least
    squared error of all matrices of that rank (Eckart & Young 1936).

    Parameters
    ----------
    network : nn.Module
        Left as it is.
    rank : int
        Inner width of the product; layers that are no larger than that stay whole.
    """
    if rank < 1:
        raise ValueError(f"expected a rank of 1 or more, got {rank}")
    made = copy.deepcopy(network)
    for parent in list(made.modules()):
        for name, child in list(parent.named_children()):
            wide = isinstance(child, nn.Linear) and child.weight.numel() >= WIDE
            if isinstance(child, nn.Linear) and wide and min(child.weight.shape) > rank:
                setattr(parent, name, _product(child, rank))
    return made


@torch.no_grad()
def _product(layer: nn.Linear, rank: int) -> nn.Sequential:
    left, strength, right = torch.linalg.svd(layer.weight.float(), full_matrices=False)
    root = strength[:rank].sqrt()
    first = nn.Linear(layer.in_features, rank, bias=False)
    second = nn.Linear(rank, layer.out_features, bias=layer.bias is not None)
    first.weight.copy_(root[:, None] * right[:rank])
    second.weight.copy_(left[:, :rank] * root)
    if layer.bias is not None:
        second.bias.copy_(layer.bias)
    return nn.Sequential(first, second)
