"""The shading is what the address says, and the address follows what is chosen."""

import pytest
from streamlit.testing.v1 import AppTest


def page():
    import streamlit as st

    from dashboard.shading import choose_share

    st.text(choose_share("Shade by"))


@pytest.mark.parametrize(("asked", "share"), [("count", "count"), ("", "row"), ("<script>", "row")])
def test_the_address_says_the_shading(asked, share):
    app = AppTest.from_function(page)
    app.query_params["matrix"] = asked
    app.run()
    assert not app.exception
    assert app.text[0].value == share


def test_the_choice_stands_in_the_address_unless_it_is_the_first():
    app = AppTest.from_function(page).run()
    assert "matrix" not in app.query_params
    app.get("button_group")[0].set_value("column").run()
    assert app.text[0].value == "column"
    assert "column" in app.query_params["matrix"]  # a list in some versions
    app.get("button_group")[0].set_value("row").run()
    assert "matrix" not in app.query_params
