"""What is cut out of a picture is what lies in the box, turned upright."""

import cv2
import numpy as np
import pytest

from fer.images import to_grey
from fer.recognition import register as module
from fer.recognition.detect import detect
from fer.recognition.faces import Box
from fer.recognition.register import MARGIN, MAX_ROLL, MIN_ROLL, cut, register


@pytest.fixture
def scene(blots):
    return blots(240, 320)


@pytest.fixture
def with_eyes(monkeypatch):
    """Let the eyes be found at a roll of so many degrees, or not at all."""

    def set_roll(roll):
        rise = 0.4 * np.tan(np.deg2rad(roll or 0))
        eyes = ((0.3, 0.4 - rise / 2), (0.7, 0.4 + rise / 2))
        monkeypatch.setattr(module, "find_eyes", lambda _: None if roll is None else eyes)

    return set_roll


def away(one, other):
    """Return the mean difference of two pictures, in grey levels."""
    return np.abs(one.astype(float) - other.astype(float)).mean()


def test_a_box_on_whole_pixels_gives_those_pixels(scene):
    assert np.array_equal(cut(scene, Box(100 + 24, 60 + 24, 48)), scene[60:108, 100:148])
    assert np.array_equal(cut(scene, Box(160, 120, 200)), scene[20:220, 60:260])


@pytest.mark.parametrize("box", [Box(33_000, 60, 50, 12), Box(33_090, 5, 60), Box(10, 60, 200)])
def test_a_box_in_a_picture_too_long_for_opencv_is_cut_as_from_any(blots, box):
    wide = np.tile(blots(120, 500), (1, 67))[:, :33_100]
    part = np.ascontiguousarray(wide[:, -1000:] if box.x > 1000 else wide[:, :1000])
    near = Box(box.x - 32_100 if box.x > 1000 else box.x, box.y, box.side, box.angle)
    assert away(cut(wide, box), cut(part, near)) < 1


@pytest.mark.parametrize("turns", [-2, -1, 1, 2])
def test_a_box_turned_by_right_angles_gives_the_pixels_turned_back(scene, turns):
    upright = cut(scene, Box(160, 120, 100, 90 * turns))
    assert away(upright, np.rot90(scene[70:170, 110:210], turns)) < 1


@pytest.mark.parametrize("angle", [-40, -20, -7, 3, 15, 30])
def test_a_turned_pattern_comes_back_upright(blots, turn, angle):
    pattern = blots(201, 201)
    box = Box(100.5, 100.5, 100)
    expected = cut(pattern, box)
    turned = turn(pattern, angle)
    upright = cut(turned, Box(100.5, 100.5, 100, angle))
    assert away(upright, expected) < 3
    assert away(cut(turned, box), expected) > 10


def test_an_eccentric_box_follows_the_turn(blots, turn):
    pattern = blots(201, 201)
    expected = cut(pattern, Box(120.5, 80.5, 60))
    across, down = np.cos(np.deg2rad(25)), np.sin(np.deg2rad(25))
    x = 100.5 + 20 * across + 20 * down
    y = 100.5 + 20 * down - 20 * across
    assert away(cut(turn(pattern, 25), Box(x, y, 60, 25)), expected) < 3


@pytest.mark.parametrize("shift", [0.25, 0.5, 0.75])
def test_between_pixels_it_interpolates(shift):
    ramp = np.repeat(np.arange(0, 200, 2, dtype=np.uint8)[None], 100, axis=0)
    got = cut(ramp, Box(50 + shift, 50, 48)).astype(float)
    np.testing.assert_allclose(got, ramp[26:74, 26:74] + 2 * shift, atol=0.55)


@pytest.mark.parametrize("side", [1, 8, 48, 60, 112])
def test_the_result_is_as_large_as_is_asked(scene, side):
    result = cut(scene, Box(160, 120, 100), side)
    assert result.shape == (side, side)
    assert result.dtype == np.uint8


@pytest.mark.parametrize(("length", "side"), [(3, 48), (48, 48), (100.4, 100), (9000, 480)])
def test_its_own_size_is_that_of_the_box_within_48_and_480(scene, length, side):
    assert cut(scene, Box(160, 120, length)).shape == (side, side)


@pytest.mark.parametrize("factor", [3, 4, 5])
def test_a_large_box_is_averaged_not_sampled(factor):
    generator = np.random.default_rng(0)
    noise = generator.integers(0, 256, (240, 240), dtype=np.uint8)
    side = 120 // factor
    means = noise[60:180, 60:180].reshape(side, factor, side, factor).mean(axis=(1, 3))
    assert away(cut(noise, Box(120, 120, 120), side), means) < 1


