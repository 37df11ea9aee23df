"""What is timed is called as often as is said, and figures are what they are named."""

import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from fer import benchmark
from fer.benchmark import Timing, faces_per_second, random_faces, resident_megabytes, timed

ROOT = Path(__file__).parents[2]


class Clock:
    """A clock that a call moves on by a known number of milliseconds."""

    def __init__(self, monkeypatch):
        self.now = 0.0
        monkeypatch.setattr(benchmark.time, "perf_counter", lambda: self.now)

    def spend(self, milliseconds):
        self.now += milliseconds / 1000


@pytest.fixture
def clock(monkeypatch):
    return Clock(monkeypatch)


def test_calls_that_warm_up_do_not_count(clock):
    costs = iter([900, 800, *range(1, 21)])
    timing = timed(lambda: clock.spend(next(costs)), repeats=20, warm=2)
    assert timing.n == 20
    assert timing.median == pytest.approx(10.5)
    assert timing.p95 == pytest.approx(np.percentile(range(1, 21), 95))
    assert next(costs, None) is None


@pytest.mark.parametrize(("repeats", "warm"), [(1, 0), (3, 3), (7, 1)])
def test_a_call_is_made_as_often_as_is_said(repeats, warm):
    calls = []
    timing = timed(lambda: calls.append(1), repeats=repeats, warm=warm)
    assert len(calls) == repeats + warm
    assert timing.n == repeats
    assert 0 <= timing.median <= timing.p95


def test_one_call_is_its_own_median(clock):
    assert timed(lambda: clock.spend(4), repeats=1, warm=0) == Timing(
        pytest.approx(4), pytest.approx(4), 1
    )


def test_faces_of_noise_are_the_same_each_time():
    faces = random_faces(3)
    assert faces.shape == (3, 48, 48)
    assert faces.dtype == np.uint8
    assert np.array_equal(faces, random_faces(3))
    assert not np.array_equal(faces, random_faces(3, seed=1))
    assert faces.min() == 0
    assert faces.max() == 255


def test_faces_per_second_counts_the_whole_batch(clock):
    class Slow:
        def logits(self, faces):
            assert faces.shape[1:] == (48, 48)
            clock.spend(2 * len(faces))

    assert faces_per_second(Slow(), batch=32) == pytest.approx(500)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the system tells no memory use")
def test_resident_memory_grows_with_what_is_held():
    code = (  # in a process of its own, which has no freed memory to take it from
        "import numpy as np\n"
        "from fer.benchmark import resident_megabytes\n"
        "print(resident_megabytes())\n"
        "held = np.ones(64_000_000, np.uint8)\n"
        "print(resident_megabytes())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    before, after = map(float, done.stdout.split())
    assert 10 < before < 20_000
    assert after - before == pytest.approx(64, abs=16)


def test_resident_memory_is_unknown_where_the_system_does_not_tell(monkeypatch):
    monkeypatch.setattr(benchmark.Path, "exists", lambda _: False)
    assert resident_megabytes() is None


def test_measuring_does_not_import_torch():
    code = (
        "import sys, types\n"
        "from fer.benchmark import torch_is_imported\n"
        "print(torch_is_imported())\n"
        "sys.modules['torch'] = types.ModuleType('torch')\n"
        "print(torch_is_imported())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["False", "True"]


def test_milliseconds_a_face_are_of_one_face_at_a_time(clock):
    shapes = set()

    class Slow:
        def logits(self, faces):
            shapes.add(faces.shape)
            clock.spend(3)

    timing = benchmark.milliseconds_a_face(Slow(), repeats=5)
    assert timing == Timing(pytest.approx(3), pytest.approx(3), 5)
    assert shapes == {(1, 48, 48)}


def test_the_machine_is_named_with_its_cores():
    assert re.fullmatch(r".+, \d+ cores?", benchmark.machine())
