"""Two models beside one another: the verdict, the differences, the labels and the faces."""

from datetime import date
from html import escape

import streamlit as st

from dashboard import cache_comparison, charts, charts_comparison, components, downloads
from dashboard.components import swatch
from dashboard.contenders import Choice
from dashboard.pair_table import pair_table
from dashboard.shading import choose_share
from fer.emotions import EMOTIONS
from fer.errors import FerError
from fer.evaluation.comparison import Comparison, briefly
from fer.evaluation.comparison_report import DELTA_COLUMNS, delta_rows, report
from fer.evaluation.entries import FER2013, Aligned
from fer.evaluation.wording import p_value, percent, points


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
        downloads.rows(
            "Rows that are left out",
            "rows-left-out.csv",
            ["row", "lacking in"],
            lambda: [
                [str(row), entry.title]
                for entry, lacking in zip(aligned.entries, aligned.lacking, strict=True)
                for row in lacking.tolist()
            ],
        )


def verdict(choice: Choice, found: Comparison) -> None:
    """Show the verdict, both accuracies with their difference, and what leaked rows change."""
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
    st.html(f'<p class="fer-quiet">{escape(found.classes())}{escape(_other(choice))}</p>')


def _other(choice: Choice) -> str:
    """Return what the two are worth with leaked rows where they are left out, and without."""
    if choice.a.dataset != FER2013:
        return ""
    try:
        rows = cache_comparison.aligned(
            (choice.a, choice.b), choice.split, leaked=not choice.leaked
        )
    except FerError:
        return ""
    return f" {'Without' if choice.leaked else 'With'} the leaked rows: {briefly(rows)}."


def differences(found: Comparison) -> None:
    """Show every difference with its interval and its test."""
    st.plotly_chart(
        charts_comparison.deltas(found),
        config=charts.CONFIG,
        alt=f"Differences in points between {found.a} and {found.b}; the table says the same.",
    )
    st.caption(
        "Filled: beyond chance at 5 %, the seven classes corrected for their number. Hollow: may "
        "be chance. Bars are 95 % intervals, each for itself."
    )
    rows = delta_rows(found)
    shown = [[f"{swatch(r[0][3:])}, F1" if r[0].startswith("F1 ") else r[0], *r[1:]] for r in rows]
    components.table(["", *DELTA_COLUMNS[1:]], shown)
    downloads.rows("These differences as CSV", "differences.csv", DELTA_COLUMNS, lambda: rows)
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
    for column, label, write, kind, mime in (
        (left, "Report to print (HTML)", made.html, "html", "text/html"),
        (right, "Report in Markdown", made.markdown, "md", "text/markdown"),
    ):
        column.download_button(
            label,
            write,
            file_name=f"comparison.{kind}",
            mime=mime,
            icon=":material/print:" if kind == "html" else ":material/markdown:",
            key=f"report_{kind}",
            on_click="ignore",
            width="stretch",
        )


def labels(found: Comparison) -> None:
    """Show the difference of the confusion matrices, and who calls what how."""
    share = choose_share("Cells of the difference show")
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
        downloads.rows("This matrix as CSV", "difference-matrix.csv", columns, lambda: gap)
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
        downloads.rows(
            "This table as CSV", "labels.csv", ["A says", "B says", "faces"], lambda: cells
        )
