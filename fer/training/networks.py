"""The networks, each from grey faces to seven logits.

Every network takes faces as they are stored, 48 × 48 grey levels from 0 to 255, and does its own
normalising, so that no caller can get it wrong. A new network is one function under `@network`.
"""

import re
from collections.abc import Callable, Mapping

import torch
from torch import Tensor, nn

from fer.emotions import EMOTIONS
from fer.errors import TrainingError
from fer.training.compress import factorise
from fer.training.layers import Constant, Dropout, Faces, FlattenChannelsLast, Hog, WithSquares
from fer.training.residual import residual

Builder = Callable[[], nn.Module]
_BUILDERS: dict[str, Builder] = {}
_FACTORISED = re.compile(r"(.+)-rank(\d+)")
_STACK = re.compile(r"stack-d([1-4])-k([357])-s([12])")
_STACK_WIDTHS = (32, 64, 128, 128)
_RESIDUAL = re.compile(r"residual((?:-[1-9]\d*){4})-d([1-9]{4})(-fine)?")


def network(name: str) -> Callable[[Builder], Builder]:
    """Register a builder under the name that recipes call it by."""

    def register(builder: Builder) -> Builder:
        _BUILDERS[name] = builder
        return builder

    return register


def build(name: str) -> nn.Module:
    """Return a new network with random weights, drawn from torch's current generator.

    Beside the registered names it knows `stack`'s, such as ``stack-d3-k5-s1``, `residual`'s, such
    as ``residual-64-128-192-256-d2222`` (widths and depths of its stages; ``-fine`` keeps the first
    one at 48 × 48), and networks whose wide layers were factorised, such as ``cnn2-rank96``.
    """
    if factorised := _FACTORISED.fullmatch(name):
        return factorise(build(factorised[1]), int(factorised[2]))
    if stacked := _STACK.fullmatch(name):
        depth, kernel, stride = (int(digit) for digit in stacked.groups())
        return stack(depth, kernel, stride)
    if found := _RESIDUAL.fullmatch(name):
        widths = [int(width) for width in found[1].split("-")[1:]]
        return residual(widths, [int(d) for d in found[2]], fine=found[3] is not None)
    if name not in _BUILDERS:
        raise TrainingError(
            f"There is no network '{name}'. There are: {', '.join(_BUILDERS)}, and such as "
            "stack-d3-k5-s1 and residual-32-64-96-128-d1111."
        )
    return _BUILDERS[name]()


def network_names() -> tuple[str, ...]:
    """Return the names that `build` knows."""
    return tuple(_BUILDERS)


