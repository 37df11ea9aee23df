"""Orders: what is offered, and what is refused with which sentence."""

import shutil
from collections import namedtuple
from dataclasses import replace

import pytest

from fer.errors import DatasetError, FerError, TrainingError
from fer.training import orders
from fer.training.orders import Order, allowed, networks, order


def test_an_order_becomes_a_recipe_that_keeps_the_test_split_out(tmp_path):
    made = order(tmp_path, "cnn4", "sketches", 3)
    assert made.recipe.train_splits == ("Training",)
    assert made.recipe.watch_split == made.watch == "PublicTest"
    assert (made.recipe.epochs, made.faces, made.n) == (3, 490, 105)
    assert made.title == "4-layer CNN, 3 epochs of drawn faces"
    assert networks()[0] == "tiny"
    folder = tmp_path / made.id
    folder.mkdir()
    made.write(folder)
    assert Order.read(folder) == made


@pytest.mark.parametrize(
    ("network", "data", "epochs", "why"),
    [
        ("resnet", "sketches", 1, "There is no network 'resnet'"),
        ("tiny", "nowhere", 1, "There is no dataset 'nowhere'"),
        ("tiny", "../secrets", 1, "There is no dataset"),
        ("tiny", "sketches", 0, "1 to 30 epochs"),
        ("tiny", "sketches", 31, "1 to 30 epochs"),
    ],
)
def test_what_is_not_offered_is_refused(tmp_path, network, data, epochs, why):
    with pytest.raises(FerError, match=why):
        order(tmp_path, network, data, epochs)


def test_a_dataset_without_training_or_test_faces_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(orders, "split_counts", lambda _: {"PrivateTest": 9})
    with pytest.raises(TrainingError, match="0 faces of Training"):
        order(tmp_path, "tiny", "photos", 1)
    monkeypatch.setattr(orders, "split_counts", lambda _: {"Training": 9})
    with pytest.raises(TrainingError, match="none of a test split"):
        order(tmp_path, "tiny", "photos", 1)
    monkeypatch.setattr(orders, "split_counts", lambda _: {"Training": 9, "PrivateTest": 4})
    assert order(tmp_path, "tiny", "photos", 1).watch == "PrivateTest"


def test_what_would_take_days_or_has_no_room_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(orders, "split_counts", lambda _: {"Training": 10**7, "PublicTest": 4})
    with pytest.raises(TrainingError, match=r"at least .* hours.*python -m fer train cnn4"):
        order(tmp_path, "cnn4", "huge", 30)
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(1, 1, 5e8))
    with pytest.raises(TrainingError, match=r"0\.5 GB left"):
        order(tmp_path, "tiny", "sketches", 1)


@pytest.mark.parametrize("content", ["", "[]", '{"id": "a"}'])
def test_a_damaged_order_is_refused_in_a_sentence(tmp_path, content):
    (tmp_path / "order.json").write_text(content)
    with pytest.raises(TrainingError, match="missing or damaged"):
        Order.read(tmp_path)


def test_an_order_for_an_unknown_network_is_damaged(tmp_path):
    made = order(tmp_path, "tiny", "sketches", 1)
    replace(made, network="gone").write(tmp_path)
    with pytest.raises(TrainingError, match="missing or damaged"):
        Order.read(tmp_path)


@pytest.mark.parametrize(
    ("value", "can"), [("off", False), ("OFF ", False), ("0", False), ("on", True), ("", True)]
)
def test_a_variable_turns_it_off(monkeypatch, value, can):
    monkeypatch.setenv("FER_TRAINING", value)
    assert allowed() is can


def test_an_unreadable_dataset_gives_its_sentence(tmp_path, monkeypatch):
    from fer.data import dataset

    monkeypatch.setattr(dataset, "DATA", tmp_path)
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / "faces.npy").write_bytes(b"no")
    with pytest.raises(DatasetError, match="cannot be read"):
        order(tmp_path, "tiny", "bad", 1)
