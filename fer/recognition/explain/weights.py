"""What gradients are taken of: a network in torch, in the form that the two methods share."""

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from torch import Tensor, nn

_LEAST = 64  # numbers that a tensor of weights has at least to be shuffled


def shuffled(network: "nn.Module", seed: int) -> "nn.Module":
    """Return a copy of a network in which the numbers of each tensor of weights are shuffled.

    Adebayo et al. (2018). Means and spreads that it only measured stay as they are.
    """
    from copy import deepcopy

    import torch

    draw = np.random.default_rng(seed)
    mixed = deepcopy(network)
    with torch.no_grad():
        for parameter in mixed.parameters():
            if parameter.numel() >= _LEAST:
                order = torch.from_numpy(draw.permutation(parameter.numel()))
                parameter.copy_(parameter.flatten()[order].view_as(parameter))
    return mixed


def as_input(face: npt.NDArray[np.uint8]) -> "Tensor":
    """Return a face, uint8 ``(48, 48)``, as the float batch ``(1, 48, 48)`` that networks take."""
    import torch

    if face.dtype != np.uint8 or face.shape != (48, 48):
        raise ValueError(f"expected uint8 (48, 48), got {face.dtype} {face.shape}")
    return torch.from_numpy(face.astype(np.float32))[None]
