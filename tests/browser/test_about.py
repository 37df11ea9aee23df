"""About, in a real browser: a picture tried is the example, and no other host is asked."""

import re

import pytest

from fer.data.samples import photograph

FOOT = "Do not use it to decide anything"


def open_page(page, url):
    page.goto(url)
    page.get_by_text(FOOT).wait_for(timeout=30_000)


def test_the_picture_that_was_tried_walks_the_four_steps(server, page):
    hosts = set()
    page.on("request", lambda request: hosts.add(request.url.split("/")[2]))
    open_page(page, f"{server.url}/?source=upload")
    file = {"name": "me.jpg", "mimeType": "image/jpeg", "buffer": photograph()}
    page.locator("input[type=file]").set_input_files([file])
    said = page.locator(".fer-face")
    said.get_by_role("heading", name=re.compile("Labelled|Not sure")).wait_for(timeout=30_000)
    label = said.locator("dt").first.inner_text()
    page.get_by_role("link", name="About").click()
    page.get_by_alt_text("me.jpg with a box around the face").wait_for(timeout=30_000)
    assert page.get_by_text(f"the largest is the label, {label}").count() == 1
    hosts.discard("")  # pictures that stand in the page itself
    assert hosts == {server.url.removeprefix("http://")}
    assert {c["name"] for c in page.context.cookies()} <= {"_streamlit_xsrf"}
    page.get_by_role("link", name="Try a face").click()
    page.get_by_text("Photographs of faces").wait_for()
    page.get_by_role("link", name="About").click()
    page.get_by_alt_text("grace-hopper.jpg with a box around the face").wait_for(timeout=30_000)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("part", ["steps", "cards", "data", "privacy", "limits", "sources"])
def test_every_part_fits_a_phone(server, browser, scheme, part):
    context = browser.new_context(viewport={"width": 390, "height": 844}, color_scheme=scheme)
    page = context.new_page()
    open_page(page, f"{server.url}/about?part={part}")
    page.wait_for_timeout(600)
    main = "document.querySelector('[data-testid=stMain]')"
    assert page.evaluate(f"{main}.scrollWidth <= {main}.clientWidth + 1")
    if part == "privacy":
        page.get_by_text("For whoever runs this server").click()
        page.get_by_text("FER_TRAINING").first.wait_for()
        tables = page.locator(".fer-table")
        assert tables.count() == 2
        assert tables.evaluate_all("all => all.every(t => t.scrollWidth <= t.clientWidth + 1)")
    assert page.locator("[data-testid=stException]").count() == 0
    context.close()
