"""Boxes and labels are drawn on a copy, wherever the faces are."""

from dataclasses import replace

import numpy as np
import pytest

from fer.emotions import EMOTIONS
from fer.images import decode
from fer.recognition.annotate import annotate, encode_png
from fer.recognition.faces import Box, Face, Result

RED = (238, 20, 30)
CROP = np.zeros((48, 48), np.uint8)


def face(x, y, side, angle=0.0, emotion=3):
    p = np.full(7, 0.05, np.float32)
    p[emotion] = 0.7
    return Face(Box(x, y, side, angle), CROP, p, "somebody")


def result(shape, *faces):
    ground = np.full((*shape, 3), 90, np.uint8)
    ground[::7, ::5] = 60
    return Result(ground, faces, "toy")


def changed(before, after):
    """Return which pixels differ, bool (height, width)."""
    return (before.picture != after).any(axis=2)


def test_the_picture_is_left_alone():
    before = result((300, 400), face(200, 150, 100))
    ground = before.picture.copy()
    after = annotate(before)
    assert np.array_equal(before.picture, ground)
    assert after.shape == ground.shape
    assert after.dtype == np.uint8
    assert not np.shares_memory(after, before.picture)


def test_without_faces_the_picture_is_a_plain_copy():
    before = result((30, 40))
    after = annotate(before)
    assert np.array_equal(after, before.picture)
    after[:] = 0
    assert before.picture.any()


def test_a_picture_that_may_not_be_written_to_is_annotated():
    before = result((300, 400), face(200, 150, 100))
    before.picture.setflags(write=False)
    assert changed(before, annotate(before)).any()


def test_the_box_is_drawn_along_its_edges_and_nowhere_inside():
    before = result((300, 400), face(200, 150, 100))
    marks = changed(before, annotate(before))
    for middle in ((100, 200), (200, 200), (150, 150), (150, 250)):
        assert marks[middle]
    assert not marks[108:192, 158:242].any()
    assert not marks[208:].any()
    assert not marks[:, 320:].any()


def test_a_turned_box_is_drawn_turned():
    before = result((300, 400), face(200, 150, 100, angle=45))
    marks = changed(before, annotate(before))
    reach = round(50 * np.sqrt(2))
    assert marks[150, 200 - reach]
    assert marks[150, 200 + reach]
    assert marks[150 + reach, 200]
    assert not marks[105, 155]
    assert not marks[130:170, 180:220].any()


def test_lines_and_labels_take_the_colour_of_the_emotion():
    before = result((300, 400), face(200, 150, 100, emotion=0))
    after = annotate(before, {"Angry": RED, "Happy": (0, 255, 0)})
    assert (after == RED).all(axis=2).sum() > 500
    assert not (after == (0, 255, 0)).all(axis=2).any()
    assert not (after == (255, 255, 255)).all(axis=2).any()


@pytest.mark.parametrize("colours", [None, {}, {"Sad": RED}])
def test_an_emotion_without_a_colour_is_white(colours):
    after = annotate(result((300, 400), face(200, 150, 100)), colours)
    assert (after == (255, 255, 255)).all(axis=2).sum() > 500


def test_the_label_stands_above_the_box_and_can_be_read():
    """A plate in the colour, and dark letters on it."""
    before = result((300, 400), face(200, 150, 100))
    after = annotate(before, {"Happy": RED})
    plate = (after[70:98] == RED).all(axis=2)
    rows, columns = np.nonzero(plate)
    assert plate.sum() > 500
    assert columns.min() >= 148
    inside = after[70 + rows.min() : 70 + rows.max(), columns.min() : columns.max()]
    assert (inside.max(axis=2) < 60).sum() > 60


@pytest.mark.parametrize("emotion", range(7), ids=EMOTIONS)
def test_every_emotion_has_a_label_of_its_own(emotion):
    one = annotate(result((300, 400), face(200, 150, 100, emotion=emotion)))
    other = annotate(result((300, 400), face(200, 150, 100, emotion=(emotion + 1) % 7)))
    assert (one != other).any()


def test_several_faces_are_numbered():
    alone, both = face(100, 150, 60), face(300, 150, 60)
    single = annotate(result((300, 400), alone))
    double = annotate(result((300, 400), alone, both))
    assert (single[:, :200] != double[:, :200]).any()


@pytest.mark.parametrize(
    ("x", "y"),
    [
        (0, 0),
        (400, 300),
        (0, 300),
        (400, 0),
        (200, 0),
        (200, 300),
        (-30, 150),
        (390, 20),
        (200, 360),
    ],
)
def test_the_label_of_a_face_at_the_border_is_in_the_picture(x, y):
    before = result((300, 400), face(x, y, 90))
    after = annotate(before, {"Happy": RED})
    plate = (after == RED).all(axis=2)
    assert plate.sum() > 700
    # a whole row of the plate: 60 pixels of one colour side by side
    assert max(np.convolve(row, np.ones(60, int), "valid").max() for row in plate.astype(int)) == 60


def test_many_faces_are_all_drawn():
    faces = [face(20 + 40 * i, 30 + 60 * j, 30) for i in range(10) for j in range(5)]
    before = result((330, 420), *faces)
    marks = changed(before, annotate(before))
    for one in faces:
        assert marks[round(one.box.y + 15), round(one.box.x)]


@pytest.mark.parametrize("shape", [(1, 1), (8, 8), (48, 48), (1, 60), (60, 1), (10, 4000)])
def test_small_and_narrow_pictures_are_annotated(shape):
    height, width = shape
    before = result(shape, face(width / 2, height / 2, min(shape)))
    after = annotate(before)
    assert after.shape == before.picture.shape
    assert changed(before, after).any()


def test_lines_grow_with_the_picture():
    small = result((300, 400), face(200, 150, 100))
    large = result((3000, 4000), face(2000, 1500, 1000))
    thin = changed(small, annotate(small))[150, 100:200].sum()
    thick = changed(large, annotate(large))[1500, 1000:2000].sum()
    assert thick > 2 * thin


def test_annotating_twice_gives_the_same():
    before = result((300, 400), face(200, 150, 100))
    assert np.array_equal(annotate(before), annotate(before))
    moved = replace(before, faces=(face(210, 150, 100),))
    assert not np.array_equal(annotate(before), annotate(moved))


@pytest.mark.parametrize("shape", [(20, 30, 3), (20, 30), (1, 1, 3), (1, 1)])
def test_a_png_comes_back_as_it_was(shape):
    picture = np.random.default_rng(2).integers(0, 256, shape, dtype=np.uint8)
    before = picture.copy()
    data = encode_png(picture)
    back = decode(data)
    assert data.startswith(b"\x89PNG")
    assert np.array_equal(back if len(shape) == 3 else back[:, :, 0], picture)
    assert np.array_equal(picture, before)
