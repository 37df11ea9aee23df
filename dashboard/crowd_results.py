"""What came of a crowd: what could not be read, a table of all faces, and files to keep."""

import csv
import io
from functools import partial
from typing import TYPE_CHECKING, Any

import streamlit as st

from dashboard import state_live
from dashboard.crowd import UNREAD, Crowd
from dashboard.store.cells import safe
from fer.recognition.photographs import COLUMNS, records

if TYPE_CHECKING:
    import pandas as pd

_NAMED = 20  # photographs that could not be read and are named above the table


def results(crowd: Crowd) -> None:
    """Show the results of a crowd that has ended."""
    st.subheader(f"Photograph by photograph, labelled by {crowd.release}", anchor=False)
    _unread(crowd)
    st.dataframe(
        table(crowd),
        hide_index=True,
        width="stretch",
        column_config={
            "confidence": st.column_config.ProgressColumn(
                "confidence", format="percent", min_value=0.0, max_value=1.0
            )
        },
    )
    st.caption(
        "Counts of labels are not a measurement of a mood: the labels err, and not evenly. See "
        "*Scorecard* for how often, *Workshop* for what that does to a count."
    )
    with st.container(horizontal=True):
        st.download_button(
            "Table as CSV",
            data=partial(as_csv, crowd),
            file_name="crowd.csv",
            mime="text/csv",
            icon=":material/table_view:",
            key="crowd-csv",
            on_click="ignore",
        )
        st.download_button(
            "Everything as JSON",
            data=partial(as_json, crowd),
            file_name="crowd.json",
            mime="application/json",
            icon=":material/data_object:",
            key="crowd-json",
            on_click="ignore",
        )
        st.button(
            "Remove these results",
            icon=":material/delete:",
            type="tertiary",
            key="crowd-remove",
            on_click=state_live.keep_crowd,
            args=(None,),
        )


def _unread(crowd: Crowd) -> None:
    count = crowd.counts[UNREAD]
    if not count:
        return
    failed = [content for content in crowd.contents() if "error" in content]
    kind = "photograph" if count == 1 else "photographs"
    with st.expander(f"{count:,} {kind} could not be read", icon=":material/broken_image:"):
        st.text("\n".join(f"{one['file']}: {one['error']}" for one in failed[:_NAMED]))
        if count > _NAMED:
            st.caption(f"The first {_NAMED}; all of them are in the table and in both files.")


def table(crowd: Crowd) -> "pd.DataFrame":
    """Return a row for every face, and for every photograph without one."""
    import pandas as pd

    rows = [_row(record) for content in crowd.contents() for record in records(content)]
    return pd.DataFrame(rows)


def _row(record: dict[str, Any]) -> dict[str, Any]:
    if record["error"]:
        said, note = "not read", record["error"]
    elif not record["face"]:
        said, note = "no face found", ""
    else:
        said = record["label"] if record["sure"] else f"not sure: {record['label']}?"
        note = record["doubts"]
    return {
        "photograph": safe(str(record["file"])),  # the table has a download of its own
        "face": str(record["face"] or ""),
        "labelled": said,
        "confidence": record["confidence"] if record["face"] else None,
        "note": note,
    }


def as_csv(crowd: Crowd) -> str:
    """Return a row for every face with all its figures; no cell starts a formula."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS)
    writer.writeheader()
    for content in crowd.contents():
        for record in records(content):
            writer.writerow({k: safe(v) if isinstance(v, str) else v for k, v in record.items()})
    return text.getvalue()


def as_json(crowd: Crowd) -> str:
    """Return all that is kept, as a list of photographs."""
    return "[\n" + ",\n".join(crowd.lines) + "\n]\n"
