"""All models at once: their scores against scikit-learn, every pair against the pair alone."""

import numpy as np
import pytest
from scipy.stats import binomtest
from sklearn.metrics import accuracy_score, f1_score

from fer.evaluation.comparison import compare
from fer.evaluation.entries import align
from fer.evaluation.significance import holm
from fer.evaluation.standings import F1, every_pair, standings


def test_scores_are_those_of_scikit_learn_and_the_best_stands_first(make_entry, labels, answers):
    given = {title: answers(labels, right, 1) for title, right in (("A", 0.4), ("B", 0.6))}
    entries = [make_entry(labels, said, title) for title, said in given.items()]
    table = standings(align(entries, "PrivateTest"))
    assert table["title"].tolist() == ["B", "A"]
    for _, row in table.iterrows():
        said = given[row["title"]]
        assert row["n"] == 600
        assert row["accuracy"] == pytest.approx(accuracy_score(labels, said))
        assert row["macro_f1"] == pytest.approx(f1_score(labels, said, average="macro"))
        assert row[list(F1)].tolist() == pytest.approx(
            f1_score(labels, said, average=None).tolist()
        )
        share = binomtest(int((labels == said).sum()), 600).proportion_ci(method="wilson")
        assert (row["accuracy_low"], row["accuracy_high"]) == pytest.approx((share.low, share.high))
        assert row["macro_f1_low"] < row["macro_f1"] < row["macro_f1_high"]


def test_every_pair_is_corrected_for_their_number(make_entry, labels, answers):
    entries = [
        make_entry(labels, answers(labels, right, seed), title)
        for seed, (title, right) in enumerate([("A", 0.6), ("B", 0.58), ("C", 0.4)])
    ]
    aligned = align(entries, "PrivateTest")
    table = every_pair(aligned, resamples=3000)
    assert table[["a", "b"]].to_numpy().tolist() == [["A", "B"], ["A", "C"], ["B", "C"]]
    np.testing.assert_allclose(table["corrected"], holm(table["p"]))
    assert table["verdict"].tolist() == ["not distinguishable", "A", "B"]
    for row, (i, j) in zip(table.itertuples(), ((0, 1), (0, 2), (1, 2)), strict=True):
        alone = compare(aligned, i, j, resamples=3000)
        assert row.difference == pytest.approx(alone.accuracy.value)
        assert (row.p, row.only_a) == (alone.test.p, alone.test.only_a)
        assert (row.low, row.high) == pytest.approx(
            (alone.accuracy.low, alone.accuracy.high), abs=0.006
        )


def test_one_entry_is_no_pair(make_entry):
    with pytest.raises(ValueError, match="at least two"):
        every_pair(align([make_entry([0], [0])], "PrivateTest"))
