"""The parts of the page About that are mostly words: privacy, limits, sources."""

import os
from html import escape

import streamlit as st

from dashboard import cache, components
from dashboard.cache_reviews import store
from dashboard.camera import camera_allowed
from dashboard.components import percent
from dashboard.review.reviewers import accounts
from dashboard.rooms.switch import rooms_allowed
from dashboard.store.failures import StoreError
from fer.errors import FerError
from fer.evaluation.findings import findings
from fer.places import DATA, RUNS, WEIGHTS
from fer.references import REFERENCES
from fer.release import Release
from fer.training.orders import allowed

_SPLIT = "PrivateTest"
_IN_MEMORY = "this server's memory"
_KEPT = [
    [
        "a photograph that you upload, or take with the camera",
        _IN_MEMORY,
        "until you take it away or take another, or within minutes of closing the page; never on "
        "a disk",
    ],
    [
        "its cropped face, its labels, what pages make of it",
        _IN_MEMORY,
        "the same; a file that you download is made on request and not kept here",
    ],
    [
        "small pictures of the live camera",
        _IN_MEMORY,
        "until each is answered, a fraction of a second; the boxes and averaged probabilities of "
        "the faces in view until minutes after you close the page",
    ],
    [
        "the photographs of a crowd",
        _IN_MEMORY,
        "until each is labelled, a few at a time; their names, boxes and probabilities until you "
        "remove them, or minutes after you close the page. A zip is unpacked in your browser",
    ],
    [
        "predictions of another model that you add on Compare",
        _IN_MEMORY,
        "until you remove them, or minutes after you close the page; other visitors do not see "
        "them",
    ],
    [
        "on Mistakes: the name that you sign in with (with an account, also its identifier), your "
        "answers, remarks and settlements",
        "{store}",
        "until whoever runs the server deletes them; undo withdraws an answer, and its row stays. "
        "Every visitor can read and download names, answers and remarks",
    ],
    [
        "in a room of the workshop: that you joined and what you answered, under a number made of "
        "your browser's cookie and the room's code; no name",
        "{store}",
        "until its facilitator deletes the room. After 30 days it has ended; it is deleted when "
        "anybody next opens a room, or looks for one of that age",
    ],
    [
        "what a network makes of each face that it learnt from, when you ask on Try a face for the "
        "nearest of them; nothing of your own face",
        "this server's folder of datasets",
        "until whoever runs the server deletes it",
    ],
    [
        "pictures of FER-2013 that you add for a page",
        "this server's folder of datasets",
        "until whoever runs the server deletes them; all visitors see them",
    ],
    [
        "a training that you start on Training",
        "the folder of trainings, and that of releases where you keep it",
        "until somebody discards it; it holds settings and figures, nothing about you",
    ],
    [
        "what a page shows: release, split, cell, filter",
        "its address in your browser",
        "as long as you keep the link; there is no picture in it",
    ],
]
_SWITCHES = [
    ["FER_DATA", "where datasets and the SQLite store lie"],
    ["FER_WEIGHTS", "where releases lie"],
    ["FER_RUNS", "where trainings lie that are not releases yet"],
    ["FER_TRAINING", "off: nobody can start a training from a page"],
    [
        "FER_IMPORT",
        "off: nobody can add FER-2013's pictures from a page; a folder: its files are offered too",
    ],
    ["FER_CAMERA", "off: no page opens a camera (schools, employers)"],
    ["FER_ROOMS", "off: nobody can open, join or lead a room of the workshop"],
    ["DATABASE_URL", "a PostgreSQL for reviews and rooms that several servers share"],
    [
        "FER_ADDRESS",
        "the address at which phones find this server, for links and QR codes of rooms",
    ],
]


def privacy() -> None:
    """Say what is kept where, and what the operator can turn."""
    st.markdown(
        "**Nothing of the photographs that you try is kept.** They are processed in this "
        "server's memory, not in your browser: whoever runs the server is who you trust with "
        "them. "
        + ("Only reviewers have an account, " if accounts() else "No account, ")
        + "no advertising, no usage statistics"
        + ("." if _quiet() else " by this project; **this server has Streamlit's turned on.**")
    )
    place = _store_in_words()
    components.table(
        ["what", "where", "how long"],
        [[escape(cell.format(store=place)) for cell in row] for row in _KEPT],
        prose=True,
        folds=["", "where", "how long"],
    )
    camera = (
        "stays off until you agree, sends one picture when you press the shutter, or, on *Live*, "
        "small ones until you press stop, hide the tab or leave the page."
        if camera_allowed()
        else "is off on this server, for everyone."
    )
    st.markdown(
        f"**The camera** {camera} **Cookies:** your browser gets one of Streamlit's, "
        "`_streamlit_xsrf`, against forged uploads; who joins a room of the workshop gets "
        "`fer_seat`, a random number that is kept for 7 days, so that one browser counts once. "
        "Neither names anybody."
        + (
            " Who signs in to review is sent to the host of their account and gets Streamlit's "
            "`_streamlit_user`, which says who they are."
            if accounts()
            else ""
        )
        + " **Other hosts:** pages load nothing from any."
    )
    with st.expander("For whoever runs this server: switches", icon=":material/toggle_on:"):
        now = _now()
        components.table(
            ["environment variable", "what it is for", "here"],
            [[f"<code>{n}</code>", escape(what), escape(now[n])] for n, what in _SWITCHES],
            prose=True,
            folds=["", "for", "here"],
        )
        st.caption("They are read when the server starts. Paths and addresses are not shown here.")


