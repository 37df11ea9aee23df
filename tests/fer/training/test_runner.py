"""The process of a training: what it says when something goes wrong."""

import errno
import json
import signal

import pytest

from fer.errors import TrainingError
from fer.training import lock, runner, started
from fer.training.orders import order


@pytest.fixture
def folder(tmp_path, monkeypatch):
    wanted = order(tmp_path, "tiny", "sketches", 1)
    place = tmp_path / wanted.id
    place.mkdir()
    wanted.write(place)
    monkeypatch.setattr(runner.psutil.Process, "nice", lambda *_: None)
    before = signal.getsignal(signal.SIGTERM)
    yield place
    signal.signal(signal.SIGTERM, before)


def lines(folder):
    return [json.loads(line) for line in (folder / "progress.jsonl").read_text().splitlines()]


def failing(error):
    def work(*_):
        raise error

    return work


@pytest.mark.parametrize(
    ("error", "kind", "what"),
    [
        (TrainingError("It cannot."), "failed", "It cannot."),
        (MemoryError(), "failed", "too little memory"),
        (ZeroDivisionError("by zero"), "failed", "ZeroDivisionError: by zero"),
        (runner.Stopped(), "stopped", None),
    ],
    ids=["sentence", "memory", "defect", "stopped"],
)
def test_how_it_ended_is_the_last_line(folder, monkeypatch, error, kind, what, capfd):
    monkeypatch.setattr(runner, "_work", failing(error))
    assert runner.main(folder) == 0
    last = lines(folder)[-1]
    assert last["kind"] == kind
    assert what is None or what in last["what"]


def test_a_full_disk_is_said(folder, monkeypatch):
    def work(*_):
        with started.disk():
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(runner, "_work", work)
    runner.main(folder)
    assert "The disk is full" in lines(folder)[-1]["what"]


def test_it_leaves_at_once_where_another_holds_the_lock(folder, monkeypatch):
    lock.take(folder.parent, "other")
    monkeypatch.setattr(runner, "_work", failing(AssertionError("it must not work")))
    assert runner.main(folder) == runner.BUSY
    assert not (folder / "progress.jsonl").exists()


def test_a_disk_that_refuses_the_progress_does_not_end_it(folder):
    journal = runner.Journal(folder, started.Order.read(folder))
    (folder / "progress.jsonl").mkdir()
    journal.say("training")


def test_the_journal_counts_from_where_it_began(folder):
    wanted = started.Order.read(folder)
    journal = runner.Journal(folder, wanted)
    journal.start(wanted.recipe, 0, 8)
    journal._line(4, journal._began + 2.0)
    last = lines(folder)[-1]
    assert (last["step"], last["steps"], last["epoch"]) == (4, 8, 1)
    assert last["left_s"] == pytest.approx(2.0)
