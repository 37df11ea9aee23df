"""Curves: smoothing, the turn of the test loss, and histories with gaps or damage."""

import json

import numpy as np
import pandas as pd
import pytest

from fer.errors import FerError
from fer.evaluation import learning
from fer.evaluation.learning import _rows
from fer.release import Release


def rows(losses, split="PrivateTest", steps=100):
    return [(steps * i, i, split, loss, 0.5) for i, loss in enumerate(losses, start=1)]


def open_copy(folder):
    return Release.open(folder.parent, folder.name)


@pytest.mark.parametrize("width", [1, 3, 5, 9])
def test_smoothing_agrees_with_pandas_and_leaves_its_input_alone(width):
    values = np.random.default_rng(0).normal(size=23)
    before = values.copy()
    expected = pd.Series(values).rolling(width, center=True, min_periods=1).mean().to_numpy()
    np.testing.assert_allclose(learning.smooth(values, width), expected)
    np.testing.assert_array_equal(values, before)
    with pytest.raises(ValueError, match="odd"):
        learning.smooth(values, 4)


def test_the_turn_of_a_noisy_valley_is_found_at_its_bottom():
    epochs = np.arange(1, 41)
    noise = np.random.default_rng(1).normal(0, 0.01, 40)
    curve = learning.curve_of(rows((epochs - 15) ** 2 / 400 + 1 + noise))
    assert curve.turn is not None
    assert abs(curve.turn.epoch - 15) <= 2
    assert curve.turn.step == 100 * curve.turn.epoch
    assert curve.turn.loss < curve.turn.last


@pytest.mark.parametrize(
    "losses",
    [
        np.linspace(2, 1, 30),
        1 + np.exp(-np.arange(30) / 4) + np.random.default_rng(2).normal(0, 0.02, 30),
        [1.0, 0.9, 1.2],
    ],
    ids=["falling", "flat in noise", "three epochs"],
)
def test_without_a_rise_there_is_no_turn(losses):
    assert learning.curve_of(rows(losses)).turn is None


def test_a_single_wild_epoch_does_not_move_the_turn():
    losses = (np.arange(1, 41) - 20.0) ** 2 / 200 + 1
    calm = learning.curve_of(rows(losses)).turn
    losses[33] = 0.9
    wild = learning.curve_of(rows(losses)).turn
    assert calm is not None
    assert wild is not None
    assert wild.epoch == calm.epoch == 20


def test_a_whole_history_has_no_notes(toy_copy):
    curve = learning.read(open_copy(toy_copy))
    assert curve.notes == ()
    assert curve.split == "PublicTest"
    assert curve.last_step == 12
    assert len(curve.learnt) == 12
    assert curve.watched["epoch"].tolist() == [1, 2, 3]


def test_missing_rows_are_named_with_a_cure_and_the_rest_is_there(toy_copy, seal):
    path = toy_copy / "history.csv"
    lines = path.read_text().splitlines()
    kept = [line for line in lines if ",2," not in line]
    path.write_text("\n".join([*kept, "9,3,Training,nan,0.5", "13,4,Train", ""]))
    card = json.loads((toy_copy / "card.json").read_text())
    seal(toy_copy, {**card, "recipe": {**card["recipe"], "epochs": 5}})
    curve = learning.read(open_copy(toy_copy))
    said = " ".join(curve.notes)
    assert "2 rows of history.csv cannot be read" in said
    assert "Epoch 2: no figures of what was learnt from" in said
    assert "Epoch 2: no figures of a test split" in said
    assert "ends with epoch 3 of 5" in said
    assert "Restore toy/history.csv" in said
    assert curve.watched["epoch"].tolist() == [1, 3]


def test_an_altered_history_is_shown_and_said_to_be_altered(toy_copy):
    path = toy_copy / "history.csv"
    path.write_text(path.read_text() + "16,4,Training,1.0,0.5\n")
    curve = learning.read(open_copy(toy_copy))
    assert "not the file that the card" in curve.notes[0]
    assert curve.last_step == 16


@pytest.mark.parametrize(
    "content",
    [b"", b"step,epoch\n1,2\n", b"\xff\xfe\x00PK", b"step,epoch,split,loss,accuracy\n"],
    ids=["empty", "columns", "bytes", "header"],
)
def test_a_history_without_any_row_is_refused_in_a_sentence(toy_copy, content):
    (toy_copy / "history.csv").write_bytes(content)
    with pytest.raises(FerError, match=r"Nothing in the history\.csv of Toy can be read"):
        learning.read(open_copy(toy_copy))


def test_a_release_without_history_says_whether_it_should_have_one(toy_copy):
    (toy_copy / "history.csv").unlink()
    release = open_copy(toy_copy)
    with pytest.raises(FerError, match="not trained step by step"):
        learning.read(release)
    card = json.loads((toy_copy / "card.json").read_text())
    recipe = {**card["recipe"], "epochs": 3, "architecture": "toy"}
    (toy_copy / "card.json").write_text(json.dumps({**card, "recipe": recipe}))
    with pytest.raises(FerError, match=r"lost its history\.csv.*python -m fer train toy"):
        learning.read(open_copy(toy_copy))


def test_a_missing_split_is_named():
    only = learning.curve_of(rows([1.0, 2.0], split="Training"))
    assert only.split == ""
    assert not len(only.watched)
    assert only.turn is None
    assert "There are no figures of a test split." in only.notes


def test_a_damaged_byte_costs_its_own_row_only(toy_copy, seal):
    path = toy_copy / "history.csv"
    lines = path.read_bytes().splitlines(keepends=True)
    rows = len(lines) - 1
    lines[2] = b"\xff" + lines[2]
    path.write_bytes(b"".join(lines))
    seal(toy_copy, json.loads((toy_copy / "card.json").read_text()))
    found, broken = _rows(path)
    assert (len(found), broken) == (rows - 1, 1)
