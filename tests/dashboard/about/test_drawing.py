"""The pictures of the four steps."""

import numpy as np
import pytest

from dashboard.about.drawing import directions, shown, stretched
from fer.data.samples import grace_hopper
from fer.errors import ImageError
from fer.images import decode


def test_what_is_kept_of_a_picture_is_small():
    found = shown(grace_hopper())
    assert (found.width, found.height, found.faces) == (512, 600, 1)
    assert found.located[1].shape == (48, 48)
    assert max(decode(found.photograph).shape) <= 720
    assert len(found.photograph) < 200_000


def test_a_file_that_is_no_picture_is_refused():
    with pytest.raises(ImageError, match="not a picture"):
        shown(b"nothing")


def test_maps_reach_from_black_to_white():
    feature = np.linspace(-3, 5, 48 * 48, dtype=np.float32).reshape(48, 48)
    before = feature.copy()
    drawn = stretched(feature)
    assert (drawn.min(), drawn.max()) == (0, 255)
    assert (np.diff(drawn.ravel().astype(int)) >= 0).all()
    assert np.array_equal(feature, before)
    assert not stretched(np.ones((4, 4), np.float32)).any()


@pytest.mark.parametrize(("bin_", "upright"), [(4, True), (0, False)])
def test_strokes_lie_along_edges_not_gradients(bin_, upright):
    maps = np.zeros((9, 1, 1), np.float32)
    maps[bin_] = 1
    rows, columns = np.nonzero(directions(maps))
    tall, wide = np.ptp(rows), np.ptp(columns)
    assert (tall > 3 * wide) == upright
    assert (wide > 2 * tall) == (not upright)
