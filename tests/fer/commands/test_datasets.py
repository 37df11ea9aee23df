"""``import`` and ``datasets``: what is there is counted, what is broken leaves nothing."""

import cv2
import numpy as np
import pytest

import fer.data.dataset
import fer.data.importing
from fer.data.sketches import draw_face
from fer.emotions import EMOTIONS


@pytest.fixture
def store(tmp_path, monkeypatch):
    """An empty folder in which datasets are kept."""
    folder = tmp_path / "data"
    for module in (fer.data.dataset, fer.data.importing):
        if hasattr(module, "DATA"):
            monkeypatch.setattr(module, "DATA", folder)
    return folder


@pytest.fixture
def source(tmp_path):
    """Drawn faces in the folders ``train|test/<emotion>/``, one of them twice."""
    generator = np.random.default_rng(0)
    for split, count in (("train", 2), ("test", 1)):
        for label, name in enumerate(EMOTIONS):
            place = tmp_path / "faces" / split / name.lower()
            place.mkdir(parents=True)
            for number in range(count):
                face = draw_face(label, generator)
                cv2.imwrite(str(place / f"{split}_{number}.png"), face)
    twice = cv2.imread(str(tmp_path / "faces/train/happy/train_0.png"), cv2.IMREAD_GRAYSCALE)
    cv2.imwrite(str(tmp_path / "faces/test/happy/again.png"), twice)
    return tmp_path / "faces"


def test_folders_are_imported_counted_and_listed(fer_command, store, source):
    done = fer_command("import", source, "--name", "drawn")
    assert done.exit_code == 0
    assert "drawn: 22 faces" in done.stdout
    assert "21 distinct pictures; 1 test rows also stand in Training." in done.stdout
    assert "No FER+ votes" in done.stdout
    listed = fer_command("datasets")
    assert listed.stdout == "drawn: 22 faces (14 Training, 8 PrivateTest)\n"


def test_other_rows_under_the_name_of_fer2013_are_told_apart(fer_command, store, source):
    assert "not those of Kaggle's fer2013.csv" in " ".join(
        fer_command("import", source).stdout.split()
    )
    named = fer_command("import", source, "--name", "drawn")
    assert "not those of Kaggle" not in " ".join(named.stdout.split())


def test_a_split_can_be_named_for_folders_that_name_none(fer_command, store, source):
    bare = (source / "test").rename(source.parent / "portraits")
    done = fer_command("import", bare, "--name", "drawn", "--split", "PublicTest")
    assert done.exit_code == 0
    assert "8 PublicTest" in fer_command("datasets").stdout


def test_a_split_that_is_none_is_refused(fer_command, store, source):
    done = fer_command("import", source, "--split", "Elsewhere")
    assert done.exit_code == 1
    assert "'Elsewhere' is no split. Choose one of Training, PublicTest" in done.stderr


def test_a_broken_source_gets_a_sentence_and_leaves_nothing(fer_command, store, tmp_path):
    bad = tmp_path / "fer2013.csv"
    bad.write_text("emotion,pixels,Usage\n9," + " ".join(["0"] * 2304) + ",Training\n")
    done = fer_command("import", bad)
    assert done.exit_code == 1
    assert "line 2" in done.stderr
    assert "Traceback" not in done.output
    assert not store.exists() or not any(store.iterdir())


def test_without_datasets_the_next_step_is_named(fer_command, store):
    assert "python -m fer import SOURCE" in fer_command("datasets").stdout


def test_photographs_do_not_take_the_place_of_fer2013(fer_command, store, source):
    done = fer_command("import", source, "--photographs")
    assert done.exit_code == 1
    assert "--name" in done.stderr
    assert not store.exists()


def test_a_broken_dataset_does_not_hide_the_others(fer_command, store, source):
    assert fer_command("import", source, "--name", "drawn").exit_code == 0
    (store / "alpha").mkdir()
    (store / "alpha" / "faces.npy").write_bytes(b"worn")
    listed = fer_command("datasets")
    assert listed.stdout == "drawn: 22 faces (14 Training, 8 PrivateTest)\n"
    assert "'alpha'" in listed.stderr


def test_the_folder_at_hand_may_name_the_split(fer_command, store, source, monkeypatch):
    monkeypatch.chdir(source / "train")
    assert fer_command("import", ".", "--name", "here").exit_code == 0
    assert "14 Training" in fer_command("datasets").stdout
