"""The dashboard's entry: the list of pages and the frame around them.

Run it with ``streamlit run streamlit_app.py``.
"""

import streamlit as st

from dashboard import components, privacy

st.set_page_config(
    page_title="Facial expression recognition", page_icon=":material/face:", layout="wide"
)

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
            "dashboard/pages/robustness.py",
            title="Robustness",
            icon=":material/tune:",
            url_path="robustness",
        ),
        st.Page(
            "dashboard/pages/mistakes.py",
            title="Mistakes",
            icon=":material/rule:",
            url_path="mistakes",
        ),
        st.Page(
            "dashboard/pages/training.py",
            title="Training",
            icon=":material/model_training:",
            url_path="training",
        ),
    ],
    position="top",
)
components.style()
page.run()
components.footer()
