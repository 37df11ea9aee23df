"""Figures of a table that was made by hand, and tables that cannot be used."""

import numpy as np
import pandas as pd
import pytest

from fer.emotions import EMOTIONS
from fer.errors import ReleaseError
from fer.evaluation.corruptions import CORRUPTIONS, SEVERITIES
from fer.evaluation.intervals import paired_difference, wilson
from fer.evaluation.robustness import (
    answer,
    by_class,
    by_severity,
    losses,
    losses_by_class,
    table_of,
    worst_hurt,
    worst_of_each,
)
from fer.evaluation.sweep import write
from fer.release import Release


def lines(table, corruption, severity, split="PrivateTest"):
    chosen = table[(table["corruption"] == corruption) & (table["severity"] == severity)]
    return chosen[chosen["split"] == split].set_index("emotion")


def test_accuracy_and_flips_of_a_whole_split_are_plain_shares(robustness_table):
    figures = by_severity(robustness_table, "PrivateTest")
    assert len(figures) == len(CORRUPTIONS) * (SEVERITIES + 1)
    for name, severity in (("blur", 0), ("blur", 4), ("underexposure", 2)):
        row = figures[(figures["corruption"] == name) & (figures["severity"] == severity)].iloc[0]
        own = lines(robustness_table, name if severity else "clean", severity)
        hits, n = own["correct"].sum(), own["n"].sum()
        assert row["n"] == n
        assert row["accuracy"] == pytest.approx(hits / n)
        assert (row["low"], row["high"]) == pytest.approx(wilson(hits, n))
        assert row["flipped"] == pytest.approx(own["flipped"].sum() / n)
    assert (figures[figures["severity"] == 0]["flipped"] == 0).all()


def test_a_sample_is_weighted_back_to_its_split(robustness_table):
    table = robustness_table.copy()
    disgust = table["emotion"] == 1
    table["population"] = np.where(disgust, table["n"], table["n"] * 10)
    row = by_severity(table, "PrivateTest").query("corruption == 'blur' and severity == 3").iloc[0]
    own = lines(table, "blur", 3)
    recall = own["correct"] / own["n"]
    assert row["accuracy"] == pytest.approx(np.average(recall, weights=own["population"]))
    assert row["n"] == own["n"].sum()
    assert row["high"] - row["low"] > np.diff(wilson(own["correct"].sum(), own["n"].sum()))[0]


def test_recall_by_class(robustness_table):
    found = by_class(robustness_table, "PublicTest", "jpeg")
    assert list(found["emotion"].unique()) == list(EMOTIONS)
    assert len(found) == 7 * (SEVERITIES + 1)
    own = lines(robustness_table, "jpeg", 5, "PublicTest").loc[3]
    row = found[(found["emotion"] == "Happy") & (found["severity"] == 5)].iloc[0]
    assert row["recall"] == own["correct"] / own["n"]
    assert (row["low"], row["high"]) == wilson(own["correct"], own["n"])


def test_losses_are_differences_on_the_same_faces(robustness_table):
    found = losses_by_class(robustness_table, "PrivateTest", "shift", 4)
    assert (np.diff(found["loss"]) <= 0).all()
    before = lines(robustness_table, "clean", 0)
    after = lines(robustness_table, "shift", 4)
    for emotion, name in enumerate(EMOTIONS):
        row = found[found["emotion"] == name].iloc[0]
        was, now = int(before["correct"][emotion]), int(after["correct"][emotion])
        n = int(after["n"][emotion])
        lost = int(after["lost"][emotion])
        assert row["loss"] == pytest.approx((was - now) / n)
        assert (row["low"], row["high"]) == paired_difference(lost, lost - (was - now), n)
    whole = losses(robustness_table, "PrivateTest", 4).set_index("corruption").loc["shift"]
    lost, n = after["lost"].sum(), after["n"].sum()
    fall = before["correct"].sum() - after["correct"].sum()
    assert whole["loss"] == pytest.approx(fall / n)
    assert (whole["low"], whole["high"]) == pytest.approx(paired_difference(lost, lost - fall, n))


def test_the_table_is_left_alone(robustness_table):
    before = robustness_table.copy(deep=True)
    by_severity(robustness_table, "PrivateTest")
    by_class(robustness_table, "PrivateTest", "zoom")
    losses_by_class(robustness_table, "PrivateTest", "zoom", 1)
    losses(robustness_table, "PrivateTest", 1)
    pd.testing.assert_frame_equal(robustness_table, before)


