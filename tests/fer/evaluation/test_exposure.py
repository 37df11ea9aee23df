"""Verdicts on exposure, its two sweeps, and pairs with and without batch normalisation."""

import numpy as np
import pandas as pd
import pytest

from fer.evaluation.corruptions import EXPOSURES
from fer.evaluation.exposure import (
    DEFAULTS,
    conclusion,
    differ,
    difference,
    normalises,
    pairs,
    sweep_of,
    verdict,
)
from fer.evaluation.intervals import difference as of_shares
from fer.evaluation.robustness import by_severity
from fer.training.recipe import Recipe


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
    one = steady.copy()
    last = one.index[(one["corruption"] == "brightness") & (one["severity"] == 5)]
    one.loc[last, "flipped"] = 0.001
    assert not verdict(one).holds


def test_one_label_whatever_happens_says_nothing_of_the_claim(figures):
    found = verdict(figures.assign(flipped=0.0))
    assert found.holds is None
    assert "Says nothing" in found.text


def test_the_change_that_refutes_it_is_named_where_less_light_does_not(figures):
    some = figures.copy()
    some.loc[some["corruption"] != "overexposure", "flipped"] = 0.0
    found = verdict(some)
    assert found.holds is False
    row = some.iloc[some["flipped"].argmax()]
    said = f"overexposure of × {row['strength']:.2f} changes {row['flipped'] * 100:.1f}"
    assert said in found.text


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
    cards = {name: card(kind) for name, kind in there.items()}
    assert pairs(cards) == [("cnn4", "bare"), ("short", "bare"), ("cnn2", "cnn2-plain")]
    assert pairs({}) == []


def card(architecture, epochs=30, splits=("Training",)):
    recipe = {"epochs": epochs, "learning_rate": 1e-3, "batch_size": 128}
    return {"architecture": architecture, "recipe": recipe, "train_splits": list(splits)}


def test_a_twin_of_the_same_schedule_takes_the_place_of_others():
    cards = {"long": card("cnn4"), "bare": card("cnn4-plain", 5), "short": card("cnn4", 5)}
    assert pairs(cards) == [("short", "bare")]
    assert differ(cards["long"], cards["bare"]) == ["epochs"]
    assert differ(card("cnn4", splits=("Training", "PublicTest")), card("cnn4-plain")) == [
        "what was learnt from"
    ]


def test_what_has_no_batch_normalisation_is_known():
    kinds = ("cnn4", "cnn2-rank128", "residual-8-d1", "cnn2-plain-rank128", "linear", "bayes-hog")
    assert [normalises(kind) for kind in (*kinds, "majority")] == [True] * 3 + [False] * 4


@pytest.mark.parametrize(
    ("signs", "said"),
    [
        ("++++", "less often under 4 of 4"),
        ("++-0", "less often under 2 of 4 exposures, and more often under 1"),
        ("--0+", "more often under 2 of 4 exposures, and less often under 1"),
        ("+-00", "less often under 1 of 4 exposures, and more often under 1"),
    ],
)
def test_a_pair_gets_a_verdict(signs, said):
    ends = {"+": (0.1, 0.2), "-": (-0.2, -0.1), "0": (-0.1, 0.1)}
    rows = pd.DataFrame([ends[sign] for sign in signs], columns=["low", "high"])
    assert said in conclusion(rows, [])
    assert "cannot be told" not in conclusion(rows, [])
    assert "differ in epochs too" in conclusion(rows, ["epochs"])


def test_where_no_interval_leaves_zero_nothing_is_said_to_be_alike():
    rows = pd.DataFrame([(-0.1, 0.1)] * 4, columns=["low", "high"])
    assert "cannot be told at any of 4 exposures" in conclusion(rows, [])


def test_pairs_name_all_that_differs_beside_batch_normalisation():
    def card(**recipe):
        base = {"name": "a", "title": "A", "summary": "A.", "architecture": "cnn4"}
        whole = {**base, "train_splits": ["Training"], "epochs": 5, **recipe}
        return {"recipe": whole, "train_splits": ["Training"]}

    plain = card(architecture="cnn4-plain", storage="bytes", precision="bf16-mixed")
    assert differ(card(), plain) == []
    assert differ(card(augmentation={"brightness": 0.3}), plain) == ["augmentation"]
    assert differ(card(learning_rate=0.5, flip=True), plain) == ["learning rate", "flip"]
    assert differ(card(seed=0), plain) == []  # as by default


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


def test_defaults_are_those_of_recipes():
    recipe = Recipe("a", "A", "A.", "tiny").to_json()
    changes = {name: value for name, value in recipe["augmentation"].items() if value}
    assert {**recipe, "augmentation": changes} == {**recipe, **DEFAULTS}
