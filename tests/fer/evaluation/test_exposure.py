"""Verdicts on exposure, its two sweeps, and pairs with and without batch normalisation."""

import numpy as np
import pandas as pd
import pytest

from fer.evaluation.corruptions import EXPOSURES
from fer.evaluation.exposure import difference, pairs, sweep_of, verdict
from fer.evaluation.intervals import difference as of_shares
from fer.evaluation.robustness import by_severity


@pytest.fixture(scope="module")
def figures(robustness_table):
    return by_severity(robustness_table, "PrivateTest")


def test_one_flipped_label_refutes_the_claim(figures):
    found = verdict(figures)
    assert not found.holds
    row = figures[(figures["corruption"] == "underexposure") & (figures["severity"] == 1)].iloc[0]
    assert f"a quarter stop less light {row['flipped'] * 100:.1f}" in found.text
    assert f"n = {row['n']:,}" in found.text


def test_no_flipped_label_at_any_exposure_upholds_it(figures):
    steady = figures.copy()
    steady.loc[steady["corruption"].isin(EXPOSURES), "flipped"] = 0.0
    found = verdict(steady)
    assert found.holds
    assert "no label changes" in found.text
    assert "Nor with any other" not in found.text
    assert verdict(figures.assign(flipped=0.0)).text.endswith("Nor with any other change.")
    one = steady.copy()
    last = one.index[(one["corruption"] == "brightness") & (one["severity"] == 5)]
    one.loc[last, "flipped"] = 0.001
    assert not verdict(one).holds


def test_sweeps_run_from_dark_to_light_through_the_unchanged_face(figures):
    gain = sweep_of(figures, "gain")
    np.testing.assert_allclose(gain["x"], [-2, -1.5, -1, -0.5, -0.25, 0, 0.25, 0.5, 1, 1.5, 2])
    offset = sweep_of(figures, "offset")
    np.testing.assert_allclose(offset["x"], np.arange(-125, 126, 25))
    for sweep in (gain, offset):
        assert sweep["flipped"].tolist()[5] == 0
        assert sweep["severity"].tolist() == [5, 4, 3, 2, 1, 0, 1, 2, 3, 4, 5]


def test_pairs_are_found_by_architecture():
    there = {
        "cnn4": "cnn4",
        "cnn2": "cnn2-rank128",
        "short": "cnn4",
        "bare": "cnn4-plain",
        "cnn2-plain": "cnn2-plain-rank128",
        "svm-linear": "linear",
        "odd": "tiny-plain",
    }
    assert pairs(there) == [("cnn4", "bare"), ("cnn2", "cnn2-plain"), ("short", "bare")]
    assert pairs({}) == []


def test_a_difference_has_newcombes_interval(figures):
    more = figures.copy()
    for end in ("flipped", "flipped_low", "flipped_high"):
        more[end] = (more[end] * 1.2).clip(upper=1)
    found = difference(figures, more, 3).set_index("corruption")
    assert list(found.index) == list(EXPOSURES)
    assert (found["fewer"] > 0).all()
    same = difference(figures, figures, 3).set_index("corruption").loc["underexposure"]
    row = figures[(figures["corruption"] == "underexposure") & (figures["severity"] == 3)].iloc[0]
    hits = row["flipped"] * row["n"]
    expected = of_shares(hits, row["n"], hits, row["n"])
    assert (same["low"], same["high"]) == pytest.approx(expected, abs=1e-6)
    assert same["fewer"] == 0


def test_figures_are_left_alone(figures):
    before = figures.copy(deep=True)
    verdict(figures)
    sweep_of(figures, "gain")
    difference(figures, figures, 1)
    pd.testing.assert_frame_equal(figures, before)
