"""What all commands share: the console, progress bars, and errors as sentences."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskProgressColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from fer.errors import FerError

P = ParamSpec("P")
R = TypeVar("R")
# Names of files, releases and classes are printed as they are: no [markup], no :emoji:.
console = Console(highlight=False, markup=False, emoji=False)
errors = Console(stderr=True, highlight=False, markup=False, emoji=False)


def sentences(command: Callable[P, R]) -> Callable[P, R]:
    """Turn a `FerError` into its sentence on stderr and exit status 1, Ctrl-C into 130.

    So is what a disk refuses; a reader that went away (`python -m fer … | head`) is no error.
    """

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except FerError as error:
            errors.print(str(error), style="red", soft_wrap=True)
            raise typer.Exit(1) from error
        except BrokenPipeError:
            raise
        except OSError as error:
            where = f"{error.filename}: " if error.filename else ""
            errors.print(f"{where}{error.strerror or error}.", style="red", soft_wrap=True)
            raise typer.Exit(1) from error
        except KeyboardInterrupt as error:
            errors.print("Stopped.")
            raise typer.Exit(130) from error

    return run


def share_bar() -> Progress:
    """Return a progress bar that shows a percentage, for amounts nobody reads as numbers."""
    return Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TaskProgressColumn(),
        TimeRemainingColumn(),
        console=errors,
        transient=True,
    )


def count_bar() -> Progress:
    """Return a progress bar that counts things and estimates the time left."""
    return Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
        console=errors,
    )
