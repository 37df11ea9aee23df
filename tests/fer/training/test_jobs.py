"""Trainings as processes: kept, stopped, killed, outliving the server, and refused."""

import errno
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from fer import places
from fer.data import dataset
from fer.errors import FerError, TrainingError
from fer.release import Release
from fer.training import jobs, lock, started

ROOT = Path(__file__).parents[3]


@pytest.fixture
def home(tmp_path, monkeypatch, patterns):
    """Folders of their own for datasets, with `patterns` in it, trainings and releases."""
    for name in ("data", "runs", "weights"):
        (tmp_path / name).mkdir()
        monkeypatch.setattr(places, name.upper(), tmp_path / name)
    monkeypatch.setattr(dataset, "DATA", tmp_path / "data")
    stored = tmp_path / "data" / "patterns"
    stored.mkdir()
    np.save(stored / "faces.npy", patterns.faces)
    patterns.rows.to_parquet(stored / "rows.parquet")
    yield tmp_path
    if holding := lock.holder(started.root()):
        holding.process().kill()


@pytest.fixture
def made(home, pretend):
    """A finished training, without having trained: its release is the toy."""
    return pretend({"kind": "finished"})


def wait(training, until=lambda found: found.phase != "running", seconds=120):
    for _ in range(seconds * 10):
        found = started.find(training.order.id)
        if until(found):
            return found
        time.sleep(0.1)
    pytest.fail(f"still {found.phase}: {found.said}")
    return None


def saved(found):
    return (found.folder / "checkpoint.safetensors").exists() or found.phase != "running"


@pytest.mark.slow
def test_killed_continued_refused_and_kept(home):
    training = jobs.start("tiny", "patterns", 30)
    assert training.phase == "running"
    with pytest.raises(TrainingError, match="Another training is running"):
        jobs.start("tiny", "patterns", 1)
    with pytest.raises(TrainingError, match="Stop it first"):
        jobs.discard(training)
    wait(training, saved)
    os.kill(lock.holder(started.root()).pid, signal.SIGKILL)
    lost = wait(training)
    assert lost.phase == "lost"
    assert "killed" in lost.what
    again = jobs.resume(lost)
    assert again.phase == "running"
    done = wait(again)
    assert done.phase == "finished", done.said
    rows = (done.folder / "history.csv").read_text().splitlines()
    epochs = [int(row.split(",")[1]) for row in rows if ",PublicTest," in row]
    assert epochs == list(range(1, 31))
    kept = jobs.keep(done, "my-first")
    assert kept.card["recipe"]["name"] == kept.id == "my-first"
    assert kept.title == "Tiny CNN, 30 epochs of patterns"
    assert len(kept.predictions()) == 140
    assert kept.has("history.csv")
    assert "FER-2013" not in " ".join(kept.card["limits"])
    assert started.trainings() == []


@pytest.mark.slow
def test_stopped_half_way_then_discarded(home):
    training = jobs.start("cnn2", "patterns", 30)
    wait(training, lambda t: t.said.get("kind") == "training" or t.phase != "running")
    jobs.stop(training)
    stopped = wait(training)
    assert stopped.phase == "stopped"
    with pytest.raises(TrainingError, match="Only a finished training"):
        jobs.keep(stopped, "half")
    jobs.discard(stopped)
    assert started.trainings() == []
    assert not list(started.root().glob("*cnn2*"))