def test_what_lies_outside_repeats_the_edge(scene):
    result = cut(scene, Box(0, 120, 48))
    assert np.array_equal(result[:, 24:], scene[96:144, :24])
    assert np.array_equal(result[:, :24], np.repeat(scene[96:144, :1], 24, axis=1))
    corner = cut(scene, Box(320, 240, 48))
    assert np.array_equal(corner[:24, :24], scene[216:, 296:])
    assert (corner[24:, 24:] == scene[-1, -1]).all()


def test_a_box_far_outside_is_the_nearest_edge(scene):
    assert (cut(scene, Box(-900, -900, 60)) == scene[0, 0]).all()


@pytest.mark.parametrize("shape", [(1, 1), (1, 40), (40, 1), (2, 3)])
def test_pictures_smaller_than_the_box_are_taken(shape):
    grey = np.full(shape, 77, np.uint8)
    for angle in (0, 20):
        assert (cut(grey, Box(0.5, 0.5, 100, angle)) == 77).all()


def test_without_eyes_the_box_is_only_widened(scene, with_eyes):
    with_eyes(None)
    face, box, levelled = register(scene, Box(160, 120, 100, 7))
    assert box == Box(160, 120, 100 * MARGIN, 7)
    assert levelled is False
    assert face.shape == (48, 48)
    assert face.dtype == np.uint8


@pytest.mark.parametrize("margin", [0.8, 1.0, 1.3])
def test_the_margin_is_a_share_of_the_box(scene, with_eyes, margin):
    with_eyes(None)
    face, box, _ = register(scene, Box(160, 120, 96), margin)
    assert box == Box(160, 120, 96 * margin)
    area = cut(scene, box)
    expected = cv2.resize(area, (48, 48), interpolation=cv2.INTER_AREA)
    assert away(face, expected) < 1.5


@pytest.mark.parametrize("angle", [0.0, 20.0])
@pytest.mark.parametrize("roll", [MIN_ROLL + 1, MAX_ROLL - 1, -MIN_ROLL - 1, 1 - MAX_ROLL])
def test_the_roll_of_the_eyes_is_taken_out(scene, with_eyes, roll, angle):
    with_eyes(roll)
    face, box, levelled = register(scene, Box(160, 120, 100, angle))
    assert levelled is True
    assert box.angle == pytest.approx(angle + roll)
    assert (box.x, box.y, box.side) == (160, 120, 100 * MARGIN)
    expected = cv2.resize(cut(scene, box), (48, 48), interpolation=cv2.INTER_AREA)
    assert away(face, expected) < 1.5


@pytest.mark.parametrize("roll", [0, MIN_ROLL - 1, 1 - MIN_ROLL, MAX_ROLL + 1, -MAX_ROLL - 1])
def test_a_roll_too_small_to_trust_or_too_large_to_believe_is_left(scene, with_eyes, roll):
    with_eyes(roll)
    _, box, levelled = register(scene, Box(160, 120, 100, 20))
    assert box.angle == 20
    assert levelled is False


def test_registering_a_face_gives_nearly_the_same_at_any_size(portrait):
    crops = []
    for scale in (0.5, 1.0, 1.5):
        picture = cv2.resize(portrait, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        face, box, _ = register(to_grey(picture), Box(264 * scale, 217 * scale, 220 * scale))
        assert box.side == pytest.approx(220 * scale * MARGIN)
        crops.append(face)
    assert away(crops[0], crops[1]) < 4
    assert away(crops[2], crops[1]) < 4


def test_a_turned_face_looks_like_the_upright_one(portrait, turn):
    """Found by its own turn and cut back upright, it is the face of the portrait again."""
    grey = to_grey(portrait)
    upright, _, _ = register(grey, detect(grey)[0].box)
    turned = turn(grey, -20)
    (found,) = detect(turned)
    back, box, _ = register(turned, found.box)
    assert box.angle == pytest.approx(-20, abs=10)
    assert np.corrcoef(upright.ravel(), back.ravel())[0, 1] > 0.85


@pytest.mark.parametrize("angle", [-20, -15, 15, 20])
def test_a_rolled_face_is_levelled_and_says_so(portrait, turn, angle):
    """However it is found: the crop stands upright, and `levelled` means that the eyes did it."""
    grey = turn(to_grey(portrait), angle)
    (found,) = detect(grey)
    _, box, levelled = register(grey, found.box)
    assert box.angle == pytest.approx(angle, abs=8)
    assert levelled == (box.angle != found.box.angle)


def test_pictures_are_left_alone(portrait):
    grey = to_grey(portrait).copy()
    before = grey.copy()
    register(grey, Box(264, 217, 220, 10))
    cut(grey, Box(264, 217, 220, 10), 20)
    assert np.array_equal(grey, before)
