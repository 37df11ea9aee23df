"""Ladders of one face, and the first rung at which a label flips."""

import numpy as np
import pytest

from fer.data.sketches import draw_face
from fer.evaluation.corruptions import COMMON, CORRUPTIONS, corrupt
from fer.evaluation.flips import flips, ladder


@pytest.fixture(scope="module")
def face():
    drawn = draw_face(3, np.random.default_rng(1))
    drawn.flags.writeable = False
    return drawn


def test_a_ladder_rises_to_both_ends(face):
    faces, rungs = ladder(face, COMMON, steps=4)
    assert len(faces) == len(rungs)
    np.testing.assert_array_equal(faces[0], face)
    for name in COMMON:
        one = CORRUPTIONS[name]
        own = [rung for rung in rungs[1:] if rung.corruption == name]
        assert len(own) == (8 if one.two_sided else 4)
        assert [rung.position for rung in own[:4]] == [0.25, 0.5, 0.75, 1]
        ends = {own[3].strength, own[-1].strength}
        wanted = {one.low, one.high} if one.two_sided else {one.low, one.high} - {one.neutral}
        assert sorted(ends) == pytest.approx(sorted(wanted))
        place = rungs.index(own[1])
        np.testing.assert_array_equal(
            faces[place], corrupt(face[None], name, own[1].strength, 0)[0]
        )


def test_the_first_flip_in_each_direction_is_found(face):
    _, rungs = ladder(face, ("brightness", "blur"), steps=5)
    labels = np.zeros(len(rungs), np.int64)
    at = {(r.corruption, round(r.position, 1)): i for i, r in enumerate(rungs)}
    labels[[at["brightness", 0.6], at["brightness", 0.8]]] = 4
    labels[at["brightness", 1.0]] = 2
    labels[at["brightness", -1.0]] = 5
    found = flips(labels, rungs)
    said = [(flip.rung.corruption, flip.rung.position, flip.before, flip.after) for flip in found]
    assert said == [("brightness", 0.6, 0, 4), ("brightness", -1.0, 0, 5)]
    assert flips(np.full(len(rungs), 3), rungs) == ()


def test_bad_input_is_refused(face):
    with pytest.raises(ValueError, match="at least one step"):
        ladder(face, COMMON, steps=0)
    _, rungs = ladder(face, ("blur",), steps=2)
    with pytest.raises(ValueError, match="a label for each of 3 faces, got 2"):
        flips(np.zeros(2, np.int64), rungs)
