"""The lock: one holder, free once its process is gone, never taken twice."""

import json
import os
import subprocess
import sys
import time
from dataclasses import asdict, replace
from pathlib import Path

import psutil
import pytest

from fer.errors import TrainingError
from fer.training import lock

ROOT = Path(__file__).parents[3]
TAKE = """
import sys
from pathlib import Path
from fer.errors import TrainingError
from fer.training import lock
sys.stdin.readline()
try:
    lock.take(Path(sys.argv[1]), sys.argv[2])
    print("taken", flush=True)
except TrainingError:
    print("refused", flush=True)
sys.stdin.readline()
"""


def taker(folder, run):
    command = [sys.executable, "-c", TAKE, str(folder), run]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    return subprocess.Popen(command, cwd=ROOT, text=True, **pipes)


def go(process):
    process.stdin.write("\n")
    process.stdin.flush()


def end(process):
    process.kill()
    process.communicate()


def test_a_lock_is_held_until_its_process_is_killed(tmp_path):
    child = taker(tmp_path, "first")
    go(child)
    assert child.stdout.readline() == "taken\n"
    assert lock.holder(tmp_path).run == "first"
    with pytest.raises(TrainingError, match="Another training is running"):
        lock.take(tmp_path, "second")
    child.kill()  # not yet waited for: a zombie holds nothing
    until = time.monotonic() + 10
    while lock.holder(tmp_path) is not None and time.monotonic() < until:
        time.sleep(0.01)
    assert psutil.Process(child.pid).status() == psutil.STATUS_ZOMBIE
    assert lock.holder(tmp_path) is None
    end(child)
    assert lock.holder(tmp_path) is None
    assert lock.take(tmp_path, "second").pid == os.getpid()
    assert lock.holder(tmp_path).run == "second"
    assert [p.name for p in tmp_path.iterdir()] == ["lock-2"]


@pytest.mark.parametrize("stale", [False, True])
def test_of_many_takers_at_once_one_succeeds(tmp_path, stale):
    if stale:
        dead = replace(lock.Holder.here("old"), created=1.0)
        (tmp_path / "lock-7").write_text(json.dumps(asdict(dead)))
    children = [taker(tmp_path, f"run-{i}") for i in range(6)]
    for child in children:
        go(child)
    answers = [child.stdout.readline().strip() for child in children]
    winner = lock.holder(tmp_path)
    for child in children:
        end(child)
    assert sorted(answers) == ["refused"] * 5 + ["taken"]
    assert answers[int(winner.run.removeprefix("run-"))] == "taken"


def test_a_later_process_of_the_same_number_holds_nothing(tmp_path):
    reborn = replace(lock.Holder.here("old"), created=psutil.Process().create_time() - 60)
    (tmp_path / "lock-1").write_text(json.dumps(asdict(reborn)))
    assert lock.holder(tmp_path) is None


@pytest.mark.parametrize("content", ["", "[]", '{"pid": 1}'])
def test_a_damaged_lock_is_free(tmp_path, content):
    (tmp_path / "lock-3").write_text(content)
    assert lock.holder(tmp_path) is None
    lock.take(tmp_path, "next")
    assert lock.holder(tmp_path).run == "next"


def test_a_disk_without_links_gives_locks_too(tmp_path, monkeypatch):
    def refused(*_):
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(lock.os, "link", refused)
    with lock.held(tmp_path, "first", "{run} is busy."):
        assert lock.holder(tmp_path).run == "first"
        second = lock.held(tmp_path, "second", "{run} is busy.")
        with pytest.raises(TrainingError, match=r"second is busy\."), second:
            pass
    assert lock.holder(tmp_path) is None
