"""A checkpoint gives back what was saved, refuses what is none, and never stands half written."""

import errno

import numpy as np
import pytest
import torch
from safetensors import SafetensorError
from safetensors.torch import save_file

from fer.errors import TrainingError
from fer.training import checkpoint
from fer.training.checkpoint import Point, Progress
from fer.training.networks import build

AT = Progress(3, 12.5, {"name": "trial"}, {"Training": "a" * 64}, "a test")


def stepped(network, steps=3, seed=0):
    """Return an Adam optimiser that has moved a network a few steps on noise."""
    generator = torch.Generator().manual_seed(seed)
    optimiser = torch.optim.Adam(network.parameters(), lr=1e-2)
    for _ in range(steps):
        faces = torch.randint(0, 256, (8, 48, 48), generator=generator, dtype=torch.uint8)
        optimiser.zero_grad()
        network(faces).square().mean().backward()
        optimiser.step()
    return optimiser


@pytest.fixture
def network():
    torch.manual_seed(0)
    return build("tiny")


@pytest.fixture
def saved(network, tmp_path):
    path = tmp_path / "checkpoint.safetensors"
    checkpoint.save(path, network, stepped(network), AT)
    return path


def test_progress_comes_back(saved):
    assert checkpoint.read_progress(saved) == AT


def test_weights_and_moments_come_back_to_the_bit(network, saved):
    other = build("tiny")
    optimiser = torch.optim.Adam(other.parameters(), lr=1e-2)
    checkpoint.restore(saved, other, optimiser)
    for name, tensor in network.state_dict().items():
        assert torch.equal(other.state_dict()[name], tensor), name
    again = saved.with_name("again.safetensors")
    checkpoint.save(again, other, optimiser, AT)
    assert again.read_bytes() == saved.read_bytes()


def test_a_restored_training_goes_on_as_the_saved_one(network, tmp_path):
    optimiser = stepped(network)
    path = tmp_path / "checkpoint.safetensors"
    checkpoint.save(path, network, optimiser, AT)
    other = build("tiny")
    resumed = torch.optim.Adam(other.parameters(), lr=1e-2)
    checkpoint.restore(path, other, resumed)
    faces = torch.arange(8 * 48 * 48).remainder(251).to(torch.uint8).view(8, 48, 48)
    for net, opt in ((network, optimiser), (other, resumed)):
        opt.zero_grad()
        net(faces).square().mean().backward()
        opt.step()
    for name, tensor in network.state_dict().items():
        assert torch.equal(other.state_dict()[name], tensor), name


def test_saving_replaces_the_last_one_and_leaves_nothing_beside_it(network, saved):
    checkpoint.save(saved, network, stepped(network), Progress(4, 20.0, {}, {}, "a test"))
    assert checkpoint.read_progress(saved).epoch == 4
    assert [path.name for path in saved.parent.iterdir()] == [saved.name]


def test_a_save_that_fails_leaves_the_last_one(network, saved, monkeypatch):
    def full(*_, **__):
        raise OSError("no space left")

    before = saved.read_bytes()
    monkeypatch.setattr(checkpoint, "save_file", full)
    with pytest.raises(OSError, match="no space"):
        checkpoint.save(saved, network, stepped(network), AT)
    assert saved.read_bytes() == before
    assert [path.name for path in saved.parent.iterdir()] == [saved.name]


@pytest.mark.parametrize("content", [b"", b"no checkpoint", b"\x08" + b"\0" * 15])
def test_what_is_no_checkpoint_gets_a_sentence(network, tmp_path, content):
    path = tmp_path / "checkpoint.safetensors"
    path.write_bytes(content)
    for ask in (checkpoint.read_progress, lambda p: checkpoint.restore(p, network)):
        with pytest.raises(TrainingError, match=r"cannot be read.*--overwrite"):
            ask(path)


def test_a_checkpoint_that_is_missing_cut_off_or_says_nothing_gets_a_sentence(saved, tmp_path):
    cut, silent = tmp_path / "cut", tmp_path / "silent"
    cut.write_bytes(saved.read_bytes()[:-100])
    save_file({"network.x": torch.zeros(2)}, silent, metadata={"other": "words"})
    for path in (cut, silent, tmp_path / "missing"):
        with pytest.raises(TrainingError, match="cannot be read"):
            checkpoint.read_progress(path)


def test_another_network_is_refused(saved):
    with pytest.raises(TrainingError, match="another network"):
        checkpoint.restore(saved, torch.nn.Linear(2, 2))


def test_history_is_added_to_and_trimmed_to_whole_epochs(tmp_path):
    path = tmp_path / "history.csv"
    first = [Point(1, 1, "Training", 1.9, 0.2), Point(2, 1, "PublicTest", 1.8, 0.3)]
    later = [Point(3, 2, "Training", 1.7, 0.4)]
    checkpoint.append_history(path, first)
    checkpoint.append_history(path, later)
    lines = path.read_text(encoding="utf-8").split()
    assert lines == [
        "step,epoch,split,loss,accuracy",
        "1,1,Training,1.900000,0.200000",
        "2,1,PublicTest,1.800000,0.300000",
        "3,2,Training,1.700000,0.400000",
    ]
    with path.open("a", encoding="utf-8") as file:
        file.write("4,2,Trai")  # cut off by a crash
    checkpoint.trim_history(path, 1)
    assert path.read_text(encoding="utf-8").split() == lines[:3]


def test_trimming_what_is_not_there_makes_nothing(tmp_path):
    checkpoint.trim_history(tmp_path / "history.csv", 1)
    assert list(tmp_path.iterdir()) == []


def test_history_keeps_six_digits(tmp_path):
    path = tmp_path / "history.csv"
    checkpoint.append_history(path, [Point(1, 1, "Training", np.pi, 1 / 3)])
    assert path.read_text(encoding="utf-8").split()[1] == "1,1,Training,3.141593,0.333333"


def test_what_the_disk_refuses_has_its_number(tmp_path):
    with pytest.raises(FileNotFoundError):
        checkpoint.write_tensors({"a": torch.zeros(2)}, tmp_path / "missing" / "a.safetensors")


def test_a_full_disk_is_said_as_one(tmp_path, monkeypatch):
    """In the words in which the library tells the number of any refusal."""
    with pytest.raises(SafetensorError, match=r"\(os error 2\)"):
        save_file({"a": torch.zeros(2)}, tmp_path / "missing" / "a.safetensors")

    def full(*_, **__):
        raise SafetensorError("Error: I/O error: No space left on device (os error 28)")

    monkeypatch.setattr(checkpoint, "save_file", full)
    with pytest.raises(OSError, match="No space left") as caught:
        checkpoint.write_tensors({"a": torch.zeros(2)}, tmp_path / "a.safetensors")
    assert caught.value.errno == errno.ENOSPC
