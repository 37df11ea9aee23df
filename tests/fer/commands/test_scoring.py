"""``import --photographs`` and ``evaluate --data``: class folders of photographs to a scorecard."""

import shutil

import cv2
import numpy as np
import pytest
from typer.testing import CliRunner

from fer.__main__ import app
from fer.data.dataset import Dataset
from fer.data.sketches import draw_portrait

runner = CliRunner()
PEOPLE = 2


def write(path, picture):
    path.parent.mkdir(parents=True, exist_ok=True)
    assert cv2.imwrite(str(path), cv2.cvtColor(picture, cv2.COLOR_RGB2BGR))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Drawn portraits in class folders; one with two people, one without any."""
    root = tmp_path_factory.mktemp("photographs") / "mine"
    for emotion, name in ((3, "happy"), (4, "sad"), (6, "neutral")):
        for i in range(PEOPLE):
            picture = draw_portrait(emotion, np.random.default_rng([7, emotion, i]), side=256)
            write(root / name / f"{i}.png", picture)
    small = draw_portrait(3, np.random.default_rng([7, 3, 9]), side=160)
    beside = np.full((256, 160, 3), small[0, 0], np.uint8)
    beside[96:] = small
    write(root / "sad" / "two.png", np.hstack([picture, beside]))
    write(root / "happy" / "wall.png", np.full((256, 256, 3), 120, np.uint8))
    return root


@pytest.fixture
def places(tmp_path, toy_release, monkeypatch):
    """Folders of datasets and releases of its own."""
    import fer.data.dataset as dataset
    import fer.data.importing as importing
    import fer.release as release

    monkeypatch.setattr(dataset, "DATA", tmp_path / "data")
    monkeypatch.setattr(importing, "DATA", tmp_path / "data")
    monkeypatch.setattr(release, "WEIGHTS", toy_release[0])
    return tmp_path / "data"


def invoke(*arguments):
    return runner.invoke(app, [str(a) for a in arguments], env={"COLUMNS": "200"})


def test_photographs_become_a_dataset_with_what_was_not_found(folder, places):
    done = invoke("import", folder, "--name", "mine", "--photographs")
    assert done.exit_code == 0, done.output
    mine = Dataset.open("mine", places)
    assert mine.missed.to_dict("records") == [
        {"emotion": 3, "split": "PrivateTest", "source": "happy/wall.png"}
    ]
    assert len(mine.faces) == 3 * PEOPLE + 1
    assert mine.rows.set_index("source")["found"].to_dict()["sad/two.png"] == 2
    said = " ".join(done.output.split())
    assert "8 photographs: a face in 7, none in 1 (Happy 1); several in 1" in said
    # the largest face bears the label: the same crop as from that half of the picture alone
    from fer.images import decode
    from fer.recognition.chain import main_face

    whole = decode(folder / "sad" / "two.png")
    place = mine.rows.index[mine.rows["source"] == "sad/two.png"][0]
    crop, found = main_face(whole)
    assert found == 2
    assert np.array_equal(mine.faces[place], crop)
    alone, _ = main_face(np.ascontiguousarray(whole[:, :256]))
    assert np.abs(alone.astype(int) - crop).mean() < 25


def test_evaluate_prints_a_scorecard_and_writes_nothing(folder, places, toy_release):
    invoke("import", folder, "--name", "mine", "--photographs")
    release = toy_release[0] / toy_release[1]
    before = {path.name: path.read_bytes() for path in release.iterdir()}
    done = invoke("evaluate", toy_release[1], "--data", "mine")
    assert done.exit_code == 0, done.output
    said = " ".join(done.output.split())
    assert "n = 7" in said
    assert "Of 8 photographs a face was found in 7, in 1 none (Happy 1)" in said
    assert "On real photographs it errs towards Neutral" in said
    assert {path.name: path.read_bytes() for path in release.iterdir()} == before


def test_no_face_in_any_photograph_leaves_nothing(tmp_path, places):
    write(tmp_path / "walls" / "sad" / "a.png", np.full((200, 200, 3), 90, np.uint8))
    done = invoke("import", tmp_path / "walls", "--name", "walls", "--photographs")
    assert done.exit_code == 1
    assert "no face was found in any of 1 photographs" in " ".join(done.output.split())
    assert not (places / "walls").exists()


def test_a_broken_photograph_is_named(folder, tmp_path, places):
    copy = shutil.copytree(folder, tmp_path / "copy")
    (copy / "sad" / "0.png").write_bytes(b"no picture")
    done = invoke("import", copy, "--name", "mine", "--photographs")
    assert done.exit_code == 1
    assert "sad/0.png" in done.output
    assert not (places / "mine").exists()


def test_a_table_is_no_folder_of_photographs(tmp_path, places):
    (tmp_path / "fer2013.csv").write_text("emotion,pixels,Usage\n", encoding="utf-8")
    done = invoke("import", tmp_path / "fer2013.csv", "--photographs", "--name", "mine")
    assert done.exit_code == 1
    assert "without --photographs" in " ".join(done.output.split())


def test_importing_faces_again_forgets_the_photographs(folder, places):
    invoke("import", folder, "--name", "mine", "--photographs")
    assert invoke("import", folder, "--name", "mine").exit_code == 0
    again = Dataset.open("mine", places)
    assert again.missed is None
    assert len(again.faces) == 8
    assert "found" not in again.rows
