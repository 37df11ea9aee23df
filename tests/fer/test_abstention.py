"""A threshold keeps its promise, and where there is none the reason is said."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from fer.abstention import PROMISED, Threshold, threshold, threshold_of
from fer.classifier import softmax
from fer.release import PREDICTION_COLUMNS, PROBABILITIES, Release


def drawn(count=4000, seed=0):
    """Probabilities, and labels drawn from them."""
    generator = np.random.default_rng(seed)
    p = softmax(generator.normal(0, 1.5, (count, 7)).astype(np.float32))
    return p, (p.cumsum(1) < generator.random((count, 1))).sum(1).clip(max=6)


def test_the_threshold_is_the_lowest_that_keeps_the_promise():
    p, labels = drawn()
    found = threshold_of(p, labels, 0.7)
    right, confidence = p.argmax(1) == labels, p.max(1)
    assert right[confidence >= found].mean() >= 0.7
    lower = [t for t in np.unique(confidence) if t < found - 1e-4]
    assert not any(right[confidence >= t].mean() >= 0.7 for t in lower)


def test_all_may_be_answered_or_none():
    p, labels = drawn()
    assert threshold_of(p, labels, 0.2) == 0.0
    assert threshold_of(p, (p.argmax(1) + 1) % 7, 0.85) is None
    assert threshold_of(p[:50], p[:50].argmax(1), 0.85) is None, "50 faces are too few to promise"


def test_rounding_lets_no_other_face_pass():
    """Three faces within a ten-thousandth: the last, which is wrong, stays below."""
    p = np.full((101, 7), 0.0)
    p[:, 0] = 0.70004
    p[100, 0] = 0.70002
    p[:, 1] = 1 - p[:, 0]
    labels = np.zeros(101, np.int64)
    labels[85:] = 1
    found = threshold_of(p.astype(np.float32), labels)
    assert 0.70002 < found <= 0.70004
    assert not Threshold(found, "card").passes(float(np.float32(0.70002)))
    assert Threshold(found, "card").passes(float(np.float32(0.70004)))


def test_equal_confidences_are_answered_together():
    p = np.full((300, 7), 0.05, np.float32)
    p[:, 0] = 0.7
    labels = np.zeros(300, np.int64)
    labels[250:] = 1  # 83 % right, in whatever order the rows stand
    assert threshold_of(p, labels, 0.85) is None


@pytest.fixture
def with_predictions(toy_copy, seal):
    """``with_predictions(p, labels, **fields)`` returns the toy with these on both test splits."""

    def make(p, labels, **fields):
        table = pd.DataFrame(p, columns=list(PROBABILITIES))
        parts = [
            table.assign(row=np.arange(len(p)) + first, split=split, emotion=emotion)
            for split, first, emotion in (
                ("PublicTest", 28_709, labels),
                ("PrivateTest", 32_298, (p.argmax(1) + 1) % 7),
            )
        ]
        whole = pd.concat(parts)[list(PREDICTION_COLUMNS)]
        whole = whole.astype({"row": np.int32, "emotion": np.int8})
        whole.to_parquet(toy_copy / "predictions.parquet", index=False)
        card = json.loads((toy_copy / "card.json").read_text(encoding="utf-8"))
        seal(toy_copy, {**card, **fields})
        return Release.open(toy_copy.parent, toy_copy.name)

    return make


def test_the_card_speaks_first(with_predictions):
    found = threshold(with_predictions(*drawn(200), abstention_threshold=0.61))
    assert found == Threshold(0.61, "card")
    assert found.passes(0.61)
    assert not found.passes(0.6)


def test_without_one_it_is_derived_from_public_test_alone(with_predictions):
    p, labels = drawn()
    found = threshold(with_predictions(p, labels))
    assert found == Threshold(threshold_of(p, labels, PROMISED), "derived")
    assert "PublicTest" in found.said


def test_a_release_that_is_never_right_enough_is_never_sure(with_predictions):
    p, _ = drawn()
    found = threshold(with_predictions(p, (p.argmax(1) + 1) % 7))
    assert found == Threshold(None, "never")
    assert not found.passes(1.0)


def test_nothing_is_derived_from_faces_that_were_learnt(with_predictions):
    p, labels = drawn()
    found = threshold(with_predictions(p, labels, train_splits=["Training", "PublicTest"]))
    assert found == Threshold(None, "learnt")
    assert found.passes(0.0)


def test_too_few_or_broken_predictions_are_said(toy_release, toy_copy):
    few = threshold(Release.open(*toy_release))
    assert few == Threshold(None, "unknown")
    (toy_copy / "predictions.parquet").write_bytes(b"no table")
    broken = replace(Release.open(toy_copy.parent, toy_copy.name), digest="another")
    assert threshold(broken) == Threshold(None, "unknown")


def test_predictions_that_come_back_give_a_threshold(with_predictions):
    release = with_predictions(*drawn())
    path = release.folder / "predictions.parquet"
    content = path.read_bytes()
    path.unlink()
    assert threshold(release) == Threshold(None, "unknown")
    path.write_bytes(content)
    assert threshold(release).origin == "derived"


@pytest.mark.parametrize(
    ("value", "origin"), [(0.5, "learnt"), (None, "card"), (1.2, "card"), (-0.1, "derived")]
)
def test_a_threshold_that_contradicts_itself_is_refused(value, origin):
    with pytest.raises(ValueError, match="expected"):
        Threshold(value, origin)
