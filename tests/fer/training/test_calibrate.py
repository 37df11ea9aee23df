"""The temperature does what it is chosen for, and a threshold what it says."""

import numpy as np
import pytest

from fer.classifier import softmax
from fer.training.calibrate import answered_share, temperature_of


def drawn(temperature, count=4000, seed=0):
    """Labels drawn from the softmax of logits, and these logits made too bold."""
    generator = np.random.default_rng(seed)
    logits = generator.normal(0, 1.5, (count, 7)).astype(np.float32)
    p = softmax(logits)
    labels = (p.cumsum(1) < generator.random((count, 1))).sum(1).clip(max=6)
    return logits * np.float32(temperature), labels


@pytest.mark.parametrize("temperature", [0.5, 1.0, 3.0])
def test_the_temperature_that_was_put_in_is_found(temperature):
    assert temperature_of(*drawn(temperature)) == pytest.approx(temperature, rel=0.06)


def test_a_threshold_leaves_the_share_of_confident_faces():
    logits, _ = drawn(1.0)
    p = softmax(logits)
    assert answered_share(p, 0.6) == (p.max(1) >= 0.6).mean()
