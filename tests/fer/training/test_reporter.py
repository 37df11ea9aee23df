"""Reporters: silence says nothing, and the progress bar is one too."""

import inspect

import pytest

from fer.commands.console import errors
from fer.commands.models import Bar
from fer.training.checkpoint import Point
from fer.training.recipes import RECIPES
from fer.training.reporter import Reporter, Silence

HEARD = ("start", "step", "epoch", "stop")


def tell(reporter):
    """Tell a reporter of a training of one epoch."""
    reporter.start(RECIPES["tiny"], 0, 16)
    reporter.step(1, 1.9, 0.2)
    reporter.epoch(Point(2, 1, "PublicTest", 1.8, 0.25))
    reporter.stop()


def test_silence_says_nothing(capsys):
    tell(Silence())
    assert capsys.readouterr() == ("", "")


def test_the_bar_leaves_a_line_for_an_epoch():
    with errors.capture() as said:
        tell(Bar())
    assert "epoch 1: PublicTest loss 1.8000, accuracy 25.00%" in said.get()


@pytest.mark.parametrize("kind", [Silence, Bar])
@pytest.mark.parametrize("method", HEARD)
def test_reporters_hear_all_that_the_loop_tells(kind, method):
    asked = inspect.signature(getattr(Reporter, method)).parameters
    assert list(inspect.signature(getattr(kind, method)).parameters) == list(asked)
