"""Rooms in a real browser and with a crowd: one phone is one seat, keyboard alone, none lost."""

import re

from dashboard.store.engine import Store
from tests.crowd import play


def opened(server, page):
    """Open a room with drawn faces from the page, and return its code."""
    page.goto(f"{server.url}/workshop?room=new")
    page.get_by_text("Only guess before reveal").click(timeout=60_000)
    page.get_by_text("Drawn faces", exact=True).click()
    page.wait_for_timeout(300)
    page.get_by_role("button", name="Open the room").click()
    page.locator(".fer-code").wait_for(timeout=60_000)
    return re.search(r"room=(\w+)", page.url)[1]


def test_a_phone_joins_twice_counts_once_and_votes_by_keyboard(server, browser, page):
    code = opened(server, page)
    assert page.get_by_role("img", name="QR code of the address").is_visible()
    context = browser.new_context(viewport={"width": 390, "height": 844})
    phone, again = context.new_page(), context.new_page()
    for one in (phone, again):
        one.goto(f"{server.url}/workshop?room={code}")
        one.get_by_text("You are in").wait_for(timeout=60_000)
    again.close()
    page.get_by_role("status").get_by_text("1 joined").wait_for()
    page.get_by_role("button", name="Begin").press("Enter")
    question = phone.get_by_role("radiogroup", name="Which label would you give this face?")
    question.get_by_role("radio", name="Fear").focus()
    phone.keyboard.press("Space")
    phone.get_by_text("Your answer is counted").wait_for()
    assert question.get_by_role("radio", name="Fear").get_attribute("aria-checked") == "true"
    page.get_by_role("status").get_by_text("1 of 1 answered").wait_for()
    main = "document.querySelector('[data-testid=stMain]')"
    assert phone.evaluate(f"{main}.scrollWidth <= {main}.clientWidth + 1")
    phone.reload()
    phone.get_by_role("radio", name="Fear").wait_for(timeout=60_000)
    assert phone.get_by_role("radio", name="Fear").get_attribute("aria-checked") == "true"
    page.get_by_role("button", name="Close the vote and reveal").press("Enter")
    phone.get_by_text("The dataset says").wait_for()
    assert phone.get_by_text("You said Fear").is_visible()
    context.close()


def test_a_crowd_that_votes_at_once_loses_no_vote(server):
    store = Store(f"sqlite:///{server.home}/store.db")
    outcome = play([server.url], store, people=20, seconds=1)
    assert (outcome.joined, outcome.votes, outcome.wrong) == (20, 20, 0), outcome
    store.close()
