"""A document on the page as it is on paper, and the two files in which it can be kept."""

from html import escape

import streamlit as st

from dashboard import components
from fer.evaluation.document import Document, Table, paragraph_html

_KINDS = (
    ("To print (HTML)", "html", "text/html", ":material/print:"),
    ("Markdown", "md", "text/markdown", ":material/article:"),
)


def keep(document: Document, name: str) -> None:
    """Offer a document as HTML and as Markdown."""
    with st.container(horizontal=True):
        for label, suffix, kind, icon in _KINDS:
            st.download_button(
                label,
                data=document.html if suffix == "html" else document.markdown,
                file_name=f"{name}.{suffix}",
                mime=kind,
                icon=icon,
                key=f"document-{suffix}",
                on_click="ignore",
                type="tertiary",
            )


def paragraphs(document: Document) -> None:
    """Show the paragraphs."""
    inside = "".join(map(paragraph_html, document.paragraphs))
    st.html(f'<div class="fer-document">{inside}</div>')


def tables(document: Document, first: int) -> None:
    """Show the first tables one below another, the others on request, and the notes."""
    flat = [t for e in document.tables for t in (e if isinstance(e, tuple) else (e,))]
    for table in flat[:first]:
        _table(table)
    st.caption(" ".join(document.notes))
    for table in flat[first:]:
        with st.expander(table.heading, icon=":material/table_rows:"):
            _table(table, headed=False)


def _table(table: Table, *, headed: bool = True) -> None:
    if headed:
        st.markdown(f"**{table.heading}**")
    rows = [[f'<span class="wrap">{escape(cell)}</span>' for cell in row] for row in table.rows]
    components.table(table.header, rows)
