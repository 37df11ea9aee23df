"""Occlusion of a linear model is known by hand; of anything else, what it must not do is."""

import numpy as np
import pytest
from scipy.special import logsumexp

from fer.recognition.explain.occlusion import covered, evidence, occlude, places

DRAW = np.random.default_rng(5)
FACE = DRAW.integers(0, 256, (48, 48)).astype(np.uint8)
WEIGHTS = DRAW.normal(0, 1 / 255, (7, 48, 48))


def linear(faces):
    return np.einsum("nij,kij->nk", faces.astype(np.float64), WEIGHTS).astype(np.float32)


def one_logit(logits, label):
    return logits[:, label].astype(np.float64)


def test_of_a_linear_model_it_is_the_weighed_pixels_that_were_covered():
    found = occlude(linear, FACE, 3, patch=8, step=4, score=one_logit)
    grey = round(float(FACE.mean()))
    worth = WEIGHTS[3] * (FACE.astype(float) - grey)  # what each pixel adds beyond plain grey
    expected = [worth[r : r + 8, c : c + 8].sum() for r, c in found.corners]
    np.testing.assert_allclose(found.falls, expected, atol=1e-4)
    row, column = 21, 30  # this pixel lies in four squares
    over = [(r, c) for r in (16, 20) for c in (24, 28)]
    mean = np.mean([worth[r : r + 8, c : c + 8].sum() for r, c in over])
    assert found.map[row, column] == pytest.approx(mean, abs=1e-4)
    r, c = found.corners[found.strongest]
    assert worth[r : r + 8, c : c + 8].sum() == pytest.approx(max(expected))


def test_a_model_that_does_not_look_has_a_flat_map():
    found = occlude(lambda faces: np.tile(np.arange(7, dtype=np.float32), (len(faces), 1)), FACE, 2)
    assert not found.map.any()
    assert found.logits.shape == (len(found.corners), 7)


def test_evidence_is_the_log_odds():
    logits = DRAW.normal(0, 5, (20, 7))
    p = np.exp(logits - logsumexp(logits, axis=1, keepdims=True))[:, 4]
    np.testing.assert_allclose(evidence(logits, 4), np.log(p / (1 - p)), atol=1e-9)
    np.testing.assert_allclose(evidence(logits + 100, 4), evidence(logits, 4), atol=1e-9)
    assert np.isfinite(evidence(np.array([[1000.0, 0, 0, 0, 0, 0, 0]]), 0)).all()


@pytest.mark.parametrize(("patch", "step"), [(10, 4), (48, 5), (1, 1), (7, 7)])
def test_the_squares_cover_every_pixel(patch, step):
    seen = np.zeros((48, 48), bool)
    for row, column in places(patch, step, 48):
        assert 0 <= row <= 48 - patch
        seen[row : row + patch, column : column + patch] = True
    assert seen.all()


def test_a_covered_face_differs_within_the_square_only_and_the_face_is_left_alone():
    before = FACE.copy()
    (one,) = covered(FACE, np.array([[4, 30]]), 6)
    assert (one[4:10, 30:36] == round(float(FACE.mean()))).all()
    changed = one != FACE
    changed[4:10, 30:36] = False
    assert not changed.any()
    assert (before == FACE).all()


@pytest.mark.parametrize(("patch", "step"), [(0, 4), (49, 4), (8, 0), (8, 9)])
def test_squares_that_cannot_be_are_refused(patch, step):
    with pytest.raises(ValueError, match="expected a patch"):
        places(patch, step, 48)
