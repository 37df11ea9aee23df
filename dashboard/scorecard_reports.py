"""The view of the scorecard as a report of one page, to print or to paste."""

from datetime import date
from functools import partial

import streamlit as st

from dashboard import state
from dashboard.views import View
from fer.evaluation.scorecard_report import Subject, report

_KINDS = (
    ("Report to print (HTML)", "html", "text/html", ":material/print:"),
    ("Model card (Markdown)", "md", "text/markdown", ":material/article:"),
)


def reports(view: View) -> None:
    """Offer the current view, its threshold among it, as HTML and as Markdown."""
    with st.container(horizontal=True):
        for label, suffix, kind, icon in _KINDS:
            st.download_button(
                label,
                data=partial(_made, view, state.number(state.BELOW) / 100, suffix),
                file_name=f"scorecard-{view.key}.{suffix}",
                mime=kind,
                icon=icon,
                key=f"report-{suffix}",
                on_click="ignore",
                type="tertiary",
            )


def _made(view: View, limit: float, suffix: str) -> str:
    subject = Subject(
        view.release, view.where, view.rows, view.card, limit, view.learnt, view.found
    )
    made = report(subject, date.today())
    return made.html() if suffix == "html" else made.markdown()
