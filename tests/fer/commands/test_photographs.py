"""``recognise`` and ``benchmark`` as a person types them."""

import csv
import io
import json
import os
import re
import subprocess
import sys
import weakref
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

import fer.release
from fer.__main__ import app
from fer.data.samples import grace_hopper
from fer.emotions import EMOTIONS
from fer.images import decode
from fer.recognition import photographs
from fer.recognition.annotate import encode_png
from fer.recognition.photographs import COLUMNS

ROOT = Path(__file__).parents[3]


@pytest.fixture(autouse=True)
def toy(toy_release, monkeypatch):
    """Let the commands see the toy release, and a terminal that is wide enough."""
    monkeypatch.setattr(fer.release, "WEIGHTS", toy_release[0])
    monkeypatch.setenv("COLUMNS", "300")


@pytest.fixture
def photo(tmp_path):
    path = tmp_path / "grace.jpg"
    path.write_bytes(grace_hopper())
    return path


@pytest.fixture
def folder(tmp_path):
    """A portrait, a blank and a bad picture."""
    place = tmp_path / "photos"
    (place / "deep").mkdir(parents=True)
    (place / "deep" / "grace.jpg").write_bytes(grace_hopper())
    (place / "blank.png").write_bytes(encode_png(np.full((60, 80, 3), 99, np.uint8)))
    (place / "broken.jpg").write_bytes(b"no picture")
    return place


def run(command, *arguments):
    """Run a command; a traceback in it is a failure here."""
    result = CliRunner().invoke(app, [command, *map(str, arguments)])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


def recognise(*arguments):
    return run("recognise", *arguments, "--release", "toy")


def test_a_photo_is_labelled(photo):
    result = recognise(photo)
    assert result.exit_code == 0
    assert result.stderr == ""
    assert str(photo) in result.stdout
    assert "frontalface" in result.stdout
    assert any(name in result.stdout for name in EMOTIONS)
    assert re.search(r"\d+%", result.stdout)


def test_a_tiny_picture_is_labelled_with_a_doubt(tmp_path):
    path = tmp_path / "tiny.png"
    path.write_bytes(encode_png(np.arange(400, dtype=np.uint16).reshape(20, 20).astype(np.uint8)))
    shown = recognise(path, "--crop").stdout
    assert "not sure" in shown
    assert "tiny" in shown
    (face,) = json.loads(recognise(path, "--crop", "--json").stdout)[0]["faces"]
    assert face["sure"] is False
    assert "tiny" in [one["kind"] for one in face["doubts"]]
    assert len(face["nearest"]) == 2
    assert face["nearest"][0] == face["label"]
    (row,) = csv.DictReader(io.StringIO(recognise(path, "--crop", "--csv").stdout))
    assert row["sure"] == "False"
    assert "tiny" in row["doubts"]


def test_a_folder_is_labelled_and_the_bad_file_reported(folder):
    result = recognise(folder)
    assert result.exit_code == 0
    assert str(folder / "deep" / "grace.jpg") in result.stdout
    assert "no face found" in result.stdout
    assert "broken.jpg" not in result.stdout
    assert f"{folder / 'broken.jpg'}: 'broken.jpg' is not a picture" in result.stderr


def test_no_picture_of_a_folder_is_kept_when_the_next_is_read(tmp_path, monkeypatch):
    for name in "abcd":
        (tmp_path / f"{name}.png").write_bytes(encode_png(np.full((60, 80, 3), 99, np.uint8)))
    real, made, alive = photographs.recognise_all, [], []

    def watched(*arguments, **options):
        for outcome in real(*arguments, **options):
            made.append(weakref.ref(outcome.result))
            alive.append(sum(one() is not None for one in made))
            yield outcome

    monkeypatch.setattr(photographs, "recognise_all", watched)
    assert recognise(tmp_path, "--json").exit_code == 0
    assert len(made) == 4
    assert max(alive) <= 2


def test_json_can_be_parsed_though_a_file_is_bad(folder):
    result = recognise(folder, "--json")
    assert result.exit_code == 0
    blank, broken, portrait = json.loads(result.stdout)
    assert blank["faces"] == []
    assert set(broken) == {"file", "error"}
    assert portrait["file"] == str(folder / "deep" / "grace.jpg")
    assert portrait["release"] == "toy"
    (face,) = portrait["faces"]
    assert face["label"] in EMOTIONS
    assert sum(face["probabilities"].values()) == pytest.approx(1, abs=1e-5)
    assert "broken.jpg" in result.stderr


def test_csv_can_be_parsed_and_has_a_row_for_every_face_and_file(folder):
    result = recognise(folder, "--csv")
    assert result.exit_code == 0
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert tuple(rows[0]) == COLUMNS
    assert [row["face"] for row in rows] == ["0", "0", "1"]
    assert "is not a picture" in rows[1]["error"]
    assert rows[2]["label"] in EMOTIONS
    assert float(rows[2]["confidence"]) == pytest.approx(
        max(float(rows[2][name.lower()]) for name in EMOTIONS)
    )


