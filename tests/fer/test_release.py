"""A whole release opens; whatever is wrong with one is said in a sentence."""

import hashlib
import json
import os
import re
import shutil
from dataclasses import FrozenInstanceError

import numpy as np
import pandas as pd
import pytest

from fer import release as module
from fer.emotions import EMOTIONS, TEST_SPLITS
from fer.errors import ReleaseError
from fer.release import (
    PREDICTION_COLUMNS,
    PROBABILITIES,
    ROBUSTNESS_COLUMNS,
    Release,
    broken_releases,
    releases,
)

FIELDS = (
    "id",
    "title",
    "summary",
    "architecture",
    "parameters",
    "macs",
    "labels",
    "recipe",
    "train_splits",
    "data",
    "hardware",
    "wall_time_s",
    "selection",
    "temperature",
    "abstention_threshold",
    "limits",
    "files",
)


@pytest.fixture
def toy(toy_release):
    return Release.open(*toy_release)


@pytest.fixture
def card(toy_copy):
    return json.loads((toy_copy / "card.json").read_text(encoding="utf-8"))


def reopen(folder):
    return Release.open(folder.parent, folder.name)


def write(folder, card):
    (folder / "card.json").write_text(json.dumps(card), encoding="utf-8")


def test_a_whole_release_opens(toy, toy_release):
    root, name = toy_release
    assert (toy.id, toy.title, toy.folder) == ("toy", "Toy", root / name)
    assert toy.train_splits == ("Training",)
    assert toy.size == sum(path.stat().st_size for path in (root / name).iterdir())
    assert Release.open(str(root), name) == toy


def test_the_digest_is_that_of_the_card_and_changes_with_it(toy_copy, card):
    before = reopen(toy_copy).digest
    assert before == hashlib.sha256((toy_copy / "card.json").read_bytes()).hexdigest()
    write(toy_copy, {**card, "title": "Another"})
    assert reopen(toy_copy).digest != before


def test_a_release_does_not_change(toy):
    with pytest.raises(FrozenInstanceError):
        toy.id = "other"


@pytest.mark.parametrize(("stored", "threshold"), [(None, None), (0, 0.0), (0.45, 0.45)])
def test_the_threshold_is_a_number_or_none(toy_copy, card, stored, threshold):
    write(toy_copy, {**card, "abstention_threshold": stored})
    assert reopen(toy_copy).threshold == threshold


def test_a_missing_release_is_answered_with_those_that_exist(toy_release):
    root, _ = toy_release
    with pytest.raises(ReleaseError, match=r"no release 'other'\. There are: toy\."):
        Release.open(root, "other")


@pytest.mark.parametrize("folder", ["", "not/there"])
def test_where_no_release_is_that_is_said(tmp_path, folder):
    with pytest.raises(ReleaseError, match="There are: none yet"):
        Release.open(tmp_path / folder, "cnn4")


def test_a_folder_without_a_card_is_no_release(toy_copy):
    (toy_copy / "card.json").unlink()
    with pytest.raises(ReleaseError, match="no release 'toy'"):
        reopen(toy_copy)


@pytest.mark.parametrize(
    "name",
    [
        "../toy",
        "..",
        ".",
        "",
        "./toy",
        "toy/",
        "toy/../toy",
        "/etc",
        "..\\toy",
        ".toy",
        "-toy",
        "a toy",
        "toy\n",
        "toy\0",
        "töy",
        "a" * 101,
        "a" * 5000,
    ],
)
def test_a_name_that_is_no_id_leaves_the_folder_unread(toy_release, name):
    root, _ = toy_release
    with pytest.raises(ReleaseError, match="is no id of a release"):
        Release.open(root, name)


@pytest.mark.parametrize("name", ["a", "4cnn", "cnn4-b_2.1", "a" * 100])
def test_an_id_may_hold_letters_digits_dots_dashes_and_underscores(toy_copy, card, name):
    folder = toy_copy.rename(toy_copy.with_name(name))
    write(folder, {**card, "id": name})
    assert reopen(folder).id == name


