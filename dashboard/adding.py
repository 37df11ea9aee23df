"""Adding FER-2013's pictures from a page: by upload, or from one folder that the keeper names.

Whoever opens the page may be anybody. So it writes only pictures that a release was measured on,
replaces nothing, shows nothing of the server's files but the names in that folder, and bounds what
an archive may unpack to.
"""

import os
import re
import shutil
import tempfile
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from dashboard import cache
from fer.errors import FerError, SourceError

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile

_SOURCES = (".csv", ".zip", ".tar.gz", ".tgz", ".tar")
_WAYS = {"upload": "Upload a file", "folder": "From the server's folder"}
_SWITCH = "FER_IMPORT"
_OFF = ("off", "0", "no", "false")
_MOST = 1 << 30  # bytes of an unpacked archive; FER-2013 has 0.3 GiB as CSV
_NAMES = 200  # of the folder's files that are offered
_ONE = threading.Lock()  # one import at a time on this server


def offer(name: str, key: str = "") -> None:
    """Offer to import the pictures of a dataset, unless this server's keeper turned that off.

    `key` tells several offers on one page apart.
    """
    switch = os.environ.get(_SWITCH, "").strip()
    if switch.lower() in _OFF:
        return
    largest = st.get_option("server.maxUploadSize")
    with st.expander("Add the pictures here", icon=":material/add_photo_alternate:"):
        st.markdown(
            "Kaggle's `fer2013.csv` or `icml_face_data.csv`, or a `.zip` or `.tar.gz` with it. The "
            "votes of FER+ (`fer2013new.csv`) may come along. They are written to this server's "
            "folder of datasets, for all its visitors; only the very pictures that the releases "
            "were measured on are taken, and nothing is replaced. An upload has up to "
            f"{largest} MB: `fer2013.csv` itself is larger, zipped it fits."
        )
        folder = _folder(switch)
        if folder is None:
            _from_upload(name, key)
            return
        way = st.segmented_control(
            "From where",
            list(_WAYS),
            default="upload",
            format_func=lambda w: _WAYS[w],
            required=True,
            label_visibility="collapsed",
            key=f"add-way-{key}",
        )
        if way == "folder":
            _from_folder(name, folder, key)
        else:
            _from_upload(name, key)


def _folder(switch: str) -> Path | None:
    """Return the folder that the keeper opened to the page, if it is one."""
    folder = Path(switch)
    return folder if switch and folder.is_absolute() and folder.is_dir() else None


def _listed(folder: Path) -> list[str]:
    """Return what can be imported from the folder itself; nothing that leads out of it."""
    try:
        found = sorted(folder.iterdir())
    except OSError:
        return []
    names = [
        path.name
        for path in found
        if path.name.isprintable()
        and path.name.lower().endswith(_SOURCES)
        and path.is_file()
        and path.resolve().parent == folder.resolve()
    ]
    return names[:_NAMES]


def _from_folder(name: str, folder: Path, key: str = "") -> None:
    names = _listed(folder)
    if not names:
        st.info("There is no .csv, .zip or .tar.gz in the folder.", icon=":material/folder_off:")
        return
    tables = [n for n in names if n.lower().endswith(".csv")]
    with st.form(f"add-from-folder-{key}", border=False):
        source = st.selectbox("The pictures", names)
        votes = st.selectbox("Votes of FER+ (optional)", tables, index=None)
        done = st.form_submit_button("Import", type="primary")
    if not done or source not in names:
        return
    try:
        _import(name, source, folder / source, folder / votes if votes in tables else None)
    except (FerError, OSError, RuntimeError):
        # what is wrong would quote the file, which is not the visitor's
        _say(
            f"'{source}' is not one of the layouts that can be imported here, or not the pictures "
            "that the releases were measured on. What exactly is wrong with it, the command says "
            "on the server: python -m fer import."
        )


def _from_upload(name: str, key: str = "") -> None:
    endings = [s.rpartition(".")[2] for s in _SOURCES]
    source = st.file_uploader("The pictures", endings, key=f"add-pictures-{key}")
    votes = st.file_uploader("Votes of FER+ (optional)", "csv", key=f"add-votes-{key}")
    if source is None or not st.button("Import", type="primary", key=f"add-import-{key}"):
        return
    try:
        with tempfile.TemporaryDirectory(prefix="fer-upload-") as scratch:
            pictures = _written(source, Path(scratch) / "source")
            labels = None if votes is None else _written(votes, Path(scratch) / "votes")
            _import(name, source.name, pictures, labels)
    except FerError as error:
        reason = error.__cause__
        if isinstance(reason, OSError):  # its words name places on the server
            _say(f"{source.name} cannot be imported: {reason.strerror or 'the disk failed'}.")
        else:
            _say(f"'{source.name}' cannot be imported. {error}")
    except (OSError, RuntimeError) as error:
        said = getattr(error, "strerror", None) or "the server could not keep it"
        _say(f"'{source.name}' cannot be imported: {said}. Try again later.")


def _written(file: "UploadedFile", place: Path) -> Path:
    """Write an upload under a name of ours; the importer reads its kind from the ending."""
    ending = next((s for s in _SOURCES if file.name.lower().endswith(s)), None)
    if ending is None:
        raise SourceError(f"Its name must end in {', '.join(_SOURCES)}.")
    path = place.with_name(place.name + ending)
    with path.open("wb") as target:
        target.write(file.getbuffer())
    return path


def _import(name: str, shown: str, source: Path, votes: Path | None) -> None:
    """Import under the rules of the page; on success the page starts anew."""
    from fer.data.archives import is_archive
    from fer.data.importing import import_dataset

    if not _ONE.acquire(blocking=False):
        st.warning("Another import is running here. Try again when it is done.")
        return
    try:
        need = 3 * (_MOST if is_archive(source) else source.stat().st_size)
        if not _room(need):
            _say(f"The disk of this server needs {need / 1e9:.1f} GB free to import '{shown}'.")
            return
        bar = st.progress(0.0, text="Importing …")

        def progress(done: int, total: int) -> None:
            bar.progress(min(done / max(total, 1), 1.0), text="Importing …")

        try:
            import_dataset(
                source,
                name,
                votes=votes,
                data=cache.data(),
                progress=progress,
                most=_MOST,
                replace=False,
                known=known(name),
            )
        finally:
            bar.empty()
    finally:
        _ONE.release()
    st.rerun()


def known(name: str) -> list[Mapping[str, str]]:
    """Return the fingerprints of a dataset that the releases name, by split."""
    return [r.card["data"] for r in cache.list_releases() if r.dataset == name]


def _room(need: int) -> bool:
    """Return whether the disk of the datasets has so many bytes free."""
    place = cache.data().absolute()
    there = next((p for p in (place, *place.parents) if p.exists()), place)
    return shutil.disk_usage(there).free >= need


def _say(text: str) -> None:
    """Show a message as it is written, whatever a file is called or holds."""
    whole = text.encode("utf-8", "replace").decode()
    st.error(re.sub(r"[\\`*_\[\]<>$~#|!]|:(?=\S)", r"\\\g<0>", whole), icon=":material/error:")
