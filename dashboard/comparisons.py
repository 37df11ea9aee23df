"""Two models beside one another: the verdict, the differences, the labels and the faces."""

import csv
import io
from collections.abc import Sequence
from datetime import date
from html import escape

import streamlit as st

from dashboard import charts, charts_comparison, components, pictures, state
from dashboard.additions import OWN
from dashboard.charts import Share
from dashboard.components import swatch
from dashboard.contenders import Choice
from dashboard.gallery import Tile, gallery
from dashboard.pair_table import pair_table
from fer.emotions import EMOTIONS
from fer.evaluation.comparison import Comparison
from fer.evaluation.comparison_report import DELTA_COLUMNS, delta_rows, report
from fer.evaluation.entries import Aligned
from fer.evaluation.outcomes import Kind, outcomes
from fer.evaluation.wording import p_value, percent, points

_SHARES: dict[Share, str] = {"row": "Row %", "column": "Column %", "count": "Counts"}
_ANY = "any"


def warnings(choice: Choice, aligned: Aligned) -> None:
    """Say who learnt from the split that is shown, and which rows are left out."""
    for entry in (choice.a, choice.b):
        if choice.split in entry.train_splits:
            st.warning(
                f"{entry.title} learnt from {choice.split}: its figures say how well it "
                "remembers, not how good it is. Look at PrivateTest.",
                icon=":material/school:",
            )
    if gaps := aligned.gaps():
        st.warning("  \n".join(gaps), icon=":material/data_alert:")
        rows = [
            [str(row), entry.title]
            for entry, lacking in zip(aligned.entries, aligned.lacking, strict=True)
            for row in lacking.tolist()
        ]
        download("Rows that are left out", "rows-left-out.csv", ["row", "lacking in"], rows)


def verdict(found: Comparison) -> None:
    """Show the verdict, and both accuracies with their difference."""
    a, b = found.accuracies()
    st.html(f'<p class="fer-lead fer-verdict">{escape(found.verdict())}</p>')
    gap = found.accuracy
    parts = [
        (f"A: {found.a}", percent(a.value), f"{percent(a.low)} to {percent(a.high)}"),
        (f"B: {found.b}", percent(b.value), f"{percent(b.low)} to {percent(b.high)}"),
        (
            "A − B, in points",
            points(gap.value),
            f"{points(gap.low)} to {points(gap.high)}, {p_value(gap.p)}",
        ),
    ]
    html = "".join(
        f'<div><div class="name">{escape(name)}</div><div class="value">{value}</div>'
        f'<div class="spread">{spread}</div></div>'
        for name, value, spread in parts
    )
    st.html(f'<div class="fer-figures">{html}</div>')
    st.html(f'<p class="fer-quiet">{escape(found.classes())}</p>')


def differences(found: Comparison) -> None:
    """Show every difference with its interval and its test."""
    st.plotly_chart(
        charts_comparison.deltas(found),
        config=charts.CONFIG,
        alt=f"Differences in points between {found.a} and {found.b}; the table says the same.",
    )
    rows = delta_rows(found)
    shown = [[swatch(r[0][3:]) if r[0].startswith("F1 ") else r[0], *r[1:]] for r in rows]
    components.table(["", *DELTA_COLUMNS[1:]], shown)
    download("These differences as CSV", "differences.csv", DELTA_COLUMNS, rows)
    with st.expander("How this is tested", icon=":material/science:"):
        st.markdown(
            f"- **Intervals:** 95 %, percentiles of {found.resamples:,} paired bootstrap "
            f"resamples (seed {found.seed}): the same {found.n:,} faces are drawn again with "
            "replacement for both models at once.\n"
            f"- **Accuracy:** McNemar's test on the {found.test.only_a + found.test.only_b:,} "
            f"faces that only one of them gets right; here in its {found.test.method} form "
            "(exact binomial below 25 such faces, mid-p from there on).\n"
            "- **F1:** paired randomisation: whose answer is whose is tossed for every face, "
            f"{found.resamples:,} times; p is how often that alone makes the gap as wide.\n"
            "- **Seven classes:** p-values are corrected together by Holm's method. A filled "
            "point is a difference beyond chance at 5 % after correction, a hollow one may be "
            "chance."
        )


def keep(choice: Choice, aligned: Aligned, found: Comparison) -> None:
    """Offer the comparison as a report of one page, to print or to paste."""
    made = report(found, aligned, leaked=choice.leaked, made=date.today())
    left, right, _ = st.columns([3, 3, 3])
    for column, label, text, kind, mime in (
        (left, "Report to print (HTML)", made.html(), "html", "text/html"),
        (right, "Report in Markdown", made.markdown(), "md", "text/markdown"),
    ):
        column.download_button(
            label,
            text.encode(),
            file_name=f"comparison.{kind}",
            mime=mime,
            icon=":material/print:" if kind == "html" else ":material/markdown:",
            key=f"report_{kind}",
            on_click="ignore",
            width="stretch",
        )


