"""The recipes of this project's releases: what ``python -m fer train`` knows by name."""

from dataclasses import replace

from fer.errors import TrainingError
from fer.training.augmentation import Augmentation
from fer.training.recipe import Recipe

# The paper trains on Training + PublicTest and tests on PrivateTest after every epoch; nothing is
# chosen by that: the weights of the last epoch are the release. It gives no L2 strength; 1e-4 is
# the usual one. Mixed bfloat16 takes half the time on processors that have it and three times as
# long on those that do not, so the processor decides.
_PAPER = Recipe(
    name="cnn4",
    title="4-layer CNN",
    summary="The paper's larger network: four convolutions, then fully connected layers.",
    architecture="cnn4",
    train_splits=("Training", "PublicTest"),
    watch_split="PrivateTest",
    weight_decay=1e-4,
    precision="auto",
)

# What others report to help on FER-2013, all at once. It learns from Training alone, so that
# PublicTest is left to choose and calibrate on. Laid out for 45 epochs, it was ended after 41: FER+
# votes at half the weight turn Fear into Neutral (docs/training-log.md).
_FIRST_STEP = Recipe(
    name="flagship-votes",
    title="Flagship, first step",
    summary="The first of the flagship's four steps: from labels and FER+ votes alike.",
    architecture="residual-64-128-192-256-d2222",
    epochs=41,
    horizon=45,
    batch_size=128,
    optimiser="sgd",
    learning_rate=0.06,
    schedule="cosine",
    warmup_epochs=2,
    weight_decay=5e-4,
    precision="auto",
    flip=True,
    label_smoothing=0.05,
    votes=0.5,
    average=0.999,
    augmentation=Augmentation(
        degrees=15.0,
        zoom=0.2,
        shift=4.0,
        contrast=0.3,
        brightness=0.1,
        erase=0.3,
        mixup=0.2,
        cutmix=0.2,
        calm=0.2,
    ),
    sides=(32, 40, 48),
    views=2,
    quantised=True,
)

# The second step: on labels alone, from the weights of the first, which is trained before it.
_SECOND_STEP = replace(
    _FIRST_STEP,
    name="flagship-labels",
    title="Flagship, second step",
    summary="The second of the flagship's four steps: from labels alone.",
    start=_FIRST_STEP.name,
    epochs=14,
    horizon=0,
    learning_rate=0.03,
    warmup_epochs=0,
    votes=0.0,
    augmentation=replace(_FIRST_STEP.augmentation, calm=0.3),
    sides=(48,),
)

# The third step: on from those weights, taught by their own answers as well, which say of which
# faces a label is to be doubted (self-distillation: Furlanello et al. 2018).
_THIRD_STEP = replace(
    _SECOND_STEP,
    name="flagship-taught",
    title="Flagship, third step",
    summary="The third of the flagship's four steps: taught by the second's answers as well.",
    start=_SECOND_STEP.name,
    teacher=_SECOND_STEP.name,
    teaching=0.4,
    lesson="plain",
    epochs=13,
    seed=1,
    scaling="vector",
)

# Of another seed and from labels alone, so that no member of an ensemble has taught the other.
_ALONE = replace(
    _FIRST_STEP,
    name="labels-alone",
    title="Labels alone",
    summary="The flagship's network from labels alone, of another seed, to answer beside it.",
    epochs=45,
    votes=0.0,
    seed=2,
)

# The fourth step: votes once more, this time as the labels that the dataset gives to faces voted on
# alike, and the mean answer of the third step and a stranger.
_FLAGSHIP = replace(
    _THIRD_STEP,
    name="flagship",
    title="Flagship",
    summary="One network meant to be the best: residual blocks with squeeze-excitation.",
    start=_THIRD_STEP.name,
    teacher=f"{_THIRD_STEP.name}+{_ALONE.name}",
    votes=0.5,
    voting="labels",
    epochs=16,
    seed=3,
)

_SMALLER = replace(
    _PAPER,
    name="cnn2",
    title="2-layer CNN",
    summary="The paper's smaller network: two convolutions and one wide hidden layer.",
    architecture="cnn2",
    learning_rate=1e-4,
    weight_decay=0.0,
    rank=128,
)


def _without_normalisation(recipe: Recipe) -> Recipe:
    """Return the short schedule by which the paper's claim about exposure is put to the test."""
    return replace(
        recipe,
        name=f"{recipe.name}-plain",
        title=f"{recipe.title}, plain",
        summary=f"{recipe.title} without batch normalisation, trained for a sixth of the epochs.",
        architecture=f"{recipe.architecture}-plain",
        epochs=recipe.epochs // 6,
        storage="bytes",
    )


RECIPES: dict[str, Recipe] = {
    recipe.name: recipe
    for recipe in (
        _PAPER,
        _SMALLER,
        _without_normalisation(_PAPER),
        _without_normalisation(_SMALLER),
        _FIRST_STEP,
        _SECOND_STEP,
        _THIRD_STEP,
        _ALONE,
        _FLAGSHIP,
        replace(
            _FIRST_STEP,
            name="swift",
            title="Swift",
            summary="A small, quick network, taught by the flagship's second step.",
            architecture="residual-32-64-96-128-d1111",
            epochs=80,
            horizon=0,
            votes=0.0,
            sides=(),
            teacher=_SECOND_STEP.name,
            teaching=0.7,
            lesson="plain",
            views=1,
            quantised=True,
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
