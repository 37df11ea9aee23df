"""The loop: it learns, it resumes to the bit, and processes share a batch without changing it."""

import csv
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.numpy import load_file

from fer.errors import DatasetError, ReleaseError, TrainingError
from fer.training import checkpoint, loop
from fer.training import teacher as teachers
from fer.training.augmentation import Augmentation
from fer.training.loop import train
from fer.training.networks import build
from fer.training.recipe import Recipe
from fer.training.reporter import Silence

ROOT = Path(__file__).parents[3]
RECIPE = Recipe(
    name="trial",
    title="Trial",
    summary="A trial.",
    architecture="tiny",
    epochs=4,
    batch_size=64,
    learning_rate=3e-3,
    flip=False,
)
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


def history(run):
    with (run / "history.csv").open(newline="") as file:
        return list(csv.DictReader(file))


def weights(run):
    tensors = load_file(run / "checkpoint.safetensors")
    return {name: t for name, t in tensors.items() if name.startswith(("network", "optimiser"))}


def same(one, other):
    return one.keys() == other.keys() and all(np.array_equal(one[k], other[k]) for k in one)


class StopAfter(Silence):
    """A reporter that interrupts the training as Ctrl-C would, in the middle of an epoch."""

    def step(self, step, loss, accuracy):
        if step == 12:
            raise KeyboardInterrupt


class StopEpoch(Silence):
    """A reporter that interrupts the training after its first epoch."""

    def epoch(self, point):
        raise KeyboardInterrupt


def test_it_learns_and_writes_a_history(patterns, tmp_path):
    train(RECIPE, patterns, tmp_path / "run", accelerator="cpu")
    rows = history(tmp_path / "run")
    watched = [float(r["accuracy"]) for r in rows if r["split"] == "PublicTest"]
    assert len(watched) == 4
    assert watched[-1] > 0.6
    learnt = [r for r in rows if r["split"] == "Training"]
    assert [int(r["step"]) for r in learnt] == list(range(1, 21))
    assert float(learnt[-1]["loss"]) < 0.5 * float(learnt[0]["loss"])


def test_seeds_make_two_runs_equal_and_different_seeds_do_not(patterns, tmp_path):
    short = replace(RECIPE, epochs=1, flip=True)
    train(short, patterns, tmp_path / "a", accelerator="cpu")
    train(short, patterns, tmp_path / "b", accelerator="cpu")
    train(replace(short, seed=1), patterns, tmp_path / "c", accelerator="cpu")
    assert same(weights(tmp_path / "a"), weights(tmp_path / "b"))
    assert history(tmp_path / "a") == history(tmp_path / "b")
    assert not same(weights(tmp_path / "a"), weights(tmp_path / "c"))


def test_an_interrupted_training_resumes_to_the_same_bits(patterns, tmp_path):
    whole, broken = tmp_path / "whole", tmp_path / "broken"
    recipe = replace(RECIPE, flip=True)
    train(recipe, patterns, whole, accelerator="cpu")
    with pytest.raises(KeyboardInterrupt):
        train(recipe, patterns, broken, accelerator="cpu", reporter=StopAfter)
    assert {int(r["epoch"]) for r in history(broken)} == {1, 2, 3}
    train(recipe, patterns, broken, accelerator="cpu", resume=True)
    assert same(weights(whole), weights(broken))
    assert history(whole) == history(broken)


RICH = replace(
    RECIPE,
    architecture="residual-4-4-8-8-d1111",
    epochs=3,
    optimiser="sgd",
    schedule="cosine",
    warmup_epochs=1,
    label_smoothing=0.1,
    average=0.9,
    flip=True,
    augmentation=Augmentation(10, 0.1, 2, 0.2, 0.1, 0.3, 0.2, 0.5, 0.4),
    precision="auto",
)


class StopInSecondEpoch(Silence):
    def step(self, step, loss, accuracy):
        if step == 7:
            raise KeyboardInterrupt


