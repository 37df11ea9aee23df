"""Temperature and threshold: what they are chosen for, they do."""

import numpy as np
import pytest

from fer.classifier import softmax
from fer.training.calibrate import answered_share, temperature_of, threshold_of


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


def test_the_threshold_is_the_lowest_that_keeps_the_promise():
    logits, labels = drawn(1.0)
    p = softmax(logits)
    threshold = threshold_of(p, labels, 0.7)
    right, confidence = p.argmax(1) == labels, p.max(1)
    assert right[confidence >= threshold].mean() >= 0.7
    lower = [t for t in np.unique(confidence) if t < threshold - 1e-4]
    assert not any(right[confidence >= t].mean() >= 0.7 for t in lower)
    assert answered_share(p, threshold) == (confidence >= threshold).mean()


def test_all_may_be_answered_or_none():
    logits, labels = drawn(1.0)
    p = softmax(logits)
    assert threshold_of(p, labels, 0.2) == 0.0
    assert threshold_of(p, (p.argmax(1) + 1) % 7, 0.85) is None
    assert threshold_of(p[:50], p[:50].argmax(1), 0.85) is None, "50 faces are too few to promise"


def test_equal_confidences_are_answered_together():
    p = np.full((300, 7), 0.05, np.float32)
    p[:, 0] = 0.7
    labels = np.zeros(300, np.int64)
    labels[250:] = 1  # 83 % right, in whatever order the rows stand
    assert threshold_of(p, labels, 0.85) is None
