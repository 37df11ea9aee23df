"""The report of a comparison: one page, every figure from the predictions at hand."""

from collections.abc import Sequence
from datetime import date

from fer.emotions import EMOTIONS
from fer.evaluation import metrics
from fer.evaluation.comparison import Comparison, Delta
from fer.evaluation.document import Document, Table
from fer.evaluation.entries import FER2013, Aligned
from fer.evaluation.wording import bare_p, listed, percent, points

DELTA_COLUMNS = ("figure", "A − B, points", "95 % from", "to", "p", "p corrected (Holm)")
_SHORT = [name[:3] for name in EMOTIONS]


def delta_rows(found: Comparison) -> list[list[str]]:
    """Return the differences as texts, in `DELTA_COLUMNS`: accuracy, macro F1, F1 by class."""

    def row(name: str, delta: Delta, corrected: bool) -> list[str]:
        p = [bare_p(delta.p), bare_p(delta.corrected) if corrected else ""]
        return [name, *(points(v) for v in (delta.value, delta.low, delta.high)), *p]

    return [
        row("accuracy", found.accuracy, False),
        row("macro F1", found.macro_f1, False),
        *(row(f"F1 {e}", d, True) for e, d in zip(EMOTIONS, found.f1, strict=True)),
    ]


def report(found: Comparison, aligned: Aligned, *, leaked: bool, made: date) -> Document:
    """Put a comparison on one page.

    Parameters
    ----------
    found : Comparison
    aligned : Aligned
        The two entries that it compares, first and second.
    leaked : bool
        Whether leaked rows were counted.
    made : date
        The day of the report.
    """
    a, b = found.accuracies()
    macro = [float(metrics.macro_f1(matrix)) for matrix in found.matrices]
    scores = Table(
        "Scores",
        ("", "accuracy", "95 % interval", "macro F1", "learnt from"),
        [
            [
                f"{which}: {name}",
                percent(figure.value),
                f"{percent(figure.low)} to {percent(figure.high)}",
                percent(f1),
                listed(entry.train_splits) if entry.train_splits else "other pictures",
            ]
            for which, name, figure, f1, entry in zip(
                "AB", (found.a, found.b), (a, b), macro, aligned.entries, strict=True
            )
        ],
    )
    outcomes = Table(
        "Faces",
        ("", "B right", "B wrong"),
        [
            ["A right", f"{found.both_right:,}", f"{found.test.only_a:,}"],
            ["A wrong", f"{found.test.only_b:,}", f"{found.both_wrong:,}"],
        ],
    )
    return Document(
        title=f"{found.a} and {found.b} on the same faces",
        lead=found.verdict(),
        paragraphs=[found.classes()],
        tables=[
            scores,
            outcomes,
            Table("Differences", DELTA_COLUMNS, delta_rows(found)),
            (_gap(found), _labels(found)),
        ],
        notes=_notes(found, aligned, leaked, made),
    )


def _gap(found: Comparison) -> Table:
    """Return the difference of the confusion matrices, in percent of a label's faces."""
    a, b = (m / m.sum(axis=1, keepdims=True).clip(1) for m in found.matrices)
    rows = [
        [name, *(points(float(v), 0) for v in row)]
        for name, row in zip(EMOTIONS, a - b, strict=True)
    ]
    return Table("Predicted across, labelled down: A − B, points of 100", ("", *_SHORT), rows)


def _labels(found: Comparison) -> Table:
    rows = [
        [name, *(f"{int(n):,}" for n in row)]
        for name, row in zip(EMOTIONS, found.labels, strict=True)
    ]
    return Table("A says (down) and B says (across), faces", ("", *_SHORT), rows)


def _notes(found: Comparison, aligned: Aligned, leaked: bool, made: date) -> Sequence[str]:
    seen = [
        f"{entry.title} learnt from {found.split}: its figures say how well it remembers."
        for entry in aligned.entries
        if found.split in entry.train_splits
    ]
    of, learnt = aligned.entries[0].dataset, ""
    if of == FER2013:  # of no other dataset is it known
        learnt = (
            f"; rows whose exact picture was learnt from are {'counted' if leaked else 'left out'}"
        )
    where = "other pictures" if of.startswith("~") else of
    digests = "; ".join(
        f"{which} is {entry.id}, SHA-256 {entry.digest[:16]}…"
        for which, entry in zip("AB", aligned.entries, strict=True)
    )
    return [
        *seen,
        *aligned.gaps(),
        f"{found.n:,} faces of {found.split} of {where}{learnt}. {digests}. Made on "
        f"{made.isoformat()}.",
        f"Intervals: 95 %, paired bootstrap, {found.resamples:,} resamples, seed {found.seed}; of "
        f"the accuracies alone Wilson's. p: McNemar's test ({found.test.method}) for accuracy, "
        "paired randomisation for F1; the seven classes corrected together by Holm's method.",
        "A label is the word that a dataset has for such a face, not what a person feels. Not to "
        "be used to decide anything about anyone.",
    ]
