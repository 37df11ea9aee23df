"""One training at a time: a lock that dies with its process and cannot be taken twice.

The lock is a file with a number, ``lock-7``, that names the process which holds it. It is free when
that process is gone, whatever ended it. Whoever wants it creates the file with the next number in
one step that only one can succeed in, so that two never take over from the same dead process.
"""

import json
import os
import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil

from fer.errors import TrainingError

_NAME = re.compile(r"lock-(\d+)")
_CLOCK_S = 2.0  # the start of a process is read from a clock that may be corrected a little


@dataclass(frozen=True)
class Holder:
    """A process, told apart from a later one of the same number by when it began, and its run."""

    pid: int
    created: float
    run: str

    @classmethod
    def here(cls, run: str) -> "Holder":
        """Return the holder that this process would be."""
        return cls(os.getpid(), psutil.Process().create_time(), run)

    def process(self) -> psutil.Process | None:
        """Return the process, None if it has ended."""
        try:
            found = psutil.Process(self.pid)
            same = abs(found.create_time() - self.created) < _CLOCK_S
            ended = found.status() in (psutil.STATUS_ZOMBIE, psutil.STATUS_DEAD)
        except psutil.NoSuchProcess:
            return None
        return found if same and not ended else None


def holder(folder: Path) -> Holder | None:
    """Return who holds the lock, None where it is free."""
    found = _last(folder)[1]
    return found if found is not None and found.process() is not None else None


def take(folder: Path, run: str) -> Holder:
    """Take the lock for this process, for as long as it lives.

    Raises
    ------
    TrainingError
        If a living process holds it, or another was quicker.
    """
    folder.mkdir(parents=True, exist_ok=True)
    number, last = _last(folder)
    if last is not None and last.process() is not None:
        raise TrainingError("Another training is running on this server.")
    mine = Holder.here(run)
    whole = folder / f".lock-{uuid.uuid4().hex}"
    whole.write_text(json.dumps(asdict(mine)), encoding="utf-8")
    try:
        os.link(whole, folder / f"lock-{number + 1}")
    except FileExistsError as error:
        raise TrainingError("Another training has just begun on this server.") from error
    except OSError:  # a disk without links: the file is created in one step, and filled in another
        _create(folder / f"lock-{number + 1}", whole)
    finally:
        whole.unlink()
    for older in folder.glob("lock-*"):
        if _number(older) <= number:
            older.unlink(missing_ok=True)
    return mine


def _create(place: Path, whole: Path) -> None:
    try:
        with place.open("x", encoding="utf-8") as file:
            file.write(whole.read_text(encoding="utf-8"))
    except FileExistsError as error:
        raise TrainingError("Another training has just begun on this server.") from error


@contextmanager
def held(folder: Path, run: str, busy: str) -> Iterator[None]:
    """Hold the lock for a block of this process.

    Raises
    ------
    TrainingError
        With the sentence `busy`, in which ``{run}`` stands for the run, where a living process
        holds it.
    """
    try:
        mine = take(folder, run)
    except TrainingError as error:
        raise TrainingError(busy.format(run=run)) from error
    try:
        yield
    finally:
        number, last = _last(folder)
        if last == mine:
            (folder / f"lock-{number}").unlink(missing_ok=True)


def _number(path: Path) -> int:
    match = _NAME.fullmatch(path.name)
    return int(match[1]) if match else 0


def _last(folder: Path) -> tuple[int, Holder | None]:
    """Return the highest number, and who holds that lock or held it."""
    path = max(folder.glob("lock-*"), key=_number, default=None)
    if path is None:
        return 0, None
    try:
        return _number(path), Holder(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, TypeError, ValueError):
        return _number(path), None
