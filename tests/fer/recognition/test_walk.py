"""The walk keeps what the chain hands on: it must be the chain, step for step."""

import cv2
import numpy as np
import pytest

from fer.data.samples import grace_hopper, photograph
from fer.errors import ImageError
from fer.images import decode
from fer.recognition.chain import locate, main_face
from fer.recognition.faces import WHOLE
from fer.recognition.register import MIN_ROLL
from fer.recognition.walk import outlined, walk


def turned(picture, angle):
    """Turn a picture clockwise about its middle."""
    height, width = picture.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), -angle, 1.0)
    return cv2.warpAffine(picture, turn, (width, height), borderMode=cv2.BORDER_REPLICATE)


def test_the_crop_is_the_one_that_the_chain_classifies():
    picture = decode(grace_hopper())
    before = picture.copy()
    walked = walk(picture)
    crop, faces = main_face(picture)
    assert np.array_equal(walked.crop, crop)
    assert walked.faces == faces == 1
    assert walked.framed == locate(picture)[0][0].box
    assert walked.found.box.side < walked.framed.side
    assert np.array_equal(picture, before)


def test_the_largest_of_several_faces_is_taken():
    large, small = decode(photograph(640, 480)), decode(photograph(320, 240))
    both = np.concatenate([large, np.pad(small, ((0, 240), (0, 0), (0, 0)), "edge")], axis=1)
    walked = walk(both)
    assert walked.faces == 2
    assert walked.found.box.x < 640


def test_a_turned_face_tells_its_roll():
    walked = walk(turned(decode(grace_hopper()), 18))
    assert walked.levelled
    assert MIN_ROLL < walked.roll < 30
    assert walked.framed.angle == pytest.approx(walked.found.box.angle + walked.roll)


def test_no_face_is_an_answer():
    assert walk(np.full((200, 300, 3), 127, np.uint8)) is None


def test_a_picture_that_is_a_face_is_taken_whole():
    picture = np.random.default_rng(0).integers(0, 256, (60, 80, 3), dtype=np.uint8)
    walked = walk(picture, crop=True)
    assert walked.found.detector == WHOLE
    assert walked.crop.shape == (48, 48)
    assert walked.roll is None
    with pytest.raises(ImageError, match="at least"):
        walk(picture[:4], crop=True)


def test_the_outline_is_drawn_on_a_copy_at_the_box():
    picture = decode(grace_hopper())
    walked = walk(picture)
    drawn = outlined(walked, (255, 0, 255))
    x, y = np.rint(walked.found.box.corners()[0]).astype(int)
    assert drawn[y, x].tolist() == [255, 0, 255]
    assert not np.array_equal(drawn, picture)
    assert np.array_equal(drawn[:40], picture[:40])
