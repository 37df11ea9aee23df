"""Layers: the first one of every network, and some that are written to be quick on a CPU.

Dropout draws one byte a value rather than one random number, and flattening follows the memory of
a channels-last batch rather than copying it; both compute what torch's own do.
"""

import torch
from torch import Tensor, nn

_BYTE = 256


class Faces(nn.Module):
    """Turn faces into a normalised image batch.

    Grey levels are brought to mean 0 and spread 1 by the two figures of the training faces, which
    `fit` measures. Input ``(N, 48, 48)``, any number type; output float ``(N, 1, 48, 48)``.
    """

    mean: Tensor
    spread: Tensor

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("mean", torch.tensor(127.5))
        self.register_buffer("spread", torch.tensor(64.0))

    @torch.no_grad()
    def fit(self, faces: Tensor) -> None:
        """Measure mean and standard deviation of `faces`, uint8 ``(N, 48, 48)``."""
        levels = torch.arange(256, dtype=torch.float64)
        share = torch.bincount(faces.flatten(), minlength=256).double() / faces.numel()
        mean = (levels * share).sum()
        spread = ((levels - mean).square() * share).sum().sqrt()
        self.mean.copy_(mean.float())
        self.spread.copy_(spread.clamp(min=1.0).float())

    def forward(self, faces: Tensor) -> Tensor:
        """Return ``(N, 1, 48, 48)``."""
        return ((faces.float() - self.mean) / self.spread).unsqueeze(1)


class Dropout(nn.Module):
    """Set a share of the values to 0 and scale the others up (Srivastava et al. 2014).

    Eight values share one draw of 64 random bits, so the rate is a multiple of 1/256: 0.25 and 0.5
    are exact. Randomness comes from torch's generator of the device.

    Parameters
    ----------
    rate : float
        The share that is dropped, 0 to below 1.
    """

    def __init__(self, rate: float) -> None:
        super().__init__()
        if not 0 <= rate < 1:
            raise ValueError(f"expected a rate from 0 to below 1, got {rate}")
        self.rate = round(rate * _BYTE) / _BYTE

    def forward(self, x: Tensor) -> Tensor:
        """Return a tensor like `x`; `x` itself when the network is not training."""
        if not self.training or self.rate == 0:
            return x
        bits = torch.empty(-(-x.numel() // 8), dtype=torch.int64, device=x.device)
        bits.random_(-(2**63), 2**63 - 1)
        keep = bits.view(torch.uint8)[: x.numel()] >= int(self.rate * _BYTE)
        dense = x.is_contiguous() or x.is_contiguous(memory_format=torch.channels_last)
        keep = keep.as_strided(x.shape, x.stride()) if dense else keep.view(x.shape)
        return x * keep.to(x.dtype).mul_(1 / (1 - self.rate))

    def extra_repr(self) -> str:
        """Show the rate when the network is printed."""
        return f"rate={self.rate:g}"


class FlattenChannelsLast(nn.Module):
    """Flatten ``(N, C, H, W)`` to ``(N, H·W·C)``, which costs no copy of a channels-last batch."""

    def forward(self, x: Tensor) -> Tensor:
        """Return ``(N, H·W·C)``."""
        return x.permute(0, 2, 3, 1).flatten(1)


class Hog(nn.Module):
    """Histograms of oriented gradients (Dalal & Triggs 2005).

    Central differences, nine unsigned orientations with linear interpolation between them, cells of
    8 × 8 pixels, blocks of 2 × 2 cells normalised by L2 with clipping at 0.2. ``(N, 1, 48, 48)`` to
    ``(N, 900)``.
    """

    bins = 9
    cell = 8
    centres: Tensor

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("centres", torch.arange(self.bins).float().view(1, -1, 1, 1) + 0.5)

    def forward(self, x: Tensor) -> Tensor:
        """Return the blocks one after another, ``(N, 900)``."""
        padded = nn.functional.pad(x, (1, 1, 1, 1), mode="replicate")
        across = padded[:, :, 1:-1, 2:] - padded[:, :, 1:-1, :-2]
        down = padded[:, :, 2:, 1:-1] - padded[:, :, :-2, 1:-1]
        strength = (across.square() + down.square() + 1e-12).sqrt()
        # atan of the slope is the orientation without its sign, from -90° to 90°
        slope = down / torch.where(across.abs() < 1e-6, torch.full_like(across, 1e-6), across)
        place = (torch.atan(slope) / torch.pi + 0.5) * self.bins  # (N, 1, 48, 48)
        apart = (place - self.centres).abs()
        apart = torch.minimum(apart, self.bins - apart)  # around the circle
        votes = strength * (1 - apart).clamp(min=0)  # (N, 9, 48, 48)
        cells = nn.functional.avg_pool2d(votes, self.cell)  # (N, 9, 6, 6)
        parts = (
            cells[:, :, :-1, :-1],
            cells[:, :, :-1, 1:],
            cells[:, :, 1:, :-1],
            cells[:, :, 1:, 1:],
        )
        blocks = torch.cat(parts, 1)  # (N, 36, 5, 5)
        for limit in (0.2, None):
            length = (blocks.square().sum(1, keepdim=True) + 1e-6).sqrt()
            blocks = blocks / length
            blocks = blocks if limit is None else blocks.clamp(max=limit)
        return blocks.flatten(1)


class WithSquares(nn.Module):
    """Append the square of every feature: ``(N, F)`` to ``(N, 2F)``."""

    def forward(self, x: Tensor) -> Tensor:
        """Return ``[x, x²]``."""
        return torch.cat([x, x.square()], 1)


class Constant(nn.Module):
    """Answer every face with the same logits: ``(N, 48, 48)`` to ``(N, outputs)``."""

    def __init__(self, outputs: int) -> None:
        super().__init__()
        self.logits = nn.Parameter(torch.zeros(outputs))

    def forward(self, faces: Tensor) -> Tensor:
        """Return the logits once a face."""
        return self.logits + faces[:, 0, :1].float() * 0