def test_the_card_of_another_release_is_refused(toy_copy):
    folder = toy_copy.rename(toy_copy.with_name("copy"))
    with pytest.raises(ReleaseError, match="'copy': its card belongs to 'toy'"):
        reopen(folder)


@pytest.mark.parametrize(
    "labels",
    [EMOTIONS[::-1], EMOTIONS[:6], (*EMOTIONS, "Contempt"), (), [e.lower() for e in EMOTIONS]],
    ids=["reversed", "six", "eight", "none", "lower case"],
)
def test_other_labels_are_refused(toy_copy, card, labels):
    write(toy_copy, {**card, "labels": list(labels)})
    with pytest.raises(ReleaseError, match=r"'toy' was made for the labels .* expected"):
        reopen(toy_copy)


def test_all_fields_of_the_card_are_tried_here():
    assert set(FIELDS) == set(module._FIELDS)


@pytest.mark.parametrize("field", FIELDS)
def test_every_field_of_the_card_is_needed(toy_copy, card, field):
    del card[field]
    write(toy_copy, card)
    with pytest.raises(ReleaseError, match=f"lacks '{field}', or it is not right"):
        reopen(toy_copy)


@pytest.mark.parametrize("field", FIELDS)
def test_every_field_of_the_card_is_of_its_type(toy_copy, card, field):
    write(toy_copy, {**card, field: ["x"] if isinstance(card[field], str) else "x"})
    with pytest.raises(ReleaseError, match=f"lacks '{field}', or it is not right"):
        reopen(toy_copy)


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b'{"id": "toy"', b"\xff\xfe", b"null and void", b"[" * 100],
    ids=["empty", "open", "cut off", "no UTF-8", "no JSON", "brackets"],
)
def test_a_card_that_cannot_be_read_is_refused(toy_copy, content):
    (toy_copy / "card.json").write_bytes(content)
    with pytest.raises(ReleaseError, match=r"'toy': card\.json cannot be read"):
        reopen(toy_copy)


@pytest.mark.parametrize("content", ["[]", "null", '"toy"', "3"])
def test_a_card_that_is_no_object_is_refused(toy_copy, content):
    (toy_copy / "card.json").write_text(content, encoding="utf-8")
    with pytest.raises(ReleaseError, match="is not a JSON object"):
        reopen(toy_copy)


def test_files_are_handed_out_while_they_are_what_the_card_says(toy):
    for name in ("model.onnx", "history.csv", "predictions.parquet"):
        assert toy.has(name)
        assert toy.file(name) == toy.folder / name


def test_a_file_that_is_not_on_the_card_is_not_handed_out(toy_copy):
    (toy_copy / "notes.txt").write_text("hello", encoding="utf-8")
    opened = reopen(toy_copy)
    assert not opened.has("notes.txt")
    with pytest.raises(ReleaseError, match=r"'toy' has no notes\.txt"):
        opened.file("notes.txt")


def test_a_missing_file_is_named(toy_copy):
    opened = reopen(toy_copy)
    (toy_copy / "model.onnx").unlink()
    assert not opened.has("model.onnx")
    with pytest.raises(ReleaseError, match=r"'toy' has no model\.onnx. Restore the folder toy/"):
        opened.file("model.onnx")


@pytest.mark.parametrize(
    ("name", "advice"),
    [
        ("model.onnx", r"Restore the folder toy/\.$"),
        ("history.csv", r"Restore the folder toy/\.$"),
        ("predictions.parquet", r"Restore the folder toy/, or run: python -m fer evaluate toy$"),
    ],
)
def test_an_altered_file_is_refused_with_what_to_do(toy_copy, name, advice):
    opened = reopen(toy_copy)
    path = opened.file(name)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    os.utime(path, ns=(1, 1))  # two writes may fall into one tick of the file system's clock
    with pytest.raises(ReleaseError, match=f"{re.escape(name)} is not the file that .* {advice}"):
        opened.file(name)


