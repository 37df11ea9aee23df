"""Where one face's label flips, as each change grows."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fer.data.dataset import Faces
from fer.evaluation.corruptions import CORRUPTIONS, corrupt

STEPS = 20
Labels = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Rung:
    """One strength of one corruption; `position` as `Corruption.position` has it."""

    corruption: str
    position: float
    strength: float


@dataclass(frozen=True)
class Flip:
    """The weakest strength, on the ladder, at which a label is another than the face's own."""

    rung: Rung
    before: int
    after: int


def ladder(
    face: Faces, names: Sequence[str], steps: int = STEPS, seed: int = 0
) -> tuple[Faces, tuple[Rung, ...]]:
    """Return a face changed by each corruption at rising strengths, in both directions it has.

    Parameters
    ----------
    face : uint8 array, shape (48, 48)
    names : sequence of str
        Keys of `CORRUPTIONS`.
    steps : int
        Strengths in one direction, equally far apart; the last is the end.
    seed : int
        Of noise and directions.

    Returns
    -------
    uint8 array, shape (N, 48, 48), and a tuple of N rungs
        From the weakest strength outwards; the first is the face itself, with position 0.
    """
    if steps < 1:
        raise ValueError(f"expected at least one step, got {steps}")
    rungs = [Rung(names[0], 0.0, CORRUPTIONS[names[0]].neutral)]
    for name in names:
        one = CORRUPTIONS[name]
        for way in (1, -1) if one.two_sided else (1,):
            for step in range(1, steps + 1):
                position = way * step / steps
                strength = float(np.clip(one.strength(position), one.low, one.high))
                rungs.append(Rung(name, position, strength))
    changed = [corrupt(face[None], rung.corruption, rung.strength, seed)[0] for rung in rungs]
    return np.stack(changed), tuple(rungs)


def flips(labels: Labels, rungs: Sequence[Rung]) -> tuple[Flip, ...]:
    """Return the first flip of every corruption in each direction that has one.

    Parameters
    ----------
    labels : int array, shape (N,)
        What a release calls the faces of `ladder`.
    rungs : sequence of N rungs
    """
    if len(labels) != len(rungs):
        raise ValueError(f"expected a label for each of {len(rungs)} faces, got {len(labels)}")
    found: dict[tuple[str, bool], Flip] = {}
    before = int(labels[0])
    for rung, label in zip(rungs[1:], labels[1:], strict=True):
        if label != before:
            found.setdefault((rung.corruption, rung.position > 0), Flip(rung, before, int(label)))
    return tuple(found.values())
