"""Photographs: those without a face are counted by label, and Neutral is blamed only with cause."""

import numpy as np
import pandas as pd
import pytest

from fer.data.dataset import Dataset
from fer.data.sketches import sketch_dataset
from fer.evaluation.photographs import found_in, neutral_claim


@pytest.fixture(scope="module")
def photographs():
    drawn = sketch_dataset(28, splits=("PrivateTest",))
    rows = drawn.rows.assign(found=1)
    rows.loc[0, "found"] = 3
    missed = pd.DataFrame(
        {
            "emotion": [5, 5, 2, 0],
            "split": ["PrivateTest", "PrivateTest", "PrivateTest", "PublicTest"],
            "source": ["a", "b", "c", "d"],
        }
    )
    return Dataset("mine", drawn.faces, rows, missed)


def test_photographs_without_a_face_are_counted_in_their_split(photographs):
    found = found_in(photographs, "PrivateTest")
    n = len(photographs.faces)
    assert (found.faces, found.several, found.n) == (n, 1, n + 3)
    assert found.missed.tolist() == [0, 0, 1, 0, 0, 2, 0]
    matrix = np.zeros((7, 7), np.int64)
    matrix[3, 3] = n
    said = found.sentence(matrix)
    assert (
        f"Of {n + 3} photographs a face was found in {n}, in 3 none (Fear 1 and Surprise 2)" in said
    )
    assert f"{n / (n + 3) * 100:.0f}\u202f% of {n + 3}" in said
    assert found_in(photographs, "PublicTest").faces == 0


def test_faces_are_no_photographs():
    assert found_in(sketch_dataset(28, splits=("PrivateTest",)), "PrivateTest") is None


def leaning(towards, errors=30):
    matrix = np.diag([40] * 7)
    for i in range(7):
        if i != towards:
            matrix[i, towards], matrix[i, i] = errors, 40 - errors
    return matrix


def test_a_lean_towards_neutral_is_confirmed_with_its_figures():
    claim = neutral_claim(leaning(6))
    assert claim.verdict == "confirmed"
    assert "220" not in claim.here
    assert "40 are labelled so; of 180 errors 180 are towards Neutral" in claim.here


def test_a_lean_elsewhere_or_none_is_not():
    assert neutral_claim(leaning(3)).verdict == "not confirmed"
    assert neutral_claim(np.diag([40] * 7)).verdict == "not confirmed"


def test_a_stronger_lean_elsewhere_makes_it_true_in_part():
    matrix = leaning(6, 12)
    matrix[:3, 3] = 30
    assert neutral_claim(matrix).verdict == "in part"


def test_few_faces_say_nothing():
    assert neutral_claim(np.diag([1] * 7)).verdict == "too few faces"
