"""Where the names stand on the charts of confidence."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from dashboard.charts_confidence import name_box, places, precision_recall


def test_names_of_near_points_do_not_lie_on_one_another():
    curve = pd.DataFrame({"recall": [0.0, 1.0], "precision": [1.0, 0.2], "threshold": [0.9, 0.1]})
    points = [("Angry", 0.60, 0.67), ("Disgust", 0.60, 0.69), ("Happy", 0.92, 0.88)]
    figure = precision_recall([(name, 0.7, curve) for name, *_ in points], points)
    found = {trace.text[0]: trace.textposition for trace in figure.data if trace.text}
    assert found == {name: place for (name, *_), place in zip(points, places(points), strict=True)}
    assert found["Happy"] == "top center"  # to the right it would leave the chart
    assert found["Angry"] != found["Disgust"]
    assert apart(points)


def test_a_class_by_itself_has_its_name_above_to_the_right():
    assert places([("Fear", 0.45, 0.61)]) == ["top right"]
    assert places([]) == []


@pytest.mark.parametrize("recall", [0.0, 0.05, 0.5, 1.0])
@pytest.mark.parametrize("precision", [0.02, 0.5, 0.97, 1.0])
def test_a_name_at_the_edge_is_not_cut_off(recall, precision):
    (place,) = places([("Surprise", recall, precision)])
    left, bottom, right, top = name_box("Surprise", recall, precision, place)
    assert left >= 0
    assert bottom >= 0
    assert max(right, top) <= 1.03


def test_seven_points_anywhere_along_a_curve_have_room_for_their_names():
    names = ("Angry", "Disgust", "Fear", "Happy", "Sad", "Surprise", "Neutral")
    rng = np.random.default_rng(0)
    crowded = 0
    for _ in range(300):
        recall = rng.uniform(0.3, 0.95, 7)
        precision = np.clip(recall + rng.normal(0, 0.1, 7), 0.2, 0.95)
        crowded += not apart(list(zip(names, recall.tolist(), precision.tolist(), strict=True)))
    assert crowded <= 15


def apart(points):
    """Return whether no two names share a spot and none leaves the chart."""
    boxes = [name_box(*p, place) for p, place in zip(points, places(points), strict=True)]
    return all(min(box) >= 0 and max(box) <= 1.03 for box in boxes) and not any(
        one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
        for one, other in combinations(boxes, 2)
    )
