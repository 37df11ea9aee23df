"""What whoever runs a server may turn off for everyone, in its environment or in its secrets."""

import os

import streamlit as st
from streamlit.errors import StreamlitSecretNotFoundError

_ON = ("", "on", "1", "yes", "true")


def allowed(switch: str) -> bool:
    """Return whether a switch, such as ``FER_CAMERA``, leaves something on.

    It is read from the environment and from Streamlit's secrets; either turns it off, and so does
    any word there that does not plainly say on.
    """
    said = (os.environ.get(switch, ""), _in_secrets(switch))
    return all(word.strip().lower() in _ON for word in said)


def _in_secrets(switch: str) -> str:
    try:
        return str(st.secrets.get(switch, ""))
    except StreamlitSecretNotFoundError:
        return ""
