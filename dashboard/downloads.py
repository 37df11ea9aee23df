"""What can be kept: tables as CSV, the matrix as a picture, and the report of a view."""

import csv as writing
import io
import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from dashboard.charts_matrix import matrix_svg
from dashboard.store.cells import safe
from fer.emotions import EMOTIONS
from fer.evaluation.cells import COLUMNS
from fer.evaluation.metrics import Counts

if TYPE_CHECKING:
    import pandas as pd

    from dashboard.views import View

_NUMBER = re.compile(r"[-+]?\d+(\.\d+)?")


def csv(table: "pd.DataFrame", name: str, label: str = "Table as CSV") -> None:
    """Offer a table of our own figures as CSV."""
    st.download_button(
        label,
        data=partial(_csv, table),
        file_name=f"{name}.csv",
        mime="text/csv",
        icon=":material/table_view:",
        key=f"csv-{name}",
        on_click="ignore",
        type="tertiary",
    )


def _csv(table: "pd.DataFrame") -> str:
    return table.to_csv(index=False, lineterminator="\r\n")


def counts(table: Counts, name: str, label: str) -> None:
    """Offer a matrix ``(7, 8)`` as CSV."""
    csv(_framed(table), name, label)


def _framed(table: Counts) -> "pd.DataFrame":
    import pandas as pd

    framed = pd.DataFrame(table, columns=list(COLUMNS))
    framed.insert(0, "labelled", list(EMOTIONS))
    return framed


def matrix(counts: Counts, view: "View", limit: float) -> None:
    """Offer the matrix as CSV, and as a picture in SVG."""
    name = f"confusion-{view.key}"
    with st.container(horizontal=True):
        csv(_framed(counts), name)
        title = f"{view.release.title}, {view.where}"
        if limit:
            title += f", answers from {limit:.0%}"
        st.download_button(
            "Picture as SVG",
            data=partial(matrix_svg, counts, title),
            file_name=f"{name}.svg",
            mime="image/svg+xml",
            icon=":material/image:",
            key=f"svg-{name}",
            on_click="ignore",
            type="tertiary",
        )


def rows(
    label: str, file: str, header: Sequence[str], make: Callable[[], Sequence[Sequence[str]]]
) -> None:
    """Offer a table of texts as CSV; it is made when somebody asks for it."""
    st.download_button(
        label,
        partial(_rows, header, make),
        file_name=file,
        mime="text/csv",
        icon=":material/table_view:",
        type="tertiary",
        key=f"csv-{file}",
        on_click="ignore",
    )


def _rows(header: Sequence[str], make: Callable[[], Sequence[Sequence[str]]]) -> bytes:
    text = io.StringIO()
    writer = writing.writer(text)
    writer.writerow(header)
    writer.writerows([[_plain(cell) for cell in row] for row in make()])
    return text.getvalue().encode("utf-8-sig")


def _plain(cell: str) -> str:
    """Return a number as spreadsheets read it, and text so that it cannot start a formula."""
    number = cell.replace("−", "-")
    if _NUMBER.fullmatch(number):
        return number.removeprefix("+")
    return safe(cell)
