"""A map is drawn in its own colours, strongest where it is strongest."""

import numpy as np

from fer.recognition.explain.draw import outlined, overlay

RED, BLUE = (255, 0, 0), (0, 0, 255)
FACE = np.full((48, 48), 120, np.uint8)


def test_what_speaks_for_and_against_has_its_colour():
    values = np.zeros((48, 48))
    values[:, :16], values[:, 32:] = 2.0, -1.0
    drawn = overlay(FACE, values, RED, BLUE).astype(int)
    assert drawn.shape == (240, 240, 3)
    left, middle, right = drawn[120, 20], drawn[120, 120], drawn[120, 220]
    assert left[0] > 200 > left[2]
    assert (middle == 120).all()
    assert right[2] > 150 > right[0]
    assert abs(right[0] - 120) < abs(left[2] - 120)  # half as strong


def test_a_flat_map_leaves_the_face():
    assert (overlay(FACE, np.zeros((6, 6)), RED, BLUE) == 120).all()


def test_an_outline_is_drawn_on_a_copy():
    picture = overlay(FACE, np.zeros((6, 6)), RED, BLUE)
    drawn = outlined(picture, (8, 24), 10)
    assert (picture == 120).all()
    rows, columns = np.nonzero((drawn != 120).any(axis=2))
    assert 36 <= rows.min() <= 41
    assert 116 <= columns.min() <= 121
    assert 87 <= rows.max() <= 92
    assert 167 <= columns.max() <= 172
