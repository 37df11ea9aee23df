"""The gallery: only the tiles of one page are made, the page stands in the address."""

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from dashboard.gallery import Tile, grid

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


def page():
    import numpy as np
    import streamlit as st

    from dashboard.gallery import Tile, gallery

    made = []

    def tile(i):
        made.append(i)
        return Tile(f"Face {i}", f"row {i:,}", np.full((48, 48), i % 256, np.uint8))

    gallery(st.session_state.get("count", 1_000_000), tile, key="page", size=10)
    st.session_state["made"] = made


def shown(app):
    return app.session_state["made"]


def test_only_the_tiles_of_the_first_page_are_made():
    app = AppTest.from_function(page).run()
    assert not app.exception
    assert shown(app) == list(range(10))


def test_the_address_opens_a_page():
    app = AppTest.from_function(page)
    app.query_params["page"] = "3"
    app.run()
    assert shown(app) == list(range(20, 30))


@pytest.mark.parametrize("said", ["0", "-1", "100001", "x", "1.5", "<b>"])
def test_nonsense_in_the_address_opens_the_first_page(said):
    app = AppTest.from_function(page)
    app.query_params["page"] = said
    app.run()
    assert not app.exception
    assert shown(app) == list(range(10))


def test_a_page_that_is_gone_becomes_the_first():
    app = AppTest.from_function(page)
    app.query_params["page"] = "9"
    app.run()
    app.session_state["count"] = 35
    app.run()
    assert not app.exception
    assert shown(app) == list(range(10))


def test_the_last_page_holds_the_rest_and_none_says_so():
    app = AppTest.from_function(page)
    app.session_state["count"] = 23
    app.query_params["page"] = "3"
    app.run()
    assert shown(app) == [20, 21, 22]
    app.session_state["count"] = 0
    app.run()
    assert not app.exception
    assert "No face" in app.caption[0].value


def test_words_are_escaped_and_absent_pictures_are_told():
    html = grid([Tile("<script>x</script>", '"><img src=x>', href='/?a="b')])
    assert "<script>" not in html
    assert "<img" not in html
    assert "not on this machine" in html
    assert 'href="/?a=&quot;b"' in html


def test_strips_say_in_words_what_they_show():
    html = grid([Tile("a", bars=[("people", [0.5, 0, 0, 0.3, 0, 0, 0])])])
    assert 'aria-label="people: Angry 50%, Happy 30%"' in html
    assert "width:50.00%" in html


def test_other_shapes_are_refused():
    with pytest.raises(ValueError, match="48, 48"):
        Tile("a", face=np.zeros((47, 48), np.uint8))
    with pytest.raises(ValueError, match="7 shares"):
        Tile("a", bars=[("people", [1.0])])