SERVER = """
import os, signal
from fer.training import jobs
print(jobs.start("tiny", "patterns", 2).order.id, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.slow
def test_it_outlives_the_server_that_started_it(home):
    folders = {f"FER_{n.upper()}": str(home / n) for n in ("data", "runs", "weights")}
    server = subprocess.run(
        [sys.executable, "-c", SERVER],
        cwd=ROOT,
        env={**os.environ, **folders},
        capture_output=True,
        text=True,
        check=False,
    )
    assert server.returncode == -signal.SIGKILL
    done = wait(started.find(server.stdout.strip()))
    assert done.phase == "finished", done.said
    assert done.share == 0 or done.share == 1


@pytest.mark.parametrize(
    ("lines", "phase", "what"),
    [
        ([{"kind": "finished"}], "finished", ""),
        ([{"kind": "failed", "what": "The disk is full."}], "failed", "The disk is full."),
        ([{"kind": "training", "step": 3, "steps": 6}, {"kind": "stopped"}], "stopped", "stopped"),
        ([{"kind": "training", "step": 3, "steps": 6}], "lost", "without a word"),
        ([], "lost", "without a word"),
    ],
)
def test_how_it_ended_is_read_from_its_folder(home, pretend, lines, phase, what):
    found = pretend(*lines, torn='{"kind": "trai')
    assert found.phase == phase
    assert what in found.what


def test_a_training_that_was_asked_to_stop_and_had_to_be_killed_was_stopped(home, pretend):
    found = pretend({"kind": "training", "step": 3, "steps": 6})
    (found.folder / "stop").touch()
    assert started.find(found.order.id).phase == "stopped"
    assert found.share == 0.5


def test_damaged_folders_are_passed_over(home, made):
    (started.root() / "broken").mkdir()
    (started.root() / "broken" / "order.json").write_text("{")
    assert [t.order.id for t in started.trainings()] == [made.order.id]


@pytest.mark.parametrize(
    ("name", "why"),
    [("", "no id"), ("../x", "no id"), ("a b", "no id"), (".x", "no id"), ("TAKEN", "already")],
)
def test_a_bad_or_taken_name_is_refused_and_nothing_is_lost(home, made, name, why):
    (home / "weights" / "taken").mkdir()
    with pytest.raises(FerError, match=why):
        jobs.keep(made, name)
    assert started.find(made.order.id).phase == "finished"
    assert [p.name for p in (home / "weights").iterdir()] == ["taken"]


def test_kept_twice_at_once_it_is_there_once(home, made):
    assert jobs.keep(made, "one").id == "one"
    with pytest.raises(FerError):
        jobs.keep(made, "one")
    assert Release.open(home / "weights", "one").title == "Toy"
    with pytest.raises(TrainingError, match="somebody has kept or discarded it"):
        started.find(made.order.id)


def test_a_full_disk_keeps_the_training_and_leaves_no_half_release(home, made, monkeypatch):
    def full(*_):  # as copyfile has it; copytree would hide it in an error without a number
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(shutil, "copyfile", full)
    with pytest.raises(TrainingError, match="The disk is full"):
        jobs.keep(made, "one")
    assert list((home / "weights").iterdir()) == []
    assert started.find(made.order.id).phase == "finished"


def test_a_disk_that_refuses_the_order_leaves_nothing(home, monkeypatch):
    def full(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(subprocess, "Popen", full)
    with pytest.raises(TrainingError, match="The disk is full"):
        jobs.start("tiny", "patterns", 1)
    assert started.trainings() == []


def test_only_so_many_wait(home, pretend):
    for _ in range(4):
        pretend({"kind": "finished"})
    with pytest.raises(TrainingError, match="4 trainings wait"):
        jobs.start("tiny", "patterns", 1)


def test_a_finished_training_is_not_continued(made):
    with pytest.raises(TrainingError, match="nothing to continue"):
        jobs.resume(made)


def test_discarding_twice_is_no_error(made):
    jobs.discard(made)
    jobs.discard(made)
    assert started.trainings() == []


def test_turned_off_nothing_can_be_done(made, monkeypatch):
    monkeypatch.setenv("FER_TRAINING", "off")
    for do in (
        lambda: jobs.start("tiny", "patterns", 1),
        lambda: jobs.resume(made),
        lambda: jobs.stop(made),
        lambda: jobs.discard(made),
        lambda: jobs.keep(made, "one"),
    ):
        with pytest.raises(TrainingError, match="turned off"):
            do()
    assert started.find(made.order.id).phase == "finished"


def test_the_server_needs_no_torch_for_it():
    code = "import sys; from fer.training import jobs, started; print('torch' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"
