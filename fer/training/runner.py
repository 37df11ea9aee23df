"""The process of a training that was started from the dashboard.

``python -m fer.training.runner FOLDER``; `jobs` starts it. It takes the lock, works at low priority
and writes a line of JSON about itself every second, the last of which says how it ended.
"""

import json
import logging
import os
import signal
import sys
import time
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import psutil

from fer.errors import FerError, TrainingError
from fer.training import lock
from fer.training.estimate import remember
from fer.training.orders import Order
from fer.training.started import CANDIDATE, PROGRESS, WEIGHTS, disk

if TYPE_CHECKING:
    from fer.training.checkpoint import Point
    from fer.training.recipe import Recipe

_EVERY_S = 1.0
_NICE = 19  # what the app or another program wants comes first
BUSY = 3  # exit status: another training holds the lock


class Stopped(BaseException):
    """Somebody asked for the end of this training."""


class Journal:
    """A reporter that writes lines of JSON, and how fast this machine turned out to be."""

    def __init__(self, folder: Path, order: Order) -> None:
        self._file = folder / PROGRESS
        self._place = folder.parent
        self._order = order
        self._began = self._last = time.monotonic()
        self._first = self._steps = 0

    def say(self, kind: str, **figures: Any) -> None:
        """Write a line; a disk that refuses it does not end the training."""
        line = json.dumps({"kind": kind, "time": time.time(), **figures})
        try:
            with self._file.open("a", encoding="utf-8") as file:
                file.write(f"{line}\n")
        except OSError:
            logging.getLogger(__name__).exception("The progress could not be written.")

    def start(self, recipe: "Recipe", step: int, steps: int) -> None:
        """Say that training begins."""
        self._began = self._last = time.monotonic()
        self._first, self._steps = step, steps
        self.say("training", step=step, steps=steps, epochs=recipe.epochs, epoch=0)

    def step(self, step: int, loss: float, accuracy: float) -> None:
        """Say how far it is, once a second."""
        now = time.monotonic()
        if now - self._last < _EVERY_S:
            return
        self._last = now
        self._line(step, now)

    def _line(self, step: int, now: float) -> None:
        done = step - self._first
        left = (now - self._began) / done * (self._steps - step) if done else None
        each = max(1, self._steps // self._order.epochs)
        self.say(
            "training",
            step=step,
            steps=self._steps,
            epoch=min(self._order.epochs, (step - 1) // each + 1),
            epochs=self._order.epochs,
            left_s=left if left is None else round(left, 1),
        )

    def epoch(self, point: "Point") -> None:
        """Say that an epoch is finished, and remember the speed."""
        now = time.monotonic()
        self._line(point.step, now)
        done = (point.step - self._first) / max(1, self._steps) * self._order.epochs
        speed = self._order.faces * done / max(now - self._began, 1e-3)
        remember(self._place, "speed", self._order.network, speed)

    def stop(self) -> None:
        """Note that no more steps follow."""


def main(folder: Path) -> int:
    """Run the training that was ordered in a folder, to its end or until it is stopped."""
    try:
        lock.take(folder.parent, folder.name)
    except TrainingError:
        return BUSY
    try:
        order = Order.read(folder)
        journal = Journal(folder, order)
    except FerError as error:
        logging.getLogger(__name__).error("%s", error)
        return 1
    kind, figures = "finished", {}
    try:
        signal.signal(signal.SIGTERM, _raise_stopped)
        journal.say("preparing")
        psutil.Process().nice(_NICE if os.name == "posix" else psutil.BELOW_NORMAL_PRIORITY_CLASS)
        _work(order, folder, journal)
        signal.signal(signal.SIGTERM, signal.SIG_IGN)  # how it ended is settled
    except Stopped:
        kind = "stopped"
    except FerError as error:
        kind, figures = "failed", {"what": str(error).replace(str(folder), "Its folder")}
    except MemoryError:
        kind, figures = "failed", {"what": "The machine has too little memory for this training."}
    except Exception as error:
        traceback.print_exc()
        what = f"It failed in a way that nobody expected ({type(error).__name__}: {error})."
        kind, figures = "failed", {"what": f"{what} The details are in its runner.log."}
    journal.say(kind, **figures)
    return 0


def _raise_stopped(number: int, frame: object) -> NoReturn:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # once is enough
    raise Stopped


def _work(order: Order, folder: Path, journal: Journal) -> None:
    """Open the faces, train, and make the release that may be kept."""
    began = time.monotonic()
    import torch

    from fer.data.opening import open_dataset
    from fer.training import loop, releasing

    logging.getLogger("lightning").setLevel(logging.ERROR)
    torch.set_num_threads(max(1, (os.cpu_count() or 2) - 1))  # one is left to the dashboard
    dataset = open_dataset(order.data)
    before = time.monotonic() - began
    with disk():
        saved = loop.train(
            order.recipe,
            dataset,
            folder,
            accelerator="cpu",
            resume=True,
            reporter=lambda: journal,
        )
        journal.say("releasing")
        began = time.monotonic()
        releasing.release_trained(
            order.recipe,
            saved,
            dataset,
            folder / "history.csv",
            name=CANDIDATE,
            weights=folder / WEIGHTS,
        )
        remember(folder.parent, "aside", order.data, before + time.monotonic() - began)


if __name__ == "__main__":
    status = main(Path(sys.argv[1]))
    sys.stderr.flush()
    os._exit(status)  # torch takes seconds to leave, and all is on the disk
