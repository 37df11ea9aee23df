"""Recipes: everything that decides how a network is trained, in one frozen dataclass."""

from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

from fer.emotions import SPLITS
from fer.errors import TrainingError

Precision = Literal["32-true", "bf16-mixed", "16-mixed"]


@dataclass(frozen=True)
class Recipe:
    """How a release comes to be.

    Attributes
    ----------
    name : str
        The id of the release that it makes.
    title, summary : str
        What the dashboard calls it, and one sentence about it.
    architecture : str
        A network of `fer.training.networks`, or ``"linear-svm"``.
    train_splits : tuple of str
        The splits that it learns from.
    watch_split : str
        The split that is measured after every epoch. Nothing is chosen by it.
    epochs, batch_size : int
    learning_rate : float
        Constant over the training.
    weight_decay : float
        L2 penalty, added to the gradient of all weights (as Adam with L2 does, not AdamW).
    precision : str
        Fabric's name of the number format; with the mixed ones weights stay in 32 bits.
    flip : bool
        Whether half the faces of a batch are mirrored.
    seed : int
    rank : int
        If not 0, wide linear layers are released as products of two of this rank. Training does not
        depend on it.
    """

    name: str
    title: str
    summary: str
    architecture: str
    train_splits: tuple[str, ...] = ("Training",)
    watch_split: str = "PublicTest"
    epochs: int = 30
    batch_size: int = 128
    learning_rate: float = 1e-3
    weight_decay: float = 0.0
    precision: Precision = "32-true"
    flip: bool = False
    seed: int = 0
    rank: int = 0

    def __post_init__(self) -> None:
        """Check what can be checked without data."""
        if self.epochs < 1 or self.batch_size < 2:
            raise TrainingError(
                "Expected at least 1 epoch and a batch of 2, "
                f"got {self.epochs} and {self.batch_size}."
            )
        if not self.learning_rate > 0 or self.weight_decay < 0:
            raise TrainingError(
                "Expected a learning rate above 0 and a weight decay of 0 or more, "
                f"got {self.learning_rate} and {self.weight_decay}."
            )
        unknown = {*self.train_splits, self.watch_split} - set(SPLITS)
        if unknown or not self.train_splits:
            raise TrainingError(f"Expected splits among {SPLITS}, got {sorted(unknown)}.")
        if self.watch_split in self.train_splits:
            raise TrainingError(f"{self.watch_split} cannot be both learnt from and watched.")

    def to_json(self) -> dict[str, Any]:
        """Return every field as plain JSON values."""
        return {**asdict(self), "train_splits": list(self.train_splits)}

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> "Recipe":
        """Return the recipe that `to_json` wrote."""
        try:
            return cls(**{**content, "train_splits": tuple(content["train_splits"])})
        except (TypeError, KeyError) as error:
            raise TrainingError(f"The recipe is of another version: {error}.") from error


# The paper trains on Training + PublicTest and tests on PrivateTest after every epoch; nothing is
# chosen by that: the weights of the last epoch are the release. It gives no L2 strength; 1e-4 is
# the usual one. Mixed bfloat16 takes half the time on processors that have it and three times as
# long on those that do not, so 32-bit floats are the default.
_PAPER = Recipe(
    name="cnn4",
    title="4-layer CNN",
    summary="The paper's larger network: four convolutions, then fully connected layers.",
    architecture="cnn4",
    train_splits=("Training", "PublicTest"),
    watch_split="PrivateTest",
    weight_decay=1e-4,
)

RECIPES: dict[str, Recipe] = {
    recipe.name: recipe
    for recipe in (
        _PAPER,
        replace(
            _PAPER,
            name="cnn2",
            title="2-layer CNN",
            summary="The paper's smaller network: two convolutions and one wide hidden layer.",
            architecture="cnn2",
            learning_rate=1e-4,
            weight_decay=0.0,
            rank=128,
        ),
        Recipe(
            name="tiny",
            title="Tiny CNN",
            summary="A network of 5,500 parameters, to try the training on drawn faces.",
            architecture="tiny",
            epochs=8,
            batch_size=64,
            learning_rate=3e-3,
            flip=True,
        ),
    )
}


def recipe_of(name: str) -> Recipe:
    """Return the recipe of that name.

    Raises
    ------
    TrainingError
        If there is none.
    """
    if name not in RECIPES:
        raise TrainingError(f"There is no recipe '{name}'. There are: {', '.join(RECIPES)}.")
    return RECIPES[name]