def test_a_good_table_is_returned(toy_copy, robustness_table):
    release = write(Release.open(toy_copy.parent, "toy"), robustness_table)
    pd.testing.assert_frame_equal(table_of(release), robustness_table)


@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        (lambda t: t[t["corruption"] != "zoom"], "lacks zoom as measured today"),
        (lambda t: t[~((t["corruption"] == "jpeg") & (t["severity"] == 2))], "lacks jpeg"),
        (
            lambda t: t.assign(strength=t["strength"].where(t["corruption"] != "blur", 9)),
            "lacks blur as measured today",
        ),
        (lambda t: t.drop(index=t.index[20]), "lacks rows"),
        (lambda t: t.drop(index=t.index[2]), "lacks rows"),
        (lambda t: t.assign(population=t["n"] + t["severity"]), "lacks rows"),
    ],
    ids=["a corruption", "a severity", "other strengths", "a class", "clean", "other faces"],
)
def test_a_table_of_another_version_is_refused_with_the_command(
    toy_copy, robustness_table, spoil, fault
):
    release = write(Release.open(toy_copy.parent, "toy"), spoil(robustness_table))
    with pytest.raises(ReleaseError, match=f"{fault}.*python -m fer robustness toy"):
        table_of(release)


def frame(*rows, what="emotion"):
    columns = [what, "n", "before", "after", "loss", "low", "high"]
    return pd.DataFrame(rows, columns=columns)


def test_the_worst_hurt_class_is_named_with_those_that_may_be_as_bad():
    said = worst_hurt(
        frame(
            ("Fear", 128, 0.52, 0.29, 0.23, 0.15, 0.31),
            ("Sad", 150, 0.5, 0.31, 0.19, 0.11, 0.27),
            ("Happy", 300, 0.85, 0.83, 0.02, -0.01, 0.05),
            ("Neutral", 200, 0.5, 0.6, -0.1, -0.16, -0.04),
        )
    )
    assert "Fear loses 23.0 points (95 % 15.0 to 31.0, n = 128), from 52.0" in said
    assert "Sad may lose as much" in said
    assert "Happy" not in said
    assert "Neutral gains 10.0 points (95 % 4.0 to 16.0, n = 200)" in said


def test_where_nothing_is_lost_nothing_is_named():
    said = worst_hurt(frame(("Fear", 90, 0.5, 0.47, 0.03, -0.04, 0.1)))
    assert said == "No class loses more than chance would have it."
    said = answer(frame(("jpeg", 90, 0.5, 0.5, 0.0, -0.02, 0.02), what="corruption"))
    assert said.startswith("No change costs more")


def test_a_small_class_does_not_hide_a_sure_loss():
    """Disgust loses most but may lose nothing; Happy's loss is smaller and beyond chance."""
    by_loss = frame(
        ("Disgust", 55, 0.6, 0.55, 0.05, -0.03, 0.13), ("Happy", 879, 0.8, 0.78, 0.02, 0.007, 0.034)
    )
    said = worst_hurt(by_loss)
    assert said.startswith("Worst hurt: Happy")
    assert "Disgust may lose as much" in said
    said = answer(
        frame(
            ("rotation", 90, 0.5, 0.4, 0.1, -0.01, 0.2),
            ("blur", 900, 0.5, 0.45, 0.05, 0.02, 0.08),
            what="corruption",
        )
    )
    assert "blur" in said.lower()
    assert "No change" not in said


def test_the_answer_names_the_dearest_and_the_cheapest_change():
    said = answer(
        frame(
            ("rotation", 900, 0.58, 0.31, 0.27, 0.24, 0.3),
            ("jpeg", 900, 0.58, 0.575, 0.005, -0.01, 0.02),
            what="corruption",
        )
    )
    assert "rotation leaves 31.0" in said
    assert "JPEG 57.5" in said
    assert "58.0" in said


def test_the_worst_hurt_class_of_each_change(robustness_table):
    found = worst_of_each(robustness_table, "PublicTest", 5).set_index("corruption")
    assert set(found.index) == set(CORRUPTIONS)
    assert (np.diff(found["loss"]) <= 0).all()
    for name, row in found.iterrows():
        classes = losses_by_class(robustness_table, "PublicTest", name, 5)
        assert row["emotion"] == classes["emotion"][0]
        overlapping = classes[1:][classes["high"][1:] >= classes["low"][0]]["emotion"]
        hurt = classes["low"][0] > 0
        assert all((emotion in row["alike"]) == hurt for emotion in overlapping)
