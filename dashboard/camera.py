"""The switch that turns the camera off for the whole app, and the notice that says why.

Schools and employers need it: no page may open a camera without asking `camera_allowed`.
"""

import streamlit as st

from dashboard.switches import allowed

SWITCH = "FER_CAMERA"
_ACT = "https://eur-lex.europa.eu/eli/reg/2024/1689/oj"


def camera_allowed() -> bool:
    """Return whether cameras may be used on this server: not with ``FER_CAMERA=off``."""
    return allowed(SWITCH)


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
