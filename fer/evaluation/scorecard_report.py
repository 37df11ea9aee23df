"""The scorecard on one page, as a model card: every figure from the predictions at hand."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from fer.abstention import threshold
from fer.emotions import EMOTIONS
from fer.evaluation.cells import ABSTAINED, COLUMNS, abstaining_matrix, answers
from fer.evaluation.claims import claims
from fer.evaluation.document import Document, Table
from fer.evaluation.findings import findings
from fer.evaluation.metrics import Counts
from fer.evaluation.photographs import Found
from fer.evaluation.scorecard import Figure, Scorecard
from fer.evaluation.wording import listed, percent
from fer.release import Release

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Subject:
    """What a report is about.

    Attributes
    ----------
    release : Release
    where : str
        Dataset, split and what was left out, such as ``"FER-2013, PrivateTest"``.
    predictions : DataFrame
        In the columns of ``predictions.parquet``.
    card : Scorecard
        Of these predictions.
    threshold : float
        The confidence (0–1) below which no answer is given.
    learnt : bool
        Whether the release learnt from these faces.
    found : Found, optional
        Of photographs, in how many a face was found.
    """

    release: Release
    where: str
    predictions: "pd.DataFrame"
    card: Scorecard
    threshold: float = 0.0
    learnt: bool = False
    found: Found | None = None


def report(subject: Subject, made: date) -> Document:
    """Put a view of the scorecard on one page.

    Parameters
    ----------
    subject : Subject
    made : date
        The day of the report.
    """
    card, release = subject.card, subject.release
    labels = subject.predictions["emotion"].to_numpy(np.int64)
    counts = abstaining_matrix(labels, answers(subject.predictions, subject.threshold))
    return Document(
        title=f"{release.title} ({release.id}) on {subject.where}",
        lead=_lead(subject),
        paragraphs=_paragraphs(subject, counts),
        tables=[
            (_scores(card), _origin(release)),
            _matrix(counts),
            (_classes(card), _claims(card)),
        ],
        notes=_notes(subject, made),
    )


def _spread(figure: Figure) -> str:
    return f"{percent(figure.low)} to {percent(figure.high)}"


def _lead(subject: Subject) -> str:
    card = subject.card
    said = f"{percent(card.accuracy.value)} of {card.n:,} faces get the dataset's label"
    lead = f"{said} ({_spread(card.accuracy)})."
    if subject.learnt:
        lead += " It learnt from these faces: this says how well it remembers."
    return lead


def _paragraphs(subject: Subject, counts: Counts) -> list[str]:
    card = subject.card
    parts = ["What stands out: " + " ".join(stands_out(card))]
    if subject.found is not None:
        parts.insert(0, subject.found.sentence(card.matrix))
    if subject.threshold:
        given, right = int(counts[:, :ABSTAINED].sum()), int(np.trace(counts))
        right_ones = f"; of the answers {percent(right / given)} are right" if given else ""
        parts.append(
            f"Answering only from a confidence of {percent(subject.threshold, 0)}, it answers "
            f"{percent(given / card.n)} of the faces{right_ones}."
        )
    return parts


def stands_out(card: Scorecard) -> list[str]:
    """Return the findings, without the confusions that are merely frequent."""
    return [f.text for f in findings(card.matrix) if f.kind != "frequent"]


def _scores(card: Scorecard) -> Table:
    named = (("accuracy", card.accuracy), ("macro F1", card.macro_f1))
    rows = [
        [name, f"{percent(figure.value)} ({short(figure)})"]
        for name, figure in (*named, ("weighted F1", card.weighted_f1))
    ]
    rows.append(["calibration error", percent(card.calibration_error)])
    return Table("Scores", ("", f"n = {card.n:,} (95 %)"), rows)


def short(figure: Figure) -> str:
    """Return an interval as ``56.7–59.9``."""
    return f"{figure.low * 100:.1f}–{figure.high * 100:.1f}"


_NO_THRESHOLD = {
    "never": "none that keeps its promise",
    "learnt": "none, as it learnt from PublicTest",
    "unknown": "none",
}


def _origin(release: Release) -> Table:
    card = release.card
    scaled = " with a factor and a shift for each label" if "scaling" in card else ""
    found = threshold(release)
    limit = _NO_THRESHOLD[found.origin] if found.value is None else percent(found.value)
    rows = [
        ["network", f"{card['architecture']}, {card['parameters']:,} parameters"],
        ["MACs a face", f"{card['macs']:,}"],
        ["learnt from", f"{listed(list(release.train_splits))} of {release.dataset}"],
        ["temperature, threshold", f"{card['temperature']:.3f}{scaled}, {limit}"],
    ]
    return Table("Release", ("", release.id), rows)


def _matrix(counts: Counts) -> tuple[Table, Table]:
    """Return the counts, and percent of the label's faces beside them."""
    width = len(COLUMNS) if counts[:, ABSTAINED].any() else len(EMOTIONS)
    names = [name[:3] for name in COLUMNS[:width]]
    faces = counts.sum(axis=1)
    numbers = [
        [name, *(f"{n:,}" for n in line[:width])]
        for name, line in zip(EMOTIONS, counts.tolist(), strict=True)
    ]
    totals = [f"{n:,}" for n in counts[:, :width].sum(axis=0).tolist()]
    shares = [
        [name, *(f"{n / whole * 100:.0f}" if whole else "–" for n in line[:width])]
        for name, line, whole in zip(EMOTIONS, counts.tolist(), faces.tolist(), strict=True)
    ]
    return (
        Table(
            "Labelled (down), called (across)",
            ("", *names),
            [*numbers, ["all", *totals]],
        ),
        Table("In percent of the label's faces", ("", *names), shares),
    )


def _claims(card: Scorecard) -> Table:
    rows = [[claim.paper, claim.verdict] for claim in claims(card.matrix)]
    return Table("The paper's findings", ("", "here"), rows)


def _classes(card: Scorecard) -> Table:
    rows = [
        [
            str(name),
            percent(row["precision"]) if card.matrix[:, i].any() else "–",
            percent(row["recall"]) if row["support"] else "–",
            percent(row["f1"]) if row["support"] else "–",
            f"{row['f1_low'] * 100:.0f}–{row['f1_high'] * 100:.0f}" if row["support"] else "–",
            f"{int(row['support']):,}",
        ]
        for i, (name, row) in enumerate(card.per_class().iterrows())
    ]
    return Table("Classes", ("", "precision", "recall", "F1", "95 %", "faces"), rows)


def _notes(subject: Subject, made: date) -> list[str]:
    card = subject.release.card
    return [
        f"{card['summary']} {card['selection']}",
        "Intervals: Wilson for accuracy, bootstrap of faces for F1; findings lie beyond the 95 % "
        "interval of their comparison, not corrected for the number of comparisons.",
        " ".join(str(limit) for limit in card["limits"]),
        f"Made on {made.isoformat()} from the predictions of release {subject.release.id}, "
        f"SHA-256 of its card {subject.release.digest[:16]}…",
    ]
