"""Charts of comparisons: what is drawn is what was measured."""

import numpy as np
import pytest

from dashboard.charts_comparison import Standing, deltas, difference, shares, speed
from dashboard.pair_table import described
from fer.evaluation import paper
from fer.evaluation.comparison import compare
from fer.evaluation.entries import Entry, align
from fer.release import Release


@pytest.fixture
def found(toy_release):
    table = Release.open(*toy_release).predictions()
    other = table.copy()
    other[["p_sad", "p_fear"]] = table[["p_fear", "p_sad"]].to_numpy()
    entries = [
        Entry.of(t, name=n, title=n, dataset="d", train_splits=(), digest=n)
        for n, t in (("<a>", table), ("b", other))
    ]
    return compare(align(entries, "PrivateTest"), resamples=200)


def test_differences_are_drawn_with_their_intervals(found):
    trace = deltas(found).data[0]
    rows = [found.accuracy, found.macro_f1, *found.f1]
    assert list(trace.x) == pytest.approx([d.value * 100 for d in rows])
    right = np.add(trace.x, trace.error_x.array)
    assert right == pytest.approx([d.high * 100 for d in rows])
    hollow = [symbol == "circle-open" for symbol in trace.marker.symbol]
    assert hollow == [not d.clear for d in rows]


@pytest.mark.parametrize("share", ["row", "column", "count"])
def test_the_difference_is_centred_at_zero(found, share):
    trace = difference(found, share).data[0]
    a, b = (shares(matrix, share) for matrix in found.matrices)
    np.testing.assert_allclose(trace.z, a - b)
    assert trace.zmin == -trace.zmax
    assert trace.zmid == 0


def test_shares_of_rows_and_columns_sum_to_a_hundred():
    matrix = np.arange(49).reshape(7, 7)
    assert shares(matrix, "row").sum(axis=1) == pytest.approx([100] * 7)
    assert shares(matrix, "column").sum(axis=0) == pytest.approx([100] * 7)
    assert shares(np.zeros((7, 7), np.int64), "row").sum() == 0


def test_titles_do_not_become_markup(found):
    for figure in (deltas(found), difference(found, "row")):
        assert "<a>" not in figure.to_json().replace("\\u003c", "<").replace("\\u003e", ">")


def test_speed_shows_the_models_and_what_is_known():
    one = Standing("quick", 0.66, 0.64, 0.68, 2.0)
    figure = speed([one, Standing("theirs", 0.5, 0.4, 0.6, None)], context=True)
    assert (figure.data[0].x[0], figure.data[0].y[0]) == (2.0, 66)
    texts = " ".join(a.text for a in figure.layout.annotations)
    assert "53–71 %" in texts
    assert "65 ± 5 %" in texts
    assert "theirs (time unknown)" in texts
    for name, accuracy in paper.ACCURACY.items():
        assert f"{paper.TITLES[name]}: {accuracy:.0%}" in texts
    lines = [shape for shape in figure.layout.shapes if shape.type == "line"]
    assert sorted(line.y0 for line in lines) == pytest.approx([34, 49, 50, 58])
    low, high = figure.layout.yaxis.range
    assert low < 34
    assert high > 71


def test_speed_of_other_faces_claims_nothing_of_fer2013():
    figure = speed([Standing("quick", 0.66, 0.64, 0.68, 2.0)], context=False)
    assert not figure.layout.annotations
    assert not figure.layout.shapes


def test_the_table_of_labels_counts_every_face(found):
    data = described(found, (1, 2))
    counts = [[int(c["parts"][0][1]) for c in line["cells"][:-1]] for line in data["lines"][:-1]]
    assert np.array_equal(counts, found.labels)
    assert data["lines"][-1]["cells"][-1]["parts"][0][1] == "60"
    assert data["selected"] == "Disgust-Fear"
    assert described(found, (None, None))["selected"] == ""
    assert data["lines"][0]["cells"][4]["cell"] == "Angry-Sad"