def test_every_ingredient_at_once_resumes_to_the_same_bits(patterns, tmp_path):
    whole, broken = tmp_path / "whole", tmp_path / "broken"
    train(RICH, patterns, whole, accelerator="cpu")
    with pytest.raises(KeyboardInterrupt):
        train(RICH, patterns, broken, accelerator="cpu", reporter=StopInSecondEpoch)
    train(RICH, patterns, broken, accelerator="cpu", resume=True)
    assert same(weights(whole), weights(broken))
    assert history(whole) == history(broken)
    tensors = load_file(whole / "checkpoint.safetensors")
    assert not np.array_equal(tensors["average.1.weight"], tensors["network.1.weight"])


def test_a_falling_rate_binds_the_number_of_epochs(patterns, tmp_path):
    short = replace(RICH, epochs=1, warmup_epochs=0)
    train(short, patterns, tmp_path / "run", accelerator="cpu")
    with pytest.raises(TrainingError, match="other settings"):
        train(replace(short, epochs=2), patterns, tmp_path / "run", accelerator="cpu", resume=True)


def test_a_training_that_ends_before_its_horizon_is_the_beginning_of_the_whole(patterns, tmp_path):
    recipe = replace(RICH, sides=(24, 32, 48))
    train(recipe, patterns, tmp_path / "whole", accelerator="cpu")
    ended = replace(recipe, epochs=2, sides=(24, 32, 48), horizon=3)
    train(ended, patterns, tmp_path / "ended", accelerator="cpu")
    whole = history(tmp_path / "whole")
    assert history(tmp_path / "ended") == [row for row in whole if int(row["epoch"]) < 3]


def test_a_missing_teacher_is_named(patterns, tmp_path):
    taught = replace(RECIPE, teacher="nobody", teaching=0.5)
    with pytest.raises(ReleaseError, match="nobody"):
        train(taught, patterns, tmp_path / "run", accelerator="cpu")


@pytest.mark.parametrize("lesson", ["changed", "plain"])
def test_a_student_answers_as_its_teacher(patterns, tmp_path, monkeypatch, lesson):
    """A teacher that always says Fear teaches Fear, whatever the labels are."""
    teacher = build("tiny")
    torch.nn.init.zeros_(teacher[-1].weight)
    with torch.no_grad():
        teacher[-1].bias.copy_(torch.tensor([0, 0, 9.0, 0, 0, 0, 0]))
    monkeypatch.setattr("fer.training.loop.teachers_of", lambda *_: teacher.eval())
    taught = replace(RECIPE, teacher="afraid", teaching=1.0, lesson=lesson)
    train(taught, patterns, tmp_path / "run", accelerator="cpu")
    student = build("tiny")
    checkpoint.restore_result(tmp_path / "run" / "checkpoint.safetensors", student)
    with torch.no_grad():
        answers = student.eval()(torch.from_numpy(patterns.faces[:50])).argmax(1)
    assert (answers == 2).all()


def test_a_training_starts_from_a_release_where_it_is_asked_to(patterns, tmp_path, monkeypatch):
    def fill(name, network, recipe, fingerprint):
        assert name == "earlier"
        with torch.no_grad():
            for parameter in network.parameters():
                parameter.fill_(0.25)
        return {"name": name}

    monkeypatch.setattr("fer.training.loop.start_from", fill)
    onwards = replace(RECIPE, epochs=1, start="earlier", learning_rate=1e-9)
    train(onwards, patterns, tmp_path / "run", accelerator="cpu")
    network = build("tiny")
    checkpoint.restore_result(tmp_path / "run" / "checkpoint.safetensors", network)
    for parameter in network.parameters():
        torch.testing.assert_close(parameter, torch.full_like(parameter, 0.25))
    monkeypatch.setattr("fer.training.loop.start_from", lambda *_: pytest.fail("started again"))
    train(replace(onwards, epochs=2), patterns, tmp_path / "run", accelerator="cpu", resume=True)
    progress = checkpoint.read_progress(tmp_path / "run" / "checkpoint.safetensors")
    assert progress.began == {"name": "earlier"}


