"""A face is changed as the picture would be: against SciPy, the chain, and the face itself."""

import numpy as np
import pytest
from scipy.ndimage import rotate

from dashboard.trying import (
    MARGIN,
    MOST_ROTATION,
    ROTATION,
    STEPS,
    Patch,
    Source,
    changed,
    flip_map,
    flips_on,
    framed,
    patched,
    rungs_of,
    written,
)
from fer.data.samples import grace_hopper
from fer.evaluation.corruptions import corrupt
from fer.images import to_grey
from fer.recognition.chain import as_picture, locate
from fer.recognition.register import MARGIN as FRAME
from fer.recognition.register import register


@pytest.fixture(scope="module")
def source():
    picture = as_picture(grace_hopper())
    ((found, crop, _),) = locate(picture)
    return Source(to_grey(picture), found.box, crop)


def apart(one, other):
    return np.abs(one.astype(int) - other.astype(int)).mean()


def test_without_a_change_it_is_the_face_that_the_release_was_given(source):
    assert (changed(source, {}) == source.crop).all()
    neutral = {"brightness": 0, "contrast": 1, "blur": 0, ROTATION: 0, MARGIN: 1}
    assert (changed(source, neutral, Patch()) == source.crop).all()


def test_a_wider_margin_is_what_registration_would_cut_out(source):
    from dataclasses import replace

    found = replace(source.box, side=source.box.side / FRAME)
    wider, _, _ = register(source.grey, found, FRAME * 1.3)
    assert (framed(source, margin=1.3) == wider).all()


def test_a_turn_is_clockwise_and_brings_in_the_picture_around(source):
    turned = framed(source, rotation=20)
    middle = np.s_[12:36, 12:36]
    clockwise = rotate(source.crop, -20, reshape=False, order=1, mode="nearest")
    other = rotate(source.crop, 20, reshape=False, order=1, mode="nearest")
    assert apart(turned[middle], clockwise[middle]) < 6
    assert apart(turned[middle], other[middle]) > 3 * apart(turned[middle], clockwise[middle])
    assert (turned != clockwise).any()


def test_light_is_that_of_the_robustness_page(source):
    for name, strength in (("brightness", -60), ("contrast", 0.4), ("blur", 1.5)):
        expected = corrupt(source.crop[None], name, strength)[0]
        assert (changed(source, {name: strength}) == expected).all()


@pytest.mark.parametrize(
    ("patch", "corner"),
    [
        (Patch(16, 24, 24), (16, 16)),
        (Patch(16, 0, 0), (0, 0)),
        (Patch(16, 48, 48), (32, 32)),
        (Patch(8, 10, 30), (26, 6)),
    ],
)
def test_a_patch_lies_where_it_is_put_and_within_the_face(source, patch, corner):
    assert patch.corner == corner
    face = changed(source, {}, patch)
    differs = np.argwhere(face != source.crop)
    assert (differs >= corner).all()
    assert (differs < np.array(corner) + patch.side).all()
    assert len(differs) > 0.8 * patch.side**2


def test_rungs_are_each_change_alone(source):
    faces, rungs = rungs_of(source, steps=3)
    assert len(faces) == len(rungs)
    assert (faces[0] == source.crop).all()
    for face, rung in zip(faces[1:], rungs[1:], strict=True):
        assert (face == changed(source, {rung.corruption: rung.strength})).all()
        assert -1 <= rung.position <= 1
    ends = {r.strength for r in rungs if r.corruption == ROTATION and abs(r.position) == 1}
    assert ends == {MOST_ROTATION, -MOST_ROTATION}
    margins = sorted(r.strength for r in rungs if r.corruption == MARGIN)
    assert margins[0] == pytest.approx(1 / margins[-1])
    assert STEPS == 20


def test_flips_are_the_weakest_on_each_side(source):
    _, rungs = rungs_of(source, steps=4)
    labels = np.zeros(len(rungs), np.int64)
    for i, rung in enumerate(rungs):
        if rung.corruption == MARGIN and rung.position >= 0.5:
            labels[i] = 3
    (flip,) = flips_on(labels, rungs)
    assert (flip.rung.corruption, flip.rung.position, flip.after) == (MARGIN, 0.5, 3)


def test_the_map_of_a_patch_is_around_the_places_that_flip(source):
    faces, corners = patched(source, 12)
    assert len(faces) == len(corners)
    flipped = np.zeros(len(corners), bool)
    assert not flip_map(corners, 12, flipped).any()
    flipped[10] = True
    shown = np.argwhere(flip_map(corners, 12, flipped) == 1)
    np.testing.assert_allclose(shown.mean(axis=0), corners[10] + 6 - 0.5)


def test_strengths_are_written_with_their_unit():
    assert written(MARGIN, 1.25) == "× 1.25"
    assert written(ROTATION, -6.75) == "−6.8°"


def test_the_source_is_left_alone(source):
    before = source.grey.copy(), source.crop.copy()
    changed(source, {"brightness": 40, ROTATION: 10, MARGIN: 1.2}, Patch(12))
    assert (source.grey == before[0]).all()
    assert (source.crop == before[1]).all()
