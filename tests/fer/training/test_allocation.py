"""Freed memory stays with the process: asking for as much again costs no page faults."""

import subprocess
import sys

import pytest

from fer.training.allocation import keep_freed_memory

_TOUCH = """
import resource, sys
import numpy as np
from fer.training.allocation import keep_freed_memory
if sys.argv[1] == "keep":
    assert keep_freed_memory()
def faults():
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt
np.ones(500_000)
before = faults()
for _ in range(5):
    np.ones(500_000)  # 4 MB, freed at once
print(faults() - before)
"""


def _faults(how):
    command = [sys.executable, "-c", _TOUCH, how]
    return int(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="speaks to glibc")
def test_the_same_memory_is_used_again():
    assert _faults("keep") < _faults("let go") / 5


def test_other_systems_are_left_alone(monkeypatch):
    monkeypatch.setattr("fer.training.allocation.sys.platform", "darwin")
    assert keep_freed_memory() is False
