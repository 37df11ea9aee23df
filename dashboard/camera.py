"""The switch that turns the camera off for the whole app, and the notice that says why.

Schools and employers need it: no page may open a camera without asking `camera_allowed`.
"""

import os

import streamlit as st
from streamlit.errors import StreamlitSecretNotFoundError

SWITCH = "FER_CAMERA"
_ON = ("", "on", "1", "yes", "true")
_ACT = "https://eur-lex.europa.eu/eli/reg/2024/1689/oj"


def camera_allowed() -> bool:
    """Return whether cameras may be used on this server.

    ``FER_CAMERA`` is read from the environment and from Streamlit's secrets; either turns them
    off, and so does any word there that does not plainly say on.
    """
    said = (os.environ.get(SWITCH, ""), _in_secrets())
    return all(word.strip().lower() in _ON for word in said)


def _in_secrets() -> str:
    try:
        return str(st.secrets.get(SWITCH, ""))
    except StreamlitSecretNotFoundError:
        return ""


def off_notice() -> None:
    """Say that the camera is off on this server, why, and what there is instead."""
    st.info(
        "**The camera is off on this server.** Whoever runs it has switched it off for everyone, "
        "as is right at a school or at work: since 2 February 2025 the EU's AI Act prohibits "
        "using such a system to infer people's emotions at work and in education, except for "
        f"medical or safety reasons ([Regulation (EU) 2024/1689, Article 5(1)(f)]({_ACT})).\n\n"
        "The samples show all that it does, on faces that belong to no pupil and no colleague. "
        "For photographs that people upload, the same rule holds.",
        icon=":material/videocam_off:",
    )
