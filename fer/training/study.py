"""The paper's study, done again: what number of layers, kernel size and stride buy.

"Different number of layers, different kernel size and different strides to see which one has the
best performance" (Li, Shen & Miao 2018). Every variant gets the same short schedule on Training and
is scored on PublicTest. Optuna keeps the trials in a database, so that several processes or
machines can join one study by its URL; the trial of a worker that was killed is picked up.
"""

import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch

from fer.data.dataset import Dataset
from fer.errors import TrainingError
from fer.training import loop
from fer.training.networks import build, mac_count, parameter_count
from fer.training.recipe import Recipe
from fer.training.reporter import Reporter, Silence

if TYPE_CHECKING:
    import pandas as pd
    from optuna import Study, Trial

GRID: dict[str, tuple[int, ...]] = {"depth": (1, 2, 3, 4), "kernel": (3, 5, 7), "stride": (1, 2)}
EPOCHS = 3
COLUMNS = (
    *("trial", *GRID, "parameters", "macs", "epochs", "train_faces"),
    *("n", "correct", "loss", "seconds", "seed"),
)
_HEARTBEAT_S = 30  # a worker that has been silent for three of these is dead
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


@contextmanager
def _sentences(url: str) -> Iterator[None]:
    """Turn what a database can refuse into sentences."""
    from optuna.exceptions import ExperimentalWarning, OptunaError
    from sqlalchemy.exc import SQLAlchemyError

    try:
        with warnings.catch_warnings():
            # the heartbeat has been "experimental" since 2021
            warnings.filterwarnings("ignore", category=ExperimentalWarning)
            warnings.filterwarnings("ignore", category=DeprecationWarning, module="alembic")
            yield
    except (OptunaError, SQLAlchemyError) as error:
        raise TrainingError(
            f"The study's database {url} cannot be used: {_first_line(error)}. If another program "
            "holds it, wait or close that; otherwise choose another with --storage."
        ) from error
    except RuntimeError as error:
        if "table schema" not in str(error):
            raise
        raise TrainingError(
            f"The study's database {url} was made by another version of Optuna. Upgrade it with "
            f"'optuna storage upgrade --storage {url}', or choose another with --storage."
        ) from error


def _first_line(error: BaseException) -> str:
    text = str(error.__cause__ or error).strip() or type(error).__name__
    return text.splitlines()[0].rstrip(".")


def open_study(url: str, name: str, heartbeat: int = _HEARTBEAT_S) -> "Study":
    """Open or create a study.

    Parameters
    ----------
    url : str
        SQLAlchemy's name of a database, such as ``sqlite:///runs/study.db``.
    name : str
        Studies of different names can share a database.
    heartbeat : int
        Seconds between two signs of life of a worker.

    Raises
    ------
    TrainingError
        If the database is locked, unreachable or of another layout.
    """
    import optuna

    optuna.logging.set_verbosity(optuna.logging.ERROR)
    if url.startswith("sqlite:///"):
        Path(url.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
    with _sentences(url):
        storage = optuna.storages.RDBStorage(
            url, heartbeat_interval=heartbeat, grace_period=3 * heartbeat
        )
        return optuna.create_study(
            storage=storage, study_name=name, direction="maximize", load_if_exists=True
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
    with _sentences(_url(study)):
        _agree(study, {"epochs": epochs, "seed": seed, "data": dataset.fingerprint()})
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

    if "variant" not in trial.user_attrs:  # another worker took the last one in the same moment
        raise optuna.TrialPruned
    variant = {name: trial.suggest_categorical(name, GRID[name]) for name in GRID}
    recipe = recipe_of(variant, epochs, seed)
    folder = runs / recipe.name
    resume = (folder / "checkpoint.safetensors").exists()
    began = time.perf_counter()
    loop.train(recipe, dataset, folder, resume=resume, reporter=reporter)
    seconds = time.perf_counter() - began
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


def _last(history: Path, split: str) -> tuple[float, float]:
    import pandas as pd

    rows = pd.read_csv(history)
    last = rows[rows["split"] == split].iloc[-1]
    return float(last["loss"]), float(last["accuracy"])


def _url(study: "Study") -> str:
    storage: Any = study._storage
    return str(getattr(storage, "_backend", storage).url)


def table(study: "Study") -> "pd.DataFrame":
    """Return the scored variants, one row each, in the columns `COLUMNS`.

    Raises
    ------
    TrainingError
        If the database cannot be read, or nothing has been scored yet.
    """
    import pandas as pd

    with _sentences(_url(study)):
        done = [t for t in study.get_trials(deepcopy=False) if t.state.name == "COMPLETE"]
        terms = {key: study.user_attrs[key] for key in ("epochs", "seed") if done}
    if not done:
        raise TrainingError(f"The study '{study.study_name}' has no scored variant yet.")
    rows = [{"trial": t.number, **t.params, **terms, **t.user_attrs} for t in done]
    frame = pd.DataFrame(rows).drop_duplicates(list(GRID)).sort_values(list(GRID))
    return frame[list(COLUMNS)].reset_index(drop=True)
