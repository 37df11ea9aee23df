"""Adding FER-2013's pictures from a page: by upload, or by a path on the server."""

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from dashboard import cache
from fer.errors import FerError

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile

_SOURCES = ["csv", "zip", "gz"]
_WAYS = {"upload": "Upload a file", "path": "Path on the server"}
_OFF = "FER_IMPORT"


def offer(name: str) -> None:
    """Offer to import the pictures of a dataset, unless this server's keeper turned that off."""
    if os.environ.get(_OFF, "").strip().lower() in ("off", "0", "no", "false"):
        return
    with st.expander("Add the pictures here", icon=":material/add_photo_alternate:"):
        st.markdown(
            "Kaggle's `fer2013.csv` or `icml_face_data.csv`, or a `.zip` or `.tar.gz` with it or "
            "with the folders `train` and `test`. The votes of FER+ (`fer2013new.csv`) may come "
            "along. They are written to this server's folder of datasets, for all its visitors. An "
            "upload has up to 200 MB: `fer2013.csv` itself is larger, zipped it fits."
        )
        way = st.segmented_control(
            "From where",
            list(_WAYS),
            default="upload",
            format_func=lambda w: _WAYS[w],
            required=True,
            label_visibility="collapsed",
        )
        if way == "path":
            _from_path(name)
        else:
            _from_upload(name)


def _from_path(name: str) -> None:
    with st.form("add-by-path", border=False):
        source = st.text_input("File or folder", placeholder="/data/fer2013.csv")
        votes = st.text_input("Votes of FER+ (optional)", placeholder="/data/fer2013new.csv")
        done = st.form_submit_button("Import", type="primary")
    if not done:
        return
    if not (source or "").strip():
        st.warning("Enter the path of the file or folder first.", icon=":material/help:")
        return
    paths = [Path(p.strip()).expanduser() for p in (source, votes) if p and p.strip()]
    _import(name, *paths)


def _from_upload(name: str) -> None:
    source = st.file_uploader("The pictures", _SOURCES)
    votes = st.file_uploader("Votes of FER+ (optional)", "csv")
    if source is None or not st.button("Import", type="primary"):
        return
    with tempfile.TemporaryDirectory(prefix="fer-upload-") as scratch:
        _import(name, *(_written(f, Path(scratch)) for f in (source, votes) if f is not None))


def _written(file: "UploadedFile", folder: Path) -> Path:
    """Write an upload under its own last name: the importer reads its kind from the ending."""
    path = folder / Path(file.name).name
    with path.open("wb") as target:
        target.write(file.getbuffer())
    return path


def _import(name: str, source: Path, votes: Path | None = None) -> None:
    from fer.data.importing import import_dataset

    bar = st.progress(0.0, text=f"Importing {source.name} …")

    def progress(done: int, total: int) -> None:
        bar.progress(min(done / max(total, 1), 1.0), text=f"Importing {source.name} …")

    try:
        import_dataset(source, name, votes=votes, data=cache.data(), progress=progress)
    except FerError as error:
        bar.empty()
        st.error(str(error), icon=":material/error:")
        return
    st.rerun()
