"""A crash leaves the old file or the new one, and nothing beside it."""

import hashlib
import json
import math
import threading
from pathlib import Path

import pytest

from fer.files import replacing, sha256, write_json


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_the_new_file_takes_the_old_ones_place(tmp_path: Path) -> None:
    file = tmp_path / "card.json"
    file.write_text("old")
    with replacing(file) as temporary:
        temporary.write_text("new")
        assert file.read_text() == "old"
        assert temporary.parent == tmp_path
    assert file.read_text() == "new"
    assert names(tmp_path) == ["card.json"]


def test_missing_folders_are_made(tmp_path: Path) -> None:
    with replacing(tmp_path / "a" / "b" / "file") as temporary:
        temporary.write_bytes(b"content")
    assert (tmp_path / "a" / "b" / "file").read_bytes() == b"content"


@pytest.mark.parametrize("error", [ValueError, OSError, KeyboardInterrupt, SystemExit])
def test_a_failure_leaves_the_old_file_alone(error: type[BaseException], tmp_path: Path) -> None:
    file = tmp_path / "history.csv"
    file.write_text("old")

    def fail() -> None:
        with replacing(file) as temporary:
            temporary.write_text("half of the n")
            raise error

    with pytest.raises(error):
        fail()
    assert file.read_text() == "old"
    assert names(tmp_path) == ["history.csv"]


def test_a_failure_before_anything_is_written_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), replacing(tmp_path / "file"):
        raise ZeroDivisionError
    assert names(tmp_path) == []


def test_writing_nothing_is_an_error_and_keeps_the_old_file(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("old")
    with pytest.raises(FileNotFoundError), replacing(file):
        pass
    assert file.read_text() == "old"


def test_two_threads_at_one_file_do_not_share_their_drafts(tmp_path: Path) -> None:
    meeting = threading.Barrier(2, timeout=5)
    drafts: list[Path] = []

    def write(text: str) -> None:
        with replacing(tmp_path / "file") as temporary:
            drafts.append(temporary)
            temporary.write_text(text)
            meeting.wait()
            assert temporary.read_text() == text
            meeting.wait()

    other = threading.Thread(target=write, args=("b" * 10,))
    other.start()
    write("a" * 20)
    other.join()
    assert len(set(drafts)) == 2
    assert (tmp_path / "file").read_text() in {"a" * 20, "b" * 10}
    assert names(tmp_path) == ["file"]


def test_json_comes_back_and_is_readable(tmp_path: Path) -> None:
    content = {"title": "Gesichter × 48", "scores": [0.1, 1, None], "ok": True}
    write_json(tmp_path / "card.json", content)
    text = (tmp_path / "card.json").read_text(encoding="utf-8")
    assert json.loads(text) == content
    assert "Gesichter × 48" in text
    assert text.endswith("}\n")
    assert text.count("\n") > 3


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
def test_json_without_a_meaning_is_refused(number: float, tmp_path: Path) -> None:
    write_json(tmp_path / "card.json", {"loss": 0.5})
    with pytest.raises(ValueError, match="JSON"):
        write_json(tmp_path / "card.json", {"loss": number})
    assert json.loads((tmp_path / "card.json").read_text()) == {"loss": 0.5}
    assert names(tmp_path) == ["card.json"]


def test_json_of_what_json_cannot_hold_leaves_the_old_file(tmp_path: Path) -> None:
    write_json(tmp_path / "card.json", [1])
    with pytest.raises(TypeError):
        write_json(tmp_path / "card.json", {"path": tmp_path})
    assert json.loads((tmp_path / "card.json").read_text()) == [1]


@pytest.mark.parametrize("size", [0, 1, 100_000])
def test_sha256_is_that_of_the_content(size: int, tmp_path: Path) -> None:
    content = (b"face" * size)[:size]
    (tmp_path / "file").write_bytes(content)
    assert sha256(tmp_path / "file") == hashlib.sha256(content).hexdigest()
