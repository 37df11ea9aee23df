"""A recipe: everything that decides how a network is trained, in one frozen dataclass."""

from dataclasses import asdict, dataclass, field
from typing import Any, Literal, get_args

from fer.data.dataset import SIDE
from fer.emotions import SPLITS
from fer.errors import TrainingError
from fer.training.augmentation import Augmentation

Precision = Literal["auto", "32-true", "bf16-mixed", "16-mixed"]
Optimiser = Literal["adam", "sgd"]
Schedule = Literal["constant", "cosine"]
Storage = Literal["floats", "halves", "bytes"]
Lesson = Literal["changed", "plain"]
Voting = Literal["shares", "labels"]
Scaling = Literal["temperature", "vector"]
VIEWS = (1, 2, 10)
_KINDS = {
    "precision": Precision,
    "optimiser": Optimiser,
    "schedule": Schedule,
    "storage": Storage,
    "lesson": Lesson,
    "voting": Voting,
    "scaling": Scaling,
}
# What a training does not depend on: a stopped one can go on with others.
FREE = ("epochs", "rank", "views", "quantised", "storage", "scaling", "title", "summary")


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
    horizon : int
        Epochs that schedule, sides and calm are laid out for, where the training ends before; 0 for
        its own.
    learning_rate : float
        The largest one.
    weight_decay : float
        L2 penalty, added to the gradient (not AdamW).
    precision : str
        Fabric's name of the number format; with the mixed ones weights stay in 32 bits. ``"auto"``
        is mixed bfloat16 on a GPU and on processors that multiply matrices of it, and 32-bit floats
        elsewhere.
    flip : bool
        Whether half the faces of a batch are mirrored.
    seed : int
    rank : int
        If not 0, wide linear layers are released as products of two of this rank. Training does not
        depend on it.
    optimiser : str
        ``"adam"``, or ``"sgd"``: stochastic gradient descent with Nesterov's momentum of 0.9.
    schedule : str
        ``"constant"``, or ``"cosine"``: down to 0 along half a cosine.
    warmup_epochs : int
        Epochs in which the rate grows to its largest value.
    label_smoothing : float
        Share of a target that is spread evenly over the seven labels.
    votes : float
        Weight of the FER+ annotators' votes for a training face beside its label.
    voting : str
        What votes say: ``"shares"``, each emotion its share of them, or ``"labels"``, how the
        dataset labels faces with such votes, see `fer.training.targets`.
    average : float
        Decay of the running average of the weights, which is what is measured and released; 0 for
        the weights themselves.
    augmentation : Augmentation
    sides : tuple of int
        Pixels a side at which faces are learnt from, each for an equal share of the epochs: fewer
        at first cost less (progressive learning, Tan & Le 2021). Empty for 48 throughout.
    start : str
        A training in ``runs/``, or else a release, whose weights are learnt further; a recipe of
        which there is neither is trained first. Empty for random weights.
    teacher : str
        A release whose answers are learnt beside the labels, or a finished training in ``runs/``; a
        recipe of which there is neither is trained first. The mean of several teaches where their
        names are joined by ``+``. Empty for none.
    teaching : float
        Weight of the teacher's answers.
    lesson : str
        What the teacher is shown: ``"changed"`` for every batch as the student sees it (Beyer et
        al. 2022), ``"plain"`` for each training face once as it is, which costs next to nothing.
    views : int
        What the released graph averages over: 1 for the face, 2 for the face and its mirror image,
        10 for these in five crops. Training does not depend on it.
    quantised : bool
        Whether the released graph computes in 8-bit integers. Training does not depend on it.
    storage : str
        How the released graph stores large weights, see `fer.training.graph`; with ``"bytes"`` the
        release is half as large and has no torch weights beside its graph.
    scaling : str
        How confidences are calibrated on PublicTest, see `fer.training.calibrate`.
    """

    name: str
    title: str
    summary: str
    architecture: str
    train_splits: tuple[str, ...] = ("Training",)
    watch_split: str = "PublicTest"
    epochs: int = 30
    batch_size: int = 128
    horizon: int = 0
    learning_rate: float = 1e-3
    weight_decay: float = 0.0
    precision: Precision = "32-true"
    flip: bool = False
    seed: int = 0
    rank: int = 0
    optimiser: Optimiser = "adam"
    schedule: Schedule = "constant"
    warmup_epochs: int = 0
    label_smoothing: float = 0.0
    votes: float = 0.0
    voting: Voting = "shares"
    average: float = 0.0
    augmentation: Augmentation = field(default_factory=Augmentation)
    sides: tuple[int, ...] = ()
    start: str = ""
    teacher: str = ""
    teaching: float = 0.0
    lesson: Lesson = "changed"
    views: int = 1
    quantised: bool = False
    storage: Storage = "halves"
    scaling: Scaling = "temperature"

    def __post_init__(self) -> None:
        """Check what can be checked without data."""
        for name, kinds in _KINDS.items():
            if getattr(self, name) not in get_args(kinds):
                raise TrainingError(
                    f"Expected '{name}' to be one of {', '.join(get_args(kinds))}; "
                    f"got '{getattr(self, name)}'."
                )
        for name in ("label_smoothing", "votes", "average", "teaching"):
            if not 0 <= getattr(self, name) <= 1:
                raise TrainingError(f"Expected '{name}' from 0 to 1, got {getattr(self, name)}.")
        if self.horizon and self.horizon < self.epochs:
            raise TrainingError(
                f"Expected a horizon of {self.epochs} epochs or more, got {self.horizon}."
            )
        if not 0 <= self.warmup_epochs < self.epochs + 1:
            raise TrainingError(
                f"Expected at most {self.epochs} epochs of warm-up, got {self.warmup_epochs}."
            )
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
        self._check_teachers()
        self._check_faces()

    def _check_teachers(self) -> None:
        if bool(self.teacher) != (self.teaching > 0):
            raise TrainingError("A teacher needs a weight of its teaching, and a weight a teacher.")
        if not all(self.teachers):
            raise TrainingError(
                f"Expected names joined by '+' as teachers, got '{self.teacher}': one is empty."
            )

    def _check_faces(self) -> None:
        unknown = {*self.train_splits, self.watch_split} - set(SPLITS)
        if unknown or not self.train_splits:
            raise TrainingError(f"Expected splits among {SPLITS}, got {sorted(unknown)}.")
        if self.watch_split in self.train_splits:
            raise TrainingError(f"{self.watch_split} cannot be both learnt from and watched.")
        if self.views not in VIEWS:
            raise TrainingError(f"Expected 1, 2 or 10 views of a face, got {self.views}.")
        if any(not 16 <= side <= SIDE for side in self.sides) or len(self.sides) > self.laid_out:
            raise TrainingError(
                f"Expected at most {self.laid_out} sides of 16 to {SIDE} pixels, got "
                f"{', '.join(map(str, self.sides))}."
            )

    def to_json(self) -> dict[str, Any]:
        """Return every field as plain JSON values."""
        lists = {"train_splits": list(self.train_splits), "sides": list(self.sides)}
        return {**asdict(self), **lists}

    @property
    def teachers(self) -> tuple[str, ...]:
        """The names of those whose answers are learnt."""
        return tuple(self.teacher.split("+")) if self.teacher else ()

    @property
    def laid_out(self) -> int:
        """Epochs that schedule, sides and calm are laid out for."""
        return self.horizon or self.epochs

    def side_at(self, epoch: int) -> int:
        """Return the pixels a side at which faces are learnt from in an epoch, counted from 1."""
        if not self.sides:
            return SIDE
        return self.sides[(epoch - 1) * len(self.sides) // self.laid_out]

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> "Recipe":
        """Return the recipe that `to_json` wrote."""
        try:
            return cls(
                **{
                    **content,
                    "train_splits": tuple(content["train_splits"]),
                    "sides": tuple(content.get("sides", ())),
                    "augmentation": Augmentation(**content.get("augmentation", {})),
                }
            )
        except (TypeError, KeyError) as error:
            raise TrainingError(f"The recipe is of another version: {error}.") from error
