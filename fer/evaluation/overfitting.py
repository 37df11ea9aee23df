"""The paper's claim that gains after about 2,000 iterations are overfitting, put to a curve."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from fer.evaluation import paper
from fer.evaluation.intervals import Interval, difference
from fer.evaluation.learning import Curve

if TYPE_CHECKING:
    import pandas as pd

Answer = Literal["holds", "holds in part", "does not hold", "cannot be tested"]
_NEAR = 0.25  # "about 2,000": within a quarter of it
_PERCENT = "\u202f%"


@dataclass(frozen=True)
class Verdict:
    """What a curve says of the claim.

    Attributes
    ----------
    answer : str
    sentences : tuple of str
        The figures that it rests on.
    gain : float
        How much test accuracy (0–1) rose after the claimed step; nan where it cannot be said.
    interval : tuple of float
        95 % of `gain`.
    """

    answer: Answer
    sentences: tuple[str, ...]
    gain: float = float("nan")
    interval: Interval = (float("nan"), float("nan"))


def claimed_step(batch_size: int = paper.BATCH_SIZE) -> int:
    """Return the step at which as many faces were seen as in the paper's 2,000 iterations."""
    return round(paper.OVERFITTING_STEP * paper.BATCH_SIZE / batch_size)


def judge(curve: Curve, n: int, batch_size: int = paper.BATCH_SIZE, *, start: str = "") -> Verdict:
    """Hold the claim against a curve.

    The claim holds if the test loss turns by about the claimed step and test accuracy does not rise
    after it; it does not hold if the loss never turns and accuracy rises; else it holds in part.
    "Rises" means that the 95 % interval of the difference (Newcombe 1998) lies above zero. Both
    figures come from the same faces, which makes that interval too wide rather than too narrow.

    Parameters
    ----------
    curve : Curve
    n : int
        How many faces each test figure rests on; 0 where that is not known.
    batch_size : int
        Faces a step.
    start : str
        The training that this one went on from, if any: its steps are not in the curve.
    """
    claim = claimed_step(batch_size)
    if start:
        return Verdict(
            "cannot be tested",
            (f"This training went on from '{start}', whose steps are not in its history.",),
        )
    if refusal := _untestable(curve, n, claim):
        return Verdict("cannot be tested", (refusal,))
    then, last = _nearest(curve.watched, claim), curve.watched.iloc[-1]
    hits = [round(float(at["accuracy"]) * n) for at in (last, then)]
    gain, interval = float(last["accuracy"] - then["accuracy"]), difference(hits[0], n, hits[1], n)
    rises, turn = interval[0] > 0, curve.turn
    if turn is not None and turn.step <= claim * (1 + _NEAR) and not rises:
        answer: Answer = "holds"
    elif turn is None and rises:
        answer = "does not hold"
    else:
        answer = "holds in part"
    sentences = [
        f"From step {int(then['step']):,} to step {int(last['step']):,}, accuracy on {curve.split} "
        f"went from {_share(then['accuracy'])} to {_share(last['accuracy'])}: a change of "
        f"{gain * 100:+.1f} points (95{_PERCENT} interval {interval[0] * 100:+.1f} to "
        f"{interval[1] * 100:+.1f}, n = {n:,})."
    ]
    if learnt := _learnt(curve, int(then["epoch"]), int(last["epoch"])):
        sentences.append(
            f"On the batches learnt from it went from {_share(learnt[0])} to {_share(learnt[1])}."
        )
    sentences.append(_loss(curve))
    return Verdict(answer, tuple(sentences), gain, interval)


def _untestable(curve: Curve, n: int, claim: int) -> str:
    if not len(curve.watched):
        return "The history has no figures of a test split."
    last = int(curve.watched["step"].max())
    if last < claim * (1 + _NEAR):
        return (
            f"This training ends at step {last:,}; the claim is about what follows step {claim:,}."
        )
    if abs(float(_nearest(curve.watched, claim)["step"]) - claim) > claim * _NEAR:
        return f"The history has no test figures near step {claim:,}."
    if not n:
        return "Without predictions.parquet it is not known how many faces a figure rests on."
    return ""


def _nearest(watched: "pd.DataFrame", step: int) -> "pd.Series":
    return watched.iloc[int((watched["step"] - step).abs().to_numpy().argmin())]


def _learnt(curve: Curve, *epochs: int) -> tuple[float, ...]:
    """Return the mean accuracy on learnt batches in each of `epochs`; empty if one is missing."""
    means = curve.learnt.groupby("epoch")["accuracy"].mean()
    return tuple(float(means[e]) for e in epochs) if {*epochs} <= {*means.index} else ()


def _loss(curve: Curve) -> str:
    if curve.turn is None:
        return "Test loss does not turn: it ends no higher than its scatter above its minimum."
    return (
        f"Test loss turns at about step {curve.turn.step:,} (epoch {curve.turn.epoch}) and rises "
        f"from {curve.turn.loss:.2f} to {curve.turn.last:.2f} by the end."
    )


def _share(value: float) -> str:
    return f"{value * 100:.1f}{_PERCENT}"
