"""The paper's study, done again: what number of layers, kernel size and stride buy.

"Different number of layers, different kernel size and different strides to see which one has the
best performance" (Li, Shen & Miao 2018). Every variant gets the same short schedule on Training and
is scored on PublicTest. Optuna keeps the trials in a database, so that several processes or
machines can join one study by its URL; the trial of a worker that was killed is picked up.
"""

import time
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch

from fer.data.dataset import Dataset
from fer.errors import TrainingError
from fer.training import checkpoint, loop
from fer.training.networks import build, mac_count, parameter_count
from fer.training.recipe import Recipe
from fer.training.reporter import Reporter, Silence
from fer.variants import GRID, sentences, url_of

if TYPE_CHECKING:
    from optuna import Study, Trial

EPOCHS = 3
_WAIT_S = 5.0
Say = Callable[[str], None]


def variants() -> list[dict[str, int]]:
    """Return every combination of the grid, the cheapest first."""
    every = [dict(zip(GRID, values, strict=True)) for values in product(*GRID.values())]
    return sorted(every, key=lambda v: mac_count(build(_name(v))))


def _name(variant: dict[str, int]) -> str:
    return f"stack-d{variant['depth']}-k{variant['kernel']}-s{variant['stride']}"


def recipe_of(variant: dict[str, int], epochs: int = EPOCHS, seed: int = 0) -> Recipe:
    """Return the schedule that every variant gets: Adam, constant rate, batches of 128."""
    return Recipe(
        name=_name(variant),
        title=_name(variant),
        summary="A variant of the study.",
        architecture=_name(variant),
        epochs=epochs,
        seed=seed,
    )


def run(
    study: "Study",
    dataset: Dataset,
    runs: Path,
    *,
    epochs: int = EPOCHS,
    seed: int = 0,
    chosen: list[dict[str, int]] | None = None,
    threads: int | None = None,
    reporter: Callable[[], Reporter] = Silence,
    say: Say = lambda _: None,
) -> None:
    """Work on a study until every variant has been scored, by this or another worker.

    Parameters
    ----------
    study : optuna.Study
        Of `open_study`.
    dataset : Dataset
    runs : Path
        Folder for the checkpoints; a trial that is picked up here goes on from its own.
    epochs, seed : int
        The same for all variants and workers; a study refuses others.
    chosen : list of dict, optional
        Variants to score; all of the grid by default.
    threads : int, optional
        Threads of this worker; as many as torch takes by default.
    """
    if threads:
        torch.set_num_threads(threads)
    wanted = variants() if chosen is None else chosen
    with sentences(url_of(study)):
        terms = {"dataset": dataset.name, "data": dataset.fingerprint()}
        _agree(study, {"epochs": epochs, "seed": seed, **terms})
        while missing := _missing(study, wanted, done_only=True):
            _revive(study)
            for variant in _missing(study, wanted):
                study.enqueue_trial(variant, user_attrs={"variant": variant})
            if not _count(study, "WAITING"):
                say(f"waiting for {len(missing)} variants of other workers")
                time.sleep(_WAIT_S)
                continue
            study.optimize(
                lambda trial: _score(trial, dataset, runs, epochs, seed, reporter, say), n_trials=1
            )


def _agree(study: "Study", terms: dict[str, Any]) -> None:
    """Hold all workers to one budget and one dataset."""
    for key, value in terms.items():
        kept = study.user_attrs.get(key)
        if kept is None:
            study.set_user_attr(key, value)
        elif kept != value:
            raise TrainingError(
                f"The study '{study.study_name}' was begun with other {key}"
                f"{'' if key == 'data' else f' ({kept}, not {value})'}. Join it with the same, or "
                "begin another with --name."
            )


def _revive(study: "Study") -> None:
    """Mark the trials of dead workers as failed, so that they are offered again."""
    import optuna

    optuna.storages.fail_stale_trials(study)


def _missing(
    study: "Study", wanted: list[dict[str, int]], *, done_only: bool = False
) -> list[dict[str, int]]:
    """Return the variants that are neither scored nor, unless `done_only`, in hand."""
    states = {"COMPLETE"} if done_only else {"COMPLETE", "RUNNING", "WAITING"}
    there = [
        trial.user_attrs.get("variant")
        for trial in study.get_trials(deepcopy=False)
        if trial.state.name in states
    ]
    return [variant for variant in wanted if variant not in there]


def _count(study: "Study", state: str) -> int:
    return sum(trial.state.name == state for trial in study.get_trials(deepcopy=False))


def _score(
    trial: "Trial",
    dataset: Dataset,
    runs: Path,
    epochs: int,
    seed: int,
    reporter: Callable[[], Reporter],
    say: Say,
) -> float:
    """Train one variant and return its accuracy on PublicTest."""
    import optuna

    variant = trial.user_attrs.get("variant")
    if variant is None or _elsewhere(trial, variant):
        raise optuna.TrialPruned
    variant = {name: trial.suggest_categorical(name, GRID[name]) for name in GRID}
    recipe = recipe_of(variant, epochs, seed)
    folder = runs / f"{recipe.name}-{epochs}-{seed}"  # another budget is another training
    resume = (folder / "checkpoint.safetensors").exists()
    saved = loop.train(recipe, dataset, folder, resume=resume, reporter=reporter)
    seconds = checkpoint.read_progress(saved).seconds  # of all who worked on it
    loss, accuracy = _last(folder / "history.csv", recipe.watch_split)
    network = build(recipe.architecture)
    n = len(dataset.select(recipe.watch_split))
    facts = {
        "parameters": parameter_count(network),
        "macs": mac_count(network),
        "train_faces": len(dataset.select(*recipe.train_splits)),
        "n": n,
        "correct": round(accuracy * n),
        "loss": loss,
        "seconds": round(seconds, 1),
    }
    for key, value in facts.items():
        trial.set_user_attr(key, value)
    say(f"{recipe.name}: {accuracy:.2%} on {recipe.watch_split}, {seconds:,.0f} s")
    return accuracy


def _elsewhere(trial: "Trial", variant: dict[str, int]) -> bool:
    """Return whether the variant is scored, or in the hands of a worker who took it earlier.

    Workers that begin in the same moment each offer what is missing, so that it stands there twice.
    """
    taken = [
        (other.datetime_start, other.number)
        for other in trial.study.get_trials(deepcopy=False)
        if other.user_attrs.get("variant") == variant
        and other.state.name in {"COMPLETE", "RUNNING"}
    ]
    return min(taken) != (trial.datetime_start, trial.number)


def _last(history: Path, split: str) -> tuple[float, float]:
    import pandas as pd

    rows = pd.read_csv(history)
    last = rows[rows["split"] == split].iloc[-1]
    return float(last["loss"]), float(last["accuracy"])
