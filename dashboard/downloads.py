"""What can be kept: tables as CSV, the matrix as a picture, and the report of a view."""

from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from dashboard.charts_matrix import matrix_svg
from fer.emotions import EMOTIONS
from fer.evaluation.cells import COLUMNS
from fer.evaluation.metrics import Counts

if TYPE_CHECKING:
    import pandas as pd

    from dashboard.views import View


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


def matrix(counts: Counts, view: "View", limit: float) -> None:
    """Offer the matrix as CSV, and as a picture in SVG."""
    import pandas as pd

    name = f"confusion-{view.key}"
    with st.container(horizontal=True):
        table = pd.DataFrame(counts, columns=list(COLUMNS))
        table.insert(0, "labelled", list(EMOTIONS))
        csv(table, name)
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
