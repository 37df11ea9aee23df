"""Every condition alone and together, on faces that can be counted by eye."""

import pandas as pd
import pytest

from fer.evaluation.mistakes import KINDS
from fer.evaluation.selection import Selection

NAN = float("nan")
FACES = pd.DataFrame(
    [
        # row, wrong, emotion, predicted, confidence, human, agree, releases, kind
        (1, True, 0, 1, 0.90, 0.7, 3, 3, "model wrong"),
        (2, True, 0, 4, 0.50, 0.2, 2, 3, "label doubtful"),
        (3, False, 0, 0, 0.99, 1.0, 3, 3, "model wrong"),
        (4, True, 3, 4, 0.57, NAN, 1, 3, "people split"),
        (5, True, 3, 1, 0.30, 0.5, 1, 1, "people split"),
    ],
    columns=[
        *("row", "wrong", "emotion", "predicted", "confidence", "human", "agree", "releases"),
        "kind",
    ],
).assign(disagreement=[0.1, 0.4, 0.0, 0.5, 0.2], likely_error=False, quality=[5, 4, 3, 2, 1])
CASES = [
    ({}, [1, 4, 2, 5]),
    ({"kinds": ("people split",)}, [4, 5]),
    ({"kinds": ("people split", "model wrong")}, [1, 4, 5]),
    ({"kinds": ()}, []),
    ({"labelled": 0}, [1, 2]),
    ({"called": 4}, [4, 2]),
    ({"labelled": 3, "called": 4}, [4]),
    ({"confidence": (50, 57)}, [4, 2]),
    ({"confidence": (57, 100)}, [1, 4]),
    ({"human": (0, 50)}, [2, 5]),
    ({"human": (100, 100)}, []),
    ({"agreement": "all"}, [1, 5]),
    ({"agreement": "some"}, [2]),
    ({"agreement": "alone"}, [4, 5]),
    ({"order": "disagreement"}, [4, 2, 5, 1]),
    ({"order": "label"}, [5, 4, 2, 1]),
]


@pytest.mark.parametrize(("conditions", "rows"), CASES, ids=[str(c[0]) for c in CASES])
def test_what_remains_and_in_what_order(conditions, rows):
    before = FACES.copy()
    assert Selection(**conditions).of(FACES)["row"].tolist() == rows
    pd.testing.assert_frame_equal(FACES, before)


def test_all_kinds_are_the_default():
    assert Selection().kinds == KINDS
