"""The form that starts a training: faces, network, epochs, and how long it will take."""

from html import escape

import streamlit as st

from dashboard import cache, cache_training, state, state_training
from fer.errors import FerError
from fer.training import jobs, started
from fer.training.estimate import estimate
from fer.training.orders import EPOCHS, LONGEST_S, networks
from fer.training.recipes import RECIPES

_CHOICES = [str(n) for n in (1, 2, 3, 5, 8, 12, 20, 30) if EPOCHS[0] <= n <= EPOCHS[1]]


def duration(seconds: float) -> str:
    """Return seconds as a person would say them: '40 s', '12 min', '2.5 h'."""
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    if seconds < 90 * 60:
        return f"{round(seconds / 60)} min"
    return f"{seconds / 3600:.1f} h"


def show(*, busy: bool) -> None:
    """Show the form; `busy` says that a training is running."""
    st.subheader("Start a training", anchor=False)
    sets, nets = cache.list_datasets(), networks()
    state.link(state.TRAIN_DATA, sets, cache.DRAWN)
    state.link(state.TRAIN_NETWORK, nets, nets[0])
    state.link(state.TRAIN_EPOCHS, _CHOICES, "8")
    left, middle, right = st.columns(3, gap="medium")
    data = left.selectbox(
        "Faces",
        sets,
        format_func=lambda name: "Drawn faces" if name == cache.DRAWN else name,
        key=state.TRAIN_DATA,
        help="Drawn faces are always there; others after `python -m fer import`.",
    )
    network = middle.selectbox(
        "Network",
        nets,
        format_func=lambda name: RECIPES[name].title,
        key=state.TRAIN_NETWORK,
    )
    epochs = right.select_slider(
        "Epochs",
        _CHOICES,
        key=state.TRAIN_EPOCHS,
        help="How often it goes through all the faces.",
    )
    for key, usual in ((state.TRAIN_DATA, cache.DRAWN), (state.TRAIN_NETWORK, nets[0])):
        state.keep(key, usual)
    state.keep(state.TRAIN_EPOCHS, "8")
    possible = _estimate(data, network, int(epochs))
    if busy:
        st.caption("One training at a time: this can start when the one above has ended.")
    if st.button(
        "Start",
        icon=":material/play_circle:",
        type="primary",
        disabled=busy or not possible,
    ):
        state_training.remember_kept(None)
        try:
            with st.spinner("Starting …"):
                jobs.start(network, data, int(epochs))
        except FerError as error:
            st.error(str(error), icon=":material/error:")
            return
        st.rerun()


def _estimate(data: str, network: str, epochs: int) -> bool:
    """Say what will be learnt and how long it takes; return whether it can be started."""
    try:
        counts = cache_training.split_counts(data)
    except FerError as error:
        st.error(str(error), icon=":material/error:")
        return False
    faces = counts.get("Training", 0)
    if not faces or not (counts.get("PublicTest") or counts.get("PrivateTest")):
        st.warning(
            f"'{data}' has {faces:,} faces to learn from and needs some of a test split as well. "
            "Import it from folders `train/` and `test/`.",
            icon=":material/folder_off:",
        )
        return False
    time = estimate(started.root(), network, data, faces, epochs)
    span = f"{duration(time.low)} to {duration(time.high)}"
    basis = (
        "by what was timed on this server"
        if time.timed
        else "a rough guess: nothing of the kind has been timed on this server yet"
    )
    st.html(
        f'<p class="fer-quiet">{faces:,} faces, {epochs} times over. From start to finish about '
        f"<b>{escape(span)}</b>, {basis}. {escape(RECIPES[network].summary)}</p>"
    )
    if time.low > LONGEST_S:
        st.warning("That is too long for a page. Choose fewer epochs or a smaller network.")
        return False
    return True
