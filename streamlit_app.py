"""The dashboard's entry: the list of pages and the frame around them.

Run it with ``streamlit run streamlit_app.py``.
"""

from pathlib import Path

import streamlit as st

from dashboard import components, memory, privacy, state

# An icon of our own: a Material one would be fetched from a font host.
_ICON = Path(__file__).parent / "dashboard" / "icon.svg"
st.set_page_config(page_title="Facial expression recognition", page_icon=_ICON, layout="wide")

privacy.keep_uploads_in_memory()
page = st.navigation(
    [
        st.Page(
            "dashboard/pages/try_a_face.py",
            title="Try a face",
            icon=":material/face:",
            default=True,
        ),
        st.Page(
            "dashboard/pages/scorecard.py",
            title="Scorecard",
            icon=":material/analytics:",
            url_path="scorecard",
        ),
        st.Page(
            "dashboard/pages/compare.py",
            title="Compare",
            icon=":material/compare_arrows:",
            url_path="compare",
        ),
        st.Page(
            "dashboard/pages/mistakes.py",
            title="Mistakes",
            icon=":material/rule:",
            url_path="mistakes",
        ),
        st.Page(
            "dashboard/pages/robustness.py",
            title="Robustness",
            icon=":material/tune:",
            url_path="robustness",
        ),
        st.Page(
            "dashboard/pages/training.py",
            title="Training",
            icon=":material/model_training:",
            url_path="training",
        ),
        st.Page(
            "dashboard/pages/workshop.py",
            title="Workshop",
            icon=":material/groups:",
            url_path="workshop",
        ),
        st.Page(
            "dashboard/pages/about.py",
            title="About",
            icon=":material/info:",
            url_path="about",
        ),
    ],
    position="top",
)
components.style()
page.run()
if page.title in ("Scorecard", "Compare", "Mistakes", "Training"):
    state.pictures_given(())  # these pages show none of a visitor's pictures: they are let go
components.footer()
memory.tidy()
