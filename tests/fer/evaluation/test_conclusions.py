"""The paper's three conclusions: confirmed and rejected by models made to do so."""

import numpy as np
import pandas as pd
import pytest

from fer.evaluation.conclusions import CONCLUSIONS, judge
from fer.evaluation.contexts import context
from fer.evaluation.stakes import Changes
from fer.release import PROBABILITIES


def predictions(right, per_label=200, seed=4):
    """Return a model that is right, and as sure, with these probabilities, taken in turns."""
    generator = np.random.default_rng(seed)
    labels = np.tile(np.repeat(np.arange(7), per_label), 2)
    n = len(labels)
    sure = np.resize(right, n)
    hit = generator.random(n) < sure
    answer = np.where(hit, labels, (labels + generator.integers(1, 7, n)) % 7)
    p = np.repeat((1 - sure[:, None]) / 6, 7, axis=1)
    p[np.arange(n), answer] = sure
    columns = dict(zip(PROBABILITIES, p.T, strict=True))
    splits = np.repeat(["PublicTest", "PrivateTest"], n // 2)
    return pd.DataFrame({"row": np.arange(n), "split": splits, "emotion": labels, **columns})


def verdicts(rows, **changes):
    return [
        one.claim(
            judge(
                rows,
                "PrivateTest",
                context(one.context).stakes(Changes.parse(changes.get(one.context, ""))),
            )
        ).verdict
        for one in CONCLUSIONS
    ]


def test_a_model_that_is_nearly_always_right_suits_all_three():
    assert verdicts(predictions(0.999)) == ["confirmed", "not confirmed", "confirmed"]


def test_a_guess_suits_none():
    assert verdicts(predictions(0.2)) == ["not confirmed", "confirmed", "not confirmed"]


def test_a_middling_model_is_worth_its_silence():
    assert verdicts(predictions((0.99, 0.3)))[2] == "in part"


def test_a_room_can_turn_a_verdict():
    rows = predictions(0.8)
    assert verdicts(rows)[1] == "confirmed"
    often = "Angry-500_Fear-400_Neutral-50"
    assert verdicts(rows, police=often)[1] == "not confirmed"


def test_a_model_that_never_gives_an_alarm_is_said_to():
    rows = predictions(0.9)
    p = np.zeros(7)
    p[6] = 1
    rows[list(PROBABILITIES)] = p
    judged = judge(rows, "PrivateTest", context("police").stakes())
    claim = CONCLUSIONS[1].claim(judged)
    assert claim.verdict == "too few faces"
    assert "No face is called Angry" in claim.here
    assert judged.faces("probable", 0) == 0
    assert judged.faces("probable", 6) == 1400


def test_figures_stand_beside_the_verdict():
    judged = judge(predictions(0.9), "PrivateTest", context("psychotherapy").stakes())
    here = CONCLUSIONS[2].claim(judged).here
    assert f"{judged.costs['probable'].value:,.0f}" in here
    assert f"{judged.idle[1]:,.0f}" in here


@pytest.mark.parametrize("one", CONCLUSIONS, ids=lambda one: one.context)
def test_every_conclusion_says_what_must_hold(one):
    assert one.test.endswith(".")
    assert context(one.context)
