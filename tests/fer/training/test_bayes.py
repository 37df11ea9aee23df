"""Naive Bayes and the majority rule as networks: the same answers as scikit-learn's."""

import numpy as np
import pytest
import torch
from sklearn.dummy import DummyClassifier
from sklearn.naive_bayes import GaussianNB

from fer.classifier import softmax
from fer.training.bayes import (
    FEATURES,
    BayesRecipe,
    MajorityRecipe,
    train_bayes,
    train_majority,
)
from fer.training.networks import build


def test_the_better_features_are_kept_and_both_figures_are_told(patterns):
    said = []
    trained = train_bayes(BayesRecipe(), patterns, said.append)
    accuracies = {line.split(":")[0]: float(line.split()[1].rstrip("%")) for line in said}
    assert set(accuracies) == set(FEATURES)
    best = max(accuracies, key=accuracies.get)
    assert trained.architecture == FEATURES[best]
    assert trained.recipe["features"] == best
    for features, accuracy in accuracies.items():
        assert f"{features}: {accuracy:.2f}%" in trained.recipe["tried"]


@pytest.mark.parametrize("features", list(FEATURES))
def test_the_network_is_the_classifier(patterns, features, monkeypatch):
    monkeypatch.setattr("fer.training.bayes.FEATURES", {features: FEATURES[features]})
    network = train_bayes(BayesRecipe(), patterns).network
    learnt, held = patterns.select("Training"), patterns.select("PublicTest")
    with torch.no_grad():
        x, x_held = (
            network[:-2](torch.from_numpy(patterns.faces[rows])).double().numpy()
            for rows in (learnt, held)
        )
        ours = network(torch.from_numpy(patterns.faces[held])).numpy()
    theirs = GaussianNB().fit(x, patterns.rows["emotion"].to_numpy()[learnt])
    np.testing.assert_allclose(softmax(ours), theirs.predict_proba(x_held), atol=2e-3)
    assert (ours.argmax(1) == theirs.predict(x_held)).all()


def test_hog_tells_orientations_apart_and_ignores_contrast():
    hog = build("bayes-hog")[1]
    wave = torch.sin(torch.arange(48) / 3.0)
    upright = wave.expand(48, 48)[None, None]
    lying = upright.transpose(2, 3)
    a, b = hog(upright), hog(lying)
    assert a.shape == (1, 900)
    torch.testing.assert_close(hog(upright * 50 + 9), hog(upright * 25), rtol=1e-3, atol=1e-3)
    assert torch.nn.functional.cosine_similarity(a, b).item() < 0.1


def test_the_majority_rule_is_scikit_learns(patterns):
    said = []
    network = train_majority(MajorityRecipe(), patterns, said.append).network
    learnt, held = patterns.select("Training"), patterns.select("PublicTest")
    y = patterns.rows["emotion"].to_numpy()[learnt]
    theirs = DummyClassifier(strategy="prior").fit(np.zeros((len(y), 1)), y)
    with torch.no_grad():
        ours = softmax(network(torch.from_numpy(patterns.faces[held])).numpy())
    expected = theirs.predict_proba(np.zeros((len(held), 1)))
    np.testing.assert_allclose(ours, expected, atol=1e-6)
    assert "is the most frequent label" in said[0]
