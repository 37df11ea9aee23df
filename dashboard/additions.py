"""Predictions of somebody else's model: a visitor adds them, they last as long as the visit."""

import hashlib
import re
from pathlib import Path

import streamlit as st

from dashboard import cache, cache_comparison, pictures, state, state_comparison
from fer.errors import FerError
from fer.evaluation.entries import FER2013, Entry
from fer.evaluation.predictions_file import MOST_BYTES, MOST_ROWS
from fer.evaluation.submission import read_predictions
from fer.release import PREDICTION_COLUMNS

OWN = "~other"  # pictures of which this server knows nothing; no dataset can be called so
_MOST = 4
_SPLITS = ("Training", "PublicTest")


def called(dataset: str) -> str:
    """Return what visitors read for a dataset."""
    return "Other pictures" if dataset == OWN else pictures.title_of(dataset)


def offer() -> None:
    """Offer to add somebody else's predictions; name what is wrong with a file."""
    with st.popover("Add predictions", icon=":material/upload_file:", width="stretch"):
        st.markdown(
            "Predictions of any other model take part like a release. One file, CSV or parquet, "
            f"with the columns `{','.join(PREDICTION_COLUMNS)}`; `row` is the index of the picture "
            "in its dataset, `emotion` its label from 0 to 6."
        )
        known = sorted({FER2013, *cache.list_datasets()})
        dataset = st.selectbox(
            "Of which pictures?", [*known, OWN], format_func=called, key=state_comparison.ADD_FACES
        )
        learnt = st.pills(
            "What did the model learn from?",
            list(_SPLITS),
            selection_mode="multi",
            default=["Training"],
            key=state_comparison.LEARNT,
            help="Decides which rows count as leaked, and warns of a split that it has seen.",
        )
        st.file_uploader(
            f"Up to {MOST_ROWS:,} rows",
            type=["csv", "parquet"],
            key=state.fresh(state_comparison.THEIRS),
            max_upload_size=MOST_BYTES // 1_000_000,
            on_change=_take,
            args=(dataset, tuple(learnt)),
        )
        if what := state_comparison.refused():
            st.error(what, icon=":material/rule:")
        st.caption(
            "The file is checked, kept in this server's memory for your session only, and never "
            "written to its disk."
        )
        for entry in state_comparison.added().values():
            st.button(
                f"Remove {entry.title} ({len(entry.row):,} rows)",
                key=f"remove_{entry.id}",
                icon=":material/close:",
                on_click=_remove,
                args=(entry.id,),
            )


def _take(dataset: str, learnt: tuple[str, ...]) -> None:
    """Read the file that was given; keep its predictions, or what is wrong with it."""
    key = state.fresh(state_comparison.THEIRS)
    file = state.uploaded(key)
    if file is None:
        state.renew(state_comparison.THEIRS)
        return
    if len(state_comparison.added()) >= _MOST:
        state.renew(state_comparison.THEIRS)
        state_comparison.refuse_file(
            f"'{file.name}': {_MOST} files are kept at once. Remove one first."
        )
        return
    data = file.getvalue()
    state.renew(state_comparison.THEIRS)
    known = None if dataset == OWN else cache_comparison.known_rows(dataset)
    try:
        table = read_predictions(file.name, data, known, called(dataset))
    except FerError as error:
        state_comparison.refuse_file(str(error))
        return
    title = _title(file.name)
    number = next(n for n in range(1, _MOST + 2) if f"~{n}" not in state_comparison.added())
    state_comparison.add(
        Entry.of(
            table,
            name=f"~{number}",
            title=title,
            dataset=dataset,
            train_splits=learnt,
            digest=hashlib.sha256(data).hexdigest(),
        )
    )
    state.put(state.DATA, dataset)
    state.put(state_comparison.FIRST, f"~{number}")


def _remove(name: str) -> None:
    state_comparison.remove(name)
    cache_comparison.forget_visit()


def _title(file: str) -> str:
    """Return a file's name as a title that is safe wherever it is shown."""
    stem = re.sub(r"[^\w .()-]+", " ", Path(file).stem)
    return re.sub(r"^[^\w(]+", "", " ".join(stem.split()))[:40].strip() or "Added predictions"
