"""Corruptions against SciPy, Pillow and plain NumPy; their invariances; bad input."""

import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from scipy import ndimage

from fer.data.sketches import draw_face
from fer.evaluation.corruptions import (
    COMMON,
    CORRUPTIONS,
    EXPOSURES,
    SEVERITIES,
    Corruption,
    at_severity,
    combined,
    corrupt,
)

NAMES = list(CORRUPTIONS)
SEEDS = np.arange(40, 54)


@pytest.fixture(scope="module")
def faces():
    drawn = np.stack([draw_face(i % 7, np.random.default_rng(i)) for i in range(len(SEEDS))])
    drawn.flags.writeable = False
    return drawn


def test_there_are_the_twelve_of_the_issue_and_both_ways_of_exposure():
    assert len(COMMON) == 12
    assert set(EXPOSURES) <= set(CORRUPTIONS)
    assert set(COMMON) | set(EXPOSURES) == set(CORRUPTIONS)


@pytest.mark.parametrize("name", NAMES)
def test_no_change_is_no_change_and_a_copy(faces, name):
    for same in (at_severity(faces, name, 0), corrupt(faces, name, CORRUPTIONS[name].neutral)):
        np.testing.assert_array_equal(same, faces)
        assert not np.shares_memory(same, faces)


@pytest.mark.parametrize("name", NAMES)
def test_faces_of_one_kind_come_out_whatever_the_batch(faces, name):
    before = faces.copy()
    whole = at_severity(faces, name, 3, SEEDS)
    assert whole.dtype == np.uint8
    assert whole.shape == faces.shape
    one_by_one = [at_severity(faces[i : i + 1], name, 3, SEEDS[i]) for i in range(len(faces))]
    np.testing.assert_array_equal(whole, np.concatenate(one_by_one))
    np.testing.assert_array_equal(faces, before)
    assert at_severity(faces[:0], name, 3).shape == (0, 48, 48)


@pytest.mark.parametrize("name", NAMES)
def test_every_severity_changes_more_than_the_one_before(faces, name):
    wide = faces.astype(float)
    away = [
        np.abs(at_severity(faces, name, severity, SEEDS) - wide).mean()
        for severity in range(SEVERITIES + 1)
    ]
    assert all(np.diff(away) > 0)


@given(st.sampled_from(NAMES), st.floats(-1, 1))
def test_positions_and_strengths_are_inverse(name, position):
    one = CORRUPTIONS[name]
    position = position if one.two_sided else abs(position)
    strength = one.strength(position)
    assert one.low - 1e-9 <= strength <= one.high + 1e-9
    assert one.position(np.clip(strength, one.low, one.high)) == pytest.approx(position, abs=1e-6)


@pytest.mark.parametrize("name", NAMES)
def test_the_ends_of_a_scale(name):
    one = CORRUPTIONS[name]
    assert one.position(one.neutral) == 0
    assert one.strength(0) == pytest.approx(one.neutral)
    ends = {abs(one.position(end)) for end in (one.low, one.high)}
    assert ends == ({1} if one.two_sided else {0, 1})
    with pytest.raises(ValueError, match="expected a strength from"):
        one.position(one.high + 1)
    if not one.two_sided:
        with pytest.raises(ValueError, match="no position"):
            one.strength(-0.5)


def test_pixelwise_changes_are_arithmetic(faces):
    wide = faces.astype(np.float64)
    expected = {
        ("brightness", 60): wide + 60,
        ("brightness", -60): wide - 60,
        ("underexposure", 0.5): wide * 0.5,
        ("overexposure", 3.0): wide * 3,
        ("gamma", 2.0): 255 * (wide / 255) ** 2,
        ("contrast", 0.4): wide.mean((1, 2), keepdims=True) * 0.6 + wide * 0.4,
    }
    for (name, strength), values in expected.items():
        changed = corrupt(faces, name, strength)
        assert np.abs(changed - np.clip(values, 0, 255)).max() <= 0.5 + 1e-9


def test_noise_has_the_spread_that_is_asked_for_and_keeps_its_pattern():
    grey = np.full((20, 48, 48), 128, np.uint8)
    weak = corrupt(grey, "gaussian-noise", 8, np.arange(20)).astype(float) - 128
    strong = corrupt(grey, "gaussian-noise", 16, np.arange(20)).astype(float) - 128
    assert weak.std() == pytest.approx(8, rel=0.02)
    assert abs(weak.mean()) < 0.1
    assert np.abs(strong - 2 * weak).max() <= 1.5  # the same pattern, rounded twice
    assert np.unique(weak.reshape(20, -1), axis=0).shape[0] == 20
    other = corrupt(grey, "gaussian-noise", 8, np.arange(20) + 100)
    assert (other != weak + 128).any()


def test_blur_is_scipys(faces):
    ours = corrupt(faces, "blur", 1.7)
    theirs = [ndimage.gaussian_filter(f.astype(float), 1.7, mode="mirror") for f in faces]
    assert np.abs(ours - np.stack(theirs)).max() <= 1.5


def test_jpeg_is_pillows(faces):
    for quality in (10, 40, 80):
        file = io.BytesIO()
        Image.fromarray(faces[0]).save(file, "jpeg", quality=quality)
        theirs = np.asarray(Image.open(file)).astype(int)
        ours = corrupt(faces[:1], "jpeg", quality)[0]
        assert np.abs(ours - theirs).max() <= 2


