"""Settings from the command line: the right kinds, and sentences for the wrong ones."""

import pytest

from fer.errors import TrainingError
from fer.training.recipes import RECIPES
from fer.training.settings import with_settings

FLAGSHIP = RECIPES["flagship"]


def test_values_take_the_kind_of_their_field():
    made = with_settings(
        FLAGSHIP,
        ["epochs=7", "learning_rate=1", "flip=False", "schedule=constant", "warmup_epochs = 0",
         "train_splits=Training+PublicTest", "watch_split=PrivateTest", "augmentation.mixup=0",
         "sides=32+48"],
    )  # fmt: skip
    assert (made.epochs, made.flip, made.schedule) == (7, False, "constant")
    assert made.learning_rate == 1.0
    assert isinstance(made.learning_rate, float)
    assert made.train_splits == ("Training", "PublicTest")
    assert made.augmentation.mixup == 0.0
    assert made.sides == (32, 48)
    assert with_settings(made, ["sides="]).sides == ()
    assert made.augmentation.degrees == FLAGSHIP.augmentation.degrees


def test_no_settings_no_change():
    assert with_settings(FLAGSHIP, []) == FLAGSHIP


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("epochs", "such as epochs=40"),
        ("augmentation=1", "such as epochs=40"),
        ("speed=2", "no setting 'speed'"),
        ("augmentation.blur=2", "no setting 'blur'"),
        ("other.mixup=2", "such as epochs=40"),
        ("epochs=many", "'epochs' is a whole number"),
        ("epochs=1.5", "'epochs' is a whole number"),
        ("flip=1", "'flip' is true or false"),
        ("sides=32+wide", "whole numbers such as"),
        ("sides=8+48", "sides of 16 to 48 pixels"),
        ("votes=true", "'votes' is a number"),
        ("votes=2", "'votes' from 0 to 1"),
        ("views=3", "1, 2 or 10 views"),
    ],
)
def test_what_cannot_be_set_gets_a_sentence(setting, said):
    with pytest.raises(TrainingError, match=said):
        with_settings(FLAGSHIP, [setting])
