"""The paper's table, as it is stored here, agrees with itself."""

import numpy as np
import pytest

from fer.emotions import EMOTIONS, SPLITS
from fer.evaluation import paper


@pytest.mark.parametrize("emotion", range(7), ids=EMOTIONS)
def test_f1_is_the_harmonic_mean_of_precision_and_recall_but_for_rounding(emotion):
    p, r = paper.PRECISION[emotion], paper.RECALL[emotion]
    assert paper.F1[emotion] == pytest.approx(2 * p * r / (p + r), abs=0.011)


def test_the_faces_are_those_of_private_test():
    assert paper.SUPPORT.sum() == 3589
    assert SPLITS[2] == paper.SPLIT


@pytest.mark.parametrize(
    ("figure", "average"),
    [
        pytest.param(paper.F1, paper.WEIGHTED_F1, id="F1"),
        pytest.param(paper.RECALL, paper.ACCURACY["cnn4"], id="accuracy is the weighted recall"),
        pytest.param(paper.PRECISION, 0.58, id="precision"),
    ],
)
def test_averages_are_those_of_the_classes(figure, average):
    assert np.average(figure, weights=paper.SUPPORT) == pytest.approx(average, abs=0.011)


def test_its_networks_are_better_than_its_svm_and_people_better_than_both():
    assert paper.ACCURACY["svm-linear"] < paper.ACCURACY["cnn2"] < paper.ACCURACY["cnn4"]
    assert paper.ACCURACY["cnn4"] < paper.HUMAN[0] < paper.HUMAN[1] < paper.KAGGLE_TOP_20[1]


def test_what_it_says_of_the_classes_stands_in_the_table():
    by_recall = [EMOTIONS[i] for i in np.argsort(paper.RECALL)]
    assert by_recall[0] == "Fear"
    assert by_recall[-2:] == ["Surprise", "Happy"]