@pytest.mark.parametrize("angle", [20, -35])
def test_rotation_is_scipys(faces, angle):
    ours = corrupt(faces[:3], "rotation", angle)
    for face, turned in zip(faces, ours, strict=False):
        theirs = ndimage.rotate(face.astype(float), -angle, reshape=False, order=1, mode="nearest")
        assert np.abs(turned - theirs)[12:36, 12:36].max() <= 4  # OpenCV rounds to 1/32 pixel


def test_clockwise_is_clockwise():
    face = np.zeros((1, 48, 48), np.uint8)
    face[0, 4:10, 22:26] = 255  # a mark at the top
    turned = corrupt(face, "rotation", 45)[0]
    _, x = ndimage.center_of_mass(turned)
    assert x > 30


def test_zoom_doubles_and_halves(faces):
    closer = corrupt(faces[:1], "zoom", 2.0)[0].astype(float)
    theirs = ndimage.affine_transform(faces[0].astype(float), [0.5, 0.5], [11.75, 11.75], order=1)
    assert np.abs(closer - theirs)[2:-2, 2:-2].max() <= 4
    wider = corrupt(faces[:1], "zoom", 0.5)[0]
    np.testing.assert_array_equal(wider[0], wider[5])  # the edge is continued


def test_shift_moves_whole_pixels_to_all_four_sides(faces):
    sides = set()
    for seed in range(24):
        moved = corrupt(faces[:1], "shift", 5, seed)[0]
        for name, (axis, by) in {"r": (1, 5), "l": (1, -5), "d": (0, 5), "u": (0, -5)}.items():
            if (np.roll(faces[0], by, axis)[6:-6, 6:-6] == moved[6:-6, 6:-6]).all():
                sides.add(name)
    assert sides == set("rldu")


def test_downscaling_keeps_the_mean_and_loses_the_detail(faces):
    small = corrupt(faces, "downscale", 12)
    means = faces.mean((1, 2)), small.mean((1, 2))
    np.testing.assert_allclose(*means, atol=2)
    assert (np.abs(ndimage.laplace(small.astype(float), axes=(1, 2))).mean()) < np.abs(
        ndimage.laplace(faces.astype(float), axes=(1, 2))
    ).mean()


@pytest.mark.parametrize(
    ("name", "top", "bottom"), [("occlude-eyes", 13, 22), ("occlude-mouth", 34, 43)]
)
def test_a_bar_covers_its_rows_and_no_others(faces, name, top, bottom):
    covered = corrupt(faces, name, 9)
    outside = np.r_[0:top, bottom:48]
    np.testing.assert_array_equal(covered[:, outside], faces[:, outside])
    mean = np.rint(faces.mean((1, 2)))[:, None, None]
    np.testing.assert_allclose(covered[:, top:bottom], np.broadcast_to(mean, (14, 9, 48)), atol=1)


@pytest.mark.parametrize("name", [n for n in NAMES if CORRUPTIONS[n].mirrored])
def test_mirrored_severities_go_both_ways_by_the_faces_seed(faces, name):
    one = CORRUPTIONS[name]
    level = one.levels[2]
    ways = [corrupt(faces, name, s) for s in (level, 1 / level if one.logarithmic else -level)]
    changed = at_severity(faces, name, 3, SEEDS)
    went = [(changed == way).all((1, 2)) for way in ways]
    assert (went[0] | went[1]).all()
    assert went[0].any()
    assert went[1].any()


def test_changes_combine_in_the_order_of_a_camera(faces):
    both = combined(faces, {"jpeg": 20, "rotation": 15, "brightness": 40}, SEEDS)
    one_by_one = corrupt(faces, "rotation", 15)
    one_by_one = corrupt(corrupt(one_by_one, "brightness", 40), "jpeg", 20)
    np.testing.assert_array_equal(both, one_by_one)
    nothing = combined(faces, {name: one.neutral for name, one in CORRUPTIONS.items()})
    np.testing.assert_array_equal(nothing, faces)
    for name, one in CORRUPTIONS.items():  # none is passed over
        assert (combined(faces, {name: one.levels[4]}) != faces).any()
    with pytest.raises(ValueError, match="no corruption"):
        combined(faces, {"fog": 1})


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda f: corrupt(f, "fog", 1), "'fog' is no corruption, expected one of brightness"),
        (lambda f: corrupt(f, "blur", -1), "expected a strength from 0 to 4"),
        (lambda f: corrupt(f, "blur", float("nan")), "expected a strength"),
        (lambda f: corrupt(f.astype(float), "blur", 1), "expected uint8"),
        (lambda f: corrupt(f[0], "blur", 1), r"expected uint8 \(N, 48, 48\), got uint8 \(48, 48\)"),
        (lambda f: at_severity(f, "blur", 6), "expected a severity from 0 to 5, got 6"),
        (lambda f: corrupt(f, "shift", 1, [1, 2, 3]), "could not be broadcast|shape"),
    ],
)
def test_bad_input_is_refused(faces, call, message):
    with pytest.raises(ValueError, match=message):
        call(faces)


def test_severities_must_rise():
    with pytest.raises(ValueError, match="'x': expected five rising severities"):
        Corruption("x", "X", "X.", lambda f, s: f, (1, 2, 2, 3, 4), 0, 0, 5, "{}")
