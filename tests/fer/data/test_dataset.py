"""A dataset on disk opens as it was written, or says what is wrong with it."""

import hashlib
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from fer.data.dataset import VOTE_COLUMNS, Dataset, dataset_names
from fer.emotions import EMOTIONS, SPLITS
from fer.errors import DatasetError


def table(sample: Any) -> pd.DataFrame:
    number = np.arange(len(sample), dtype=np.int32)
    return pd.DataFrame(
        {
            "row": number,
            "emotion": np.array(sample.emotion, np.int8),
            "split": sample.split,
            "source": [f"line {n + 2}" for n in number],
            "first": number,
            "leaked": np.zeros(len(number), bool),
        }
    )


@pytest.fixture
def stored(sample: Any, data: Path) -> Path:
    folder = data / "drawn"
    folder.mkdir()
    np.save(folder / "faces.npy", sample.faces)
    table(sample).to_parquet(folder / "rows.parquet", index=False)
    return folder


def complaint(data: Path) -> str:
    with pytest.raises(DatasetError) as caught:
        Dataset.open("drawn", data)
    message = str(caught.value)
    assert "'drawn'" in message
    assert message.endswith("Import it again.")
    return message


@pytest.mark.usefixtures("stored")
def test_what_was_written_is_what_opens(sample: Any, data: Path) -> None:
    dataset = Dataset.open("drawn", data)
    assert np.array_equal(dataset.faces, sample.faces)
    assert dataset.rows["emotion"].tolist() == sample.emotion
    assert dataset.rows["split"].tolist() == sample.split
    assert not dataset.has_votes


@pytest.mark.usefixtures("stored")
def test_faces_are_mapped_and_cannot_be_written(data: Path) -> None:
    faces = Dataset.open("drawn", data).faces
    assert isinstance(faces, np.memmap)
    with pytest.raises(ValueError, match="read-only"):
        faces[0, 0, 0] = 1


def test_a_name_that_was_never_imported_gives_the_command(data: Path) -> None:
    with pytest.raises(DatasetError, match="python -m fer import SOURCE --name nobody"):
        Dataset.open("nobody", data)


@pytest.mark.parametrize(
    "content",
    [b"", b"\x93NUMPY", b"not an array\n" * 30, b"PK\x03\x04" + bytes(200)],
    ids=["empty", "start", "text", "zip"],
)
def test_broken_faces_are_a_dataset_error(content: bytes, stored: Path, data: Path) -> None:
    (stored / "faces.npy").write_bytes(content)
    assert "cannot be read" in complaint(data)


