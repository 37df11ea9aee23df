"""The study as drawn: one line a variant, intervals, and few or equal variants."""

from itertools import pairwise

import pytest

from dashboard import charts_study
from fer.evaluation import study


@pytest.fixture
def table(tmp_path, toy_study):
    made = toy_study(lambda depth, kernel, stride: 300 + 40 * depth - 15 * stride + kernel)
    made.to_csv(tmp_path / "study.csv", index=False)
    return study.read(tmp_path / "study.csv")


def test_every_variant_is_a_line_that_ends_at_its_accuracy(table):
    before = table.copy()
    figure = charts_study.parallel(table)
    assert len(figure.data) == len(table)
    ends = sorted(float(trace.y[-1]) for trace in figure.data)
    span = table["accuracy"].max() - table["accuracy"].min()
    expected = sorted((table["accuracy"] - table["accuracy"].min()) / span)
    assert ends == pytest.approx(expected)
    thick = max(figure.data, key=lambda trace: trace.line.width)
    assert thick.y[-1] == 1
    assert "depth 4, kernel 7, stride 1" in thick.hovertemplate
    assert table.equals(before)


def test_levels_of_a_factor_do_not_mix(table):
    figure = charts_study.parallel(table)
    order = table.sort_values("accuracy")
    for axis, factor in enumerate(study.FACTORS):
        heights = {}
        for level, trace in zip(order[factor], figure.data, strict=True):
            heights.setdefault(level, []).append(float(trace.y[axis]))
        levels = sorted(heights)
        for low, high in pairwise(levels):
            assert max(heights[low]) < min(heights[high])


def test_accuracy_against_cost_has_wilsons_bars(table):
    figure = charts_study.cost(table, study.frontier(table))
    marks = [trace for trace in figure.data if trace.mode == "markers+text"]
    assert sum(len(trace.x) for trace in marks) == len(table)
    first = table[(table["depth"] == 1) & (table["stride"] == 1)]
    trace = next(t for t in marks if t.name == "depth 1, stride 1")
    assert list(trace.error_y.array) == pytest.approx(
        ((first["high"] - first["accuracy"]) * 100).tolist()
    )
    assert figure.layout.xaxis.type == "log"


def test_one_variant_alone_can_be_drawn(table):
    alone = table.head(1)
    assert len(charts_study.parallel(alone).data) == 1
    assert charts_study.cost(alone, study.frontier(alone)).data
