"""What a room keeps in the address, in the session and in the browser: codes, seats, widgets."""

import re
import secrets
from typing import Any

import streamlit as st

from dashboard import state
from dashboard.store.rooms import clean_code

ROOM = "room"
LEAD = "lead"
NEW = "new"  # in place of a code: a room is to be opened
COOKIE = "fer_seat"
SEAT = "fer_seat"
TYPED = "room_code"
PLAN = "room_plan"
FACES = "room_faces"
PLACE = "room_context"
TARGET = "fool_target"
WAY = "fool_way"
_TOKEN = re.compile(r"[0-9a-f]{32}")
_SEAT = "seat"
_DRAFT = "seat_draft"
_JOINED = "seat_joined"
_SHOWN = "stakes_shown"


def code() -> str:
    """Return the room that the address names, or that was named before; empty where none is."""
    asked = str(st.query_params.get(ROOM, ""))
    if not asked and (kept := _kept(ROOM)):
        st.query_params[ROOM] = asked = kept
        if secret := _kept(LEAD):
            st.query_params[LEAD] = secret
    if asked == NEW:
        return NEW
    found = clean_code(asked)
    _keep(ROOM, found)
    return found


def secret() -> str:
    """Return the facilitator's secret that the address holds; empty where it holds none."""
    found = str(st.query_params.get(LEAD, ""))[:64]
    _keep(LEAD, found)
    return found


def enter(room: str, lead: str = "") -> None:
    """Let the address name a room, and its secret for whoever leads it."""
    leave()
    st.query_params[ROOM] = room
    if lead:
        st.query_params[LEAD] = lead


def leave() -> None:
    """Let the address name no room; a seat that was taken stays taken."""
    for key in (ROOM, LEAD):
        st.query_params.pop(key, None)
        _keep(key, "")


def join_typed() -> None:
    """Enter the room whose code was typed, in the callback of its field."""
    typed = clean_code(str(st.session_state.get(TYPED) or ""))
    if typed:
        enter(typed)


def _kept(key: str) -> str:
    return str(st.session_state.get(f"kept_{key}", ""))


def _keep(key: str, value: str) -> None:
    st.session_state[f"kept_{key}"] = value


def seat() -> str | None:
    """Return this browser's number; None until the browser has told it or taken one."""
    known = st.session_state.get(_SEAT)
    cookie = str(st.context.cookies.get(COOKIE, ""))
    if known is None and _TOKEN.fullmatch(cookie):
        st.session_state[_SEAT] = known = cookie
    return None if known is None else str(known)


def seat_draft() -> str:
    """Return the number that this browser may take, the same until it has one."""
    draft = st.session_state.setdefault(_DRAFT, secrets.token_hex(16))
    return str(draft)


def take_seat() -> None:
    """Take the number that the browser has told."""
    told = str((st.session_state.get(SEAT) or {}).get("token", ""))
    if _TOKEN.fullmatch(told):
        st.session_state[_SEAT] = told


def joined(room: str) -> bool:
    """Return whether this session has taken its seat in a room."""
    return st.session_state.get(_JOINED) == room


def set_joined(room: str) -> None:
    """Remember that this session has taken its seat in a room."""
    st.session_state[_JOINED] = room


def holds(key: str, value: Any) -> str:
    """Let a widget begin with what the store holds, and return its key."""
    if key not in st.session_state:
        st.session_state[key] = value
    return key


def held(key: str) -> Any:
    """Return what a widget holds, in its callback."""
    return st.session_state.get(key)


def let_go(key: str) -> None:
    """Let a widget begin anew with what the store holds."""
    st.session_state.pop(key, None)


def refuse(sentence: str) -> None:
    """Keep why a vote was refused, until it has been shown."""
    state.keep_refusal(sentence)


def refused() -> str | None:
    """Return why the last vote was refused, once."""
    return state.take_refusal()


def stakes_shown(room: str) -> str | None:
    """Return which of a room's stakes this session's widgets were set to."""
    kept = st.session_state.get(_SHOWN)
    return kept[1] if kept and kept[0] == room else None


def set_stakes_shown(room: str, stakes: str) -> None:
    """Remember which of a room's stakes this session's widgets were set to."""
    st.session_state[_SHOWN] = (room, stakes)
