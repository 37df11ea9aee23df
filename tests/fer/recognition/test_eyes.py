"""Eyes are found at every size of a face and at every roll, behind glasses and without."""

import numpy as np
import pytest

from fer.data.drawing.sitter import Sitter
from fer.data.sketches import draw_portrait
from fer.images import to_grey
from fer.recognition.detect import detect
from fer.recognition.eyes import find_eyes
from fer.recognition.faces import Box
from fer.recognition.register import cut, roll_of

SIDES = (48, 64, 80, 96, 104, 112, 120, 128, 144, 160, 192, 224)
ROLLS = (-20, -15, -10, -5, 0, 5, 10, 15, 20)


def rolled(grey, box, angle, turn):
    """Return a picture turned clockwise about its middle, and where its box goes, upright."""
    height, width = grey.shape
    middle = (np.array([width, height]) - 1) / 2
    radians = np.deg2rad(angle)
    matrix = np.array([[np.cos(radians), np.sin(radians)], [-np.sin(radians), np.cos(radians)]])
    x, y = (np.array([box.x, box.y]) - middle) @ matrix + middle
    return turn(grey, angle), Box(float(x), float(y), box.side)


@pytest.fixture(scope="module")
def hopper(portrait):
    """The portrait in grey, and the box of its face."""
    grey = to_grey(portrait)
    return grey, detect(grey)[0].box


@pytest.fixture(scope="module")
def sitters():
    """Drawn portraits in which an upright face is found: grey, box, roll that was drawn."""
    drawn = []
    for seed in range(100, 114):
        grey = to_grey(draw_portrait(seed % 7, np.random.default_rng(seed)))
        roll = float(np.degrees(Sitter.sample(np.random.default_rng(seed)).roll))
        found = [one for one in detect(grey) if one.box.angle == 0]
        if found:
            drawn.append((grey, found[0].box, roll))
    assert len(drawn) >= 10
    return drawn


@pytest.mark.parametrize("side", SIDES)
def test_eyes_behind_glasses_are_found_at_every_size(hopper, features, side):
    grey, box = hopper
    expected = (features[:2] - box.corners()[0]) / box.side
    eyes = find_eyes(cut(grey, box, side))
    assert eyes is not None
    np.testing.assert_allclose(np.array(eyes), expected, atol=0.06)


@pytest.mark.parametrize("angle", ROLLS[1:-1])
@pytest.mark.parametrize("scale", [0.92, 1.0, 1.08])
def test_eyes_do_not_hang_on_the_exact_box(hopper, features, turn, angle, scale):
    """Of nine places of a box, moved by 5 % of its side, both eyes are found in eight or more."""
    grey, box = rolled(*hopper, angle, turn)
    across, down = features[1] - features[0]
    own = np.degrees(np.arctan2(down, across))
    moved = [
        Box(box.x + x * box.side, box.y + y * box.side, box.side * scale)
        for x in (-0.05, 0, 0.05)
        for y in (-0.05, 0, 0.05)
    ]
    rolls = [roll for one in moved if (roll := roll_of(grey, one)) is not None]
    assert len(rolls) >= 8
    assert np.median(rolls) == pytest.approx(own + angle, abs=4)
    assert np.std(rolls) < 3


@pytest.mark.parametrize("angle", ROLLS)
def test_the_roll_of_the_portrait_is_known_within_six_degrees(hopper, features, turn, angle):
    across, down = features[1] - features[0]
    own = np.degrees(np.arctan2(down, across))
    roll = roll_of(*rolled(*hopper, angle, turn))
    assert roll is not None
    assert roll == pytest.approx(own + angle, abs=6)


@pytest.mark.parametrize("angle", ROLLS[::2])
def test_the_roll_of_drawn_faces_is_known(sitters, turn, angle):
    """Found in nine of ten, half of them within 2° and none further off than 8°."""
    near = [(g, b, r) for g, b, r in sitters if abs(r + angle) <= 25]
    rolls = [(roll_of(*rolled(grey, box, angle, turn)), own + angle) for grey, box, own in near]
    errors = [abs(roll - true) for roll, true in rolls if roll is not None]
    assert len(errors) >= 0.9 * len(near)
    assert np.median(errors) < 2
    assert max(errors) < 8


@pytest.mark.parametrize("side", [64, 112, 160])
def test_the_roll_hardly_depends_on_the_size_of_the_picture(sitters, side):
    for grey, box, own in sitters[:5]:
        eyes = find_eyes(cut(grey, box, side))
        assert eyes is not None
        (left_x, left_y), (right_x, right_y) = eyes
        roll = np.degrees(np.arctan2(right_y - left_y, right_x - left_x))
        assert roll == pytest.approx(own, abs=6)


@pytest.mark.parametrize("side", [16, 48, 112, 480])
def test_a_blank_has_no_eyes(side):
    assert find_eyes(np.full((side, side), 90, np.uint8)) is None


def test_one_eye_is_not_enough(hopper):
    face = cut(*hopper, 160).copy()
    face[:, 80:] = face[:, 79:80]
    assert find_eyes(face) is None


def test_the_face_is_left_alone(hopper):
    face = cut(*hopper, 160)
    before = face.copy()
    find_eyes(face)
    assert np.array_equal(face, before)
