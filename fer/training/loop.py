"""The training loop, on Lightning Fabric: one command for a CPU, a GPU, or several processes.

All faces lie in memory as bytes, on the device where there is one; whole batches are gathered and
augmented as tensors. After every epoch there is a checkpoint to go on from.
"""

import platform
import shutil
import time
import warnings
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import torch
from torch import nn

from fer.data.dataset import Dataset
from fer.errors import TrainingError
from fer.files import write_json
from fer.places import RUNS, WEIGHTS
from fer.training import checkpoint, lock
from fer.training.allocation import keep_freed_memory
from fer.training.checkpoint import Point, Progress
from fer.training.epoch import Learner, batches_of, measure, train_epoch
from fer.training.layers import Faces
from fer.training.networks import build
from fer.training.optimise import Average, optimiser_of
from fer.training.parallel import share_batch_norm
from fer.training.recipe import FREE, Recipe
from fer.training.reporter import Reporter, Silence
from fer.training.splits import Split
from fer.training.teacher import refuse_unfit, start_from, taught, teachers_of

_BUSY = "Another process trains '{run}'. Wait for it, or give this training another --name."


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
        If `run` holds a training and neither `resume` nor `overwrite` is given, or both are, or one
        by another recipe or on other data; if another process trains there; if there is no such
        network, no such device, or nothing of that name to start from or to be taught by.
    """
    fingerprint = dataset.fingerprint()
    build(recipe.architecture)  # says what is wrong before anything is discarded
    with warnings.catch_warnings(), lock.held(run.parent / ".locks" / run.name, run.name, _BUSY):
        warnings.filterwarnings("ignore", module="lightning")
        fabric = _fabric(recipe, devices, accelerator)
        if overwrite:
            _refuse_early(recipe, dataset, fingerprint, run, resume=resume)
        _prepare(recipe, fingerprint, run, resume=resume, overwrite=overwrite)
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


def _fabric(recipe: Recipe, devices: int, accelerator: str) -> Any:
    from lightning.fabric import Fabric
    from lightning.fabric.strategies import DDPStrategy

    try:
        return Fabric(
            accelerator=accelerator,
            devices=devices,
            strategy=DDPStrategy(start_method="spawn") if devices > 1 else "auto",
            precision=_precision(recipe, accelerator),
        )
    except (RuntimeError, ValueError) as error:  # Lightning's own are among these
        raise TrainingError(
            f"Cannot train on '{accelerator}' with {devices} of them here: {error}"
        ) from error


def _refuse_early(
    recipe: Recipe, dataset: Dataset, fingerprint: dict[str, str], run: Path, *, resume: bool
) -> None:
    """Say what cannot work before an earlier training is discarded for it."""
    if resume:
        raise TrainingError(
            "--resume continues a training and --overwrite discards it. Give one of them."
        )
    Split.of(dataset, *recipe.train_splits, votes=recipe.votes)
    Split.of(dataset, recipe.watch_split)
    teachers = [(name, True) for name in recipe.teachers]
    for needed, teaches in [(recipe.start, False), *teachers]:
        itself = RUNS / needed == run and (run / "checkpoint.safetensors").exists()
        if needed and itself and not (teaches and (WEIGHTS / needed).exists()):
            raise TrainingError(
                f"'{needed}' would be discarded before it is needed. Give this training another "
                "--name."
            )
        if needed:
            refuse_unfit(needed, recipe, fingerprint, teaches=teaches)


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
        changed = _bound(earlier) != _bound(recipe)
        if progress.epoch > recipe.epochs:
            raise TrainingError(
                f"{run} has learnt {progress.epoch} epochs already, more than {recipe.epochs}. "
                "Discard it with --overwrite, or give this one another --name."
            )
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


def _precision(recipe: Recipe, accelerator: str) -> str:
    if recipe.precision != "auto":
        return recipe.precision
    gpu = accelerator in ("auto", "cuda", "gpu") and torch.cuda.is_available()
    return "bf16-mixed" if gpu or multiplies_bfloat16() else "32-true"


def multiplies_bfloat16() -> bool:
    """Return whether this processor multiplies matrices of bfloat16 (Intel's AMX)."""
    tell: Callable[[], dict[str, Any]] = getattr(torch.cpu, "get_capabilities", dict)
    return bool(tell().get("amx_bf16", False))


def _bound(recipe: Recipe) -> dict[str, Any]:
    """Return the settings that a training cannot change on the way."""
    laid_out = recipe.schedule != "constant" or (
        not recipe.horizon and (recipe.sides or recipe.augmentation.calm)
    )
    free = {*FREE} - ({"epochs"} if laid_out else set())
    return {name: value for name, value in recipe.to_json().items() if name not in free}


def _work(
    fabric: Any,
    recipe: Recipe,
    dataset: Dataset,
    run: Path,
    fingerprint: dict[str, str],
    reporter: Callable[[], Reporter],
) -> None:
    """Train in one of the processes."""
    if fabric.device.type == "cpu":
        keep_freed_memory()
    training = Split.of(
        dataset,
        *recipe.train_splits,
        smoothing=recipe.label_smoothing,
        votes=recipe.votes,
        voting=recipe.voting,
    )
    learner, at = _set_up(fabric, recipe, training, run, fingerprint)
    done, seconds = at.epoch, at.seconds
    training = training.to(fabric.device)
    if learner.teacher is not None and recipe.lesson == "plain":
        answers = taught(learner.teacher, training.faces, training.targets, recipe.teaching)
        training, learner.teacher = replace(training, targets=answers), None
    watched = Split.of(dataset, recipe.watch_split).to(fabric.device)
    steps = len(list(batches_of(len(training.labels), recipe, 1)))
    voice: Reporter = reporter() if fabric.is_global_zero else Silence()
    voice.start(recipe, done * steps, recipe.epochs * steps)
    history = run / "history.csv"
    try:
        for epoch in range(done + 1, recipe.epochs + 1):
            began = time.perf_counter()
            train_epoch(fabric, learner, training, recipe, epoch, history, voice)
            loss, accuracy = measure(fabric, learner.measured, watched)
            seconds += time.perf_counter() - began
            point = Point(epoch * steps, epoch, recipe.watch_split, loss, accuracy)
            if fabric.is_global_zero:
                checkpoint.append_history(history, [point])
                at = replace(at, epoch=epoch, seconds=seconds)
                checkpoint.save(
                    run / "checkpoint.safetensors",
                    learner.network.module,
                    learner.optimiser,
                    at,
                    None if learner.average is None else learner.average.network,
                )
            voice.epoch(point)
            fabric.barrier()
    finally:
        voice.stop()


def _set_up(
    fabric: Any, recipe: Recipe, training: Split, run: Path, fingerprint: dict[str, str]
) -> tuple[Learner, Progress]:
    """Build what learns, and say where it stands."""
    at = Progress(0, 0.0, recipe.to_json(), fingerprint, _hardware(fabric))
    torch.manual_seed(recipe.seed)
    network = build(recipe.architecture)
    for layer in network.modules():
        if isinstance(layer, Faces):
            layer.fit(training.faces)
    saved = run / "checkpoint.safetensors"
    if recipe.start and not saved.exists():
        at = replace(at, began=start_from(recipe.start, network, recipe, fingerprint))
    if fabric.world_size > 1:
        network = share_batch_norm(network)
    network = _placed(fabric, network)
    average = Average(network, recipe.average) if recipe.average else None
    optimiser = optimiser_of(recipe, network)
    if saved.exists():
        earlier = checkpoint.read_progress(saved)
        checkpoint.restore(saved, network, optimiser, None if average is None else average.network)
        at = replace(at, epoch=earlier.epoch, seconds=earlier.seconds, began=earlier.began)
    teacher = None
    if recipe.teachers and at.epoch < recipe.epochs:
        teacher = teachers_of(recipe, fabric.device, fingerprint)
    wrapped, prepared = fabric.setup(network, optimiser)
    return Learner(wrapped, prepared, average, teacher), at


def _placed(fabric: Any, network: nn.Module) -> nn.Module:
    return network.to(fabric.device).to(memory_format=torch.channels_last)  # type: ignore[call-overload, no-any-return]


def _hardware(fabric: Any) -> str:
    if fabric.device.type == "cuda":
        name = torch.cuda.get_device_name(fabric.device)
    else:
        name = f"{platform.machine()} CPU, {torch.get_num_threads()} threads"
    return f"{fabric.world_size} × {name}, torch {torch.__version__}"
