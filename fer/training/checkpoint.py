"""Checkpoints of a training: network, optimiser and epoch in one safetensors file, and the history.

Nothing is pickled. A checkpoint is replaced whole at the end of an epoch, so that a crash at any
moment leaves the last complete one.
"""

import csv
import errno
import json
import os
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor, nn

from fer.errors import TrainingError
from fer.files import replacing
from fer.training.networks import state_of

COLUMNS = ("step", "epoch", "split", "loss", "accuracy")


@dataclass(frozen=True)
class Point:
    """One row of ``history.csv``: mean loss and accuracy (0–1) at a step, counted from 1."""

    step: int
    epoch: int
    split: str
    loss: float
    accuracy: float


@dataclass(frozen=True)
class Progress:
    """What a checkpoint says of itself: finished epochs, seconds spent, and what was trained on.

    `began` tells of the training whose weights were learnt further, see `teacher.start_from`.
    """

    epoch: int
    seconds: float
    recipe: dict[str, Any]
    fingerprint: dict[str, str]
    hardware: str
    began: dict[str, Any] | None = None


def save(
    path: Path,
    network: nn.Module,
    optimiser: torch.optim.Optimizer,
    at: Progress,
    average: nn.Module | None = None,
) -> None:
    """Write a checkpoint, with the running average if there is one, in the place of the last."""
    tensors = {f"network.{name}": tensor for name, tensor in state_of(network).items()}
    if average is not None:
        tensors |= {f"average.{name}": tensor for name, tensor in state_of(average).items()}
    for index, state in optimiser.state_dict()["state"].items():
        for name, value in state.items():
            tensors[f"optimiser.{index}.{name}"] = torch.as_tensor(value).cpu().contiguous()
    with replacing(path) as temporary:
        write_tensors(tensors, temporary, {"progress": json.dumps(asdict(at))})


def read_progress(path: Path) -> Progress:
    """Return what a checkpoint says of itself.

    Raises
    ------
    TrainingError
        If it cannot be read.
    """
    try:
        with safe_open(path, "pt") as file:
            return Progress(**json.loads(file.metadata()["progress"]))
    except (OSError, SafetensorError, KeyError, TypeError, ValueError) as error:
        raise TrainingError(
            f"The checkpoint {path} cannot be read ({error}). Start again with --overwrite."
        ) from error


def restore(
    path: Path,
    network: nn.Module,
    optimiser: torch.optim.Optimizer | None = None,
    average: nn.Module | None = None,
) -> None:
    """Load a checkpoint's weights into `network`, and what else is given from it."""
    read_progress(path)
    tensors = _tensors(path)
    _load(path, network, _part(tensors, "network."))
    if average is not None:
        _load(path, average, _part(tensors, "average."))
    if optimiser is not None:
        _restore_optimiser(optimiser, tensors)


def restore_result(path: Path, network: nn.Module) -> None:
    """Load what a training is released with: the running average, or else the weights."""
    read_progress(path)
    tensors = _tensors(path)
    _load(path, network, _part(tensors, "average.") or _part(tensors, "network."))


def pack(path: Path, out: Path) -> None:
    """Write what a training is released with, in 16-bit floats, as a checkpoint that ends there.

    `restore_result` and `read_progress` read it as they read a whole one.
    """
    progress = read_progress(path)
    tensors = _tensors(path)
    weights = _part(tensors, "average.") or _part(tensors, "network.")
    small = {
        f"network.{name}": tensor.half() if tensor.numel() >= 1024 else tensor
        for name, tensor in weights.items()
    }
    with replacing(out) as temporary:
        write_tensors(small, temporary, {"progress": json.dumps(asdict(progress))})


def write_tensors(
    tensors: Mapping[str, Tensor], path: Path, metadata: Mapping[str, str] | None = None
) -> None:
    """Write a safetensors file.

    Raises
    ------
    OSError
        With its number where the disk refuses; the library hides it in a text.
    """
    try:
        save_file(dict(tensors), path, metadata=dict(metadata or {}) or None)
    except SafetensorError as error:
        told = re.search(r"os error (\d+)", str(error))
        number = int(told[1]) if told else errno.EIO
        raise OSError(number, os.strerror(number), str(path)) from error


def load_weights(path: Path, network: nn.Module) -> None:
    """Load the ``model.safetensors`` of a release, whose large weights are 16-bit floats."""
    network.load_state_dict(
        {name: t.float() if t.is_floating_point() else t for name, t in _tensors(path).items()}
    )


def _tensors(path: Path) -> dict[str, Tensor]:
    with safe_open(path, "pt") as file:
        return {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118


def _part(tensors: Mapping[str, Tensor], prefix: str) -> dict[str, Tensor]:
    return {n.removeprefix(prefix): t for n, t in tensors.items() if n.startswith(prefix)}


def _load(path: Path, network: nn.Module, weights: Mapping[str, Tensor]) -> None:
    try:
        network.load_state_dict(weights)
    except RuntimeError as error:
        raise TrainingError(
            f"The checkpoint {path} belongs to another network. Start again with --overwrite."
        ) from error


def _restore_optimiser(optimiser: torch.optim.Optimizer, tensors: Mapping[str, Tensor]) -> None:
    content = optimiser.state_dict()
    parameters = [p for group in optimiser.param_groups for p in group["params"]]
    state: dict[int, dict[str, Tensor]] = {}
    for name, tensor in tensors.items():
        if name.startswith("optimiser."):
            _, index, key = name.split(".", 2)
            parameter = parameters[int(index)]
            if tensor.shape == parameter.shape:  # keep the parameter's memory layout
                tensor = torch.empty_like(parameter).copy_(tensor)
            state.setdefault(int(index), {})[key] = tensor
    optimiser.load_state_dict({**content, "state": state})


def append_history(path: Path, points: list[Point]) -> None:
    """Add rows to ``history.csv``, with its header if it is new."""
    new = not path.exists()
    with path.open("a", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        if new:
            writer.writerow(COLUMNS)
        for p in points:
            writer.writerow([p.step, p.epoch, p.split, f"{p.loss:.6f}", f"{p.accuracy:.6f}"])


def trim_history(path: Path, epoch: int) -> None:
    """Drop rows after `epoch`: those of an epoch that was cut off."""
    if not path.exists():
        return
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))
    kept = [r for r in rows[1:] if len(r) == len(COLUMNS) and int(r[1]) <= epoch]
    with replacing(path) as temporary, temporary.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([COLUMNS, *kept])