def _block(
    channels: int,
    out: int,
    kernel: int,
    *,
    pool: bool,
    dropout: float,
    stride: int = 1,
    norm: bool = True,
) -> list[nn.Module]:
    layers: list[nn.Module] = [
        nn.Conv2d(channels, out, kernel, stride, padding=kernel // 2, bias=not norm),
        *([nn.BatchNorm2d(out)] if norm else []),
        nn.ReLU(inplace=True),
    ]
    if pool:
        layers.append(nn.MaxPool2d(2))
    return [*layers, Dropout(dropout)]


def _dense(features: int, out: int, *, dropout: float, norm: bool = True) -> list[nn.Module]:
    return [
        nn.Linear(features, out, bias=not norm),
        *([nn.BatchNorm1d(out)] if norm else []),
        nn.ReLU(inplace=True),
        Dropout(dropout),
    ]


def _cnn2(*, norm: bool) -> nn.Module:
    return nn.Sequential(
        Faces(),
        *_block(1, 32, 3, pool=False, dropout=0.25, norm=norm),
        *_block(32, 64, 3, pool=True, dropout=0.25, norm=norm),  # (N, 64, 24, 24)
        FlattenChannelsLast(),
        nn.Linear(64 * 24 * 24, 512),
        nn.ReLU(inplace=True),
        nn.Linear(512, len(EMOTIONS)),
    )


def _cnn4(*, norm: bool) -> nn.Module:
    return nn.Sequential(
        Faces(),
        *_block(1, 64, 3, pool=True, dropout=0.25, norm=norm),  # (N, 64, 24, 24)
        *_block(64, 128, 5, pool=True, dropout=0.25, norm=norm),  # (N, 128, 12, 12)
        *_block(128, 512, 3, pool=True, dropout=0.25, norm=norm),  # (N, 512, 6, 6)
        *_block(512, 512, 3, pool=True, dropout=0.25, norm=norm),  # (N, 512, 3, 3)
        nn.Flatten(),
        *_dense(512 * 3 * 3, 256, dropout=0.5, norm=norm),
        *_dense(256, 512, dropout=0.5, norm=norm),
        nn.Linear(512, len(EMOTIONS)),
    )


@network("cnn2")
def cnn2() -> nn.Module:
    """Return the paper's 2-layer network: no pooling after the first convolution, FC 512.

    Li, Shen & Miao (2018). The paper does not give the dropout rate; 0.25 after the convolutions is
    the rate of the code that such reports build on.
    """
    return _cnn2(norm=True)


@network("cnn4")
def cnn4() -> nn.Module:
    """Return the paper's 4-layer network, after Alizadeh & Fazel (2017).

    Four blocks of convolution, batch normalisation, ReLU, 2 × 2 max-pooling and dropout, then fully
    connected layers of 256 and 512. The paper gives no dropout rates: 0.25 in the blocks and 0.5 in
    the fully connected layers.
    """
    return _cnn4(norm=True)


@network("cnn2-plain")
def cnn2_plain() -> nn.Module:
    """Return `cnn2` without batch normalisation, to test what the paper claims of it."""
    return _cnn2(norm=False)


@network("cnn4-plain")
def cnn4_plain() -> nn.Module:
    """Return `cnn4` without batch normalisation, to test what the paper claims of it."""
    return _cnn4(norm=False)


def stack(depth: int, kernel: int, stride: int) -> nn.Module:
    """Return a network of the study: what depth, kernel and stride buy.

    `depth` blocks (1–4) of 32, 64, 128 and 128 channels, each of a convolution of `kernel` ×
    `kernel`, batch normalisation and ReLU. Each block halves the picture: by 2 × 2 max-pooling for
    `stride` 1, by the convolution itself for `stride` 2. Then one hidden layer of 256.
    """
    layers: list[nn.Module] = [Faces()]
    channels, side = 1, 48
    for width in _STACK_WIDTHS[:depth]:
        layers += _block(channels, width, kernel, pool=stride == 1, dropout=0.0, stride=stride)
        channels, side = width, side // 2
    return nn.Sequential(
        *layers,
        FlattenChannelsLast(),
        *_dense(channels * side * side, 256, dropout=0.5),
        nn.Linear(256, len(EMOTIONS)),
    )


@network("tiny")
def tiny() -> nn.Module:
    """Return a network of 5,500 parameters that learns drawn faces in seconds, for trials."""
    return nn.Sequential(
        Faces(),
        nn.AvgPool2d(2),
        *_block(1, 8, 3, pool=True, dropout=0.0),
        *_block(8, 16, 3, pool=True, dropout=0.0),  # (N, 16, 6, 6)
        nn.Flatten(),
        nn.Linear(16 * 6 * 6, len(EMOTIONS)),
    )


def parameter_count(module: nn.Module) -> int:
    """Return how many numbers the network learns."""
    return sum(parameter.numel() for parameter in module.parameters())


def mac_count(module: nn.Module, side: int = 48) -> int:
    """Return the multiply-accumulates of convolutions and linear layers for one face, as called."""
    total = 0

    def count(layer: nn.Module, _: tuple[Tensor, ...], output: Tensor) -> None:
        nonlocal total
        if isinstance(layer, nn.Conv2d):
            taps = layer.weight[0].numel()
            total += taps * output.numel()
        elif isinstance(layer, nn.Linear):
            total += layer.in_features * output.numel()

    handles = [layer.register_forward_hook(count) for layer in module.modules()]
    training = module.training
    try:
        with torch.no_grad():
            module.eval()(torch.zeros(1, side, side, dtype=torch.uint8))
    finally:
        module.train(training)
        for handle in handles:
            handle.remove()
    return total


def state_of(module: nn.Module) -> Mapping[str, Tensor]:
    """Return weights and buffers as contiguous CPU tensors, ready for safetensors."""
    return {
        name: tensor.detach().cpu().contiguous() for name, tensor in module.state_dict().items()
    }


@network("linear")
def linear() -> nn.Module:
    """Return one linear layer on the normalised pixels: what a linear SVM is once it is trained."""
    return nn.Sequential(Faces(), nn.Flatten(), nn.Linear(48 * 48, len(EMOTIONS)))


@network("bayes-pixels")
def bayes_pixels() -> nn.Module:
    """Return a Gaussian naive Bayes classifier on the normalised pixels, as a linear layer."""
    features = 48 * 48
    last = nn.Linear(2 * features, len(EMOTIONS))
    return nn.Sequential(Faces(), nn.Flatten(), WithSquares(), last)


@network("bayes-hog")
def bayes_hog() -> nn.Module:
    """Return a Gaussian naive Bayes classifier on histograms of oriented gradients."""
    return nn.Sequential(Faces(), Hog(), WithSquares(), nn.Linear(2 * 900, len(EMOTIONS)))


@network("majority")
def majority() -> nn.Module:
    """Return what answers every face alike: the floor that others are compared with."""
    return Constant(len(EMOTIONS))
