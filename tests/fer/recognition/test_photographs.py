"""Many files: folders are searched, bad ones reported, and every face gets a row."""

import json
import os
import sys
from pathlib import Path

import numpy as np
import pytest

from fer.data.samples import grace_hopper
from fer.emotions import EMOTIONS
from fer.images import SUFFIXES
from fer.recognition.annotate import encode_png
from fer.recognition.photographs import (
    COLUMNS,
    Outcome,
    gather,
    recognise_all,
    recognise_each,
    records,
)


@pytest.fixture
def folder(tmp_path):
    """A portrait, a picture without a face, a bad picture, and other things."""
    (tmp_path / "deep" / "deeper").mkdir(parents=True)
    (tmp_path / "b.jpg").write_bytes(grace_hopper())
    (tmp_path / "deep" / "a.PNG").write_bytes(encode_png(np.full((60, 80, 3), 99, np.uint8)))
    (tmp_path / "deep" / "deeper" / "broken.jpeg").write_bytes(b"no picture")
    (tmp_path / "notes.txt").write_text("not a picture", encoding="utf-8")
    (tmp_path / "no suffix").write_bytes(grace_hopper())
    (tmp_path / "album.jpg").mkdir()
    return tmp_path


@pytest.fixture
def outcomes(recogniser, folder):
    return list(recognise_all(recogniser, gather([folder])))


def names(paths, folder):
    return [str(path.relative_to(folder)) for path in paths]


def test_a_folder_means_its_pictures_however_deep(folder):
    expected = ["b.jpg", "deep/a.PNG", "deep/deeper/broken.jpeg"]
    assert names(gather([folder]), folder) == [str(Path(name)) for name in expected]


@pytest.mark.parametrize("suffix", sorted(SUFFIXES))
def test_every_suffix_of_a_picture_is_gathered(tmp_path, suffix):
    (tmp_path / f"x{suffix}").touch()
    (tmp_path / f"y{suffix.upper()}").touch()
    assert names(gather([tmp_path]), tmp_path) == [f"x{suffix}", f"y{suffix.upper()}"]


def test_a_file_that_is_named_is_taken_whatever_it_is(folder):
    named = [folder / "notes.txt", folder / "not there.jpg", folder / "no suffix"]
    assert gather(named) == named


def test_paths_keep_their_order(folder):
    got = gather([folder / "no suffix", folder / "deep", folder / "b.jpg"])
    assert names(got, folder)[0] == "no suffix"
    assert names(got, folder)[-1] == "b.jpg"
    assert len(got) == 4


def test_nothing_gathers_nothing(tmp_path):
    assert gather([]) == []
    assert gather([tmp_path]) == []


def test_a_bad_file_is_reported_and_the_next_one_read(outcomes):
    portrait, blank, broken = outcomes
    assert len(portrait.result.faces) == 1
    assert blank.result.faces == ()
    assert portrait.error == blank.error == ""
    assert broken.result is None
    assert "'broken.jpeg' is not a picture" in broken.error
    assert broken.name.endswith("broken.jpeg")


def test_files_are_read_one_after_another(recogniser, folder):
    taken = []

    def files():
        for name in ("b.jpg", "b.jpg"):
            taken.append(name)
            yield folder / name

    outcomes = recognise_all(recogniser, files())
    assert taken == []
    next(outcomes)
    assert len(taken) == 1


def test_photographs_in_memory_are_labelled_as_those_in_files(recogniser, folder, outcomes):
    paths = gather([folder])
    given = [(str(path), path.read_bytes()) for path in paths]
    for one, other in zip(recognise_each(recogniser, given), outcomes, strict=True):
        assert one.to_json() == other.to_json()
        assert records(json.loads(json.dumps(one.to_json()))) == other.records()


def test_a_photograph_that_needs_too_much_memory_stops_no_other(recogniser, monkeypatch):
    real, asked = recogniser.recognise, []

    def scarce(photo, *, crop):
        asked.append(photo)
        if len(asked) == 1:
            raise MemoryError
        return real(photo, crop=crop)

    monkeypatch.setattr(recogniser, "recognise", scarce)
    large, good = recognise_each(recogniser, [("a/b.jpg", b""), ("c.jpg", grace_hopper())])
    assert large.error == "'b.jpg' needs more memory than there is."
    assert len(good.result.faces) == 1


def test_crops_are_classified_whole(recogniser, folder):
    (portrait, blank, _) = recognise_all(recogniser, gather([folder]), crop=True)
    assert portrait.result.faces[0].detector == "whole picture"
    assert blank.result.faces[0].box.side == 60


def test_every_face_has_a_record_in_the_columns(outcomes):
    for outcome in outcomes:
        (record,) = outcome.records()
        assert set(record) == set(COLUMNS)
    record = outcomes[0].records()[0]
    face = outcomes[0].result.faces[0]
    assert (record["file"], record["face"], record["error"]) == (outcomes[0].name, 1, "")
    assert (record["label"], record["detector"]) == (face.emotion, face.detector)
    assert record["confidence"] == pytest.approx(face.confidence, abs=1e-6)
    assert record["x"] == pytest.approx(face.box.x - face.box.side / 2, abs=0.05)
    assert record["width"] == record["height"] == pytest.approx(face.box.side, abs=0.05)
    shares = [record[name.lower()] for name in EMOTIONS]
    assert shares == pytest.approx(face.probabilities.tolist(), abs=1e-6)


def test_a_file_without_a_face_has_a_record_too(outcomes):
    for outcome in outcomes[1:]:
        (record,) = outcome.records()
        assert (record["file"], record["face"], record["label"]) == (outcome.name, 0, "")
        assert record["error"] == outcome.error


def test_faces_of_a_file_are_counted(recogniser, tmp_path, portrait):
    (tmp_path / "two.png").write_bytes(encode_png(np.hstack([portrait, portrait])))
    (outcome,) = recognise_all(recogniser, [tmp_path / "two.png"])
    records = outcome.records()
    assert [record["face"] for record in records] == [1, 2]
    assert records[0]["x"] < records[1]["x"]
    assert {record["file"] for record in records} == {outcome.name}


def test_outcomes_as_json(outcomes):
    portrait, blank, broken = json.loads(json.dumps([one.to_json() for one in outcomes]))
    assert portrait["file"] == outcomes[0].name
    assert portrait["faces"] == outcomes[0].result.to_json()["faces"]
    assert (blank["width"], blank["height"], blank["faces"]) == (80, 60, [])
    assert set(broken) == {"file", "error"}
    assert Outcome("x", None, "wrong").to_json() == {"file": "x", "error": "wrong"}


@pytest.mark.skipif(sys.platform != "linux", reason="other systems allow no such names")
@pytest.mark.parametrize("content", [grace_hopper(), b"no picture"], ids=["good", "bad"])
def test_a_name_that_is_no_unicode_can_still_be_printed(recogniser, tmp_path, content):
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.jpg"))
    path.write_bytes(content)
    (outcome,) = recognise_all(recogniser, gather([tmp_path]))
    assert (outcome.result is None) == (content == b"no picture")
    assert outcome.name.endswith("caf?.jpg")
    assert (outcome.name + outcome.error).encode("utf-8")