def test_good_releases_are_told_from_bad_ones(toy_copy, card):
    root = toy_copy.parent
    for name in ("b", "a"):
        write(shutil.copytree(toy_copy, root / name), {**card, "id": name})
    shutil.copytree(toy_copy, root / "stolen")
    shutil.copytree(toy_copy, root / "two words")
    (shutil.copytree(toy_copy, root / "torn") / "card.json").write_text("{", encoding="utf-8")
    (root / "no card").mkdir()
    (root / "note.txt").write_text("not a folder", encoding="utf-8")
    assert [one.id for one in releases(root)] == ["a", "b", "toy"]
    bad = broken_releases(root)
    assert set(bad) == {"stolen", "torn", "two words"}
    assert "belongs to 'toy'" in bad["stolen"]
    assert "cannot be read" in bad["torn"]
    assert "no id of a release" in bad["two words"]


def test_a_release_in_the_making_is_not_listed(toy_copy):
    root = toy_copy.parent
    shutil.copytree(toy_copy, root / ".release-x" / "toy")
    shutil.copytree(toy_copy, root / ".hidden")
    assert [one.id for one in releases(root)] == ["toy"]
    assert broken_releases(root) == {}


def test_no_folder_holds_no_releases(tmp_path):
    assert releases(tmp_path / "nowhere") == []
    assert broken_releases(tmp_path / "nowhere") == {}


def test_releases_lie_in_weights_unless_told_otherwise(toy_release, monkeypatch):
    monkeypatch.setattr(module, "WEIGHTS", toy_release[0])
    assert [one.id for one in releases()] == ["toy"]
    assert broken_releases() == {}


def test_predictions_keep_the_contract(toy):
    table = toy.predictions()
    assert tuple(table.columns) == PREDICTION_COLUMNS
    assert set(table["split"]) == set(TEST_SPLITS)
    assert table["row"].is_unique
    assert table["emotion"].isin(range(7)).all()
    np.testing.assert_allclose(table[list(PROBABILITIES)].sum(axis=1), 1, atol=1e-6)


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda t: t.drop(columns="p_fear"), id="a column missing"),
        pytest.param(lambda t: t.assign(more=1), id="a column too many"),
        pytest.param(lambda t: t[list(t.columns[::-1])], id="another order"),
        pytest.param(lambda t: t.assign(split="Training"), id="rows of Training"),
        pytest.param(lambda t: t.rename(columns={"row": "index"}), id="another name"),
    ],
)
def test_predictions_with_other_columns_or_splits_are_refused(toy_copy, card, seal, spoil):
    path = toy_copy / "predictions.parquet"
    spoil(pd.read_parquet(path)).to_parquet(path, index=False)
    seal(toy_copy, card)
    with pytest.raises(ReleaseError, match=r"must have the columns row, split, emotion, p_angry"):
        reopen(toy_copy).predictions()


def test_history_has_its_columns(toy):
    history = toy.history()
    assert list(history.columns) == ["step", "epoch", "split", "loss", "accuracy"]
    assert len(history) == 15


@pytest.mark.parametrize("column", ["step", "epoch", "split", "loss", "accuracy"])
def test_a_history_that_lacks_a_column_is_refused(toy_copy, card, seal, column):
    path = toy_copy / "history.csv"
    pd.read_csv(path).drop(columns=column).to_csv(path, index=False)
    seal(toy_copy, card)
    with pytest.raises(ReleaseError, match=f"lacks the columns {column}\\."):
        reopen(toy_copy).history()


