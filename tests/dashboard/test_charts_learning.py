"""Curves as drawn: the numbers of the history, the turn where it is, the paper's mark."""

import pytest

from dashboard import charts_learning
from fer.evaluation import learning


def training(epochs, steps=250):
    rows = []
    for epoch in range(1, epochs + 1):
        rows.append((epoch * steps, epoch, "Training", 2 / epoch, 0.5))
        rows.append((epoch * steps, epoch, "PublicTest", 1 + (epoch - 6) ** 2 / 50, 0.4))
    return learning.curve_of(rows)


@pytest.mark.parametrize(("field", "factor"), [("loss", 1), ("accuracy", 100)])
def test_lines_hold_the_history_and_the_diamond_the_turn(field, factor):
    curve = training(20)
    figure = charts_learning.overlaid([("One", curve)], field)
    learnt, watched, mark = figure.data
    assert list(watched.x) == curve.watched["step"].tolist()
    assert list(watched.y) == pytest.approx((curve.watched[field] * factor).tolist())
    assert list(learnt.y) == pytest.approx((curve.learnt[field] * factor).tolist())
    assert learnt.line.dash == "dot"
    assert watched.line.dash == "solid"
    assert list(mark.x) == [curve.turn.step]
    texts = [note.text for note in figure.layout.annotations]
    assert f"turns at {curve.turn.step:,}" in texts
    assert "the paper’s 2,000" in texts


def test_releases_are_told_apart_by_colour_and_name():
    figure = charts_learning.overlaid([("One", training(9)), ("Two", training(9))], "loss")
    lines = [trace for trace in figure.data if trace.mode == "lines"]
    assert len({trace.line.color for trace in lines}) == 2
    assert {trace.name.split(":")[0] for trace in lines} == {"One", "Two"}


def test_a_short_training_is_not_squeezed_by_the_papers_mark():
    figure = charts_learning.overlaid([("One", training(3, steps=4))], "loss")
    assert not figure.layout.shapes


def test_the_papers_mark_means_nothing_to_a_training_that_went_on():
    curves = [("One", training(20))]
    assert charts_learning.overlaid(curves, "loss").layout.shapes
    assert not charts_learning.overlaid(curves, "loss", claim=False).layout.shapes


def test_a_running_training_is_drawn_on_the_axis_of_all_its_steps():
    figure = charts_learning.live(training(2), "accuracy", 5000)
    assert figure.layout.xaxis.range[1] >= 5000
    assert [len(trace.x) for trace in figure.data] == [2, 2]
    only = learning.curve_of([(1, 1, "Training", 2.0, 0.1)])
    assert len(charts_learning.live(only, "loss", 8).data) == 1
