"""The quick layers do what torch's own do."""

import pytest
import torch

from fer.training.layers import Dropout, FlattenChannelsLast


@pytest.mark.parametrize("rate", [0.25, 0.5, 0.75])
@pytest.mark.parametrize("shape", [(64, 512), (16, 8, 12, 12)])
def test_dropout_drops_its_share_and_keeps_the_mean(rate: float, shape: tuple[int, ...]) -> None:
    torch.manual_seed(0)
    x = torch.ones(shape)
    out = Dropout(rate).train()(x)
    dropped = float((out == 0).float().mean())
    # 5 standard errors of a share
    assert abs(dropped - rate) < 5 * (rate * (1 - rate) / x.numel()) ** 0.5
    assert torch.allclose(out[out != 0], torch.tensor(1 / (1 - rate)))
    assert torch.equal(x, torch.ones(shape))


def test_dropout_keeps_the_memory_layout_and_its_gradient_is_the_mask() -> None:
    torch.manual_seed(0)
    x = torch.randn(4, 3, 5, 5).to(memory_format=torch.channels_last).requires_grad_()
    out = Dropout(0.5).train()(x)
    assert out.is_contiguous(memory_format=torch.channels_last)
    out.sum().backward()
    assert x.grad is not None
    assert torch.equal(x.grad == 0, out == 0)
    assert set(x.grad.unique().tolist()) == {0.0, 2.0}


def test_neighbours_are_dropped_independently() -> None:
    torch.manual_seed(0)
    kept = (Dropout(0.5).train()(torch.ones(80_000)) != 0).float().view(-1, 8)
    correlation = torch.corrcoef(kept.T) - torch.eye(8)
    assert correlation.abs().max() < 0.05


def test_dropout_is_the_identity_when_the_network_is_not_training() -> None:
    x = torch.randn(3, 4)
    assert Dropout(0.5).eval()(x) is x
    assert Dropout(0.0).train()(x) is x


def test_dropout_follows_the_seed() -> None:
    layer, x = Dropout(0.5).train(), torch.ones(1000)
    torch.manual_seed(7)
    first = layer(x)
    torch.manual_seed(7)
    assert torch.equal(layer(x), first)
    assert not torch.equal(layer(x), first)


@pytest.mark.parametrize("rate", [-0.1, 1.0])
def test_an_impossible_rate_is_refused(rate: float) -> None:
    with pytest.raises(ValueError, match="expected a rate"):
        Dropout(rate)


def test_flattening_a_channels_last_batch_copies_nothing() -> None:
    x = torch.randn(2, 3, 4, 5).to(memory_format=torch.channels_last)
    flat = FlattenChannelsLast()(x)
    assert flat.shape == (2, 60)
    assert flat.data_ptr() == x.data_ptr()
    assert torch.equal(flat[0, :3], x[0, :, 0, 0])
