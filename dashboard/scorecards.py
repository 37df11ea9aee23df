"""The parts of a scorecard: findings, classes beside the paper's, curves, where it comes from."""

from collections import Counter
from html import escape

import streamlit as st

from dashboard import charts, components, downloads, learning
from dashboard.components import percent, swatch
from dashboard.views import View
from fer.errors import FerError
from fer.evaluation import paper
from fer.evaluation.claims import claims
from fer.evaluation.findings import findings
from fer.evaluation.lineage import besides_labels
from fer.evaluation.model_card import duration
from fer.evaluation.photographs import neutral_claim
from fer.evaluation.wording import listed
from fer.release import Release


def sentences(view: View) -> None:
    """Say in sentences what stands out, and what became of the paper's own findings."""
    st.subheader("What stands out", anchor=False)
    found = findings(view.card.matrix)
    st.markdown("\n".join(f"- {finding.text}" for finding in found) or "No face, no finding.")
    st.caption(
        "Each lies beyond the 95 % interval of its comparison; the intervals are not corrected "
        "for the number of comparisons. Shares are of the faces with that label."
    )
    st.subheader("What the paper found, and what is found here", anchor=False)
    held = claims(view.card.matrix)
    if view.found is not None:
        held.append(neutral_claim(view.card.matrix))
    components.table(
        ["the paper, of its 4-layer network", "here", view.where],
        [[escape(claim.paper), f"<b>{claim.verdict}</b>", escape(claim.here)] for claim in held],
        prose=True,
    )
    counts = Counter(claim.verdict for claim in held)
    st.caption(
        f"{view.release.title}: {counts['confirmed']} of {len(held)} confirmed, "
        f"{counts['in part']} in part. Li, Shen & Miao 2018, on PrivateTest."
    )


def per_class(view: View) -> None:
    """Show precision, recall, F1 and support by class, beside the paper's table of its network."""
    st.subheader("Class by class", anchor=False)
    ours = view.card.per_class()
    rows = []
    for i, (name, row) in enumerate(ours.iterrows()):
        rows.append(
            [
                swatch(str(name)),
                percent(row["precision"]) if view.card.matrix[:, i].any() else "–",
                percent(row["recall"]) if row["support"] else "–",
                f"{percent(row['f1'])} <span class='paper'>({row['f1_low'] * 100:.0f}–"
                f"{row['f1_high'] * 100:.0f})</span>"
                if row["support"]
                else "–",
                f"{int(row['support']):,}",
                f"{paper.PRECISION[i]:.0%}",
                f"{paper.RECALL[i]:.0%}",
                f"{paper.F1[i]:.0%}",
                f"{paper.SUPPORT[i]:,}",
            ]
        )
    header = ["", "precision", "recall", "F1 (95 %)", "faces"]
    theirs = ["paper: precision", "recall", "F1", "faces"]
    folds = ["", "precision", "recall", "F1 (95 %)", "faces"]
    folds += ["paper: precision", "paper: recall", "paper: F1", "paper: faces"]
    components.table(header + theirs, rows, quiet=range(5, 9), folds=folds)
    st.caption(
        f"{view.release.title} on {view.where}, beside the paper's 4-layer network on PrivateTest "
        "(Li, Shen & Miao 2018). Precision: how many of those predicted so carry the label. "
        "Recall: how many of those with the label are predicted so. F1: their harmonic mean."
    )
    downloads.csv(ours.reset_index(), f"classes-{view.key}")


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
    st.caption(f"{learning.harder([release])} {learning.apart([release])}")


def provenance(release: Release) -> None:
    """Say where the release comes from, in its own words."""
    card = release.card
    after = f", after {card['began']['name']}" if "began" in card else ""
    with st.expander("Where this release comes from", icon=":material/history_edu:"):
        also = f", and from {listed(sources)}" if (sources := besides_labels(release)) else ""
        st.markdown(
            f"- **Network:** {card['architecture']}, {card['parameters']:,} parameters, "
            f"{card['macs']:,} multiply-accumulates a face\n"
            f"- **Learnt from:** {' + '.join(release.train_splits)} of {release.dataset}{also}\n"
            f"- **Chosen:** {card['selection']}\n"
            f"- **Trained on:** {card['hardware']}, {duration(card['wall_time_s'])}{after}\n"
            f"- **Files:** {release.size / 1e6:.1f} MB"
        )
        st.markdown("\n".join(f"- {limit}" for limit in card["limits"]))
