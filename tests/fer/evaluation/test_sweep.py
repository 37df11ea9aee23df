"""The table of a release: counts against counting by hand, samples, and what is written."""

import json

import numpy as np
import pandas as pd
import pytest

from fer.classifier import Classifier
from fer.data.dataset import Dataset
from fer.data.sketches import sketch_dataset
from fer.errors import DatasetError
from fer.evaluation import sweep
from fer.evaluation.corruptions import CORRUPTIONS, SEVERITIES, at_severity
from fer.release import ROBUSTNESS_COLUMNS, Release


@pytest.fixture(scope="module")
def dataset():
    return sketch_dataset(70)


@pytest.fixture(scope="module")
def predict(toy_release):
    classifier = Classifier.of(Release.open(*toy_release))
    return lambda faces: classifier.logits(faces).argmax(axis=1)


@pytest.fixture(scope="module")
def table(dataset, predict):
    return sweep.measure(predict, dataset)


def test_every_cell_is_there_once(table, dataset):
    assert tuple(table.columns) == ROBUSTNESS_COLUMNS
    assert not table.duplicated(["corruption", "severity", "split", "emotion"]).any()
    cells = table.groupby(["split", "emotion"]).size()
    assert (cells == 1 + SEVERITIES * len(CORRUPTIONS)).all()
    assert set(table["corruption"]) == {"clean", *CORRUPTIONS}
    clean = table[table["severity"] == 0]
    assert set(clean["corruption"]) == {"clean"}
    for split, rows in clean.groupby("split"):
        assert rows["n"].sum() == len(dataset.select(split))
    assert (table["n"] == table["population"]).all()


@pytest.mark.parametrize("name", ["contrast", "rotation", "gaussian-noise"])
def test_counts_are_those_of_counting(table, dataset, predict, name):
    rows = dataset.select("PrivateTest")
    labels = dataset.rows["emotion"].to_numpy()[rows]
    before = predict(dataset.faces[rows])
    after = predict(at_severity(dataset.faces[rows], name, 4, rows))
    mine = table[(table["corruption"] == name) & (table["severity"] == 4)]
    mine = mine[mine["split"] == "PrivateTest"].set_index("emotion")
    for emotion in range(7):
        own = labels == emotion
        assert mine.loc[emotion, "correct"] == (after == labels)[own].sum()
        assert mine.loc[emotion, "flipped"] == (after != before)[own].sum()
        assert mine.loc[emotion, "lost"] == ((before == labels) & (after != labels))[own].sum()
        assert mine.loc[emotion, "strength"] == np.float32(CORRUPTIONS[name].levels[3])


def test_two_measurements_are_equal_and_progress_reaches_its_end(table, dataset, predict):
    told = []
    again = sweep.measure(predict, dataset, progress=lambda *counts: told.append(counts))
    pd.testing.assert_frame_equal(again, table)
    assert told[-1][0] == told[-1][1] == int(table["n"].sum())
    assert all(np.diff([done for done, _ in told]) > 0)


def test_a_sample_has_rare_classes_and_is_part_of_a_larger_one():
    labels = np.random.default_rng(0).choice(
        7, 3589, p=[0.14, 0.015, 0.15, 0.24, 0.165, 0.12, 0.17]
    )
    there = np.bincount(labels)
    small, large = sweep.sample(labels, 600), sweep.sample(labels, 900)
    assert set(small) <= set(large)
    for count, taken in ((600, small), (900, large)):
        assert abs(len(taken) - count) <= 4
        assert len(set(taken)) == len(taken)
        assert (np.diff(taken) > 0).all()
        by_class = np.bincount(labels[taken], minlength=7)
        assert by_class[1] == min(there[1], count // 15)
        share = np.delete(by_class, 1) / np.delete(there, 1)
        assert share.max() - share.min() < 0.01
    np.testing.assert_array_equal(sweep.sample(labels, None), np.arange(3589))
    np.testing.assert_array_equal(sweep.sample(labels, 5000), np.arange(3589))
    with pytest.raises(ValueError, match="at least one face"):
        sweep.sample(labels, 0)


def test_a_sampled_table_says_how_many_faces_there_are(dataset, predict):
    wide = Dataset("wide", np.tile(dataset.faces, (6, 1, 1)), _repeated(dataset.rows, 6))
    sampled = sweep.measure(predict, wide, 30)
    clean = sampled[(sampled["severity"] == 0) & (sampled["split"] == "PublicTest")]
    assert clean["population"].sum() == len(wide.select("PublicTest"))
    assert abs(clean["n"].sum() - 30) <= 4


def _repeated(rows, times):
    return pd.concat([rows] * times, ignore_index=True).assign(row=lambda r: np.arange(len(r)))


def test_large_networks_get_fewer_faces():
    assert sweep.faces_within(0) is None
    assert sweep.faces_within(16_128) > 100_000
    one, twice = sweep.faces_within(290_475_520), sweep.faces_within(2 * 290_475_520)
    assert 500 < one < 1500
    assert one // 2 - 1 <= twice <= one // 2


def test_without_test_faces_there_is_nothing_to_measure(dataset, predict):
    learnt = dataset.select("Training")
    rows = dataset.rows.iloc[learnt].reset_index(drop=True)
    with pytest.raises(DatasetError, match="has no test faces"):
        sweep.measure(predict, Dataset("lone", dataset.faces[learnt], rows))


def test_writing_changes_the_file_and_its_hash_and_nothing_else(toy_copy, table):
    before = json.loads((toy_copy / "card.json").read_text(encoding="utf-8"))
    release = Release.open(toy_copy.parent, "toy")
    written = sweep.write(release, table)
    assert written.digest != release.digest
    pd.testing.assert_frame_equal(written.robustness(), table)
    after = json.loads((toy_copy / "card.json").read_text(encoding="utf-8"))
    assert after["files"].pop("robustness.parquet")
    assert after == before
    assert not list(toy_copy.glob(".*"))