def _quiet() -> bool:
    return not st.get_option("browser.gatherUsageStats")


def _store_in_words() -> str:
    try:
        found = store()
    except StoreError:
        return "the store, which cannot be reached now"
    kind = "SQLite, one file on this server" if found.file else "PostgreSQL"
    return f"the store ({kind})"


def _now() -> dict[str, str]:
    names = {"FER_DATA": DATA, "FER_WEIGHTS": WEIGHTS, "FER_RUNS": RUNS}
    moved = {name: "moved" if os.environ.get(name) else "in its usual place" for name in names}
    training = "on" if allowed() else "off"
    off = os.environ.get("FER_IMPORT", "").strip().lower() in ("off", "0", "no", "false")
    importing = "off" if off else "on"
    database = "set" if os.environ.get("DATABASE_URL") else "not set"
    camera = "on" if camera_allowed() else "off"
    at = "set" if os.environ.get("FER_ADDRESS") else "as the browser has it"
    switched = {"FER_TRAINING": training, "FER_IMPORT": importing, "FER_CAMERA": camera}
    switched["FER_ROOMS"] = "on" if rooms_allowed() else "off"
    switched["FER_ADDRESS"] = at
    return {**moved, **switched, "DATABASE_URL": database}


def limits() -> None:
    """Say what a label cannot mean, and where the chosen release fails by its own figures."""
    st.markdown(
        "- **A label is not a feeling.** It is the word that a dataset has for such a face. People "
        "move their faces alike for different reasons, and differently for the same (Barrett et "
        "al. 2019).\n"
        "- **Seven words are all there is.** A face that is bored, tired or in pain still gets one "
        "of the seven, and the probabilities still sum to 1.\n"
        "- **The labels themselves are in dispute.** People reach about 65 % on FER-2013 "
        "(Goodfellow et al. 2013); the part *Data* counts how often its labels and FER+'s "
        "annotators differ.\n"
        "- **For whom it works worse cannot be said from FER-2013.** It records neither age nor "
        "sex nor skin, so no figure here is divided by them; that is a gap, not a sign that all is "
        "well.\n"
        "- **The detector sees faces from the front.** Who turns away, wears a mask or sits in the "
        "dark is often not found, and then not counted in any figure about found faces.\n"
        "- **A still picture is a moment.** Nothing of what came before or after is known."
    )
    release = components.choose_release()
    if release is None:
        return
    st.markdown("\n".join(f"- {limit}" for limit in release.card["limits"]))
    _measured(release)


def _measured(release: Release) -> None:
    st.markdown(f"**Measured of {release.title}**, on {_SPLIT}")
    try:
        card = cache.scorecard(release, _SPLIT, leaked=True)
    except (FerError, ValueError) as error:
        st.warning(f"Its figures cannot be shown: {error}", icon=":material/error:")
        return
    wrong = 1 - card.accuracy.value
    lines = [
        f"It gives another label than the dataset to {percent(wrong)} of {card.n:,} faces "
        f"({percent(1 - card.accuracy.high)} to {percent(1 - card.accuracy.low)}).",
        *(f.text for f in findings(card.matrix) if f.kind != "frequent"),
    ]
    st.markdown("\n".join(f"- {line}" for line in lines))
    st.page_link(
        "dashboard/pages/scorecard.py",
        label="Every figure, and the faces behind it",
        icon=":material/analytics:",
    )


def sources() -> None:
    """List every work that the project rests on, with what rests on it."""
    for part, works in REFERENCES.items():
        st.subheader(part, anchor=False)
        items = "".join(
            f"<li>{escape(work.authors)} ({work.year}). <i>{escape(work.title)}</i>. "
            f"{escape(work.where)}. {_link(work.url)}<br>"
            f'<span class="fer-quiet">Here: {escape(work.used)}</span></li>'
            for work in works.values()
        )
        st.html(f'<ul class="fer-sources">{items}</ul>')
    st.caption(
        "The portrait of Grace Hopper is a photograph of the United States Navy (James S. Davis, "
        "1984), in the public domain. Colours are Paul Tol's *bright* scheme. The code is under "
        "the MIT licence."
    )


def _link(url: str) -> str:
    return f'<a href="{escape(url)}" rel="noopener">{escape(url)}</a>' if url else ""
