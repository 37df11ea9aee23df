"""The address under which phones reach a room: as the operator says, else as the browser has it."""

import os
import socket
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit, urlunsplit

import streamlit as st

from dashboard import state_rooms

VARIABLE = "FER_ADDRESS"
_HERE_ONLY = ("localhost", "127.0.0.1", "::1")
_PATH = "/workshop"


@dataclass(frozen=True)
class Links:
    """Addresses of a room.

    Attributes
    ----------
    join : str
        For participants.
    note : str
        What to know about it; empty where it needs no note.
    """

    join: str
    note: str = ""


def links(room: str) -> Links:
    """Return where participants join a room."""
    base = os.environ.get(VARIABLE, "").strip().rstrip("/")
    if base:
        return Links(f"{base}{_PATH}?{urlencode({state_rooms.ROOM: room})}")
    parts = urlsplit(st.context.url or f"http://localhost:8501{_PATH}")
    note, place = "", parts.netloc
    if parts.hostname in _HERE_ONLY:
        own = None if st.get_option("server.address") in _HERE_ONLY else _in_the_network()
        if own is None:
            note = (
                "This address works on this machine only. Open the page under an address that "
                f"phones can reach, or set {VARIABLE} where the server starts."
            )
        else:
            place = own if parts.port is None else f"{own}:{parts.port}"
            note = (
                "You opened the page as localhost; this is the same server for phones in the same "
                f"network. If they cannot reach it, set {VARIABLE} where the server starts."
            )
    query = urlencode({state_rooms.ROOM: room})
    return Links(urlunsplit((parts.scheme, place, parts.path, query, "")), note)


def _in_the_network() -> str | None:
    """Return this machine's address in its network; nothing is sent to learn it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
            own = str(probe.getsockname()[0])
        except OSError:
            return None
    return None if own in (*_HERE_ONLY, "0.0.0.0") else own


def spoken(room: str) -> str:
    """Return a code in two halves, as it is read out."""
    return f"{room[:3]}\u00a0{room[3:]}"
