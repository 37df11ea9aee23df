"""The temperature does what it is chosen for, and a threshold what it says."""

import json

import numpy as np
import pytest

from fer.classifier import softmax
from fer.training.calibrate import Calibration, answered_share, calibration_of


def drawn(temperature, count=4000, seed=0):
    """Labels drawn from the softmax of logits, and these logits made too bold."""
    generator = np.random.default_rng(seed)
    logits = generator.normal(0, 1.5, (count, 7)).astype(np.float32)
    p = softmax(logits)
    labels = (p.cumsum(1) < generator.random((count, 1))).sum(1).clip(max=6)
    return logits * np.float32(temperature), labels


@pytest.mark.parametrize("temperature", [0.5, 1.0, 3.0])
def test_the_temperature_that_was_put_in_is_found(temperature):
    found = calibration_of(*drawn(temperature), "temperature")
    assert found.temperature == pytest.approx(temperature, rel=0.06)
    assert (found.factors, found.shifts) == ((), ())


def test_factors_and_shifts_that_were_put_in_are_found():
    logits, labels = drawn(1.0, 40_000)
    factors = np.float32([0.5, 1, 1, 1, 1, 1, 2])
    shifts = np.float32([0, 0, 0.7, 0, 0, 0, -0.7])
    found = calibration_of((logits - shifts) / factors, labels, "vector")
    assert found.temperature == pytest.approx(1, rel=0.03)
    assert found.factors == pytest.approx(factors, rel=0.06)
    assert found.shifts == pytest.approx(shifts, abs=0.08)
    assert np.prod(found.factors) == pytest.approx(1, rel=1e-3)


def test_a_vector_fits_at_least_as_well_as_a_temperature():
    logits, labels = drawn(2.0)
    logits[:, 6] += 1

    def loss(scaling):
        p = softmax(calibration_of(logits, labels, scaling)(logits))
        return -np.log(p[np.arange(len(labels)), labels]).mean()

    assert loss("vector") < loss("temperature") - 0.01


@pytest.mark.parametrize("scaling", ["temperature", "vector"])
def test_a_card_keeps_a_calibration(scaling):
    found = calibration_of(*drawn(2.0), scaling)
    assert Calibration.from_json(json.loads(json.dumps(found.to_json()))) == found


def test_a_threshold_leaves_the_share_of_confident_faces():
    logits, _ = drawn(1.0)
    p = softmax(logits)
    assert answered_share(p, 0.6) == (p.max(1) >= 0.6).mean()


def test_a_calibration_can_be_undone():
    logits = np.random.default_rng(0).normal(0, 2, (5, 7)).astype(np.float32)
    told = Calibration(0.8, tuple(np.linspace(0.8, 1.2, 7)), tuple(np.linspace(-0.5, 0.5, 7)))
    for calibration in (told, Calibration(1.7), Calibration()):
        np.testing.assert_allclose(calibration.undone(calibration(logits)), logits, atol=1e-5)
