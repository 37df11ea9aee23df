"""Trainings that were started from the dashboard, as they stand; it changes none.

All that is known of one lies in its folder below ``runs/started``, so that any page of any server
on this machine sees the same, before and after a restart. Machines do not share such a folder:
whether a training runs is asked of the processes at hand.
"""

import errno
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from fer import places
from fer.errors import TrainingError
from fer.training import lock
from fer.training.orders import Order

Phase = Literal["running", "finished", "stopped", "failed", "lost"]
STARTED = "started"  # the folder below runs/
PROGRESS = "progress.jsonl"
LOG = "runner.log"
STOP = "stop"  # a file that says: whoever ended this training, it was asked for
CANDIDATE = "candidate"  # what a finished training calls its release until it is kept
WEIGHTS = "weights"
START_S = 30.0  # from the order until the process has the lock, on a busy machine
_TAIL = 4096  # bytes
_FULL = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}  # Windows knows no quota here


@dataclass(frozen=True)
class Training:
    """A training that was started here, as it stands.

    Attributes
    ----------
    order : Order
    folder : Path
    phase : str
        ``running``; ``finished``: to be kept or discarded; ``stopped`` by somebody, ``failed`` with
        a reason, or ``lost``: its process ended without a word.
    said : mapping
        The last line that it wrote of its progress: ``kind`` and figures.
    """

    order: Order
    folder: Path
    phase: Phase
    said: dict[str, Any] = field(default_factory=dict)

    @property
    def share(self) -> float:
        """How much of the steps is done, 0–1."""
        if self.said.get("kind") == "releasing":
            return 1.0
        steps = self.said.get("steps") or 0
        return min(1.0, self.said.get("step", 0) / steps) if steps else 0.0

    @property
    def what(self) -> str:
        """Why it ended early, in a sentence; empty where it did not."""
        if self.phase == "failed":
            return str(self.said.get("what", "It failed."))
        if self.phase == "stopped":
            return "It was stopped."
        if self.phase == "lost":
            return (
                "Its process ended without a word: it was killed, or the machine restarted, ran "
                "out of memory or of disk."
            )
        return ""


def root(runs: Path | None = None) -> Path:
    """Return the folder of the trainings that were started from the dashboard."""
    return (runs or places.RUNS) / STARTED


def trainings(runs: Path | None = None) -> list[Training]:
    """Return every training that is running or waits to be settled, the latest first."""
    place = root(runs)
    holding = lock.holder(place)
    found = []
    for folder in sorted(place.glob("[!.]*/order.json"), reverse=True):
        try:
            found.append(_look(folder.parent, holding.run if holding else ""))
        except TrainingError:
            continue
    return found


def find(name: str, runs: Path | None = None) -> Training:
    """Return the training of that id.

    Raises
    ------
    TrainingError
        If somebody has kept or discarded it meanwhile.
    """
    for training in trainings(runs):
        if training.order.id == name:
            return training
    raise TrainingError("This training is gone: somebody has kept or discarded it.")


def _look(folder: Path, holding: str) -> Training:
    wanted = Order.read(folder)
    said = last_line(folder / PROGRESS)
    if folder.name == holding or _starting(folder):
        return Training(wanted, folder, "running", said)
    phase: Phase = "lost"
    if said.get("kind") == "finished" and (folder / WEIGHTS / CANDIDATE / "card.json").is_file():
        phase = "finished"
    elif said.get("kind") == "failed":
        phase = "failed"
    elif said.get("kind") == "stopped" or (folder / STOP).exists():
        phase = "stopped"
    return Training(wanted, folder, phase, said)


def _starting(folder: Path) -> bool:
    """Return whether the process has been started a moment ago and has not spoken yet."""
    try:
        age = time.time() - (folder / LOG).stat().st_mtime
    except OSError:
        return False
    return age < START_S and not (folder / PROGRESS).exists()


def last_line(path: Path) -> dict[str, Any]:
    """Return the last whole line of a file of JSON lines; empty where there is none."""
    try:
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - _TAIL))
            lines = file.read().splitlines()
    except OSError:
        return {}
    for line in reversed(lines):
        try:
            found = json.loads(line)
        except ValueError:
            continue
        if isinstance(found, dict):
            return found
    return {}


@contextmanager
def disk() -> Iterator[None]:
    """Turn what a disk can refuse into sentences."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise TrainingError("The disk is full. Make room, then try again.") from error
        where = f" ({Path(str(error.filename)).name})" if error.filename else ""
        raise TrainingError(f"The disk refused it: {error.strerror}{where}.") from error
