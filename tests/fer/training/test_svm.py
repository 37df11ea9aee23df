"""The linear SVM as a network: the same answers as scikit-learn's."""

import torch
from sklearn.svm import LinearSVC

from fer.training.svm import SvmRecipe, train_svm


def test_the_network_is_the_machine(patterns):
    recipe = SvmRecipe(penalties=(1e-5, 1e-3))
    said = []
    trained = train_svm(recipe, patterns, said.append)
    assert len(said) == 2
    penalty = trained.recipe["penalty"]
    assert trained.selection == f"C = {penalty:g}, the best of 2 on PublicTest."

    learnt, held = patterns.select("Training"), patterns.select("PublicTest")
    x, x_held = (patterns.faces[r].reshape(len(r), -1).astype(float) for r in (learnt, held))
    y = patterns.rows["emotion"].to_numpy()[learnt]
    mean, spread = x.mean(), x.std()
    machine = LinearSVC(C=penalty, dual=False, tol=1e-3, random_state=0)
    machine.fit((x - mean) / spread, y)
    with torch.no_grad():
        ours = trained.network(torch.from_numpy(patterns.faces[held])).argmax(1).numpy()
    theirs = machine.predict((x_held - mean) / spread)
    assert (ours == theirs).mean() >= 0.97
