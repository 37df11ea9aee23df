"""The paper's own findings about its 4-layer network, held against any confusion matrix."""

from dataclasses import dataclass
from typing import Literal

from fer.emotions import EMOTIONS
from fer.evaluation.findings import FEWEST, OFTEN, recalls, stand_out
from fer.evaluation.metrics import CLASSES, Counts
from fer.evaluation.rates import (
    Rate,
    called,
    checked,
    drawn_to,
    listed,
    name,
    others_called,
    overcalled,
    percent,
)

Verdict = Literal["confirmed", "in part", "not confirmed", "too few faces"]
_MOSTLY = 0.5
ANGRY, DISGUST, FEAR, HAPPY, SAD, SURPRISE, NEUTRAL = range(CLASSES)


@dataclass(frozen=True)
class Claim:
    """What the paper found, and what is found here.

    Attributes
    ----------
    paper : str
        The paper's finding with its figures.
    verdict : str
        ``"confirmed"``, ``"in part"``, ``"not confirmed"`` or ``"too few faces"``.
    here : str
        The figures of this matrix.
    """

    paper: str
    verdict: Verdict
    here: str


def claims(matrix: Counts) -> list[Claim]:
    """Hold the paper's findings against a confusion matrix.

    A comparison counts where it lies beyond the 95 % interval of the difference. What is said to
    be guessed very accurately must also be right more often than not, beyond its interval; what is
    said to happen often must happen to at least a tenth.

    Parameters
    ----------
    matrix : int64 array, shape (7, 7)
        Labels by predictions.

    Returns
    -------
    list of Claim
        In the paper's order.
    """
    faces = checked(matrix)
    return [_most(faces), _sad(faces), _least(faces), _disgust(faces), _fear(faces)]


def _enough(faces: Counts, *labels: int) -> bool:
    return all(faces[i].sum() >= FEWEST for i in labels)


def _verdict(*held: bool) -> Verdict:
    if all(held):
        return "confirmed"
    return "in part" if any(held) else "not confirmed"


def _rates(entries: list[tuple[int, Rate]]) -> str:
    return listed([f"{name(i)} {rate}" for i, rate in entries])


def _most(faces: Counts) -> Claim:
    paper = "Only Happy (84 %) and Surprise (71 %) are guessed very accurately."
    if not _enough(faces, *range(CLASSES)):
        return Claim(paper, "too few faces", _sizes(faces, *range(CLASSES)))
    best = stand_out(faces, list(range(CLASSES)))
    names = {i for i, rate in best if rate.interval[0] > _MOSTLY}
    verdict = _verdict(HAPPY in names, SURPRISE in names)
    if verdict == "confirmed" and names != {HAPPY, SURPRISE}:
        verdict = "in part"
    shown = _rates([(i, called(faces, i, i)) for i in (HAPPY, SURPRISE)])
    more = [(i, rate) for i, rate in best if i not in (HAPPY, SURPRISE)]
    beside = f"; above average as well: {_rates(more)}" if more else ""
    return Claim(paper, verdict, f"{shown}{beside}.")


def _sad(faces: Counts) -> Claim:
    paper = "Sad is overpredicted, for Angry (26 %), Fear (29 %) and Neutral (23 %)."
    origins = (ANGRY, FEAR, NEUTRAL)
    if not _enough(faces, SAD, *origins):
        return Claim(paper, "too few faces", _sizes(faces, SAD, *origins))
    over = overcalled(faces, SAD)
    drawn = [drawn_to(faces, i, SAD) for i in origins]
    verdict = _verdict(over, *drawn)
    if not over:
        verdict = "not confirmed"
    predicted, labelled = int(faces[:, SAD].sum()), int(faces[SAD].sum())
    shown = _rates([(i, called(faces, i, SAD)) for i in origins])
    return Claim(paper, verdict, f"{predicted:,} times for {labelled:,} faces; for {shown}.")


def _least(faces: Counts) -> Claim:
    paper = "Fear (24 %) is the least successful."
    if not _enough(faces, *range(CLASSES)):
        return Claim(paper, "too few faces", _sizes(faces, *range(CLASSES)))
    *others, (worst, lowest) = recalls(faces, list(range(CLASSES)))
    fear = called(faces, FEAR, FEAR)
    close = [name(i) for i, rate in others if i != FEAR and not rate.above(fear)]
    if worst != FEAR:
        distinct = fear.above(lowest)
        verdict: Verdict = "not confirmed" if distinct else "in part"
        note = "" if distinct else ", not distinguishable"
        return Claim(paper, verdict, f"Fear {fear}; the lowest is {name(worst)}, {lowest}{note}.")
    if close:
        return Claim(paper, "in part", f"Fear {fear}, not distinguishable from {listed(close)}.")
    return Claim(paper, "confirmed", f"Fear {fear}.")


def _disgust(faces: Counts) -> Claim:
    paper = "Disgust is often called Angry (27 %), but not the reverse (2 %)."
    if not _enough(faces, DISGUST, ANGRY):
        return Claim(paper, "too few faces", _sizes(faces, DISGUST, ANGRY))
    there, back = called(faces, DISGUST, ANGRY), called(faces, ANGRY, DISGUST)
    often = drawn_to(faces, DISGUST, ANGRY) and there.value >= OFTEN
    verdict = _verdict(often, there.above(back))
    return Claim(paper, verdict, f"Disgust called Angry {there}; Angry called Disgust {back}.")


def _fear(faces: Counts) -> Claim:
    paper = "Fear is called Angry (14 %)."
    if not _enough(faces, FEAR):
        return Claim(paper, "too few faces", _sizes(faces, FEAR))
    rest = others_called(faces, ANGRY, FEAR)
    here = f"Fear {called(faces, FEAR, ANGRY)}; faces of the other labels {percent(rest.value)}."
    return Claim(paper, _verdict(drawn_to(faces, FEAR, ANGRY)), here)


def _sizes(faces: Counts, *labels: int) -> str:
    few = [f"{EMOTIONS[i]} {int(faces[i].sum())}" for i in labels if faces[i].sum() < FEWEST]
    return f"Faces: {listed(few)}; at least {FEWEST} are needed."
