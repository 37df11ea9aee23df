"""Batch normalisation over all processes, on any device.

torch's own ``SyncBatchNorm`` refuses CPU tensors; this one lets two gloo processes see the same
statistics as one, so that a training gives the same curve however many processes share it.
"""

from typing import Any

import torch
import torch.distributed as dist
from torch import Tensor, nn
from torch.nn.modules.batchnorm import _BatchNorm


class _Summed(torch.autograd.Function):
    """The sum of a tensor over all processes; its gradient is the sum of their gradients."""

    @staticmethod
    def forward(ctx: Any, tensor: Tensor) -> Tensor:
        """Return the sum as a new tensor."""
        total = tensor.clone(memory_format=torch.contiguous_format)
        dist.all_reduce(total)
        return total

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> Tensor:
        """Return the sum of what the processes pass back."""
        return _Summed.forward(ctx, *gradients)


class SharedBatchNorm(_BatchNorm):
    """Batch normalisation whose statistics are taken over the batches of all processes.

    Follows Ioffe & Szegedy (2015); mean and variance come from sums that are added over processes,
    and gradients flow through that addition. Takes ``(N, C)`` or ``(N, C, H, W)``.
    """

    def _check_input_dim(self, input: Tensor) -> None:
        if input.dim() < 2:
            raise ValueError(f"expected at least 2 dimensions, got {input.dim()}")

    def forward(self, input: Tensor) -> Tensor:
        """Return the normalised batch."""
        if not self.training or not dist.is_initialized() or dist.get_world_size() == 1:
            plain: Tensor = super().forward(input)
            return plain
        axes = [0, *range(2, input.dim())]
        shape = [1, -1] + [1] * (input.dim() - 2)
        count = torch.full((1,), input.numel() / input.shape[1], device=input.device)
        wide = input.float()
        sums = torch.cat([wide.sum(axes), wide.square().sum(axes), count])
        added: Tensor = _Summed.apply(sums)  # type: ignore[no-untyped-call]
        sizes = [self.num_features, self.num_features, 1]
        total, squares, n = torch.split(added, sizes)
        mean = total / n
        variance = squares / n - mean.square()
        self._follow(mean.detach(), variance.detach(), n.detach())
        out = (wide - mean.view(shape)) * (variance + self.eps).rsqrt().view(shape)
        return (out * self.weight.view(shape) + self.bias.view(shape)).to(input.dtype)

    def _follow(self, mean: Tensor, variance: Tensor, n: Tensor) -> None:
        """Update the running statistics as torch does, with the unbiased variance."""
        if self.running_mean is None or self.running_var is None:
            return
        with torch.no_grad():
            self.running_mean.lerp_(mean, self.momentum or 0.0)
            self.running_var.lerp_(variance * n / (n - 1).clamp(min=1), self.momentum or 0.0)
            if self.num_batches_tracked is not None:
                self.num_batches_tracked.add_(1)


def share_batch_norm(module: nn.Module) -> nn.Module:
    """Replace every batch normalisation of `module` by a `SharedBatchNorm` with the same state."""
    for name, child in module.named_children():
        if isinstance(child, nn.BatchNorm1d | nn.BatchNorm2d):
            shared = SharedBatchNorm(child.num_features, child.eps, child.momentum or 0.1)
            shared.load_state_dict(child.state_dict())
            setattr(module, name, shared)
        else:
            share_batch_norm(child)
    return module