@pytest.mark.parametrize(
    "content",
    [b"", b"PAR1", b"PAR1" + bytes(40) + b"PAR1", b'a,b\n1,2,3,4\n"', b"\xff\xfe\x00"],
    ids=["empty", "head only", "hollow", "ragged", "no text"],
)
@pytest.mark.parametrize("name", ["predictions.parquet", "history.csv"])
def test_a_table_that_cannot_be_read_is_refused(toy_copy, card, seal, name, content):
    (toy_copy / name).write_bytes(content)
    seal(toy_copy, card)
    opened = reopen(toy_copy)
    read = opened.predictions if name == "predictions.parquet" else opened.history
    with pytest.raises(ReleaseError, match=f"'toy': {re.escape(name)} "):
        read()


def with_table(folder, table):
    path = folder / "robustness.parquet"
    table.to_parquet(path, index=False)
    return reopen(folder).with_file(path.name)


def test_a_table_of_robustness_keeps_the_contract(toy_copy, robustness_table):
    found = with_table(toy_copy, robustness_table).robustness()
    assert tuple(found.columns) == ROBUSTNESS_COLUMNS
    assert ROBUSTNESS_COLUMNS[:6] == (
        *("corruption", "severity", "split", "emotion", "n", "correct"),
    )
    pd.testing.assert_frame_equal(found, robustness_table)


def test_a_release_without_a_table_says_how_to_get_it(toy):
    with pytest.raises(ReleaseError, match=r"no robustness.parquet.*python -m fer robustness toy$"):
        toy.robustness()


@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        (lambda t: t.iloc[:, :6], "lacks the columns flipped, lost, strength, population"),
        (lambda t: t.iloc[:0], "has no rows"),
        (lambda t: t.assign(n=t["n"].astype(float).where(t.index > 3)), "has empty cells"),
        (lambda t: t.assign(correct=t["n"] + 1), "counts, splits or classes that cannot be"),
        (lambda t: t.assign(n="many"), "has words where numbers belong"),
        (lambda t: t.assign(lost=-1), "counts, splits or classes that cannot be"),
        (lambda t: t.assign(emotion=7), "counts, splits or classes that cannot be"),
        (lambda t: t.assign(split="Training"), "counts, splits or classes that cannot be"),
        (lambda t: t.assign(population=0), "counts, splits or classes that cannot be"),
        (lambda t: pd.concat([t, t.iloc[:1]]), "two rows of one kind"),
        (lambda t: t[t["severity"] > 0], "no row of unchanged faces"),
        (lambda t: t.assign(severity=t["severity"].where(t.index > 9, 1)), "calls others so"),
        (lambda t: t.assign(lost=0), "losses that its counts of right labels contradict"),
        (lambda t: t.assign(lost=t["n"].where(t["severity"] == 1, t["lost"])), "contradict"),
    ],
)
def test_a_table_of_robustness_that_cannot_be_is_refused(toy_copy, robustness_table, spoil, fault):
    release = with_table(toy_copy, spoil(robustness_table))
    with pytest.raises(ReleaseError, match=f"{fault}.*python -m fer robustness toy$"):
        release.robustness()


def test_an_altered_or_hollow_table_of_robustness_is_refused(toy_copy, robustness_table):
    release = with_table(toy_copy, robustness_table)
    path = toy_copy / "robustness.parquet"
    path.write_bytes(b"PAR1")
    with pytest.raises(ReleaseError, match=r"card describes.*or run: python -m fer robustness toy"):
        release.robustness()
    with pytest.raises(ReleaseError, match=r"is no table.*python -m fer robustness toy"):
        release.with_file(path.name).robustness()


@pytest.mark.parametrize("threshold", [65, -0.1])
def test_a_threshold_that_is_no_share_is_refused(toy_copy, seal, threshold):
    card = json.loads((toy_copy / "card.json").read_text(encoding="utf-8"))
    seal(toy_copy, {**card, "abstention_threshold": threshold})
    with pytest.raises(ReleaseError, match="expected 0 to 1"):
        Release.open(toy_copy.parent, toy_copy.name)
