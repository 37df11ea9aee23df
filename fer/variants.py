"""The study's variants, its database and its table: training fills them, evaluation reads them.

Optuna keeps the trials in a database that several processes or machines can join by its URL.
"""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fer.errors import TrainingError

if TYPE_CHECKING:
    import pandas as pd
    from optuna import Study

GRID: dict[str, tuple[int, ...]] = {"depth": (1, 2, 3, 4), "kernel": (3, 5, 7), "stride": (1, 2)}
TERMS = ("dataset", "epochs", "train_faces", "n", "seed")  # the same for every variant
COLUMNS = (
    *("trial", *GRID, "parameters", "macs", "dataset", "epochs", "train_faces"),
    *("n", "correct", "loss", "seconds", "seed"),
)
NAME = "paper"  # what the study is called in its database
_HEARTBEAT_S = 30  # a worker that has been silent for three of these is dead


def default_url(runs: Path) -> str:
    """Return the URL of the database that a study uses where no other is named."""
    return f"sqlite:///{runs / 'study' / 'study.db'}"


@contextmanager
def sentences(url: str) -> Iterator[None]:
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
    with sentences(url):
        storage = optuna.storages.RDBStorage(
            url, heartbeat_interval=heartbeat, grace_period=3 * heartbeat
        )
        return optuna.create_study(
            storage=storage, study_name=name, direction="maximize", load_if_exists=True
        )


def url_of(study: "Study") -> str:
    """Return the URL of a study's database."""
    storage: Any = study._storage
    return str(getattr(storage, "_backend", storage).url)


def table(study: "Study") -> "pd.DataFrame":
    """Return the scored variants, one row each, in the columns `COLUMNS`.

    Raises
    ------
    TrainingError
        If the database cannot be read, was written by another version, or nothing has been scored
        yet.
    """
    import pandas as pd

    with sentences(url_of(study)):
        done = [t for t in study.get_trials(deepcopy=False) if t.state.name == "COMPLETE"]
        kept = study.user_attrs
    if not done:
        raise TrainingError(f"The study '{study.study_name}' has no scored variant yet.")
    terms = {key: kept[key] for key in ("dataset", "epochs", "seed") if key in kept}
    rows = [{"trial": t.number, **t.params, **terms, **t.user_attrs} for t in done]
    if any(not set(row).issuperset(COLUMNS) for row in rows):
        raise TrainingError(
            f"The study '{study.study_name}' was written by another version of this program. Begin "
            "another with --name."
        )
    frame = pd.DataFrame(rows).drop_duplicates(list(GRID)).sort_values(list(GRID))
    return frame[list(COLUMNS)].reset_index(drop=True)


def peek(path: Path, name: str = NAME) -> "pd.DataFrame | None":
    """Return what a study in an SQLite file has scored so far, without writing to it.

    Parameters
    ----------
    path : Path
        The database; it need not exist.
    name : str

    Returns
    -------
    DataFrame or None
        As `table`; None where there is no such database or study, or nothing is scored yet.

    Raises
    ------
    TrainingError
        If the database is locked, of another layout, or none at all.
    """
    import optuna

    if not path.is_file():
        return None
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    with sentences(f"sqlite:///{path.name}"):
        storage = optuna.storages.RDBStorage(
            f"sqlite:///{path}",
            engine_kwargs={"connect_args": {"timeout": 1}},
            skip_table_creation=True,
        )
        try:
            try:
                study = optuna.load_study(study_name=name, storage=storage)
            except KeyError:  # no study of that name
                return None
            done = any(t.state.name == "COMPLETE" for t in study.get_trials(deepcopy=False))
            return table(study) if done else None
        finally:
            storage.engine.dispose()
