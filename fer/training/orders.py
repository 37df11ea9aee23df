"""What a person asks for when they start a training, and the sentences it may be refused with."""

import json
import os
import shutil
import uuid
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from fer.data.opening import DRAWN, split_counts
from fer.errors import TrainingError
from fer.files import write_json
from fer.training.estimate import MACS, estimate
from fer.training.recipe import Recipe
from fer.training.recipes import RECIPES

EPOCHS = (1, 30)
LONGEST_S = 12 * 3600
_FREE_BYTES = 1 << 30  # a checkpoint of the largest network takes 230 MB, and is written beside it
_FILE = "order.json"


@dataclass(frozen=True)
class Order:
    """A training as it was asked for.

    Attributes
    ----------
    id : str
        The name of its folder.
    network, data : str
    epochs : int
    faces : int
        Of Training.
    watch : str
        The test split that is measured after every epoch.
    n : int
        How many faces it has.
    asked : str
        When, in ISO 8601, UTC.
    """

    id: str
    network: str
    data: str
    epochs: int
    faces: int
    watch: str
    n: int
    asked: str

    @property
    def title(self) -> str:
        """What a release made by it is called."""
        faces = "drawn faces" if self.data == DRAWN else self.data
        plural = "" if self.epochs == 1 else "s"
        return f"{RECIPES[self.network].title}, {self.epochs} epoch{plural} of {faces}"

    @property
    def recipe(self) -> Recipe:
        """The recipe: the network's own, learning from Training alone."""
        return replace(
            RECIPES[self.network],
            name=self.id,
            title=self.title,
            summary="A small training that somebody started from the dashboard.",
            train_splits=("Training",),
            watch_split=self.watch,
            epochs=self.epochs,
            precision="32-true",
        )

    def write(self, folder: Path) -> None:
        """Write the order into its folder."""
        write_json(folder / _FILE, asdict(self))

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Return the order that lies in a folder.

        Raises
        ------
        TrainingError
            If none does, or it is not to be understood.
        """
        try:
            content: dict[str, Any] = json.loads((folder / _FILE).read_text(encoding="utf-8"))
            found = cls(**content)
            _ = found.recipe
        except (OSError, KeyError, TypeError, ValueError) as error:
            raise TrainingError(
                f"The training '{folder.name}' cannot be read: its {_FILE} is missing or damaged. "
                "Discard it."
            ) from error
        return found


def networks() -> list[str]:
    """Return the networks that can be trained from the dashboard, the cheapest first."""
    return sorted((name for name in MACS if name in RECIPES), key=lambda name: MACS[name])


def allowed() -> bool:
    """Return whether trainings may be started and settled here: not with FER_TRAINING=off."""
    return os.environ.get("FER_TRAINING", "on").strip().lower() not in {"off", "0", "no", "false"}


def order(runs: Path, network: str, data: str, epochs: int) -> Order:
    """Check what is asked for and return it as an order.

    Raises
    ------
    TrainingError, DatasetError
        If it is not offered, there is no such dataset, the dataset lacks faces, it would take too
        long, or the disk has no room for it.
    """
    if network not in networks():
        raise TrainingError(f"There is no network '{network}'. There are: {', '.join(networks())}.")
    low, high = EPOCHS
    if not low <= epochs <= high:
        raise TrainingError(f"Expected {low} to {high} epochs, got {epochs}.")
    counts = split_counts(data)
    watch = next((s for s in ("PublicTest", "PrivateTest") if counts.get(s)), None)
    if counts.get("Training", 0) < 2 or watch is None:
        raise TrainingError(
            f"'{data}' cannot be learnt from: it has {counts.get('Training', 0)} faces of Training "
            f"and {'some' if watch else 'none'} of a test split, and both are needed. Import it "
            "from folders train/ and test/."
        )
    time = estimate(runs, network, data, counts["Training"], epochs)
    if time.low > LONGEST_S:
        raise TrainingError(
            f"That would take at least {time.low / 3600:,.0f} hours here. Choose fewer epochs, a "
            f"smaller network, or train it by command: python -m fer train {network} --data {data}"
        )
    free = shutil.disk_usage(next(p for p in (runs, *runs.parents) if p.exists())).free
    if free < _FREE_BYTES:
        raise TrainingError(
            f"The disk has {free / 1e9:.1f} GB left, and a training may need "
            f"{_FREE_BYTES / 1e9:.0f} GB. Make room first."
        )
    now = datetime.now(UTC)
    name = f"{now:%Y%m%d-%H%M%S}-{network}-{uuid.uuid4().hex[:6]}"
    asked = now.isoformat(timespec="seconds")
    return Order(name, network, data, epochs, counts["Training"], watch, counts[watch], asked)
