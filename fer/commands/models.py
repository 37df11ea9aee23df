"""``train``, ``evaluate`` and ``releases``: how models come to be and what they are worth."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fer.commands.console import console, count_bar, errors, sentences
from fer.commands.listing import print_made, print_releases
from fer.commands.replacing import refuse_to_replace
from fer.data.opening import open_dataset
from fer.errors import TrainingError
from fer.places import RUNS, WEIGHTS
from fer.release import check_id
from fer.training.recipes import RECIPES, recipe_of

if TYPE_CHECKING:
    from fer.data.dataset import Dataset
    from fer.release import Release
    from fer.training.checkpoint import Point
    from fer.training.classical import Trained
    from fer.training.recipe import Recipe


_CLASSICAL = ("svm-linear", "naive-bayes", "majority")
_RECIPES = f"{', '.join(RECIPES)}, {', '.join(_CLASSICAL)}."


class Bar:
    """A reporter that draws a progress bar with loss, accuracy and time left."""

    def __init__(self) -> None:
        self._bar = count_bar()
        self._task = self._bar.add_task("Training", total=None)
        self._steps = 1

    def start(self, recipe: "Recipe", step: int, steps: int) -> None:
        """Show the bar."""
        self._steps = steps // recipe.epochs
        self._bar.update(self._task, completed=step, total=steps)
        self._bar.start()

    def step(self, step: int, loss: float, accuracy: float) -> None:
        """Move on."""
        epoch = (step - 1) // self._steps + 1
        text = f"epoch {epoch}  loss {loss:.3f}  accuracy {accuracy:.1%}"
        self._bar.update(self._task, completed=step, description=text)

    def epoch(self, point: "Point") -> None:
        """Leave a line for the finished epoch."""
        self._bar.console.print(
            f"epoch {point.epoch}: {point.split} loss {point.loss:.4f}, "
            f"accuracy {point.accuracy:.2%}"
        )

    def stop(self) -> None:
        """Take the bar away."""
        self._bar.stop()


@sentences
def train(
    recipe: Annotated[str, typer.Argument(help=_RECIPES)],
    data: Annotated[str, typer.Option(help="Dataset; 'sketches' is built in.")] = "fer2013",
    name: Annotated[str | None, typer.Option(help="Id of the release; the recipe's name.")] = None,
    epochs: Annotated[int | None, typer.Option(min=1, help="Instead of the recipe's.")] = None,
    seed: Annotated[int | None, typer.Option(min=0, help="Instead of the recipe's.")] = None,
    devices: Annotated[int, typer.Option(min=1, help="Processes, or GPUs.")] = 1,
    accelerator: Annotated[str, typer.Option(help="auto, cpu or cuda.")] = "auto",
    resume: Annotated[bool, typer.Option(help="Continue an interrupted training.")] = False,
    overwrite: Annotated[bool, typer.Option(help="Discard an earlier training.")] = False,
    settings: Annotated[
        list[str] | None, typer.Option("--set", help="Another value: augmentation.mixup=0")
    ] = None,
) -> None:
    """Train a network by its recipe and release it under weights/."""
    check_id(name or recipe)
    if resume and overwrite:
        raise TrainingError(
            "--resume continues a training and --overwrite discards it. Give one of them."
        )
    if recipe in _CLASSICAL:
        _refuse_options(recipe, [epochs, seed is not None, settings, resume, devices != 1])
        dataset = open_dataset(data)
        if not overwrite:
            refuse_to_replace(name or recipe, dataset, lambda card: card.get("name") == recipe)
        made = _train_classical(recipe, name, dataset)
    else:
        chosen = _chosen(recipe, name, epochs, seed, settings or [])
        dataset = open_dataset(data)
        if not (overwrite or (RUNS / chosen.name).exists()):
            refuse_to_replace(chosen.name, dataset, partial(_made_by, chosen))
        made = _train_network(
            chosen,
            dataset,
            devices=devices,
            accelerator=accelerator,
            resume=resume,
            overwrite=overwrite,
        )
    print_made(made)


def _refuse_options(recipe: str, given: list[object]) -> None:
    if any(given):
        raise TrainingError(
            f"'{recipe}' is no network: it has no epochs, seed, devices or settings to choose, and "
            "nothing to resume."
        )


def _made_by(recipe: "Recipe", card: Mapping[str, Any]) -> bool:
    """Return whether a card's recipe is this one, but for the number format."""
    from fer.training.recipe import Recipe

    try:
        return replace(Recipe.from_json(dict(card)), precision=recipe.precision) == recipe
    except (TrainingError, TypeError):
        return False  # no network made it


