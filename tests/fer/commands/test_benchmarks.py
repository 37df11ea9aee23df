"""``benchmark`` as a person types it."""

import json
import re

import numpy as np
import pytest

import fer.release
from fer.benchmark import Serving, served
from fer.commands import benchmarks
from fer.commands.console import console
from fer.errors import FerError
from fer.places import WEIGHTS
from fer.recognition.annotate import encode_png


@pytest.fixture(autouse=True)
def toy(toy_release, monkeypatch):
    """Let the commands see the toy release alone."""
    monkeypatch.setattr(fer.release, "WEIGHTS", toy_release[0])


def test_benchmark_prints_every_release(fer_command, toy_copy, monkeypatch, seal):
    root = toy_copy.parent
    card = json.loads((toy_copy / "card.json").read_text(encoding="utf-8"))
    second = root / "second"
    second.mkdir()
    (second / "model.onnx").write_bytes((toy_copy / "model.onnx").read_bytes())
    seal(second, {**card, "id": "second"})
    monkeypatch.setattr(fer.release, "WEIGHTS", root)
    result = fer_command("benchmark", "--repeats", 3)
    assert result.exit_code == 0
    for name in ("toy", "second"):
        chain, serving = (
            re.split(r"[│|\s]+", line.strip("│| "))
            for line in result.stdout.splitlines()
            if re.search(rf"\b{name}\b", line)
        )
        assert chain[:2] == [name, "1"]
        assert 0 < float(chain[2]) <= float(chain[3])
        assert 0 < float(serving[1]) <= float(serving[2])
        assert serving[3] == "–", "the toy release has no torch weights to compare with"
        assert float(serving[4].replace(",", "")) > 100
        assert 30 < float(serving[5]) < 400
        accuracy = serving[7]
        assert accuracy == "–" if name == "second" else 0 < float(accuracy) < 100
    assert re.search(
        r"Resident memory: (\d+ MB|unknown); torch imported: \w+; n = 3", result.stdout
    )


def test_the_table_fits_a_terminal(monkeypatch):
    """The project's own releases, with figures as long as they get."""
    monkeypatch.setattr(fer.release, "WEIGHTS", WEIGHTS)
    monkeypatch.setattr(console, "_width", 80)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setattr("fer.benchmark.served", lambda *_: Serving(11.11, 22.22, 10_286_123.0, 353))
    with console.capture() as captured:
        benchmarks._benchmark_releases(50)
    said = captured.get()
    assert "…" not in said
    assert "by torch" in said
    assert all(len(line) <= 80 for line in said.splitlines())


def test_benchmark_takes_another_photo(fer_command, tmp_path):
    path = tmp_path / "blank.png"
    path.write_bytes(encode_png(np.full((60, 80, 3), 99, np.uint8)))
    result = fer_command("benchmark", "--repeats", 3, "--photo", path)
    assert re.search(r"toy\W+0\W", result.stdout)


@pytest.mark.parametrize("content", [None, b"no picture"], ids=["missing", "no picture"])
def test_benchmark_refuses_what_is_no_photo(fer_command, tmp_path, content):
    path = tmp_path / "photo.jpg"
    if content is not None:
        path.write_bytes(content)
    result = fer_command("benchmark", "--photo", path)
    assert result.exit_code == 1
    assert "'photo.jpg'" in result.stderr


def test_benchmark_without_a_release_says_what_to_do(fer_command, tmp_path, monkeypatch):
    monkeypatch.setattr(fer.release, "WEIGHTS", tmp_path)
    result = fer_command("benchmark")
    assert result.exit_code == 1
    assert "python -m fer train" in result.stderr


def test_benchmark_counts_at_least_three_calls(fer_command):
    assert fer_command("benchmark", "--repeats", 2).exit_code == 2


@pytest.mark.slow
def test_eager_torch_stands_beside_a_release_with_torch_weights():
    from fer.places import WEIGHTS

    plain = served(WEIGHTS / "svm-linear", "fer.training.eager", 3)
    assert isinstance(plain, Serving)
    assert 0 < plain.median <= plain.p95
    assert plain.memory > served(WEIGHTS / "svm-linear", "fer.benchmark", 3).memory


def test_a_release_that_cannot_be_measured_is_named(tmp_path):
    with pytest.raises(FerError, match="'nothing' could not be measured"):
        served(tmp_path / "nothing", "fer.benchmark", 3)
