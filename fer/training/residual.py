"""Residual networks with squeeze-excitation for faces of 48 × 48: what the best releases are.

A family of one function, so that a large teacher, the flagship and a small student differ in a few
numbers only.
"""

from collections.abc import Sequence
from copy import deepcopy

import torch
from torch import Tensor, nn
from torch.nn.functional import adaptive_avg_pool2d

from fer.emotions import EMOTIONS
from fer.training.layers import Faces

_SQUEEZE = 8  # how much narrower the inner layer of squeeze-excitation is
_HEAD_DROPOUT = 0.2


class SqueezeExcitation(nn.Module):
    """Weigh channels by what the whole picture shows (Hu, Shen & Sun 2018).

    Input and output ``(N, C, H, W)``.
    """

    def __init__(self, channels: int) -> None:
        super().__init__()
        inner = max(8, channels // _SQUEEZE)
        self.squeeze = nn.Linear(channels, inner)
        self.excite = nn.Linear(inner, channels)

    def forward(self, x: Tensor) -> Tensor:
        """Return `x` with its channels weighed, 0–1 each."""
        mean = adaptive_avg_pool2d(x, 1).flatten(1)  # a pooling, which 8-bit graphs know
        weights = torch.relu(self.squeeze(mean))  # (N, inner)
        return x * torch.sigmoid(self.excite(weights))[:, :, None, None]


class Residual(nn.Module):
    """Two convolutions with squeeze-excitation beside a shortcut (He et al. 2016).

    Where the picture is halved, the shortcut averages before it projects (He et al. 2019), so that
    no pixel is passed over. Normalisations begin at 1: from 0, as is often advised, these networks
    stand still for an epoch (`docs/training-log.md`).

    Parameters
    ----------
    channels, out : int
    stride : int
        1, or 2 to halve the picture.
    skip : float
        How often the block is left out for a face in training (stochastic depth, Huang et al.
        2016).
    """

    def __init__(self, channels: int, out: int, stride: int, skip: float) -> None:
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(channels, out, 3, stride, padding=1, bias=False),
            nn.BatchNorm2d(out),
            nn.ReLU(inplace=True),
            nn.Conv2d(out, out, 3, padding=1, bias=False),
            nn.BatchNorm2d(out),
            SqueezeExcitation(out),
        )
        shortcut: list[nn.Module] = [nn.AvgPool2d(2, ceil_mode=True)] if stride == 2 else []
        if channels != out:
            shortcut += [nn.Conv2d(channels, out, 1, bias=False), nn.BatchNorm2d(out)]
        self.shortcut = nn.Sequential(*shortcut)
        self.skip = skip

    def forward(self, x: Tensor) -> Tensor:
        """Return ``(N, out, H / stride, W / stride)``."""
        added: Tensor = self.body(x)
        if self.training and self.skip > 0:
            kept = torch.rand(len(x), 1, 1, 1, device=x.device) >= self.skip
            added = added * (kept / (1 - self.skip)).to(added.dtype)
        return torch.relu(self.shortcut(x) + added)


def joined(network: nn.Module) -> nn.Module:
    """Return a copy whose shortcuts average and project in one convolution: the same answers.

    8-bit graphs average slowly, and round once less.
    """
    copy = deepcopy(network)
    for block in copy.modules():
        if isinstance(block, Residual) and len(block.shortcut) == 3:
            _, projection, normalisation = block.shortcut.children()
            weights = projection.get_parameter("weight").detach()  # (out, in, 1, 1)
            both = nn.Conv2d(weights.shape[1], weights.shape[0], 2, stride=2, bias=False)
            both.weight = nn.Parameter(weights.expand(-1, -1, 2, 2) / 4)
            block.shortcut = nn.Sequential(both, normalisation)
    return copy


def residual(
    widths: Sequence[int], depths: Sequence[int], *, fine: bool = False, skip: float = 0.1
) -> nn.Module:
    """Return a residual network of four stages, each on a quarter of the pixels of the one before.

    Parameters
    ----------
    widths : sequence of 4 int
        Channels of each stage.
    depths : sequence of 4 int
        Blocks of each stage.
    fine : bool
        Whether the first stage works on 48 × 48; otherwise on 24 × 24, at a quarter of the cost.
    skip : float
        How often the last block is left out for a face in training; earlier ones less, in
        proportion to their place.
    """
    if len(widths) != 4 or len(depths) != 4 or min(*widths, *depths) < 1:
        raise ValueError(f"expected four widths and depths, got {list(widths)} and {list(depths)}")
    stem = widths[0] if fine else widths[0] // 2
    layers: list[nn.Module] = [
        Faces(),
        nn.Conv2d(1, stem, 3, padding=1, bias=False),
        nn.BatchNorm2d(stem),
        nn.ReLU(inplace=True),
    ]
    channels, place, count = stem, 0, sum(depths)
    for stage, (width, depth) in enumerate(zip(widths, depths, strict=True)):
        for block in range(depth):
            place += 1
            halved = block == 0 and not (stage == 0 and fine)
            layers.append(Residual(channels, width, 2 if halved else 1, skip * place / count))
            channels = width
    return nn.Sequential(
        *layers,
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        nn.Dropout(_HEAD_DROPOUT),
        nn.Linear(channels, len(EMOTIONS)),
    )
