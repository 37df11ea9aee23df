"""Faces are found where they are, upright and turned; nothing is found where none is."""

from concurrent.futures import ThreadPoolExecutor

import cv2
import numpy as np
import pytest

from fer.data.sketches import draw_face, draw_portrait
from fer.images import to_grey
from fer.recognition import detect as module
from fer.recognition.detect import FIRST, SECOND, TURNS, detect, is_found

FACELESS = (
    "noise",
    "flat",
    "black",
    "landscape",
    "one pixel",
    "one row",
    "one column",
    "wide",
    "tall",
    "smaller than a face",
)


def inside(box, points):
    """Return whether points lie in a box, turned as it may be."""
    corners = box.corners().astype(np.float32)
    return all(cv2.pointPolygonTest(corners, tuple(map(float, p)), False) > 0 for p in points)


def moved(points, turn_by, size):
    """Return points of a picture after it was turned clockwise about its middle."""
    middle = (np.array(size, float) - 1) / 2
    turn = np.deg2rad(turn_by)
    matrix = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    return (points - middle) @ matrix + middle


def test_a_portrait_has_one_face_and_the_box_covers_it(portrait, features):
    (found,) = detect(portrait)
    assert found.detector == FIRST
    assert found.box.angle == 0
    assert inside(found.box, features)
    assert 150 < found.box.side < 300


def test_grey_and_colour_are_the_same_to_it(portrait):
    assert detect(to_grey(portrait)) == detect(portrait)


@pytest.mark.parametrize("scale", [0.15, 0.5, 1.6])
def test_a_face_is_found_at_any_size(portrait, features, scale):
    kind = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    found = detect(cv2.resize(portrait, None, fx=scale, fy=scale, interpolation=kind))
    assert len(found) == 1
    assert inside(found[0].box, features * scale)
    assert 150 < found[0].box.side / scale < 300


@pytest.mark.parametrize("share", [0.2, 0.25, 0.35, 0.5, 0.7])
def test_a_small_face_in_a_large_picture_is_found(portrait, features, faceless, share):
    """Of 44 to 154 pixels in 1600: every size belongs to one of the searches."""
    scene = cv2.resize(faceless["landscape"], (1600, 1200))
    small = cv2.resize(portrait, None, fx=share, fy=share, interpolation=cv2.INTER_AREA)
    height, width = small.shape[:2]
    scene[700 : 700 + height, 1000 : 1000 + width] = small
    (found,) = detect(scene)
    assert inside(found.box, features * share + np.array([1000, 700]))


def test_faces_come_from_left_to_right(portrait, features):
    row = np.hstack([portrait] * 3)
    found = detect(row)
    assert len(found) == 3
    for number, one in enumerate(found):
        assert inside(one.box, features + np.array([512 * number, 0]))


@pytest.mark.parametrize("angle", [-30, -20, -12, -6, 6, 12, 20, 30])
def test_a_turned_face_is_found_and_the_detector_named(portrait, features, turn, angle):
    found = detect(turn(portrait, angle))
    assert len(found) == 1
    box, detector = found[0].box, found[0].detector
    assert inside(box, moved(features, angle, (512, 600)))
    spoke = {FIRST: 0, SECOND: 0, **{f"{FIRST}, turned {t:+.0f}°": t for t in TURNS}}
    assert box.angle == spoke[detector]


@pytest.mark.parametrize("angle", [25, 30])
def test_both_directions_of_a_turn_are_treated_alike(portrait, turn, angle):
    """What is turned too far for the first search is found by its own turn, left or right."""
    for way in (1, -1):
        (found,) = detect(turn(portrait, way * angle))
        assert found.detector == f"{FIRST}, turned {way * 20:+.0f}°"
        assert found.box.angle == way * 20


def test_drawn_faces_are_found_alike_in_both_directions(turn):
    """Of seven portraits turned by 20°, both ways find as many, and most by their own turn."""
    found = {20: 0, -20: 0}
    own = 0
    for label in range(7):
        generator = np.random.default_rng([7, label])
        picture = draw_portrait(label, generator, 320)
        for way in found:
            faces = detect(turn(picture, way))
            found[way] += len(faces) == 1
            own += [one.box.angle for one in faces] == [way]
    assert min(found.values()) >= 6
    assert own >= 8


def test_the_last_resort_speaks_only_when_no_turn_found_any(portrait, monkeypatch):
    searched = []
    plain = module._search

    def listed(grey, how, *rest):
        searched.append(how.cascade)
        return [] if how.cascade == FIRST else plain(grey, how, *rest)

    monkeypatch.setattr(module, "_search", listed)
    (found,) = detect(portrait)
    assert found.detector == SECOND
    assert searched == [FIRST, FIRST, FIRST, SECOND]


@pytest.mark.parametrize("name", FACELESS)
def test_where_no_face_is_none_is_found(faceless, name):
    assert detect(faceless[name]) == []


def test_all_pictures_without_a_face_are_tried(faceless):
    assert set(FACELESS) == set(faceless)


def test_the_picture_is_left_alone(portrait):
    picture = portrait.copy()
    detect(picture)
    assert np.array_equal(picture, portrait)


def test_threads_find_what_one_finds(portrait):
    half = cv2.resize(portrait, None, fx=0.4, fy=0.4, interpolation=cv2.INTER_AREA)
    alone = detect(half)
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(detect, [half] * 8)) == [alone] * 8


def test_a_closely_cropped_face_is_found_and_a_wall_is_not():
    generator = np.random.default_rng(3)
    found = [is_found(draw_face(i % 7, generator)) for i in range(7)]
    assert sum(found) >= 6
    assert not is_found(np.full((48, 48), 90, np.uint8))