def test_two_faces_have_two_rows(tmp_path):
    portrait = decode(grace_hopper())
    path = tmp_path / "two, people.png"
    path.write_bytes(encode_png(np.hstack([portrait, portrait])))
    rows = list(csv.DictReader(io.StringIO(recognise(path, "--csv").stdout)))
    assert [row["face"] for row in rows] == ["1", "2"]
    assert {row["file"] for row in rows} == {str(path)}


def test_annotated_pictures_are_written(folder, tmp_path):
    drawn = tmp_path / "new" / "drawn"
    result = recognise(folder, "--annotate", drawn)
    assert result.exit_code == 0
    assert sorted(path.name for path in drawn.iterdir()) == ["blank.png", "grace.png"]
    after = decode(drawn / "grace.png")
    before = decode(grace_hopper())
    assert after.shape == before.shape
    assert (after != before).any()
    assert (decode(drawn / "blank.png") == 99).all()


def test_annotated_pictures_overwrite_nothing(photo, tmp_path):
    drawn = tmp_path / "drawn"
    drawn.mkdir()
    (drawn / "grace.png").write_bytes(b"mine")
    recognise(photo, photo, "--annotate", drawn)
    assert (drawn / "grace.png").read_bytes() == b"mine"
    pictures = [decode(drawn / f"grace-{number}.png") for number in (2, 3)]
    assert np.array_equal(*pictures)


def test_where_no_pictures_can_be_written_is_said(photo, tmp_path):
    (tmp_path / "taken").write_text("a file", encoding="utf-8")
    result = recognise(photo, "--annotate", tmp_path / "taken")
    assert result.exit_code == 1
    assert f"No pictures can be written to '{tmp_path / 'taken'}'" in result.stderr


def test_a_crop_is_classified_whole(tmp_path):
    tile = np.random.default_rng(0).integers(0, 256, (48, 48), dtype=np.uint8)
    path = tmp_path / "tile.png"
    path.write_bytes(encode_png(tile))
    assert json.loads(recognise(path, "--json").stdout)[0]["faces"] == []
    (face,) = json.loads(recognise(path, "--json", "--crop").stdout)[0]["faces"]
    assert face["detector"] == "whole picture"
    assert face["box"] == {"x": 0, "y": 0, "width": 48, "height": 48, "angle": 0}


@pytest.mark.parametrize("output", [(), ("--json",), ("--csv",)], ids=["table", "json", "csv"])
def test_only_bad_files_are_a_failure(folder, tmp_path, output):
    result = recognise(folder / "broken.jpg", tmp_path / "missing.jpg", *output)
    assert result.exit_code == 1
    assert "'broken.jpg' is not a picture" in result.stderr
    assert "'missing.jpg' cannot be opened" in result.stderr
    if not output:
        assert result.stdout == ""
    if output == ("--json",):
        assert [set(one) for one in json.loads(result.stdout)] == [{"file", "error"}] * 2


def test_a_folder_without_pictures_is_said(tmp_path):
    result = recognise(tmp_path)
    assert result.exit_code == 1
    assert f"No pictures in {tmp_path}." in result.stderr


@pytest.mark.parametrize("name", ["[bold]grace", "grace [1]", "[/]", "a[red", ":smile:", "=1+1"])
def test_names_are_printed_as_they_are(tmp_path, name):
    path = tmp_path / f"x{name.replace('/', '')}.jpg"
    path.write_bytes(grace_hopper())
    result = recognise(path)
    assert result.exit_code == 0
    assert path.name in result.stdout
    path.write_bytes(encode_png(np.full((60, 80, 3), 99, np.uint8)))
    assert path.name in recognise(path).stdout
    path.write_bytes(b"no picture")
    assert f"{path}: '{path.name}' is not a picture" in recognise(path).stderr


def test_a_folder_named_like_a_style_is_printed_as_it_is(tmp_path):
    place = tmp_path / "["
    place.mkdir()
    path = place / "b].jpg"
    path.write_bytes(grace_hopper())
    assert str(path) in recognise(path).stdout


@pytest.mark.parametrize("name", ["other", "../toy", ""])
def test_an_unknown_release_is_a_sentence(photo, name):
    result = run("recognise", photo, "--release", name)
    assert result.exit_code == 1
    assert f"'{name}'" in result.stderr
    assert "Traceback" not in result.stderr
    assert result.stdout == ""


def test_a_broken_release_is_a_sentence(photo, toy_copy, monkeypatch):
    (toy_copy / "model.onnx").write_bytes(b"gone")
    monkeypatch.setattr(fer.release, "WEIGHTS", toy_copy.parent)
    result = recognise(photo)
    assert result.exit_code == 1
    assert "model.onnx is not the file that its card describes" in result.stderr


def test_nothing_to_recognise_is_a_question_of_usage():
    result = run("recognise")
    assert result.exit_code == 2
    assert "photos" in result.stderr.lower()


def test_the_command_line_finds_weights_by_the_environment(photo, toy_release):
    done = subprocess.run(
        [sys.executable, "-m", "fer", "recognise", str(photo), "--release", "toy", "--json"],
        cwd=ROOT,
        env={**os.environ, "FER_WEIGHTS": str(toy_release[0])},
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout)[0]["release"] == "toy"
    assert done.stderr == ""
