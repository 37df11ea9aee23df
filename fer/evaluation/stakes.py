"""What errors cost where a release is used: seven by seven costs, silence, and who is seen.

The costs and shares of the contexts are assumptions to argue about, not measurements.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from fer.emotions import EMOTIONS
from fer.errors import DecisionError
from fer.evaluation.metrics import CLASSES, Floats

MOST = 1000.0  # what an error may cost at most
ANGRY, DISGUST, FEAR, HAPPY, SAD, SURPRISE, NEUTRAL = range(CLASSES)


@dataclass(frozen=True)
class Stakes:
    """What is at stake: costs by label and answer, of silence, and the share of each label.

    Attributes
    ----------
    costs : float64 array, shape (7, 7)
        ``[i, j]``: what it costs to call a face labelled i by j; 0 to 1,000, in any unit.
    silence : float
        What it costs to give no answer.
    base : float64 array, shape (7,)
        The share of faces with each label where it is used; made to sum to 1.

    Raises
    ------
    DecisionError
        If a shape differs, a cost lies outside 0 to 1,000, or the shares are not positive in sum.
    """

    costs: Floats
    silence: float
    base: Floats

    def __post_init__(self) -> None:
        """Check shapes and ranges, and let the shares sum to 1."""
        costs, base = np.array(self.costs, np.float64), np.array(self.base, np.float64)
        if costs.shape != (CLASSES, CLASSES) or base.shape != (CLASSES,):
            raise DecisionError(
                f"Expected costs of {CLASSES} by {CLASSES} and {CLASSES} shares, got "
                f"{costs.shape} and {base.shape}."
            )
        every = np.append(costs, self.silence)
        if not (np.isfinite(every).all() and every.min() >= 0 and every.max() <= MOST):
            raise DecisionError(f"A cost lies between 0 and {MOST:,.0f}. Set it anew.")
        if not (np.isfinite(base).all() and base.min() >= 0 and base.sum() > 0):
            raise DecisionError("No face has a label. Give at least one label a share above 0.")
        base /= base.sum()
        for name, array in (("costs", costs), ("base", base)):
            array.setflags(write=False)
            object.__setattr__(self, name, array)

    @property
    def full(self) -> Floats:
        """Costs with silence in the last column, ``(7, 8)``."""
        return np.column_stack([self.costs, np.full(CLASSES, self.silence)])


@dataclass(frozen=True)
class Context:
    """A place where somebody might use such a model, with assumed costs and shares.

    Attributes
    ----------
    id, title : str
    use : str
        What the answer is used for.
    flags : tuple of int
        The answers on which somebody acts; the first is looked at first.
    false_alarm, miss, other : float
        What it costs to act on a face that is not labelled so, to miss one that is, and to mix up
        any other two labels.
    silence : float
    base : tuple of float
        Of 1,000 faces, how many carry each label.
    why_costs, why_base : str
        One sentence each.
    law : str
        What European law says of such a use, where it prohibits one; else empty.
    """

    id: str
    title: str
    use: str
    flags: tuple[int, ...]
    false_alarm: float
    miss: float
    other: float
    silence: float
    base: tuple[float, ...]
    why_costs: str
    why_base: str
    law: str = ""

    def costs(self) -> Floats:
        """Return the costs, float64 ``(7, 7)``."""
        acted = np.isin(np.arange(CLASSES), self.flags)
        table = np.full((CLASSES, CLASSES), self.other)
        table[np.ix_(~acted, acted)] = self.false_alarm
        table[np.ix_(acted, ~acted)] = self.miss
        np.fill_diagonal(table, 0.0)
        return table

    def stakes(self, changes: "Changes | None" = None) -> Stakes:
        """Return what is at stake, with what a room has set otherwise."""
        changed = changes or Changes()
        table = self.costs()
        for (label, answer), cost in changed.costs.items():
            table[label, answer] = cost
        base = np.array([changed.base.get(i, share) for i, share in enumerate(self.base)])
        silence = self.silence if changed.silence is None else changed.silence
        return Stakes(table, silence, base)


@dataclass(frozen=True)
class Changes:
    """What a room has set otherwise than a context.

    Attributes
    ----------
    costs : mapping of (label, answer) to float
    base : mapping of label to float
        Faces, of which the shares are taken.
    silence : float or None
    """

    costs: Mapping[tuple[int, int], float] = field(default_factory=lambda: MappingProxyType({}))
    base: Mapping[int, float] = field(default_factory=lambda: MappingProxyType({}))
    silence: float | None = None

    @classmethod
    def parse(cls, text: str) -> "Changes":
        """Read what `str` wrote; what is no change is passed over."""
        costs: dict[tuple[int, int], float] = {}
        base: dict[int, float] = {}
        silence: float | None = None
        for part in text[:2000].split("_"):
            *names, number = part.split("-")
            value = _number(number)
            if value is None:
                continue
            if names == ["silence"]:
                silence = value
            elif len(names) == 1 and names[0] in EMOTIONS:
                base[EMOTIONS.index(names[0])] = value
            elif len(names) == 2 and set(names) <= set(EMOTIONS):
                costs[EMOTIONS.index(names[0]), EMOTIONS.index(names[1])] = value
        return cls(costs, base, silence)

    def __str__(self) -> str:
        """Return such as ``Neutral-Angry-30_Angry-5_silence-2``, as an address has it."""
        costs = [f"{EMOTIONS[i]}-{EMOTIONS[j]}-{c:g}" for (i, j), c in sorted(self.costs.items())]
        base = [f"{EMOTIONS[i]}-{share:g}" for i, share in sorted(self.base.items())]
        silence = [] if self.silence is None else [f"silence-{self.silence:g}"]
        return "_".join([*costs, *base, *silence])

    def beside(self, context: Context) -> "Changes":
        """Return only what differs from the context."""
        table = context.costs()
        return Changes(
            {cell: cost for cell, cost in self.costs.items() if table[cell] != cost},
            {i: share for i, share in self.base.items() if context.base[i] != share},
            None if self.silence == context.silence else self.silence,
        )

    def with_cost(self, label: int, answer: int, cost: float) -> "Changes":
        """Return the same with one cost set."""
        return Changes({**self.costs, (label, answer): cost}, self.base, self.silence)

    def with_share(self, label: int, faces: float) -> "Changes":
        """Return the same with the faces of one label set."""
        return Changes(self.costs, {**self.base, label: faces}, self.silence)

    def with_silence(self, cost: float) -> "Changes":
        """Return the same with the cost of silence set."""
        return Changes(self.costs, self.base, cost)


def _number(text: str) -> float | None:
    digits = text.replace(".", "", 1)
    if not (digits.isascii() and digits.isdigit() and len(text) <= 8):
        return None
    value = float(text)
    return value if value <= MOST else None


def shares(labels: npt.ArrayLike) -> Floats:
    """Return the share of each label, float64 ``(7,)``."""
    counts = np.bincount(np.asarray(labels, np.int64), minlength=CLASSES)
    if len(counts) > CLASSES or not counts.sum():
        raise DecisionError("There are no faces with one of the seven labels to count.")
    return np.asarray(counts / counts.sum())
