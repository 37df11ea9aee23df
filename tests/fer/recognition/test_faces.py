"""Boxes keep their geometry, faces and results what they are said to hold."""

import json
import math
from dataclasses import FrozenInstanceError, replace

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fer.abstention import Threshold
from fer.emotions import EMOTIONS
from fer.recognition.faces import Box, Detection, Doubt, Face, Result

coordinate = st.floats(-500, 500)
side = st.floats(0.5, 300)
boxes = st.builds(Box, coordinate, coordinate, side, st.floats(-180, 180))
CROP = np.arange(48 * 48, dtype=np.uint16).reshape(48, 48).astype(np.uint8)
P = np.array([0.05, 0.05, 0.1, 0.5, 0.1, 0.05, 0.15], np.float32)


@pytest.fixture
def face():
    return Face(Box(30.0, 40.0, 20.0, 5.04), CROP, P, "somebody", True)


def test_corners_go_clockwise_from_the_upper_left():
    expected = [[5, 15], [15, 15], [15, 25], [5, 25]]
    np.testing.assert_allclose(Box(10, 20, 10).corners(), expected)


@pytest.mark.parametrize(
    ("angle", "upper_left"),
    [(0, (-1, -1)), (90, (1, -1)), (180, (1, 1)), (-90, (-1, 1)), (45, (0, -math.sqrt(2)))],
)
def test_an_angle_turns_the_corners_clockwise_as_seen(angle, upper_left):
    np.testing.assert_allclose(Box(0, 0, 2, angle).corners()[0], upper_left, atol=1e-12)


@given(boxes)
def test_corners_make_a_square_around_the_centre(box):
    corners = box.corners()
    edges = np.roll(corners, -1, axis=0) - corners
    np.testing.assert_allclose(corners.mean(axis=0), [box.x, box.y], atol=1e-9)
    np.testing.assert_allclose(np.hypot(*edges.T), box.side)
    across = np.degrees(np.arctan2(edges[0, 1], edges[0, 0]))
    assert (across - box.angle + 180) % 360 - 180 == pytest.approx(0, abs=1e-6)
    turns = edges[:, 0] * np.roll(edges, -1, axis=0)[:, 1]
    turns -= edges[:, 1] * np.roll(edges, -1, axis=0)[:, 0]
    assert (turns > 0).all()


@example((0, 0, 20), (5, 7, 2))
@given(
    *(st.tuples(st.integers(0, 20), st.integers(0, 20), st.integers(1, 20)) for _ in range(2)),
)
def test_overlap_is_that_of_counted_pixels(one, other):
    """Boxes with whole corners cover whole pixels, so that area can be counted."""
    grids, drawn = [], []
    for left, top, length in (one, other):
        grid = np.zeros((40, 40), bool)
        grid[top : top + length, left : left + length] = True
        grids.append(grid)
        drawn.append(Box(left + length / 2, top + length / 2, length))
    expected = (grids[0] & grids[1]).sum() / (grids[0] | grids[1]).sum()
    assert drawn[0].overlap(drawn[1]) == pytest.approx(expected)
    assert drawn[1].overlap(drawn[0]) == pytest.approx(expected)


@given(boxes, boxes)
def test_overlap_is_a_share(one, other):
    assert 0 <= one.overlap(other) <= 1
    assert one.overlap(one) == pytest.approx(1)


def test_overlap_takes_boxes_as_upright():
    assert Box(0, 0, 2, 45).overlap(Box(0, 0, 2)) == 1


@pytest.mark.parametrize("length", [0, -1, float("nan")])
def test_a_box_without_area_is_refused(length):
    with pytest.raises(ValueError, match="expected a side above 0"):
        Box(0, 0, length)


def test_a_box_does_not_change():
    box = Box(1, 2, 3)
    with pytest.raises(FrozenInstanceError):
        box.side = 4
    with pytest.raises(FrozenInstanceError):
        Detection(box, "somebody").box = box


def test_a_face_is_labelled_with_what_is_most_probable(face):
    assert (face.label, face.emotion) == (3, "Happy")
    assert face.confidence == 0.5


def test_ranking_begins_with_the_label_and_keeps_all_seven(face):
    ranked = face.ranked()
    assert [name for name, _ in ranked[:2]] == ["Happy", "Neutral"]
    assert {name for name, _ in ranked} == set(EMOTIONS)
    values = [p for _, p in ranked]
    assert values == sorted(values, reverse=True)


def test_equal_probabilities_rank_in_the_order_of_labels(face):
    even = replace(face, probabilities=np.full(7, 1 / 7, np.float32))
    assert tuple(name for name, _ in even.ranked()) == EMOTIONS
    assert even.emotion == EMOTIONS[0]


@pytest.mark.parametrize(
    "crop",
    [np.zeros((48, 47), np.uint8), np.zeros((48, 48, 3), np.uint8), np.zeros((48, 48))],
    ids=["narrow", "coloured", "float"],
)
def test_a_crop_of_another_kind_is_refused(face, crop):
    with pytest.raises(ValueError, match=r"expected a uint8 \(48, 48\) crop"):
        replace(face, crop=crop)


@pytest.mark.parametrize(
    "p",
    [
        pytest.param(np.full(6, 1 / 6), id="six"),
        pytest.param(np.full((1, 7), 1 / 7), id="two dimensions"),
        pytest.param(np.full(7, 0.2), id="sum above one"),
        pytest.param(np.zeros(7), id="sum of zero"),
        pytest.param(np.full(7, np.nan), id="not a number"),
        pytest.param(np.array([2.0, -1.0, 0, 0, 0, 0, 0]), id="below zero"),
        pytest.param(np.empty(0), id="none"),
    ],
)
def test_probabilities_that_are_none_are_refused(face, p):
    with pytest.raises(ValueError, match="expected 7 probabilities that sum to 1"):
        replace(face, probabilities=p.astype(np.float32))


def test_a_face_as_json(face):
    content = json.loads(json.dumps(face.to_json()))
    assert content == {
        "box": {"x": 20.0, "y": 30.0, "width": 20.0, "height": 20.0, "angle": 5.0},
        "label": "Happy",
        "confidence": 0.5,
        "probabilities": dict(zip(EMOTIONS, [0.05, 0.05, 0.1, 0.5, 0.1, 0.05, 0.15], strict=True)),
        "detector": "somebody",
        "levelled": True,
        "sure": True,
        "doubts": [],
        "nearest": ["Happy", "Neutral"],
    }


def test_a_face_with_a_doubt_is_not_sure(face):
    unsure = replace(face, doubts=(Doubt("tiny", "The face is 12 pixels wide."),))
    assert face.sure
    assert not unsure.sure
    assert unsure.nearest == ("Happy", "Neutral")
    content = unsure.to_json()
    assert content["doubts"] == [{"kind": "tiny", "said": "The face is 12 pixels wide."}]
    assert content["sure"] is False


def test_a_result_as_json(face):
    picture = np.zeros((60, 80, 3), np.uint8)
    content = json.loads(json.dumps(Result(picture, (face, face), "toy").to_json()))
    assert (content["width"], content["height"], content["release"]) == (80, 60, "toy")
    assert content["faces"] == [face.to_json()] * 2
    assert Result(picture, (), "toy").to_json()["faces"] == []
    assert content["threshold"] is None
    chosen = Result(picture, (), "toy", Threshold(0.61, "card")).to_json()
    assert chosen["threshold"] == 0.61
    assert "PublicTest" in chosen["threshold_note"]
