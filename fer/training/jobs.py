"""Trainings that run as processes of their own: start, stop, continue, keep and discard them.

It imports neither Streamlit nor torch.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from pathlib import Path

from fer import places
from fer.errors import FerError, ReleaseError, TrainingError
from fer.files import write_json
from fer.release import Release, check_id
from fer.training import lock
from fer.training.orders import allowed, order
from fer.training.started import (
    CANDIDATE,
    LOG,
    PROGRESS,
    START_S,
    STOP,
    WEIGHTS,
    Training,
    disk,
    find,
    last_line,
    root,
    trainings,
)

_WAITING = 4  # trainings that may wait to be kept or discarded
_PATIENCE_S = 15.0  # what a process that was asked to stop is given before it is killed
_ROOT = Path(__file__).resolve().parents[2]


def _permit() -> None:
    if not allowed():
        raise TrainingError("Training from the dashboard is turned off on this server.")


def start(network: str, data: str, epochs: int, runs: Path | None = None) -> Training:
    """Start a training in a process of its own.

    Raises
    ------
    TrainingError, DatasetError
        If it cannot start; the sentence says why.
    """
    _permit()
    place = root(runs)
    if lock.holder(place):
        raise TrainingError("Another training is running on this server.")
    if len(trainings(runs)) >= _WAITING:
        raise TrainingError(f"{_WAITING} trainings wait. Keep or discard one first.")
    with disk():
        place.mkdir(parents=True, exist_ok=True)
        wanted = order(place, network, data, epochs)
        folder = place / wanted.id
        folder.mkdir()
        try:
            wanted.write(folder)
            _spawn(folder)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
    return find(wanted.id, runs)


def resume(training: Training, runs: Path | None = None) -> Training:
    """Continue a training from its last finished epoch.

    Raises
    ------
    TrainingError
        If another is running, or its process does not start.
    """
    _permit()
    if training.phase in ("running", "finished"):
        raise TrainingError(f"This training is {training.phase}; there is nothing to continue.")
    with disk():
        (training.folder / STOP).unlink(missing_ok=True)
        _spawn(training.folder)
    return find(training.order.id, runs)


def _spawn(folder: Path) -> None:
    """Start the process and wait until it has the lock, which it takes itself."""
    environment = {
        **os.environ,
        "FER_DATA": str(places.DATA.resolve()),
        "FER_RUNS": str(places.RUNS.resolve()),
    }
    asked = time.time()
    with (folder / LOG).open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "fer.training.runner", str(folder.resolve())],
            cwd=_ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,  # Ctrl-C in the server's terminal is not meant for it
        )
    threading.Thread(target=process.wait, daemon=True).start()  # so that no zombie is left
    until = time.monotonic() + START_S
    while time.monotonic() < until:
        holding = lock.holder(folder.parent)
        if holding is not None and holding.run == folder.name:
            return
        if process.poll() is not None:
            break
        time.sleep(0.05)
    if process.poll() is None:
        process.kill()
    elif lock.holder(folder.parent) is not None:
        raise TrainingError("Another training has just begun on this server.")
    elif float(last_line(folder / PROGRESS).get("time", 0)) >= asked:
        return  # over already, and it says so itself
    raise TrainingError("The training's process did not start. Try again in a moment.")


def stop(training: Training) -> None:
    """End a training that runs; what its last finished epoch left can be continued.

    Raises
    ------
    TrainingError
        If the disk refuses.
    """
    _permit()
    holding = lock.holder(training.folder.parent)
    if holding is None or holding.run != training.order.id:
        return
    flag = training.folder / STOP
    with disk():
        if not flag.exists():
            flag.touch()
        asked = time.time() - flag.stat().st_mtime
    if process := holding.process():
        process.kill() if asked > _PATIENCE_S else process.terminate()


def discard(training: Training) -> None:
    """Delete a training that does not run, with all that it left.

    Raises
    ------
    TrainingError
        If it is running, or the disk refuses.
    """
    _permit()
    holding = lock.holder(training.folder.parent)
    if holding is not None and holding.run == training.order.id:
        raise TrainingError("This training is running. Stop it first.")
    gone = training.folder.with_name(f".gone-{uuid.uuid4().hex}")
    with disk():
        try:
            training.folder.rename(gone)
        except FileNotFoundError:
            return  # somebody else was quicker
        shutil.rmtree(gone, ignore_errors=True)


def keep(training: Training, name: str, weights: Path | None = None) -> Release:
    """Make a finished training a release under a name.

    Parameters
    ----------
    training : Training
    name : str
        Id of the release.
    weights : Path, optional
        The folder of the releases.

    Raises
    ------
    FerError
        If the training is not finished, the name is no id or taken, or the disk refuses.
    """
    _permit()
    place = weights or places.WEIGHTS
    check_id(name)
    if training.phase != "finished":
        raise TrainingError("Only a finished training can be kept.")
    made = Release.open(training.folder / WEIGHTS, CANDIDATE)
    with disk():
        place.mkdir(parents=True, exist_ok=True)
        taken = TrainingError(f"There is a release '{name}' already. Choose another name.")
        if name.lower() in {path.name.lower() for path in place.iterdir()}:
            raise taken
        with tempfile.TemporaryDirectory(prefix=".keeping-", dir=place) as scratch:
            copy = Path(scratch) / name
            copy.mkdir()
            for path in made.folder.iterdir():  # copytree's own error says nothing of its reason
                shutil.copyfile(path, copy / path.name)
            recipe = {**made.card["recipe"], "name": name}
            write_json(copy / "card.json", {**made.card, "id": name, "recipe": recipe})
            try:
                copy.rename(place / name)
            except OSError as error:
                if (place / name).exists():
                    raise taken from error
                raise
    try:
        kept = Release.open(place, name)
    except ReleaseError as error:
        raise FerError(f"The release could not be kept whole: {error}") from error
    discard(training)
    return kept
