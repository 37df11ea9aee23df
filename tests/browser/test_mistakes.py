"""The review desk in a real browser: by keyboard, on two servers with one PostgreSQL, killed."""

import json
import time
from pathlib import Path

import pytest
from playwright.sync_api import expect

from dashboard.store.engine import Store
from dashboard.store.reviews import answers
from tests.browser.conftest import start

REVIEW = "/mistakes?data=sketches&desk=review"


def sign_in(page, url, name):
    page.goto(url)
    page.get_by_label("Your name").fill(name, timeout=90_000)  # a cold server draws its faces first
    page.get_by_text("Begin to review").click()
    page.get_by_text("of 20 answered").wait_for(timeout=30_000)
    comment(page).wait_for(timeout=15_000)  # keys are heard once the form stands


def comment(page):
    """Return the field that is seen: of a form that is gone Streamlit may keep it, hidden."""
    return page.get_by_label("Comment").filter(visible=True)


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)
        page.wait_for_timeout(150)


def review(page, done, *keys):
    """Answer one face with keys and save it; returns when the next face stands complete."""
    before = page.locator(".fer-gallery .note").inner_text()
    press(page, *keys, "s")
    page.get_by_text(f"{done} of 20 answered").wait_for(timeout=15_000)
    note = page.locator(".fer-gallery .note")
    expect(note).to_have_count(1, timeout=15_000)
    expect(note).not_to_have_text(before, timeout=15_000)
    expect(comment(page)).to_have_count(1, timeout=15_000)
    expect(page.locator("[data-stale=true]")).to_have_count(0, timeout=15_000)


@pytest.fixture
def two_servers(postgresql, tmp_path):
    url = postgresql.database()
    variables = {"DATABASE_URL": url, "FER_DATA": str(tmp_path / "data")}
    both = [start(tmp_path / name, **variables) for name in ("one", "two")]
    yield url, variables, both
    for server in both:
        if server.process.poll() is None:
            server.process.terminate()
            server.process.wait(timeout=20)


def test_two_people_review_together(two_servers, browser, tmp_path):
    url, variables, (one, two) = two_servers
    contexts = [browser.new_context(viewport={"width": 1280, "height": 900}) for _ in range(2)]
    ann, bob = (context.new_page() for context in contexts)
    sign_in(ann, one.url + REVIEW, "Ann")
    sign_in(bob, two.url + REVIEW, "Bob")

    review(ann, 1, "m")
    review(ann, 2, "l", "5", "b", "x")
    # the letters are keys elsewhere; here they are only letters
    comment(ann).press_sequentially("no: smile, not sad <b>")
    press(ann, "Tab")
    review(ann, 3, "n")
    began = time.perf_counter()
    bob.locator("tr", has_text="Ann").filter(has_text="3").wait_for(timeout=5_000)
    assert time.perf_counter() - began < 5

    ann.keyboard.press("u")
    ann.get_by_text("2 of 20 answered").wait_for(timeout=15_000)
    bob.locator("tr", has_text="Ann").filter(has_text="2").wait_for(timeout=5_000)
    expect(comment(ann)).to_have_value("no: smile, not sad <b>", timeout=15_000)
    review(ann, 3, "p")
    assert ann.locator("[data-testid=stException]").count() == 0

    one.process.kill()
    one.process.wait(timeout=20)
    store = Store(url)
    kept = answers(store, "sketches")
    store.close()
    assert kept["name"].tolist() == ["Ann"] * 3
    assert kept["verdict"].tolist() == ["model", "label", "people"]
    assert kept["causes"].tolist() == ["", "blur,mixed", ""]
    assert kept["comment"].tolist() == ["", "", "no: smile, not sad <b>"]

    again = start(tmp_path / "again", **variables)
    sign_in(ann, again.url + REVIEW, "ann")
    ann.get_by_text("3 of 20 answered").wait_for()
    again.process.terminate()
    again.process.wait(timeout=20)

    bob.get_by_text("Results", exact=True).click()
    bob.get_by_text("Keep and bring").wait_for(timeout=20_000)
    with bob.expect_download() as taken:
        bob.get_by_text("Reviews as JSON").click()
    content = json.loads(Path(taken.value.path()).read_text(encoding="utf-8"))
    assert len(content["records"]) == 4
    assert sum(r["withdrawn_at"] is not None for r in content["records"]) == 1
    with bob.expect_download() as taken:
        bob.get_by_text("Reviews as CSV").click()
    table = Path(taken.value.path()).read_bytes()
    assert table.startswith(b"kind,id,at,reviewer")
    file = {"name": "reviews.csv", "mimeType": "text/csv", "buffer": table}
    bob.locator("input[type=file]").set_input_files(file)
    bob.get_by_text("Import the reviews").click()
    bob.get_by_text("0 records added, 4 were here already").wait_for(timeout=15_000)
    for context in contexts:
        context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("part", ["gallery", "review", "results"])
def test_every_part_fits_a_phone(server, browser, scheme, part):
    size = {"width": 390, "height": 844}
    context = browser.new_context(viewport=size, color_scheme=scheme)
    page = context.new_page()
    page.goto(f"{server.url}/mistakes?data=sketches&desk={part}")
    page.get_by_text("Do not use it to decide anything").wait_for(timeout=90_000)
    page.wait_for_timeout(800)
    main = "document.querySelector('[data-testid=stMain]')"
    assert page.evaluate(f"{main}.scrollWidth <= {main}.clientWidth + 1")
    assert page.locator("[data-testid=stException]").count() == 0
    context.close()


def test_a_face_of_the_gallery_opens_closely_and_back(server, page):
    page.goto(f"{server.url}/mistakes?data=sketches&labelled=Sad")
    page.locator(".fer-gallery a").first.click(timeout=90_000)
    page.get_by_text("labelled Sad").wait_for(timeout=30_000)
    assert "face=" in page.url
    page.get_by_text("All errors").click()
    page.locator(".fer-gallery a").first.wait_for()
    assert "face=" not in page.url
    assert "labelled=Sad" in page.url


def test_a_face_opens_within_the_visit_and_back_shows_them_all(server, page):
    """A page that was loaded anew would sign the reviewer out and forget all that was begun."""
    sign_in(page, server.url + REVIEW, "Ann")
    page.get_by_text("Gallery", exact=True).click()
    tile = page.locator(".fer-gallery a").first
    tile.wait_for(timeout=30_000)
    page.evaluate("window.visit = 'this one'")
    tile.click()
    page.get_by_role("button", name="All errors").wait_for(timeout=15_000)
    assert "face=" in page.url
    assert page.evaluate("window.visit") == "this one"
    page.go_back()
    page.get_by_role("button", name="All errors").wait_for(state="detached", timeout=15_000)
    expect(page.locator(".fer-gallery a").nth(3)).to_be_visible(timeout=15_000)
    page.get_by_text("Review", exact=True).click()
    page.get_by_text("of 20 answered").wait_for(timeout=15_000)