def _chosen(
    recipe: str, name: str | None, epochs: int | None, seed: int | None, settings: list[str]
) -> "Recipe":
    from fer.training.settings import with_settings

    chosen = with_settings(recipe_of(recipe), settings)
    return replace(
        chosen,
        name=name or chosen.name,
        epochs=epochs or chosen.epochs,
        seed=chosen.seed if seed is None else seed,
    )


def _train_network(
    recipe: "Recipe",
    dataset: "Dataset",
    *,
    devices: int,
    accelerator: str,
    resume: bool,
    overwrite: bool,
) -> "Release":
    from fer.training import loop, releasing

    logging.getLogger("lightning").setLevel(logging.ERROR)
    train = partial(
        loop.train, dataset=dataset, devices=devices, accelerator=accelerator, reporter=Bar
    )
    run = RUNS / recipe.name
    try:
        for first in _before(recipe, dataset, run, overwrite=overwrite):
            console.print(f"It needs '{first.name}', which is trained first.")
            train(first, run=RUNS / first.name, resume=True)
        saved = train(recipe, run=run, resume=resume, overwrite=overwrite)
    except KeyboardInterrupt:
        errors.print("Stopped. Continue with the same command and --resume.")
        raise
    return releasing.release_trained(recipe, saved, dataset, run / "history.csv")


def _before(recipe: "Recipe", dataset: "Dataset", run: Path, *, overwrite: bool) -> list["Recipe"]:
    """Return the recipes that are to be trained before this one, in their order."""
    from fer.training.checkpoint import read_progress

    needed = [recipe.start, *recipe.teachers]
    saved = run / "checkpoint.safetensors"
    if not overwrite and saved.exists():
        needed = [] if read_progress(saved).epoch >= recipe.epochs else [*recipe.teachers]
    found: list[Recipe] = []
    for first in (RECIPES[name] for name in needed if name in RECIPES):
        if not _is_there(first, dataset):
            found += [*_before(first, dataset, RUNS / first.name, overwrite=False), first]
    return list(dict.fromkeys(found))


def _is_there(recipe: "Recipe", dataset: "Dataset") -> bool:
    """Return whether a recipe has been released, or trained to its end on these faces."""
    from fer.training.checkpoint import read_progress

    saved = RUNS / recipe.name / "checkpoint.safetensors"
    if (WEIGHTS / recipe.name).exists() or not saved.exists():
        return (WEIGHTS / recipe.name).exists()
    at = read_progress(saved)
    return at.epoch >= recipe.epochs and at.fingerprint == dataset.fingerprint()


def _train_classical(recipe: str, name: str | None, dataset: "Dataset") -> "Release":
    from fer.training import bayes, releasing, svm

    made: dict[str, Callable[[], Trained]] = {
        "svm-linear": lambda: svm.train_svm(svm.SvmRecipe(), dataset, console.print),
        "naive-bayes": lambda: bayes.train_bayes(bayes.BayesRecipe(), dataset, console.print),
        "majority": lambda: bayes.train_majority(bayes.MajorityRecipe(), dataset, console.print),
    }
    with console.status("Fitting …"):
        trained = made[recipe]()
    origin = releasing.Provenance(
        recipe=trained.recipe,
        train_splits=trained.train_splits,
        fingerprint=dataset.fingerprint(),
        hardware=trained.hardware,
        wall_time_s=trained.seconds,
        selection=trained.selection,
        dataset=dataset.name,
    )
    return releasing.release(
        trained.network,
        name or trained.name,
        trained.title,
        trained.summary,
        trained.architecture,
        origin,
        dataset,
    )


@sentences
def evaluate(
    release: Annotated[str, typer.Argument(help="Id of a release.")],
    data: Annotated[str, typer.Option(help="The dataset that it is scored on.")] = "fer2013",
) -> None:
    """Predict a dataset's test splits with the released graph, and say how good that is.

    Of its own dataset the predictions are written anew; of any other nothing is written.
    """
    from fer.release import WEIGHTS, Release

    opened = Release.open(WEIGHTS, release)
    dataset = open_dataset(data)
    if dataset.name != opened.dataset:
        from fer.commands.scoring import print_scorecard

        print_scorecard(opened, dataset)
        return
    from fer.training.releasing import evaluate as predict_again

    print_releases([predict_again(opened, dataset)])


@sentences
def list_releases() -> None:
    """List the releases with accuracy, macro F1, size and speed."""
    from fer.release import broken_releases, releases

    found = releases()
    if not found and not broken_releases():
        raise TrainingError("No release yet. Train one: python -m fer train cnn4")
    print_releases(found)
    for what in broken_releases().values():
        errors.print(what, style="red", soft_wrap=True)