def test_faces_that_are_cut_off_are_a_dataset_error(stored: Path, data: Path) -> None:
    whole = (stored / "faces.npy").read_bytes()
    (stored / "faces.npy").write_bytes(whole[: len(whole) // 2])
    assert "cannot be read" in complaint(data)


def test_pickled_objects_are_never_loaded(stored: Path, data: Path) -> None:
    np.save(stored / "faces.npy", np.array([{}], object), allow_pickle=True)
    assert "cannot be read" in complaint(data)


@pytest.mark.parametrize("content", [b"", b"PAR1", b"emotion,split\n0,Training\n" * 20])
def test_broken_rows_are_a_dataset_error(content: bytes, stored: Path, data: Path) -> None:
    (stored / "rows.parquet").write_bytes(content)
    assert "cannot be read" in complaint(data)


def test_missing_rows_are_a_dataset_error(stored: Path, data: Path) -> None:
    (stored / "rows.parquet").unlink()
    assert "cannot be read" in complaint(data)


@pytest.mark.parametrize(
    ("faces", "expected"),
    [
        (np.zeros((21, 47, 48), np.uint8), "(21, 47, 48)"),
        (np.zeros((21, 48 * 48), np.uint8), "(21, 2304)"),
        (np.zeros((21, 48, 48), np.float32), "float32"),
        (np.zeros((20, 48, 48), np.uint8), "20 faces but 21 rows"),
    ],
    ids=["side", "flat", "kind", "number"],
)
def test_faces_that_do_not_fit_are_refused(
    faces: np.ndarray, expected: str, stored: Path, data: Path
) -> None:
    np.save(stored / "faces.npy", faces)
    assert expected in complaint(data)


@pytest.mark.parametrize(
    ("column", "values", "expected"),
    [
        ("emotion", 7, "labels from 0 to 6"),
        ("emotion", -1, "labels from 0 to 6"),
        ("split", "Test", "Training, PublicTest, PrivateTest"),
        ("emotion", None, "lack the columns emotion"),
        ("split", None, "lack the columns split"),
    ],
)
def test_rows_that_do_not_fit_are_refused(
    column: str, values: Any, expected: str, sample: Any, stored: Path, data: Path
) -> None:
    rows = table(sample)
    if values is None:
        rows = rows.drop(columns=column)
    else:
        rows.loc[3, column] = values
    rows.to_parquet(stored / "rows.parquet", index=False)
    assert expected in complaint(data)


def test_splits_are_selected_in_the_order_of_the_rows(sample: Any) -> None:
    rows = table(sample).iloc[::-1].reset_index(drop=True)
    dataset = Dataset("drawn", sample.faces[::-1], rows)
    chosen = dataset.select("PublicTest", "Training")
    expected = [n for n, split in enumerate(sample.split[::-1]) if split != "PrivateTest"]
    assert chosen.tolist() == expected
    assert chosen.dtype == np.int64
    assert dataset.select().tolist() == []


def test_an_unknown_split_is_named(sample: Any) -> None:
    with pytest.raises(DatasetError, match="got Test, train"):
        Dataset("drawn", sample.faces, table(sample)).select("Training", "train", "Test")


def test_the_fingerprint_is_the_hash_of_pixels_and_labels(sample: Any) -> None:
    expected = {}
    for split in SPLITS:
        chosen = [n for n, name in enumerate(sample.split) if name == split]
        pixels = b"".join(sample.faces[n].tobytes() for n in chosen)
        labels = bytes(sample.emotion[n] for n in chosen)
        expected[split] = hashlib.sha256(pixels + labels).hexdigest()
    assert Dataset("drawn", sample.faces, table(sample)).fingerprint() == expected


def test_the_fingerprint_changes_with_its_split_only(sample: Any) -> None:
    before = Dataset("drawn", sample.faces, table(sample)).fingerprint()
    rows, faces = table(sample), sample.faces.copy()
    rows.loc[0, "emotion"] = (rows.loc[0, "emotion"] + 1) % 7
    faces[-1, 0, 0] ^= 1
    after = Dataset("drawn", faces, rows).fingerprint()
    assert [split for split in SPLITS if before[split] != after[split]] == [
        "Training",
        "PrivateTest",
    ]


def test_a_split_without_rows_has_no_fingerprint(sample: Any) -> None:
    rows = table(sample).assign(split="PrivateTest")
    assert list(Dataset("drawn", sample.faces, rows).fingerprint()) == ["PrivateTest"]


def test_counts_hold_every_emotion_and_split(sample: Any) -> None:
    rows = table(sample).assign(split="Training", emotion=np.int8(3))
    counts = Dataset("drawn", sample.faces, rows).counts()
    assert counts.index.tolist() == list(EMOTIONS)
    assert counts.columns.tolist() == list(SPLITS)
    assert counts.loc["Happy", "Training"] == len(sample)
    assert counts.to_numpy().sum() == len(sample)


def test_votes_count_only_when_all_ten_columns_are_there(sample: Any) -> None:
    rows = table(sample).assign(**dict.fromkeys(VOTE_COLUMNS, 1))
    assert Dataset("drawn", sample.faces, rows).has_votes
    assert not Dataset("drawn", sample.faces, rows.drop(columns="votes_nf")).has_votes


@pytest.mark.usefixtures("stored")
def test_names_are_sorted_and_only_those_of_datasets(data: Path) -> None:
    (data / "another").mkdir()
    (data / "another" / "faces.npy").touch()
    (data / "no dataset").mkdir()
    (data / "store.db").touch()
    assert dataset_names(data) == ["another", "drawn"]
    assert dataset_names(data / "missing") == []


def test_the_faces_given_are_left_alone(sample: Any) -> None:
    faces, rows = sample.faces.copy(), table(sample)
    faces.flags.writeable = False
    dataset = Dataset("drawn", faces, rows)
    dataset.fingerprint()
    dataset.counts()
    dataset.select("Training")
    assert np.array_equal(faces, sample.faces)
    assert rows.equals(table(sample))
