"""By what the cells of a confusion matrix are shaded; the address keeps the choice."""

import streamlit as st

from dashboard import state
from dashboard.charts import Share

_SHARES: dict[Share, str] = {"row": "Row %", "column": "Column %", "count": "Counts"}


def choose_share(label: str) -> Share:
    """Let the visitor choose what cells are shaded by; `label` stands over the choice."""
    state.link(state.MATRIX, list(_SHARES), "row")
    share: Share | None = st.segmented_control(
        label,
        list(_SHARES),
        format_func=lambda name: _SHARES[name],
        key=state.MATRIX,
        required=True,
    )
    state.keep(state.MATRIX, "row")
    return share or "row"