def test_a_training_is_neither_lost_nor_mixed_up_by_mistake(patterns, tmp_path):
    short = replace(RECIPE, epochs=1)
    train(short, patterns, tmp_path / "run", accelerator="cpu")
    before = weights(tmp_path / "run")
    with pytest.raises(TrainingError, match="--resume"):
        train(short, patterns, tmp_path / "run", accelerator="cpu")
    other = replace(short, learning_rate=1e-3)
    with pytest.raises(TrainingError, match="other settings"):
        train(other, patterns, tmp_path / "run", accelerator="cpu", resume=True)
    longer = replace(short, epochs=3)
    no_such = [(replace(longer, architecture="cnn3"), "cpu")]
    if not torch.cuda.is_available():
        no_such.append((longer, "cuda"))
    for recipe, device in no_such:
        with pytest.raises(TrainingError):
            train(recipe, patterns, tmp_path / "run", accelerator=device, overwrite=True)
    assert same(before, weights(tmp_path / "run"))
    train(longer, patterns, tmp_path / "more", accelerator="cpu")
    with pytest.raises(TrainingError, match="has learnt 3 epochs already"):
        train(short, patterns, tmp_path / "more", accelerator="cpu", resume=True)
    train(replace(short, seed=5), patterns, tmp_path / "run", accelerator="cpu", overwrite=True)
    assert not same(before, weights(tmp_path / "run"))


def test_a_split_without_rows_gives_a_sentence(patterns, tmp_path):
    rows = patterns.rows.assign(split="Training")
    bare = type(patterns)("bare", patterns.faces, rows)
    with pytest.raises(TrainingError, match="no rows of PublicTest"):
        train(RECIPE, bare, tmp_path / "run", accelerator="cpu")


SCRIPT = """
import sys
from pathlib import Path
from fer.data.dataset import Dataset
from fer.training.loop import train
from fer.training.recipe import Recipe

if __name__ == "__main__":
    folder = Path(sys.argv[1])
    recipe = Recipe("t", "T", "T.", "tiny", epochs=2, batch_size=63, learning_rate=3e-3)
    data = Dataset.open("patterns", folder)
    for devices in (1, 2):
        train(recipe, data, folder / f"run{devices}", accelerator="cpu", devices=devices)
"""


