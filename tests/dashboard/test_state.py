"""Links: an address opens the same view, and nonsense in it is passed over."""

from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import state, state_history

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


def page():
    import streamlit as st

    from dashboard import state

    state.link("cell", ["a", "b"], "a")
    st.selectbox("Cell", ["a", "b"], key="cell", format_func=str.upper)
    state.keep("cell", "a")


def test_the_address_is_read():
    app = AppTest.from_function(page)
    app.query_params["cell"] = "b"
    assert app.run().selectbox[0].value == "b"
    assert app.query_params["cell"] in ("b", ["b"])


def test_the_address_is_written_and_stays_short():
    app = AppTest.from_function(page).run()
    assert "cell" not in app.query_params
    app.selectbox[0].set_value("b").run()
    assert app.query_params["cell"] in ("b", ["b"])
    app.selectbox[0].set_value("a").run()
    assert "cell" not in app.query_params


def test_going_back_shows_what_the_address_says(monkeypatch):
    app = AppTest.from_function(page).run()
    app.selectbox[0].set_value("b").run()
    monkeypatch.setattr(state_history, "goes_back", lambda: True)
    del app.query_params["cell"]  # as the browser has it again
    assert app.run().selectbox[0].value == "a"
    app.query_params["cell"] = "b"
    assert app.run().selectbox[0].value == "b"


def test_going_back_to_where_a_page_was_entered_keeps_what_it_was_entered_with(monkeypatch):
    app = AppTest.from_function(page)
    app.session_state["kept_cell"] = "b"  # chosen on another page, from whose menu this one opens
    assert app.run().selectbox[0].value == "b"
    monkeypatch.setattr(state_history, "goes_back", lambda: True)
    del app.query_params["cell"]  # the address before `keep` wrote into it
    assert app.run().selectbox[0].value == "b"


def test_nonsense_in_the_address_gives_the_default():
    app = AppTest.from_function(page)
    app.query_params["cell"] = "<script>"
    assert app.run().selectbox[0].value == "a"
    assert not app.exception


def several():
    import streamlit as st

    from dashboard import state

    state.link_several("cells", ["a", "b", "c"], ["a"])
    st.pills("Cells", ["a", "b", "c"], selection_mode="multi", key="cells")
    state.keep_several("cells", ["a"])


def of_pictures():
    from dashboard import state

    state.pictures_given(state.st.session_state["names"])
    state.remembered("made", lambda: 1)


def test_what_was_made_of_a_picture_goes_with_it():
    app = AppTest.from_function(of_pictures)
    app.session_state["names"] = ["a", "b"]
    app.run()
    app.session_state["made"]["other"] = 2
    app.session_state["names"] = ["a", "b", "c"]
    assert "other" in app.run().session_state["made"]
    app.session_state["names"] = ["a", "c"]
    assert "other" not in app.run().session_state["made"]


def test_a_picture_that_is_no_longer_there_leaves_the_server(monkeypatch):
    """A browser says nothing of a photograph whose camera is no longer on the page."""
    removed = []
    manager = SimpleNamespace(remove_file=lambda **which: removed.append(which))
    context = SimpleNamespace(session_id="one", uploaded_file_mgr=manager)
    monkeypatch.setattr(state, "get_script_run_ctx", lambda: context)
    monkeypatch.setattr(state.st, "session_state", {})
    state.pictures_given(["a", "b"])
    state.pictures_given(["b"])
    assert removed == [{"session_id": "one", "file_id": "a"}]
    state.pictures_given(())
    assert [which["file_id"] for which in removed] == ["a", "b"]


def test_several_values_are_read_from_the_address_and_nonsense_is_passed_over():
    app = AppTest.from_function(several)
    app.query_params["cells"] = "c,<b>,b"
    assert app.run().pills[0].value == ["c", "b"]
    assert app.query_params["cells"] in ("c,b", ["c,b"])


def test_the_usual_values_keep_the_address_short():
    app = AppTest.from_function(several).run()
    assert app.pills[0].value == ["a"]
    assert "cells" not in app.query_params
    app.pills[0].set_value([]).run()
    assert not app.exception
    assert app.pills[0].value == []
