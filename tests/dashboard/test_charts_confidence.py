"""Where the names stand on the charts of confidence."""

import pandas as pd

from dashboard.charts_confidence import precision_recall


def test_a_name_close_beneath_another_stands_on_the_other_side() -> None:
    curve = pd.DataFrame({"recall": [0.0, 1.0], "precision": [1.0, 0.2], "threshold": [0.9, 0.1]})
    points = [("Angry", 0.60, 0.67), ("Disgust", 0.60, 0.69), ("Happy", 0.92, 0.88)]
    figure = precision_recall([(name, 0.7, curve) for name, *_ in points], points)
    places = {trace.text[0]: trace.textposition for trace in figure.data if trace.text}
    assert places == {"Angry": "bottom left", "Disgust": "top right", "Happy": "top center"}
