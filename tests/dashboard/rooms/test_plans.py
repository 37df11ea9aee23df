"""Plans: their minutes add up, every step leads on and back, and no button lies."""

import pytest

from dashboard.rooms.plans import FIRST, PLANS, TITLES, first_of, onward

FACES = 3


@pytest.mark.parametrize("name", ["45", "60", "90"])
def test_the_minutes_of_a_timed_plan_add_up(name):
    plan = PLANS[name]
    assert plan.minutes == int(name)
    assert plan.title == f"{name} minutes"
    assert plan.span("lobby") == (plan.stages[0][1],) * 2
    assert plan.span(plan.stages[-1][0])[1] == int(name)
    assert all(minutes > 0 for _, minutes in plan.stages)


@pytest.mark.parametrize("plan", PLANS.values(), ids=lambda plan: plan.title)
def test_a_plan_is_walked_from_the_lobby_to_the_results_and_back(plan):
    walk = plan.walk(FACES)
    assert walk[0] == FIRST
    assert walk[-1].stage == "results"
    assert len(set(walk)) == len(walk)
    there = [FIRST]
    while (on := plan.beside(there[-1], FACES, 1)) is not None:
        assert plan.beside(on, FACES, -1) == there[-1]
        assert onward(plan, there[-1], FACES)
        there.append(on)
    assert there == walk
    assert onward(plan, walk[-1], FACES) == ""
    assert plan.beside(FIRST, FACES, -1) is None
    for stage, _ in plan.stages:
        assert first_of(plan, stage, FACES).stage == stage
        assert TITLES[stage]


def test_the_button_says_what_comes():
    plan = PLANS["45"]
    walk = plan.walk(2)
    said = [onward(plan, at, 2) for at in walk]
    assert said == [
        "Begin",
        "On to: Guess before reveal",
        "Close the vote and reveal",
        "Next face",
        "Close the vote and reveal",
        "On to: What does an error cost?",
        "Close the vote and reveal",
        "On to: Should this exist? After",
        "Close the vote and reveal",
        "On to: Results",
        "",
    ]
