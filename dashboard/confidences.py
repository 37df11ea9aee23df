"""What the release's confidence is worth: reliability, risk by coverage, precision by recall."""

import streamlit as st

from dashboard import charts, charts_confidence, downloads
from dashboard.components import percent
from dashboard.confusions import threshold
from dashboard.views import View
from fer.emotions import EMOTIONS
from fer.evaluation import confidence, metrics


def confidences(view: View) -> None:
    """Show the three curves with their tables."""
    left, right = st.columns(2, gap="large")
    with left:
        _reliability(view)
    with right:
        _risk(view)
    _precision(view)


def _reliability(view: View) -> None:
    st.subheader("Is it as sure as it is right?", anchor=False)
    bins = confidence.reliability(view.rows)
    over = float(((bins["confidence"] - bins["accuracy"]) * bins["n"]).sum() / bins["n"].sum())
    sure = float((bins["confidence"] * bins["n"]).sum() / bins["n"].sum())
    which = "surer than it is right" if over > 0 else "less sure than it is right"
    st.markdown(
        f"On average {percent(sure)} sure and {percent(view.card.accuracy.value)} right: "
        f"{which}. The expected calibration error is **{percent(view.card.calibration_error)}**."
    )
    st.plotly_chart(
        charts_confidence.reliability(bins),
        config=charts.CONFIG,
        alt="Accuracy by confidence; on the dashed line both are equal. The table says the same.",
    )
    st.caption(
        f"{confidence.BINS} bins of equal width, their faces beneath; bars are 95 % intervals "
        "(Wilson). On the dashed line confidence and accuracy are equal."
    )
    downloads.csv(bins, f"reliability-{view.key}")


def _risk(view: View) -> None:
    st.subheader("What if it may keep silent?", anchor=False)
    limit = threshold(view)
    answered, right = confidence.at_threshold(view.rows, limit)
    n = len(view.rows)
    risk = (answered - right) / answered if answered else None
    wrong = "" if risk is None else f"; {percent(risk)} of the answers are wrong"
    st.markdown(
        f"From a confidence of {percent(limit, 0)} it answers {answered:,} of {n:,} faces "
        f"({percent(answered / n)}){wrong}."
    )
    curve = confidence.risk_coverage(view.rows)
    here = None if risk is None else (answered / n, risk)
    st.plotly_chart(
        charts_confidence.risk_coverage(confidence.thinned(curve), here, limit),
        config=charts.CONFIG,
        alt="Share of wrong answers by share of faces answered, the most confident first.",
    )
    downloads.csv(curve, f"risk-coverage-{view.key}")


def _precision(view: View) -> None:
    st.subheader("Class by class, at every threshold", anchor=False)
    curves = confidence.precision_recall_curves(view.rows)
    thin = [(name, average, confidence.thinned(curve)) for name, average, curve in curves]
    recall, precision = metrics.recall(view.card.matrix), metrics.precision(view.card.matrix)
    points = [
        (name, float(recall[i]), float(precision[i]))
        for i, name in enumerate(EMOTIONS)
        if view.card.matrix[:, i].any() and view.card.matrix[i].any()
    ]
    st.plotly_chart(
        charts_confidence.precision_recall(thin, points),
        config=charts.CONFIG,
        alt="Precision by recall of each class against the rest.",
    )
    st.caption(
        "Lines: if everything above a probability of the class were called so; the number is the "
        "average precision. Points: the release's answers as they are, the most probable class."
    )
    import pandas as pd

    table = pd.concat([curve.assign(emotion=name) for name, _, curve in curves])
    downloads.csv(table, f"precision-recall-{view.key}")