@pytest.mark.slow
def test_two_processes_give_the_curve_of_one(patterns, tmp_path):
    stored = tmp_path / "patterns"
    stored.mkdir()
    np.save(stored / "faces.npy", patterns.faces)
    patterns.rows.to_parquet(stored / "rows.parquet")
    script = tmp_path / "both.py"
    script.write_text(SCRIPT, encoding="utf-8")
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "PYTHONWARNINGS": "error::FutureWarning",
        # The processes meet at a port that is chosen seconds before it is opened. One below those
        # that a system gives away by itself cannot be taken by another test in between.
        "MASTER_PORT": str(20_000 + os.getpid() % 10_000),
    }
    result = subprocess.run(
        [sys.executable, str(script), str(tmp_path)],
        env=environment,
        timeout=240,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    assert result.returncode == 0, result.stderr[-4000:]
    one, two = history(tmp_path / "run1"), history(tmp_path / "run2")
    assert [(r["step"], r["split"]) for r in one] == [(r["step"], r["split"]) for r in two]
    ours, theirs = ([float(r["loss"]) for r in rows] for rows in (one, two))
    np.testing.assert_allclose(ours, theirs, rtol=1e-4)


@pytest.mark.slow
def test_kill_9_loses_at_most_one_epoch(tmp_path):
    environment = {**os.environ, "FER_RUNS": str(tmp_path), "FER_WEIGHTS": str(tmp_path / "w")}
    command = [sys.executable, "-m", "fer", "train", "tiny", "--data", "sketches"]
    command += ["--epochs", "500", "--accelerator", "cpu"]
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    log, saved = tmp_path / "tiny" / "history.csv", tmp_path / "tiny" / "checkpoint.safetensors"
    try:
        for _ in range(1200):
            if saved.exists() and process.poll() is None:
                break
            time.sleep(0.1)
        else:
            pytest.fail("no checkpoint appeared within two minutes")
        time.sleep(0.7)
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
    from fer.training.checkpoint import read_progress

    reached = max(int(r["epoch"]) for r in history(tmp_path / "tiny"))
    assert log.exists()
    assert read_progress(saved).epoch >= max(1, reached - 1)


def test_an_earlier_training_is_discarded_only_for_one_that_can_begin(
    patterns, tmp_path, monkeypatch
):
    monkeypatch.setattr(loop, "RUNS", tmp_path)
    monkeypatch.setattr(teachers, "RUNS", tmp_path)
    monkeypatch.setattr(teachers, "WEIGHTS", tmp_path / "weights")
    run = tmp_path / "trial"
    short = replace(RECIPE, epochs=1)
    train(short, patterns, run, accelerator="cpu")
    before = weights(run)
    half = replace(RECIPE, name="half", epochs=2)
    with pytest.raises(KeyboardInterrupt):
        train(half, patterns, tmp_path / "half", accelerator="cpu", reporter=StopEpoch)
    wide = replace(short, name="wide", architecture="residual-8-8-8-8-d1111")
    train(wide, patterns, tmp_path / "wide", accelerator="cpu")
    wrong = {
        "votes": (replace(short, votes=0.5), {}),
        "typo": (replace(short, start="typo"), {}),
        "nobody": (replace(short, teacher="nobody", teaching=0.5), {}),
        "before it is needed": (replace(short, start="trial"), {}),
        "cannot teach yet": (replace(short, teacher="half", teaching=0.5), {}),
        "another network": (replace(short, start="wide"), {}),
        "Give one of them": (short, {"resume": True}),
    }
    for said, (recipe, options) in wrong.items():
        with pytest.raises((TrainingError, ReleaseError, DatasetError), match=said):
            train(recipe, patterns, run, accelerator="cpu", overwrite=True, **options)
        assert same(before, weights(run))
    assert len(history(run)) == 6


def test_two_processes_do_not_train_under_one_name(patterns, tmp_path):
    short = replace(RECIPE, epochs=1)
    other = subprocess.Popen(
        [
            *(sys.executable, "-c"),
            "import sys, time; from pathlib import Path; from fer.training import lock\n"
            "lock.take(Path(sys.argv[1]), 'run'); print('taken', flush=True); time.sleep(60)",
            str(tmp_path / ".locks" / "run"),
        ],
        cwd=ROOT,
        stdout=subprocess.PIPE,
    )
    try:
        assert other.stdout.readline() == b"taken\n"
        with pytest.raises(TrainingError, match="Another process trains 'run'"):
            train(short, patterns, tmp_path / "run", accelerator="cpu")
        assert not (tmp_path / "run").exists()
        train(short, patterns, tmp_path / "another", accelerator="cpu")
    finally:
        other.kill()
        other.wait()
        other.stdout.close()
    train(short, patterns, tmp_path / "run", accelerator="cpu")
    train(short, patterns, tmp_path / "run", accelerator="cpu", overwrite=True)


def test_where_faces_grow_the_number_of_epochs_is_bound(patterns, tmp_path):
    growing = replace(RECIPE, architecture="residual-8-8-8-8-d1111", epochs=2, sides=(24, 48))
    train(growing, patterns, tmp_path / "run", accelerator="cpu")
    longer = replace(growing, epochs=4)
    with pytest.raises(TrainingError, match="other settings"):
        train(longer, patterns, tmp_path / "run", accelerator="cpu", resume=True)
    train(replace(growing, horizon=4), patterns, tmp_path / "part", accelerator="cpu")
    whole = replace(growing, horizon=4, epochs=3)
    train(whole, patterns, tmp_path / "part", accelerator="cpu", resume=True)


def test_a_face_that_is_left_over_takes_no_step(patterns, tmp_path):
    rows = patterns.select("Training")[:257].tolist() + patterns.select("PublicTest").tolist()
    table = patterns.rows.iloc[rows].reset_index(drop=True)
    few = type(patterns)("few", patterns.faces[rows], table)
    train(replace(RECIPE, epochs=2, batch_size=128), few, tmp_path / "run", accelerator="cpu")
    told = [(r["split"], int(r["step"])) for r in history(tmp_path / "run")]
    assert [step for split, step in told if split == "PublicTest"] == [2, 4]
    assert max(step for split, step in told if split == "Training") == 4
