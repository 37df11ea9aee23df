"""Workshop, in a real browser: a room sets a cost, follows a link, and reads it on a phone."""

import re

import pytest
from playwright.sync_api import expect

from dashboard.store import rooms
from dashboard.store.engine import Store
from dashboard.store.rooms import Position

FOOT = "Do not use it to decide anything"


def open_page(page, url):
    page.goto(url)
    page.get_by_text(FOOT).wait_for(timeout=60_000)
    page.locator(".fer-lead").wait_for()


def answer(page):
    return page.locator(".fer-lead").inner_text()


def test_a_share_set_by_hand_moves_the_picture_and_the_link_tells_it_on(server, browser, page):
    open_page(page, f"{server.url}/workshop")
    picture = page.locator(".fer-thousand")
    before, said = picture.get_attribute("aria-label"), answer(page)
    page.get_by_text("Set how many faces carry each label").click()
    field = page.get_by_role("spinbutton", name="Angry", exact=True)
    field.fill("300")
    field.press("Enter")
    page.wait_for_url("**costs=Angry-300**", timeout=30_000)
    page.wait_for_function(
        "said => document.querySelector('.fer-lead').innerText !== said", arg=said
    )
    expect(picture).not_to_have_attribute("aria-label", before)  # it is drawn after the sentence
    after = picture.get_attribute("aria-label")
    right = [int(re.search(r"Angry, (\d+) are", text)[1]) for text in (before, after)]
    assert right[1] > right[0]
    other = browser.new_context().new_page()
    open_page(other, page.url)
    other.wait_for_function(
        "said => document.querySelector('.fer-lead').innerText === said", arg=answer(page)
    )
    other.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("activity", ["costs", "cards"])
def test_every_activity_fits_a_phone(server, browser, scheme, activity):
    context = browser.new_context(viewport={"width": 390, "height": 844}, color_scheme=scheme)
    page = context.new_page()
    open_page(page, f"{server.url}/workshop?activity={activity}")
    page.wait_for_timeout(800)
    main = "document.querySelector('[data-testid=stMain]')"
    assert page.evaluate(f"{main}.scrollWidth <= {main}.clientWidth + 1")
    assert page.locator("[data-testid=stException]").count() == 0
    if activity == "costs":
        box = page.locator(".fer-thousand").bounding_box()
        assert box["width"] > 330
        assert 1.5 < box["width"] / box["height"] < 1.7
        tables = page.locator(".fer-table.folds")
        assert tables.count() == 2
        fits = "tables => tables.every(t => t.scrollWidth <= t.clientWidth + 1)"
        assert tables.evaluate_all(fits)
        box = page.get_by_role("radio", name="Neutral").bounding_box()
        assert box["x"] + box["width"] <= 390
    context.close()


def test_the_tables_fit_the_screen_of_whoever_leads_a_room(server, page):
    store = Store(f"sqlite:///{server.home}/store.db")
    shown = Position("costs", 0, "show")
    room, secret = rooms.open_room(store, "costs", "sketches", [], "police", shown)
    store.close()
    page.goto(f"{server.url}/workshop?room={room.code}&lead={secret}")
    tables = page.locator(".st-key-fer-costs .fer-table")
    tables.first.wait_for(timeout=60_000)
    for width in (1280, 900):
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_timeout(300)
        assert tables.count() == 1
        fits = "tables => tables.every(t => t.scrollWidth <= t.clientWidth)"
        assert tables.evaluate_all(fits), width
