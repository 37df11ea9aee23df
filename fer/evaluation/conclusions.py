"""What the paper concludes from its figures, held against what errors cost.

The paper draws three conclusions from accuracy alone; the rules that make each of them testable are
this project's, and stand beside the verdict.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from fer.emotions import EMOTIONS
from fer.evaluation.claims import Claim, Verdict
from fer.evaluation.decisions import (
    RULES,
    Estimate,
    Rule,
    beyond,
    decide,
    expected_cost,
    labelled_so,
    without_looking,
)
from fer.evaluation.metrics import Counts
from fer.evaluation.stakes import ANGRY, FEAR, HAPPY, Stakes

if TYPE_CHECKING:
    import pandas as pd

HALF = 500.0  # of 1,000 alarms


@dataclass(frozen=True)
class Judged:
    """What a release costs somewhere, under every rule of answering.

    Attributes
    ----------
    stakes : Stakes
    matrices : mapping of Rule to int64 array, shape (7, 8)
        Labels by answers.
    """

    stakes: Stakes
    matrices: Mapping[Rule, Counts]

    @cached_property
    def costs(self) -> Mapping[Rule, Estimate]:
        """What 1,000 faces cost, by rule."""
        return {rule: expected_cost(m, self.stakes) for rule, m in self.matrices.items()}

    @cached_property
    def idle(self) -> tuple[int, float]:
        """The cheapest answer without looking, and what 1,000 faces cost then."""
        return without_looking(self.stakes)

    def labelled_so(self, rule: Rule, answer: int) -> Estimate | None:
        """Return how many of 1,000 faces that are called so are labelled so."""
        return labelled_so(self.matrices[rule], self.stakes, answer)

    def faces(self, rule: Rule, answer: int) -> int:
        """Return how many faces of the test split are called so: what the figures rest on."""
        return int(self.matrices[rule][:, answer].sum())


def judge(predictions: "pd.DataFrame", split: str, stakes: Stakes) -> Judged:
    """Let a release decide on a split under every rule; raises as `decide` does."""
    return Judged(stakes, {rule: decide(predictions, split, stakes, rule) for rule in RULES})


@dataclass(frozen=True)
class Conclusion:
    """What the paper concludes about a context, and what would confirm it.

    Attributes
    ----------
    context : str
        The id of a context.
    paper : str
    test : str
        What must hold.
    holds : callable
    """

    context: str
    paper: str
    test: str
    holds: Callable[[Judged], tuple[Verdict, str]]

    def claim(self, judged: Judged) -> Claim:
        """Return the verdict for a release in this context."""
        return Claim(self.paper, *self.holds(judged))


def _so(judged: Judged, answer: int) -> tuple[int | None, str]:
    found = judged.labelled_so("probable", answer)
    if found is None:
        return None, f"No face is called {EMOTIONS[answer]}"
    side = beyond(found, HALF)
    return side, (
        f"Of 1,000 called {EMOTIONS[answer]}, {found.value:,.0f} are labelled so "
        f"({found.low:,.0f} to {found.high:,.0f})"
    )


def _against_idle(judged: Judged, rule: Rule) -> tuple[int, str]:
    cost = judged.costs[rule]
    return beyond(cost, judged.idle[1]), (
        f"1,000 faces cost {cost.value:,.0f} ({cost.low:,.0f} to {cost.high:,.0f}); "
        f"without looking {judged.idle[1]:,.0f}"
    )


def _marketing(judged: Judged) -> tuple[Verdict, str]:
    so, first = _so(judged, HAPPY)
    cheaper, second = _against_idle(judged, "silent")
    held = (so == 1, cheaper == -1)
    return _verdict(held), f"{first}; where it may stay silent, {second}."


def _police(judged: Judged) -> tuple[Verdict, str]:
    sides, said = zip(*(_so(judged, label) for label in (ANGRY, FEAR)), strict=True)
    verdict = _verdict(tuple(side == -1 for side in sides))
    if None in sides and verdict == "not confirmed":
        verdict = "too few faces"  # without an alarm none is false, and none is right
    return verdict, f"{'; '.join(said)}."


def _psychotherapy(judged: Judged) -> tuple[Verdict, str]:
    plain, first = _against_idle(judged, "probable")
    silent, second = _against_idle(judged, "silent")
    verdict: Verdict = "not confirmed"
    if plain == -1:
        verdict = "confirmed"
    elif silent == -1:
        verdict = "in part"
    return verdict, f"As it answers, {first}. Where it may stay silent, {second}."


def _verdict(held: tuple[bool, ...]) -> Verdict:
    if all(held):
        return "confirmed"
    return "in part" if any(held) else "not confirmed"


CONCLUSIONS: tuple[Conclusion, ...] = (
    Conclusion(
        "marketing",
        "Happy is recognised well enough for marketing.",
        "Most faces called Happy are labelled so, and where it may stay silent, the release costs "
        "less than not looking.",
        _marketing,
    ),
    Conclusion(
        "police",
        "Angry and Fear are troubling in law enforcement.",
        "Most alarms of each are false.",
        _police,
    ),
    Conclusion(
        "psychotherapy",
        "The overall accuracy suffices for limited psychotherapeutic use.",
        "As it answers, the release costs less than not looking; in part, if only with silence.",
        _psychotherapy,
    ),
)
