"""Properties: measured as by hand, divided without loss, scored with a guard against small n."""

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import ndimage

from fer.data.sketches import sketch_dataset
from fer.evaluation.properties import FEWEST, WHY, agreed, detected, measured, quarters, sliced
from fer.release import PROBABILITIES


@pytest.fixture(scope="module")
def faces():
    return sketch_dataset(28, splits=("PublicTest", "PrivateTest")).faces


def predictions(right):
    p = np.where(np.asarray(right)[:, None], np.eye(7)[0], np.eye(7)[1])
    return pd.DataFrame({"emotion": 0, **dict(zip(PROBABILITIES, p.T, strict=True))})


def test_measures_are_those_of_scipy(faces):
    table = measured(faces)
    for face, row in zip(faces, table.itertuples(), strict=True):
        assert row.brightness == pytest.approx(face.mean())
        assert row.contrast == pytest.approx(face.std())
        edges = ndimage.laplace(face.astype(float), mode="mirror")
        assert row.sharpness == pytest.approx(edges.std() / face.std())


def test_measures_move_as_their_names_say(faces):
    before = faces.copy()
    table = measured(faces)
    darker = measured((faces // 2).astype(np.uint8))
    blurred = measured(np.stack([ndimage.uniform_filter(f, 5) for f in faces]))
    assert (darker["brightness"] < table["brightness"]).all()
    assert (darker["contrast"] < table["contrast"]).all()
    assert (blurred["sharpness"] < table["sharpness"]).all()
    assert measured(np.full((1, 48, 48), 7, np.uint8)).to_numpy().tolist() == [[7, 0, 0]]
    assert np.array_equal(faces, before)


@given(arrays(np.float64, st.integers(0, 50), elements=st.integers(0, 9).map(float)))
def test_quarters_lose_no_face_and_keep_equal_ones_together(values):
    parts = quarters(values, "brightness")
    members = [values[inside] for _, inside in parts]
    assert sum(map(len, members)) == len(values)
    for low, high in itertools.pairwise(members):
        assert low.max() < high.min()


def test_quarters_of_different_values_are_equal():
    parts = quarters(np.arange(100.0), "contrast")
    assert [int(inside.sum()) for _, inside in parts] == [25, 25, 25, 25]
    assert parts[0][0] == "flattest quarter (0 to 24)"


@given(arrays(np.int64, st.tuples(st.integers(0, 20), st.just(10)), elements=st.integers(0, 10)))
def test_votes_agree_in_exactly_one_way(votes):
    parts = agreed(votes)
    together = np.sum([inside for _, inside in parts], axis=0)
    assert together.tolist() == (votes.sum(axis=1) > 0).astype(int).tolist()


def test_slices_carry_their_counts_and_intervals():
    right = np.arange(200) % 4 > 0
    right[:50] = False
    inside = np.arange(200) < 50
    one, other = sliced(predictions(right), {"detector": detected(inside)})
    assert (one.n, one.correct, one.accuracy, one.differs) == (50, 0, 0.0, True)
    assert other.n + one.n == 200
    assert other.correct == right.sum()
    assert one.interval[0] == 0
    assert one.against[1] < 0 < other.against[0]


def test_small_slices_show_no_accuracy():
    right = np.ones(FEWEST * 2 - 1, bool)
    inside = np.arange(len(right)) < FEWEST - 1
    few, rest = sliced(predictions(right), {"detector": detected(inside)})
    assert few.accuracy is None
    assert not few.differs
    assert rest.accuracy == 1
    assert rest.against is None


def test_empty_slices_are_left_out_and_bad_ones_refused():
    rows = predictions(np.ones(40, bool))
    assert [s.name for s in sliced(rows, {"d": detected(np.ones(40, bool))})] == ["face found"]
    with pytest.raises(ValueError, match="expected 40 faces"):
        sliced(rows, {"d": detected(np.ones(39, bool))})
    with pytest.raises(ValueError, match="uint8"):
        measured(np.zeros((2, 48, 48)))


def test_the_reason_for_what_is_not_guessed_is_one_sentence():
    assert WHY.count(".") == 1
    assert "gender, age or race" in WHY