def labels(found: Comparison) -> None:
    """Show the difference of the confusion matrices, and who calls what how."""
    state.link(state.MATRIX, list(_SHARES), "row")
    share: Share = (
        st.segmented_control(
            "Cells of the difference show",
            list(_SHARES),
            format_func=lambda name: _SHARES[name],
            key=state.MATRIX,
            required=True,
        )
        or "row"
    )
    state.keep(state.MATRIX, "row")
    left, right = st.columns(2, gap="large")
    with left:
        st.markdown("**Confusion matrix of A minus that of B**")
        st.plotly_chart(
            charts_comparison.difference(found, share),
            config=charts.CONFIG,
            alt="Difference of the two confusion matrices: labels down, predictions across.",
        )
        st.caption(
            "Blue: A more often, orange: B. On the diagonal blue is good for A, beside it bad."
        )
        gap = [
            [label, predicted, f"{a[i, j]:.2f}", f"{b[i, j]:.2f}", f"{a[i, j] - b[i, j]:.2f}"]
            for a, b in [[charts_comparison.shares(m, share) for m in found.matrices]]
            for i, label in enumerate(EMOTIONS)
            for j, predicted in enumerate(EMOTIONS)
        ]
        columns = ["labelled", "predicted", "A", "B", "A − B"]
        download("This matrix as CSV", "difference-matrix.csv", columns, gap)
    with right:
        same = sum(int(found.labels[i, i]) for i in range(len(EMOTIONS)))
        st.markdown("**What each calls the same face**")
        pair_table(found, (None, None))
        st.caption(
            f"On the diagonal both say the same: {same:,} of {found.n:,} faces, "
            f"{percent(same / found.n)}. Click a cell, a name or a total to see its faces."
        )
        cells = [
            [a, b, str(int(found.labels[i, j]))]
            for i, a in enumerate(EMOTIONS)
            for j, b in enumerate(EMOTIONS)
        ]
        download("This table as CSV", "labels.csv", ["A says", "B says", "faces"], cells)


def faces(choice: Choice, aligned: Aligned, found: Comparison) -> None:
    """Show the faces that one model gets right and the other wrong, or both wrong."""
    counts: dict[Kind, int] = {
        "fixed": found.test.only_a,
        "broken": found.test.only_b,
        "wrong": found.both_wrong,
        "all": found.n,
    }
    words: dict[Kind, str] = {
        "fixed": "Fixed: only A right",
        "broken": "Broken: only B right",
        "wrong": "Both wrong",
        "all": "All",
    }
    state.link(state.OUTCOME, list(words), "fixed")
    kind: Kind = (
        st.segmented_control(
            "From B to A",
            list(words),
            format_func=lambda name: f"{words[name]} ({counts[name]:,})",
            key=state.OUTCOME,
            required=True,
            on_change=state.first_page,
        )
        or "fixed"
    )
    state.keep(state.OUTCOME, "fixed")
    asked = [
        _one(column, key, title)
        for column, key, title in zip(
            st.columns(3),
            (state.TRUTH, state.SAID_FIRST, state.SAID_SECOND),
            ("Labelled", f"{found.a} says", f"{found.b} says"),
            strict=True,
        )
    ]
    places = outcomes(aligned, 0, 1, kind, label=asked[0], said_a=asked[1], said_b=asked[2])
    known = _pictures(choice.a.dataset, aligned)
    pictures.say_absent(known)
    st.caption(
        f"{len(places):,} face{'' if len(places) == 1 else 's'}, those first of which the wrong "
        "answer was given with most confidence."
    )

    def tile(i: int) -> Tile:
        place = places[i : i + 1]
        row = int(aligned.row[place[0]])
        a, b = (aligned.probabilities(which, place)[0] for which in (0, 1))
        return Tile(
            title=EMOTIONS[int(aligned.emotion[place[0]])],
            note=f"row {row}",
            face=known.face(row),
            bars=[
                (f"A: {EMOTIONS[int(a.argmax())]} {a.max():.0%}", a.tolist()),
                (f"B: {EMOTIONS[int(b.argmax())]} {b.max():.0%}", b.tolist()),
            ],
        )

    gallery(len(places), tile)


def _pictures(dataset: str, aligned: Aligned) -> pictures.Pictures:
    import pandas as pd

    if dataset == OWN:
        return pictures.Pictures(None, aligned.row[:0], "Of these pictures only rows are known.")
    rows = pd.DataFrame({"row": aligned.row, "emotion": aligned.emotion})
    return pictures.pictures_of(dataset, rows)


def _one(column: "st.delta_generator.DeltaGenerator", key: str, title: str) -> int | None:
    options = [_ANY, *EMOTIONS]
    state.link(key, options, _ANY)
    column.selectbox(title, options, key=key, on_change=state.first_page)
    state.keep(key, _ANY)
    chosen = state.value(key)
    return None if chosen == _ANY else EMOTIONS.index(chosen)


def download(label: str, file: str, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Offer a table as CSV; a cell that would start a formula is made plain text."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(header)
    writer.writerows([[_plain(cell) for cell in row] for row in rows])
    st.download_button(
        label,
        text.getvalue().encode("utf-8-sig"),
        file_name=file,
        mime="text/csv",
        icon=":material/table_view:",
        type="tertiary",
        key=f"csv_{file}",
        on_click="ignore",
    )


def _plain(cell: str) -> str:
    number = cell.replace("−", "-")
    try:
        return f"{float(number):g}" if "." in number else str(int(number))
    except ValueError:
        return f"'{cell}" if cell[:1] in "=+-@\t\r" else cell
