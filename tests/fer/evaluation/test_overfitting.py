"""The claim about overfitting: verdicts on made curves, and what cannot be tested."""

import numpy as np
import pytest

from fer.evaluation import learning, overfitting, paper


def curve(loss, accuracy, epochs=30, steps=250, learnt=True):
    """A training of `epochs`, its test loss and accuracy functions of the epoch."""
    rows = []
    for epoch in range(1, epochs + 1):
        step = epoch * steps
        if learnt:
            rows.append((step, epoch, "Training", 1 / epoch, min(1.0, 0.5 + epoch / 60)))
        rows.append((step, epoch, "PrivateTest", loss(epoch), accuracy(epoch)))
    return learning.curve_of(rows)


def valley(epoch):
    return 1 + (epoch - 8) ** 2 / 100


def falling(epoch):
    return 2 - epoch / 30


def flat(epoch):
    return min(0.6, 0.5 + epoch / 80)


def rising(epoch):
    return 0.4 + epoch / 100


@pytest.mark.parametrize(
    ("loss", "accuracy", "answer"),
    [
        (valley, flat, "holds"),
        (falling, rising, "does not hold"),
        (valley, rising, "holds in part"),
        (falling, flat, "holds in part"),
        (lambda e: 1 + (e - 20) ** 2 / 100, flat, "holds in part"),
    ],
)
def test_verdicts(loss, accuracy, answer):
    found = overfitting.judge(curve(loss, accuracy), 3589)
    assert found.answer == answer
    assert found.interval[0] < found.gain < found.interval[1]


def test_the_gain_and_its_figures_are_those_of_the_curve():
    found = overfitting.judge(curve(valley, rising), 3589)
    assert found.gain == pytest.approx(rising(30) - rising(8))
    said = " ".join(found.sentences)
    assert "From step 2,000 to step 7,500" in said
    assert "48.0\u202f% to 70.0\u202f%" in said
    assert "n = 3,589" in said
    assert "turns at about step 2,000 (epoch 8)" in said


def test_a_rise_within_its_interval_is_no_rise():
    slight = curve(valley, lambda e: 0.5 + e / 2000)
    assert overfitting.judge(slight, 100).answer == "holds"
    assert overfitting.judge(slight, 1_000_000).answer == "holds in part"


@pytest.mark.parametrize(
    ("made", "n", "why"),
    [
        (curve(valley, flat, epochs=9), 3589, "ends at step 2,250"),
        (curve(valley, flat, epochs=3, steps=3000), 3589, "no test figures near step 2,000"),
        (curve(valley, flat), 0, "predictions.parquet"),
        (learning.curve_of([(1, 1, "Training", 1.0, 0.5)]), 9, "no figures of a test split"),
    ],
    ids=["short", "gap", "n", "no test"],
)
def test_what_cannot_be_tested_says_why(made, n, why):
    found = overfitting.judge(made, n)
    assert found.answer == "cannot be tested"
    assert why in " ".join(found.sentences)
    assert np.isnan(found.gain)


def test_what_went_on_from_another_training_cannot_be_tested():
    found = overfitting.judge(curve(valley, flat), 3589, start="votes")
    assert found.answer == "cannot be tested"
    assert "'votes'" in found.sentences[0]


def test_smaller_steps_put_the_claim_later():
    assert overfitting.claimed_step() == paper.OVERFITTING_STEP == 2000
    assert overfitting.claimed_step(64) == 4000
    late = overfitting.judge(curve(valley, flat, epochs=30), 3589, 64)
    assert "From step 4,000" in late.sentences[0]


def test_without_learnt_rows_the_rest_is_said():
    found = overfitting.judge(curve(valley, flat, learnt=False), 3589)
    assert len(found.sentences) == 2
