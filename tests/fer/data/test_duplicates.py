"""Exact duplicates and leaks, against a comparison of every pair."""

import numpy as np
import pytest

from fer.data.duplicates import first_rows, leaked_rows
from fer.emotions import SPLITS


def few_pictures(rows: int, kinds: int, seed: int) -> np.ndarray:
    generator = np.random.default_rng(seed)
    pictures = generator.integers(0, 256, (kinds, 48, 48), dtype=np.uint8)
    return pictures[generator.integers(0, kinds, rows)]


@pytest.mark.parametrize("seed", range(3))
def test_the_first_row_is_found_as_by_comparing_all_pairs(seed: int) -> None:
    faces = few_pictures(30, 12, seed)
    same = (faces[:, None] == faces[None]).all(axis=(2, 3))
    assert np.array_equal(first_rows(faces), same.argmax(axis=1))
    assert first_rows(faces).dtype == np.int32


def test_one_pixel_makes_another_picture() -> None:
    faces = np.zeros((3, 48, 48), np.uint8)
    faces[1, 47, 47] = 1
    assert first_rows(faces).tolist() == [0, 1, 0]


def test_no_faces_have_no_duplicates() -> None:
    assert first_rows(np.empty((0, 48, 48), np.uint8)).shape == (0,)


def test_a_view_with_gaps_is_compared_by_its_pixels() -> None:
    faces = np.zeros((2, 96, 96), np.uint8)
    faces[1, 1::2, 1::2] = 9
    assert first_rows(faces[:, ::2, ::2]).tolist() == [0, 0]


@pytest.mark.parametrize("seed", range(3))
def test_leaks_are_found_as_by_comparing_all_pairs(seed: int) -> None:
    faces = few_pictures(40, 25, seed)
    split = np.random.default_rng(seed).choice(SPLITS, 40)
    expected = [
        split[i] != "Training"
        and any(split[j] == "Training" and (faces[j] == faces[i]).all() for j in range(40))
        for i in range(40)
    ]
    assert leaked_rows(first_rows(faces), split).tolist() == expected
    assert 0 < sum(expected) < 40


def test_a_leak_counts_even_where_the_test_row_comes_first() -> None:
    split = np.array(["PrivateTest", "Training", "PublicTest", "PrivateTest"])
    leaked = leaked_rows(np.array([0, 0, 2, 2], np.int32), split)
    assert leaked.tolist() == [True, False, False, False]
    assert leaked.dtype == np.bool_


def test_the_arrays_given_are_left_alone() -> None:
    faces = few_pictures(5, 2, 0)
    split = np.array(["Training"] * 4 + ["PublicTest"])
    first = first_rows(faces)
    before = faces.copy(), split.copy(), first.copy()
    for array in (faces, split, first):
        array.flags.writeable = False
    first_rows(faces)
    leaked_rows(first, split)
    for array, copy in zip((faces, split, first), before, strict=True):
        assert np.array_equal(array, copy)
