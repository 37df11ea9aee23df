"""A teacher is asked as a network and answers as its release does."""

import numpy as np
import pytest
import torch

from fer.classifier import Classifier
from fer.errors import ReleaseError
from fer.release import Release
from fer.training import teacher as teachers
from fer.training.teacher import teacher_of


def test_the_graph_answers_as_the_release_and_is_not_learnt(toy_release, monkeypatch):
    root, name = toy_release
    monkeypatch.setattr(teachers, "WEIGHTS", root)
    faces = np.random.default_rng(0).integers(0, 256, (5, 48, 48), dtype=np.uint8)
    teacher = teacher_of(name, torch.device("cpu"))
    shown = torch.from_numpy(faces).float() + 0.3  # augmented faces are no whole numbers
    expected = Classifier.of(Release.open(root, name)).logits(faces)
    np.testing.assert_allclose(teacher(shown), expected, atol=1e-6)
    assert not list(teacher.parameters())
    assert teacher(torch.full((1, 48, 48), 400.0)).isfinite().all()


def test_a_missing_teacher_is_named():
    with pytest.raises(ReleaseError, match="nobody"):
        teacher_of("nobody", torch.device("cpu"))
