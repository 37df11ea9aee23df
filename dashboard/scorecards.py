"""The parts of a scorecard: matrix, classes beside the paper's, curves, and where it comes from."""

import streamlit as st

from dashboard import charts, components, state
from dashboard.charts import Share
from dashboard.components import percent, swatch
from fer.emotions import EMOTIONS
from fer.errors import FerError
from fer.evaluation import paper
from fer.evaluation.scorecard import Scorecard
from fer.release import Release

_SHARES: dict[Share, str] = {"row": "Row %", "column": "Column %", "count": "Counts"}
_READING: dict[Share, str] = {
    "row": "Of 100 faces with the label on the left, how many are predicted as the label on top.",
    "column": "Of 100 faces predicted as the label on top, how many carry the label on the left.",
    "count": "How many faces carry the label on the left and are predicted as the label on top.",
}


def matrix(card: Scorecard) -> None:
    """Show the confusion matrix in counts, row or column percent."""
    st.subheader("What is taken for what", anchor=False)
    state.link(state.MATRIX, list(_SHARES), "row")
    share: Share = (
        st.segmented_control(
            "Cells show",
            list(_SHARES),
            format_func=lambda name: _SHARES[name],
            key=state.MATRIX,
            required=True,
            label_visibility="collapsed",
        )
        or "row"
    )
    state.keep(state.MATRIX, "row")
    st.caption(_READING[share])
    st.plotly_chart(
        charts.confusion(card.matrix, share),
        config=charts.CONFIG,
        alt="Confusion matrix: labels down, predictions across. The table below says the same.",
    )
    with st.expander("The same as a table", icon=":material/table_rows:"):
        header = ["labelled ↓ predicted →", *EMOTIONS, "all"]
        rows = [
            [swatch(name), *(f"{int(cell):,}" for cell in row), f"{int(row.sum()):,}"]
            for name, row in zip(EMOTIONS, card.matrix, strict=True)
        ]
        components.table(header, rows, quiet=[len(header) - 1])


def per_class(card: Scorecard, release: Release, split: str) -> None:
    """Show precision, recall, F1 and support by class, beside the paper's table of its network."""
    st.subheader("Class by class", anchor=False)
    ours = card.per_class()
    rows = []
    for i, (name, row) in enumerate(ours.iterrows()):
        rows.append(
            [
                swatch(str(name)),
                percent(row["precision"]),
                percent(row["recall"]),
                f"{percent(row['f1'])} <span class='paper'>({row['f1_low'] * 100:.0f}–"
                f"{row['f1_high'] * 100:.0f})</span>",
                f"{int(row['support']):,}",
                f"{paper.PRECISION[i]:.0%}",
                f"{paper.RECALL[i]:.0%}",
                f"{paper.F1[i]:.0%}",
                f"{paper.SUPPORT[i]:,}",
            ]
        )
    header = ["", "precision", "recall", "F1 (95 %)", "faces"]
    theirs = ["paper: precision", "recall", "F1", "faces"]
    components.table(header + theirs, rows, quiet=range(5, 9))
    st.caption(
        f"{release.title} on {split}, beside the paper's 4-layer network on PrivateTest "
        "(Li, Shen & Miao 2018). Precision: how many of those predicted so carry the label. "
        "Recall: how many of those with the label are predicted so. F1: their harmonic mean."
    )


def curves(release: Release) -> None:
    """Show loss and accuracy by step (the paper's Figures 3 and 4)."""
    st.subheader("How it learnt", anchor=False)
    if not release.has("history.csv"):
        st.caption(f"{release.title} was not trained step by step; there is no curve.")
        return
    try:
        history = release.history()
    except FerError as error:
        st.warning(str(error), icon=":material/show_chart:")
        return
    st.plotly_chart(
        charts.curves(history),
        config=charts.CONFIG,
        alt="Loss and accuracy by training step, for what was learnt from and for what was not.",
    )
    st.caption(
        "Dropout is active on the batches learnt from and not on the others, which lowers the "
        "first curve at the beginning."
    )


def provenance(release: Release) -> None:
    """Say where the release comes from, in its own words."""
    card = release.card
    with st.expander("Where this release comes from", icon=":material/history_edu:"):
        st.markdown(
            f"- **Network:** {card['architecture']}, {card['parameters']:,} parameters, "
            f"{card['macs'] / 1e6:,.0f} million multiply-accumulates a face\n"
            f"- **Learnt from:** {' + '.join(release.train_splits)} of {card['dataset']}\n"
            f"- **Chosen:** {card['selection']}\n"
            f"- **Trained on:** {card['hardware']}, {card['wall_time_s'] / 60:,.0f} minutes\n"
            f"- **Files:** {release.size / 1e6:.1f} MB"
        )
        st.markdown("\n".join(f"- {limit}" for limit in card["limits"]))
