"""A release's model card: what it is, how it was made, what it is worth, and what it is not for.

After Mitchell et al. (2019), *Model cards for model reporting*. Every figure comes from the card
and the predictions of the release, or was measured on the spot.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from fer.abstention import threshold
from fer.emotions import EMOTIONS
from fer.evaluation.document import Document, Table
from fer.evaluation.scorecard import Scorecard
from fer.evaluation.scorecard_report import short, stands_out
from fer.evaluation.wording import listed, percent
from fer.release import Release

if TYPE_CHECKING:
    from fer.benchmark import Timing

INTENDED = (
    "Teaching, research and discussion: to see what such a model makes of a face, to compare "
    "models on the same faces, to put claims about them to the test, to find doubtful labels."
)
NOT_INTENDED = (
    "Deciding or advising anything about a person: hiring, grading, policing, borders, credit, "
    "insurance, health, therapy. Watching people at work or in education, where the EU prohibits "
    "inferring emotions but for medical or safety reasons (Regulation 2024/1689, Article 5(1)(f)). "
    "Hidden use, or watching people for longer than they have agreed to. Any statement about what "
    "somebody feels."
)
_DATASETS = {"fer2013": "FER-2013", "sketches": "the drawn faces"}
_DIGITS = 16  # of a SHA-256 that are shown


@dataclass(frozen=True)
class Measured:
    """A scorecard of a release, and of what.

    Attributes
    ----------
    split : str
    card : Scorecard
    clean : bool
        Whether leaked rows were left out.
    """

    split: str
    card: Scorecard
    clean: bool = False


@dataclass(frozen=True)
class Facts:
    """What a model card is made from.

    Attributes
    ----------
    release : Release
    measured : sequence of Measured
        What is to be read first comes first; empty where there are no predictions.
    timing : Timing, optional
        Milliseconds for one face.
    machine : str
        Where that was measured.
    """

    release: Release
    measured: Sequence[Measured] = ()
    timing: "Timing | None" = None
    machine: str = ""


def model_card(facts: Facts, made: date) -> Document:
    """Write the model card of a release.

    Parameters
    ----------
    facts : Facts
    made : date
        The day of the card.
    """
    release = facts.release
    tables: list[Table | tuple[Table, Table]] = []
    if facts.measured:
        tables += [_scores(facts), _classes(facts)]
    tables += [(_size(facts), _data(release)), _recipe(release.card["recipe"])]
    for step in _steps(release):
        title = f"Every setting of {step['name']}, which came before"
        tables.append(_recipe(step["recipe"], title))
    return Document(
        title=f"Model card: {release.title} ({release.id})",
        lead=_lead(facts),
        paragraphs=_paragraphs(facts),
        tables=tables,
        notes=_notes(facts, made),
    )


def _learnt(release: Release, split: str) -> bool:
    return split in release.train_splits


def _lead(facts: Facts) -> str:
    if not facts.measured:
        return (
            f"{facts.release.card['summary']} Its predictions cannot be read: no figure is given."
        )
    first = facts.measured[0]
    figure = first.card.accuracy
    lead = (
        f"It gives the dataset's label to {percent(figure.value)} of {first.card.n:,} faces of "
        f"{_where(facts.release, first)} (95 %: {short(figure)})."
    )
    return f"{lead} It learnt from these faces." if _learnt(facts.release, first.split) else lead


def _where(release: Release, measured: Measured) -> str:
    """Return the split in words, with what must be known of it."""
    said = measured.split
    if _learnt(release, measured.split):
        said += ", learnt from"
    return f"{said}, without leaked rows" if measured.clean else said


def _paragraphs(facts: Facts) -> list[str | tuple[str, str]]:
    release, card = facts.release, facts.release.card
    took, splits = duration(card["wall_time_s"]), listed(list(release.train_splits))
    dataset = _DATASETS.get(release.dataset, release.dataset)
    made = f", on {card['made']}" if "made" in card else ""
    parts: list[str | tuple[str, str]] = [
        ("What it is", f"{card['summary']} From a grey face of 48 × 48 pixels to seven numbers."),
        ("Data", f"It learnt from {splits} of {dataset}{_beside_labels(card['recipe'])}."),
        ("Protocol", f"Trained in {took} on {card['hardware']}{made}; every setting stands below."),
        *(("Before that", _before(step)) for step in _steps(release)),
        ("Selection", str(card["selection"])),
        ("Confidence", _confidence(release)),
        ("Intended use", INTENDED),
        ("Not intended", NOT_INTENDED),
        ("Limits", " ".join(str(limit) for limit in card["limits"])),
    ]
    if facts.measured:
        first = facts.measured[0]
        found = " ".join(stands_out(first.card))
        parts.append(("What stands out", f"On {_where(release, first)}: {found}"))
    return parts


def duration(seconds: float) -> str:
    """Return how long something took, in minutes or seconds."""
    return f"{seconds / 60:,.0f} minutes" if seconds >= 120 else f"{seconds:,.1f} seconds"


def _steps(release: Release) -> list[Mapping[str, Any]]:
    """Return the trainings from whose weights a release went on, the latest first."""
    found, step = [], release.card.get("began")
    while step:
        found.append(step)
        step = step.get("began")
    return found


def _before(began: Mapping[str, Any]) -> str:
    """Say from what training a release went on."""
    recipe, seconds, epochs = began["recipe"], began["wall_time_s"], str(began["epochs"])
    if recipe.get("horizon", 0) > began["epochs"]:
        epochs += f" of {recipe['horizon']} planned"
    took = "how long it took was not kept" if seconds is None else f"it took {duration(seconds)}"
    return (
        f"It went on from the weights of {began['name']}: {epochs} epochs on "
        f"{listed(list(recipe['train_splits']))}{_beside_labels(recipe)}; {took}."
    )


def _beside_labels(recipe: Mapping[str, Any]) -> str:
    """Say what was learnt from beside labels: votes, teachers, or nothing."""
    votes, teacher = recipe.get("votes", 0), recipe.get("teacher")
    said = f", with FER+'s votes for these faces at a weight of {votes:g}" if votes else ""
    if teacher:
        said += f", taught by {listed(teacher.split('+'))} at a weight of {recipe['teaching']:g}"
    return said


def _confidence(release: Release) -> str:
    temperature = float(release.card["temperature"])
    said = (
        "Its probabilities are as the network gives them, temperature 1."
        if temperature == 1
        else f"Its logits are divided by a temperature of {temperature:.3f}."
    )
    if "scaling" in release.card:
        said += " Each label has a factor and a shift beside it, fitted on PublicTest."
    found = threshold(release)
    if found.value is None:
        return f"{said} Threshold of confidence: {found.said[0].lower()}{found.said[1:]}"
    said += f" Below a confidence of {percent(found.value)} it should not answer"
    answered: Mapping[str, float] = release.card.get("answered") or {}
    shares = [f"{percent(share)} of {split}" for split, share in answered.items()]
    return f"{said}; {listed(shares)} reach that." if shares else f"{said}."


def _scores(facts: Facts) -> Table:
    rows = []
    for one in facts.measured:
        card = one.card
        figures = (card.accuracy, card.macro_f1, card.weighted_f1)
        rows.append(
            [
                _where(facts.release, one),
                f"{card.n:,}",
                *(f"{figure.value * 100:.1f} ({short(figure)})" for figure in figures),
                f"{card.calibration_error * 100:.1f}",
            ]
        )
    header = ("%", "faces", "accuracy (95 %)", "macro F1 (95 %)", "weighted F1 (95 %)", "ECE")
    return Table("What it is worth", header, rows)


def _classes(facts: Facts) -> Table:
    tables = [one.card.per_class() for one in facts.measured]
    rows = [
        [
            name,
            *(
                f"{t['f1'][name] * 100:.0f} ({t['f1_low'][name] * 100:.0f}–"
                f"{t['f1_high'][name] * 100:.0f})"
                if t["support"][name]
                else "–"
                for t in tables
            ),
            f"{int(tables[0]['support'][name]):,}",
        ]
        for name in EMOTIONS
    ]
    where = [_where(facts.release, one) for one in facts.measured]
    first = facts.measured[0].split
    return Table("F1 by class, in % (95 %)", ("", *where, f"faces of {first}"), rows)


def _size(facts: Facts) -> Table:
    card, timing = facts.release.card, facts.timing
    rows = [
        ["network", str(card["architecture"])],
        ["parameters", f"{card['parameters']:,}"],
        ["multiply-accumulates a face", f"{card['macs']:,}"],
        ["files", f"{facts.release.size / 1e6:.1f} MB"],
    ]
    if timing is not None:
        rows += [
            ["one face, median", f"{timing.median:.3g} ms"],
            ["one face, 95th percentile", f"{timing.p95:.3g} ms, {timing.n} calls"],
            ["measured on", facts.machine],
        ]
    return Table("Size and speed", ("", facts.release.id), rows)


def _data(release: Release) -> Table:
    rows = [
        [split + (", learnt from" if _learnt(release, split) else ""), f"{digest[:_DIGITS]}…"]
        for split, digest in release.card["data"].items()
    ]
    return Table("Data, by SHA-256 of its pixels and labels", (release.dataset, "SHA-256"), rows)


def _recipe(recipe: Mapping[str, Any], title: str = "Every setting") -> Table:
    return Table(title, ("setting", "value"), _settings(recipe))


def _settings(recipe: Mapping[str, Any], before: str = "") -> list[list[str]]:
    rows = []
    for name, value in recipe.items():
        several = isinstance(value, list | tuple)
        if isinstance(value, Mapping):
            rows += _settings(value, f"{before}{name}.")
        elif several and any(isinstance(one, Mapping) for one in value):
            rows += _settings({str(i): one for i, one in enumerate(value, 1)}, f"{before}{name}.")
        else:
            rows.append([before + name, ", ".join(map(str, value)) if several else str(value)])
    return rows


def _notes(facts: Facts, made: date) -> list[str]:
    notes = []
    if facts.measured:
        notes.append(
            "Intervals: Wilson for accuracy, bootstrap of faces for F1. ECE: expected calibration "
            "error, 15 bins. PublicTest is there to choose by, PrivateTest to report; where it was "
            "otherwise, the selection says so."
        )
    if any(one.clean for one in facts.measured):
        notes.append(
            "Leaked rows are test pictures that stand, pixel for pixel, in what it learnt from."
        )
    notes.append(
        f"Written on {made.isoformat()} from release {facts.release.id}, SHA-256 of its card "
        f"{facts.release.digest[:_DIGITS]}…"
    )
    return notes
