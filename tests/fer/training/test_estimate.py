"""Estimates: rough before anything was timed, from the machine's own speed after."""

import pytest

from fer.training.estimate import MACS, estimate, remember
from fer.training.networks import build, mac_count


@pytest.mark.parametrize("name", sorted(MACS))
def test_the_costs_are_those_of_the_networks(name):
    assert MACS[name] == mac_count(build(name))


def test_a_first_estimate_is_wide_and_says_so(tmp_path):
    small = estimate(tmp_path, "tiny", "sketches", 490, 8)
    large = estimate(tmp_path, "cnn4", "fer2013", 28_709, 8)
    assert not small.timed
    assert 2 * small.low < small.high < 120
    assert large.low > 10 * small.low


def test_what_was_timed_here_decides(tmp_path):
    remember(tmp_path, "speed", "tiny", 1000.0)
    first = estimate(tmp_path, "tiny", "sketches", 500, 10)
    assert first.timed
    assert first.low <= 5 + 15 <= first.high
    remember(tmp_path, "aside", "sketches", 15.0)
    found = estimate(tmp_path, "tiny", "sketches", 500, 10)
    assert found.timed
    assert found.low <= 5 + 15 <= found.high
    assert found.high - found.low < first.high - first.low
    assert not estimate(tmp_path, "cnn2", "sketches", 500, 10).timed


@pytest.mark.parametrize("content", ["", "[1]", '{"speed": 3, "aside": {"sketches": "x"}}'])
def test_damaged_figures_are_passed_over(tmp_path, content):
    (tmp_path / "speeds.json").write_text(content)
    assert not estimate(tmp_path, "tiny", "sketches", 490, 8).timed
    remember(tmp_path, "speed", "tiny", 10.0)
    assert estimate(tmp_path, "tiny", "sketches", 490, 8).low > 300
