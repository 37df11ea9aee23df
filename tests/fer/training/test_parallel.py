"""Shared batch normalisation equals torch's own where there is one process."""

import torch
from torch import nn

from fer.training.parallel import SharedBatchNorm, share_batch_norm


def test_it_equals_batch_norm_in_one_process():
    torch.manual_seed(0)
    plain = nn.Sequential(nn.Conv2d(1, 4, 3), nn.BatchNorm2d(4), nn.Flatten(), nn.BatchNorm1d(16))
    shared = share_batch_norm(nn.Sequential(*[type(m)(*a) for m, a in _parts(plain)]))
    shared.load_state_dict(plain.state_dict())
    assert sum(isinstance(m, SharedBatchNorm) for m in shared.modules()) == 2
    x = torch.randn(8, 1, 4, 4)
    torch.testing.assert_close(plain(x), shared(x))
    for one, other in zip(plain.state_dict().values(), shared.state_dict().values(), strict=True):
        torch.testing.assert_close(one, other)


def _parts(network):
    arguments = [(1, 4, 3), (4,), (), (16,)]
    return zip(network, arguments, strict=True)
