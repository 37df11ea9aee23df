"""The training loop, on Lightning Fabric: one command for a CPU, a GPU, or several processes.

All faces lie in memory as bytes; whole batches are gathered and augmented as tensors. Everything
random comes from the recipe's seed and the epoch, so that a resumed training equals one that was
never interrupted.
"""

import platform
import shutil
import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from fer.data.dataset import Dataset
from fer.errors import TrainingError
from fer.files import write_json
from fer.training import checkpoint
from fer.training.checkpoint import Point, Progress
from fer.training.networks import Faces, build
from fer.training.parallel import share_batch_norm
from fer.training.recipe import Recipe
from fer.training.reporter import Reporter, Silence

_POINTS_PER_EPOCH = 10


@dataclass(frozen=True)
class Split:
    """Faces uint8 ``(N, 48, 48)`` and their labels int64 ``(N,)``, in memory."""

    faces: Tensor
    labels: Tensor

    @classmethod
    def of(cls, dataset: Dataset, *splits: str) -> "Split":
        """Copy the rows of `splits` into memory."""
        chosen = dataset.select(*splits)
        if not len(chosen):
            raise TrainingError(f"Dataset '{dataset.name}' has no rows of {', '.join(splits)}.")
        labels = dataset.rows["emotion"].to_numpy(np.int64)[chosen]
        return cls(torch.from_numpy(dataset.faces[chosen]), torch.from_numpy(labels))


def train(
    recipe: Recipe,
    dataset: Dataset,
    run: Path,
    *,
    devices: int = 1,
    accelerator: str = "auto",
    resume: bool = False,
    overwrite: bool = False,
    reporter: Callable[[], Reporter] = Silence,
) -> Path:
    """Train a network by a recipe, with a checkpoint and a history after every epoch.

    Parameters
    ----------
    recipe : Recipe
    dataset : Dataset
    run : Path
        Folder of the checkpoint and the history.
    devices : int
        How many processes (CPU) or GPUs share every batch.
    accelerator : str
        ``"auto"``, ``"cpu"`` or ``"cuda"``.
    resume, overwrite : bool
        What to do with an earlier training in `run`: continue it, or discard it.
    reporter : callable
        Makes the reporter, in the process that leads.

    Returns
    -------
    Path
        The checkpoint of the last epoch.

    Raises
    ------
    TrainingError
        If `run` holds a training and neither `resume` nor `overwrite` is given, or one by another
        recipe or on other data.
    """
    from lightning.fabric import Fabric
    from lightning.fabric.strategies import DDPStrategy

    fingerprint = dataset.fingerprint()
    _prepare(recipe, fingerprint, run, resume=resume, overwrite=overwrite)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", module="lightning")
        fabric = Fabric(
            accelerator=accelerator,
            devices=devices,
            strategy=DDPStrategy(start_method="spawn") if devices > 1 else "auto",
            precision=recipe.precision,
        )
        work = partial(
            _work,
            recipe=recipe,
            dataset=dataset,
            run=run,
            fingerprint=fingerprint,
            reporter=reporter,
        )
        if devices > 1:
            fabric.launch(work)
        else:
            work(fabric)
    return run / "checkpoint.safetensors"


def _prepare(
    recipe: Recipe, fingerprint: dict[str, str], run: Path, *, resume: bool, overwrite: bool
) -> None:
    saved = run / "checkpoint.safetensors"
    if overwrite and run.exists():
        shutil.rmtree(run)
    if saved.exists():
        progress = checkpoint.read_progress(saved)
        if not resume:
            raise TrainingError(
                f"{run} holds a training ({progress.epoch} of {recipe.epochs} epochs). Continue it "
                "with --resume, or discard it with --overwrite."
            )
        earlier = Recipe.from_json(progress.recipe)
        free = {"epochs": 0, "rank": 0}
        changed = {**earlier.to_json(), **free} != {**recipe.to_json(), **free}
        if changed or progress.fingerprint != fingerprint:
            raise TrainingError(
                f"{run} holds a training with other {'settings' if changed else 'data'}. "
                "Discard it with --overwrite, or give this one another --name."
            )
    run.mkdir(parents=True, exist_ok=True)
    checkpoint.trim_history(
        run / "history.csv", checkpoint.read_progress(saved).epoch if saved.exists() else 0
    )
    write_json(run / "recipe.json", recipe.to_json())


