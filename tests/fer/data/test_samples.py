"""The pictures that ship with the project are what they are said to be."""

import io

import numpy as np
import pytest
from PIL import Image

from fer.data.samples import drawn_portrait, grace_hopper, photograph
from fer.data.sketches import draw_portrait


def opened(data):
    return Image.open(io.BytesIO(data))


def test_the_portrait_is_a_jpeg_of_512_by_600():
    portrait = opened(grace_hopper())
    assert (portrait.format, portrait.mode, portrait.size) == ("JPEG", "RGB", (512, 600))


@pytest.mark.parametrize("size", [(640, 480), (1280, 720), (410, 480), (411, 480), (2000, 48)])
def test_a_photograph_is_as_large_as_is_asked(size):
    picture = opened(photograph(*size))
    assert (picture.format, picture.mode, picture.size) == ("JPEG", "RGB", size)


def test_a_photograph_is_640_by_480_unless_asked():
    assert opened(photograph()).size == (640, 480)


def test_a_photograph_shows_the_portrait_in_its_middle():
    scene = np.asarray(opened(photograph()), float)
    portrait = np.asarray(opened(grace_hopper()).resize((410, 480), Image.Resampling.BOX), float)
    assert np.abs(scene[:, 115:525] - portrait).mean() < 6
    assert np.abs(scene[:, :110] - scene[:, 114:115]).mean() < 6


def test_a_photograph_is_the_same_each_time():
    assert photograph() is photograph()
    assert photograph.__wrapped__() == photograph()


@pytest.mark.parametrize("size", [(409, 480), (1, 480), (0, 480)])
def test_a_photograph_narrower_than_the_portrait_is_refused(size):
    with pytest.raises(ValueError, match=r"expected a width of \d+ or more, got"):
        photograph(*size)


def test_a_drawn_portrait_is_that_of_its_seed_in_its_colours():
    picture = opened(drawn_portrait(3, 46))
    assert (picture.format, picture.size) == ("PNG", (480, 480))
    expected = draw_portrait(3, np.random.default_rng(46))
    assert np.array_equal(np.asarray(picture), expected)
    assert drawn_portrait(3, 46) is drawn_portrait(3, 46)
