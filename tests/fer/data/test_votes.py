"""FER+ votes are joined to the rows they belong to, and to no others."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from fer.data.votes import join_votes, read_votes
from fer.errors import SourceError


def write(folder: Path, lines: list[str], encoding: str = "utf-8", end: str = "\n") -> Path:
    file = folder / "fer2013new.csv"
    file.write_bytes(end.join([*lines, ""]).encode(encoding))
    return file


def refusal(file: Path) -> str:
    with pytest.raises(SourceError) as caught:
        read_votes(file)
    message = str(caught.value)
    assert message.startswith(file.name)
    assert message.endswith(".")
    return message


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["lf", "crlf"])
def test_the_published_form_is_read(encoding: str, end: str, sample: Any, tmp_path: Path) -> None:
    lines = sample.votes()
    usage, votes = read_votes(write(tmp_path, [*lines, "", "  "], encoding, end))
    assert usage.tolist() == sample.split
    assert votes.dtype == np.uint8
    expected = [[int(cell) for cell in line.split(",")[2:]] for line in lines[1:]]
    assert votes.tolist() == expected


def test_quoted_cells_are_read(sample: Any, tmp_path: Path) -> None:
    quoted = [",".join(f'"{cell}"' for cell in line.split(",")) for line in sample.votes()]
    _, votes = read_votes(write(tmp_path, quoted))
    assert votes.sum(axis=1).tolist() == [10] * len(sample)


@pytest.mark.parametrize(
    "cells",
    [
        "Training,fer0.png,1,2,3",
        "Training,fer0.png,1,2,3,4,0,0,0,0,0,",
        "Training,fer0.png,1,2,3,4,0,0,0,0,0,x",
        "Training,fer0.png,1,2,3,4,0,0,0,0,0,-1",
        "Training,fer0.png,1,2,3,4,0,0,0,0,0,1.5",
        "Training,fer0.png,1,2,3,4,0,0,0,0,0,²",
        "Training,fer0.png,1,2,3,4,0,0,0,0,0,300",
        "Training,fer0.png,1,2,3,4,0,0,0,0,0," + "9" * 5000,
        "Training,fer0.png,1,2,3,4,0,0,0,0,0,0,0",
    ],
    ids=["short", "empty", "letter", "negative", "part", "raised", "large", "huge", "long"],
)
def test_a_broken_line_is_named(cells: str, sample: Any, tmp_path: Path) -> None:
    lines = sample.votes()
    lines[4] = cells
    assert "line 5: expected 10 counts" in refusal(write(tmp_path, lines))


def test_another_table_is_refused_by_its_header(sample: Any, tmp_path: Path) -> None:
    assert "line 1" in refusal(write(tmp_path, sample.lines()))


@pytest.mark.parametrize(
    "content",
    ["Usage,Image name\n".encode("utf-16"), b"\x89PNG\r\n\x1a\n\xff\xfe", b"\0\0\0\0", b""],
    ids=["utf-16", "binary", "zeros", "empty"],
)
def test_a_file_that_is_no_table_is_refused(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "fer2013new.csv"
    file.write_bytes(content)
    refusal(file)


def test_a_header_alone_holds_no_votes(sample: Any, tmp_path: Path) -> None:
    assert "holds no votes" in refusal(write(tmp_path, sample.votes()[:1]))


def test_a_file_that_is_missing_or_a_folder_cannot_be_read(tmp_path: Path) -> None:
    assert "No such file" in refusal(tmp_path / "nothing.csv")
    assert "cannot be read" in refusal(tmp_path)


def test_votes_that_fit_are_joined(sample: Any, tmp_path: Path) -> None:
    split, emotion = np.array(sample.split), np.array(sample.emotion, np.uint8)
    votes = join_votes(write(tmp_path, sample.votes()), split, emotion)
    assert votes.shape == (len(sample), 10)
    happy = emotion == 3
    assert (votes[happy, 1] == 8).all()
    assert (votes[~happy, 1] == 0).all()


def test_one_row_too_few_gives_both_numbers(sample: Any, tmp_path: Path) -> None:
    file = write(tmp_path, sample.votes()[:-1])
    with pytest.raises(SourceError, match="20 rows of votes, the source 21 faces"):
        join_votes(file, np.array(sample.split), np.array(sample.emotion, np.uint8))


def test_splits_in_another_order_name_the_line(sample: Any, tmp_path: Path) -> None:
    lines = sample.votes()
    lines[7], lines[8] = lines[8], lines[7]
    with pytest.raises(SourceError, match="line 8: says PublicTest, the source says Training"):
        join_votes(
            write(tmp_path, lines), np.array(sample.split), np.array(sample.emotion, np.uint8)
        )


def test_rows_in_another_order_within_their_split_are_noticed(sample: Any, tmp_path: Path) -> None:
    shifted = (np.array(sample.emotion, np.uint8) + 1) % 7
    with pytest.raises(SourceError, match="0% of the votes agree"):
        join_votes(write(tmp_path, sample.votes()), np.array(sample.split), shifted)


def test_votes_for_no_emotion_at_all_are_refused(sample: Any, tmp_path: Path) -> None:
    lines = sample.votes()
    blank = [",".join([*line.split(",")[:2], *"0000000055"]) for line in lines[1:]]
    with pytest.raises(SourceError, match="0% of the votes agree"):
        join_votes(
            write(tmp_path, [lines[0], *blank]),
            np.array(sample.split),
            np.array(sample.emotion, np.uint8),
        )


def test_the_arrays_given_are_left_alone(sample: Any, tmp_path: Path) -> None:
    split, emotion = np.array(sample.split), np.array(sample.emotion, np.uint8)
    split.flags.writeable = emotion.flags.writeable = False
    join_votes(write(tmp_path, sample.votes()), split, emotion)
    assert split.tolist() == sample.split
    assert emotion.tolist() == sample.emotion