def _work(
    fabric: Any,
    recipe: Recipe,
    dataset: Dataset,
    run: Path,
    fingerprint: dict[str, str],
    reporter: Callable[[], Reporter],
) -> None:
    """Train in one of the processes."""
    network, optimiser, done, seconds = _set_up(fabric, recipe, dataset, run)
    training = Split.of(dataset, *recipe.train_splits)
    watched = Split.of(dataset, recipe.watch_split)
    steps = -(-len(training.labels) // recipe.batch_size)
    voice: Reporter = reporter() if fabric.is_global_zero else Silence()
    voice.start(recipe, done * steps, recipe.epochs * steps)
    try:
        for epoch in range(done + 1, recipe.epochs + 1):
            began = time.perf_counter()
            _train_epoch(fabric, network, optimiser, training, recipe, epoch, run, voice)
            loss, accuracy = _measure(fabric, network, watched)
            seconds += time.perf_counter() - began
            point = Point(epoch * steps, epoch, recipe.watch_split, loss, accuracy)
            if fabric.is_global_zero:
                checkpoint.append_history(run / "history.csv", [point])
                at = Progress(epoch, seconds, recipe.to_json(), fingerprint, _hardware(fabric))
                checkpoint.save(run / "checkpoint.safetensors", network.module, optimiser, at)
            voice.epoch(point)
            fabric.barrier()
    finally:
        voice.stop()


def _set_up(
    fabric: Any, recipe: Recipe, dataset: Dataset, run: Path
) -> tuple[Any, Any, int, float]:
    torch.manual_seed(recipe.seed)
    network = build(recipe.architecture)
    for layer in network.modules():
        if isinstance(layer, Faces):
            layer.fit(Split.of(dataset, *recipe.train_splits).faces)
    if fabric.world_size > 1:
        network = share_batch_norm(network)
    network = network.to(fabric.device).to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    optimiser = torch.optim.Adam(
        network.parameters(),
        lr=recipe.learning_rate,
        weight_decay=recipe.weight_decay,
        fused=True,
    )
    saved = run / "checkpoint.safetensors"
    done, seconds = 0, 0.0
    if saved.exists():
        progress = checkpoint.read_progress(saved)
        checkpoint.restore(saved, network, optimiser)
        done, seconds = progress.epoch, progress.seconds
    wrapped, prepared = fabric.setup(network, optimiser)
    return wrapped, prepared, done, seconds


def _train_epoch(
    fabric: Any,
    network: Any,
    optimiser: Any,
    training: Split,
    recipe: Recipe,
    epoch: int,
    run: Path,
    voice: Reporter,
) -> None:
    network.train()
    torch.manual_seed(_seed(recipe.seed, epoch, fabric.global_rank))
    batches = list(_batches(len(training.labels), recipe, epoch))
    every = max(1, len(batches) // _POINTS_PER_EPOCH)
    sums = torch.zeros(3)  # loss, hits, faces since the last point
    for number, batch in enumerate(batches, start=1):
        mine = batch[fabric.global_rank :: fabric.world_size]
        faces = training.faces[mine].to(fabric.device)
        labels = training.labels[mine].to(fabric.device)
        if recipe.flip:
            faces = torch.where((torch.rand(len(mine)) < 0.5)[:, None, None], faces.flip(2), faces)
        logits = network(faces)
        total = cross_entropy(logits, labels, reduction="sum")
        optimiser.zero_grad()
        # DDP averages gradients over processes; this makes that the mean over the whole batch.
        fabric.backward(total * (fabric.world_size / len(batch)))
        optimiser.step()
        hits = (logits.detach().argmax(1) == labels).sum()
        sums += torch.stack([total.detach(), hits, hits.new_tensor(len(mine))]).float().cpu()
        voice.step((epoch - 1) * len(batches) + number, *(sums[:2] / sums[2]).tolist())
        if number % every == 0 or number == len(batches):
            loss, accuracy, n = fabric.all_reduce(sums, reduce_op="sum").tolist()
            step = (epoch - 1) * len(batches) + number
            if fabric.is_global_zero:
                point = Point(step, epoch, "Training", loss / n, accuracy / n)
                checkpoint.append_history(run / "history.csv", [point])
            sums.zero_()


def _batches(count: int, recipe: Recipe, epoch: int) -> Iterator[Tensor]:
    """Yield the rows of each batch: a new order every epoch, the same for every process."""
    generator = torch.Generator().manual_seed(_seed(recipe.seed, epoch))
    order = torch.randperm(count, generator=generator)
    for batch in torch.split(order, recipe.batch_size):
        # a single face has no batch statistics: the one that is left over waits for the next epoch
        if len(batch) > 1:
            yield batch


def _seed(*parts: int) -> int:
    return int(np.random.SeedSequence(parts).generate_state(1, np.uint32)[0])


@torch.no_grad()
def _measure(fabric: Any, network: nn.Module, split: Split) -> tuple[float, float]:
    """Return mean cross-entropy and accuracy over a split, shared between the processes."""
    network.eval()
    sums = torch.zeros(2)
    mine = torch.arange(len(split.labels))[fabric.global_rank :: fabric.world_size]
    for batch in torch.split(mine, 512):
        logits = network(split.faces[batch].to(fabric.device))
        labels = split.labels[batch].to(fabric.device)
        hits = (logits.argmax(1) == labels).sum()
        loss = cross_entropy(logits, labels, reduction="sum")
        sums += torch.stack([loss, hits]).float().cpu()
    loss, hits = (fabric.all_reduce(sums, reduce_op="sum") / len(split.labels)).tolist()
    return loss, hits


def _hardware(fabric: Any) -> str:
    if fabric.device.type == "cuda":
        name = torch.cuda.get_device_name(fabric.device)
    else:
        name = f"{platform.machine()} CPU, {torch.get_num_threads()} threads"
    return f"{fabric.world_size} × {name}, torch {torch.__version__}"
