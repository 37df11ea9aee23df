"""Who reviews: signing in with a name or an account, and how far everybody is."""

from datetime import UTC, datetime
from html import escape

import streamlit as st
from streamlit.errors import StreamlitSecretNotFoundError

from dashboard import cache_reviews, components
from dashboard.review import state
from dashboard.store.answers import LONGEST_NAME
from dashboard.store.failures import StoreError
from dashboard.store.reviews import Reviewer, progress, sign_in

_EVERY = 3  # seconds between two looks at the others' progress


def here() -> Reviewer | None:
    """Return who signed in before, without asking."""
    return state.reviewer()


def signed_in() -> Reviewer | None:
    """Return who reviews; where nobody signed in yet, ask for it."""
    who = state.reviewer()
    try:
        if who is None and accounts():
            who = _by_account()
        elif who is None:
            who = _by_name()
    except StoreError as error:
        st.error(str(error), icon=":material/database_off:")
        return None
    if who is not None:
        line = st.container(
            horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
        )
        line.html(f'<p class="fer-who">Reviewing as <strong>{escape(who.name)}</strong></p>')
        line.button("Sign out", type="tertiary", icon=":material/logout:", on_click=_sign_out)
    return who


def accounts() -> bool:
    """Return whether signing in with OpenID Connect is configured."""
    try:
        return "auth" in st.secrets
    except StreamlitSecretNotFoundError:
        return False


def _by_account() -> Reviewer | None:
    user = st.user.to_dict()
    if not user.get("is_logged_in"):
        st.markdown("Sign in to review. Your name stands beside your answers.")
        st.button("Sign in", icon=":material/login:", type="primary", on_click=st.login)
        return None
    name = str(user.get("name") or "Somebody")[:LONGEST_NAME]  # an address would be public
    who = sign_in(cache_reviews.store(), name, f"{user.get('iss', '')}|{user.get('sub', '')}")
    state.set_reviewer(who)
    return who


def _by_name() -> Reviewer | None:
    with st.form("sign-in", border=False):
        left, right = st.columns([3, 1], vertical_alignment="bottom")
        name = left.text_input("Your name", max_chars=LONGEST_NAME, autocomplete="nickname")
        done = right.form_submit_button("Begin to review", type="primary", width="stretch")
    st.caption(
        "There is no password: the name tells your answers from those of others and stands beside "
        "them. Signing in with the same name again, here or elsewhere, continues where you were."
    )
    if not done:
        return None
    who = sign_in(cache_reviews.store(), name or "")
    state.set_reviewer(who)
    st.rerun()
    return who


def _sign_out() -> None:
    account = accounts() and st.user.to_dict().get("is_logged_in")
    state.set_reviewer(None)
    if account:
        st.logout()


@st.fragment(run_every=_EVERY)
def everybody(data: str) -> None:
    """Show how far everybody is on a dataset, on every server; current within seconds."""
    try:
        found = progress(cache_reviews.store(), data)
    except StoreError as error:
        st.caption(f"The progress of others is not known at the moment. {error}")
        return
    if not found:
        st.caption("Nobody has answered yet.")
        return
    rows = [[escape(p.name), f"{p.answered:,}", _ago(p.at)] for p in found]
    components.table(["reviewer", "answered", "last answer"], rows)


def _ago(at: int) -> str:
    seconds = max(0, round(datetime.now(UTC).timestamp() - at / 1000))
    if seconds < 60:
        return "just now" if seconds < 10 else f"{seconds} s ago"
    if seconds < 3600:
        return f"{seconds // 60} min ago"
    return datetime.fromtimestamp(at / 1000, UTC).strftime("%Y-%m-%d %H:%M UTC")
