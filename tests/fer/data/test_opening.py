"""Datasets by name: the drawn faces are always there, and are counted without being drawn."""

import pytest

from fer.data import opening, sketches
from fer.errors import DatasetError


def test_drawn_faces_are_counted_without_being_drawn(tmp_path, monkeypatch):
    def drawn(*_):
        raise AssertionError("nothing is to be drawn")

    monkeypatch.setattr(sketches, "draw_face", drawn)
    counts = opening.split_counts("sketches", tmp_path)
    assert counts == {"Training": 490, "PublicTest": 105, "PrivateTest": 105}


def test_the_counts_are_those_of_the_dataset(monkeypatch):
    few = sketches.sketch_dataset(21)
    counted = sketches.sketch_counts(21)
    assert counted == {split: len(few.select(split)) for split in counted}


@pytest.mark.parametrize("ask", [opening.open_dataset, opening.split_counts])
def test_a_dataset_that_is_missing_is_a_sentence(tmp_path, ask):
    with pytest.raises(DatasetError, match="There is no dataset 'nowhere'"):
        ask("nowhere", tmp_path)


def test_an_import_of_that_name_outranks_the_drawn_faces(tmp_path):
    folder = tmp_path / "sketches"
    folder.mkdir()
    (folder / "faces.npy").write_bytes(b"no")
    with pytest.raises(DatasetError, match="cannot be read"):
        opening.open_dataset("sketches", tmp_path)
