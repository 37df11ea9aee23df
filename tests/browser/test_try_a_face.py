"""Try a face, in a real browser: upload, camera, bad files, phone, dark, and what stays private."""

import re
import statistics
import time
from pathlib import Path

import cv2
import numpy as np
import pytest

from fer.data.samples import grace_hopper, photograph
from tests.browser.conftest import start

SAID = re.compile(r"Labelled \w|Not sure: \w")
ROOT = Path(__file__).parents[2]


def open_page(page, url):
    page.goto(url)
    page.get_by_text("Do not use it to decide anything").wait_for(timeout=30_000)


def upload(page, *files):
    page.get_by_text("Upload", exact=True).first.click()
    given = [{"name": n, "mimeType": "image/jpeg", "buffer": data} for n, data in files]
    page.locator("input[type=file]").set_input_files(given)


def snapshot(*folders):
    """Return path, size and time of every file below folders, but for what tests write."""
    ours = {"__pycache__", ".git", ".pytest_cache", ".hypothesis"}
    found = {}
    for folder in folders:
        for path in folder.rglob("*"):
            if path.is_file() and not ours & set(path.parts):
                status = path.stat()
                found[str(path)] = (status.st_size, status.st_mtime_ns)
    return found


def test_the_first_view_shows_a_labelled_face(server, page):
    open_page(page, server.url)
    page.get_by_text(SAID).wait_for()
    assert page.locator(".fer-face").count() == 1
    assert page.locator(".fer-face dt").count() == 7


def test_the_first_view_asks_no_other_host(server, page):
    """No font, icon or figure comes from elsewhere: a visit is known to this server alone."""
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    open_page(page, server.url)
    page.get_by_text(SAID).wait_for()
    page.wait_for_timeout(500)
    assert asked
    own = (server.url, "data:", "blob:", "about:")
    assert [url for url in asked if not url.startswith(own)] == []


def test_an_uploaded_photograph_gets_its_labels_and_files(server, page):
    open_page(page, server.url)
    upload(page, ("hopper.jpg", grace_hopper()), ("scene.jpg", photograph()))
    page.locator(".fer-face").nth(1).wait_for(timeout=20_000)
    assert page.locator(".fer-face").count() == 2
    with page.expect_download() as kept:
        page.get_by_text("Figures as CSV").first.click()
    lines = Path(kept.value.path()).read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("file,face,x,y")
    assert len(lines) == 2
    with page.expect_download() as kept:
        page.get_by_text("Picture with labels").first.click()
    assert Path(kept.value.path()).read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("empty.jpg", b""),
        ("words.jpg", b"this is no picture at all"),
        ("cut.jpg", grace_hopper()[:9000]),
        ("page.png", b"<html><body>hello</body></html>"),
    ],
    ids=["empty", "text", "cut off", "html"],
)
def test_a_bad_file_gets_a_sentence_and_the_good_one_its_labels(server, page, name, data):
    open_page(page, server.url)
    upload(page, (name, data), ("good.jpg", grace_hopper()))
    page.locator("[data-testid=stAlert]").wait_for(timeout=20_000)
    page.locator(".fer-face").wait_for()
    assert name in page.locator("[data-testid=stAlert]").inner_text()
    assert page.locator("[data-testid=stException]").count() == 0


def test_no_face_is_an_answer_and_the_whole_picture_an_offer(server, page):
    from fer.recognition.annotate import encode_png

    flat = encode_png(np.full((120, 120), 90, np.uint8))
    open_page(page, server.url)
    upload(page, ("wall.png", flat))
    page.get_by_text("No face found").wait_for(timeout=20_000)
    assert page.locator(".fer-face").count() == 0
    page.get_by_text("Classify the whole picture").click()
    page.locator(".fer-face").wait_for()


def test_camera_after_consent_and_nothing_is_written(server, camera_page):
    page = camera_page
    open_page(page, server.url)
    page.get_by_text(SAID).wait_for()
    before, written = snapshot(server.home, ROOT), server.written()
    page.get_by_text("Camera", exact=True).first.click()
    page.get_by_text("Before the camera turns on").wait_for()
    assert page.locator("video").count() == 0
    page.get_by_text("I agree, turn the camera on").click()
    page.locator("video").wait_for(timeout=20_000)
    page.wait_for_timeout(1500)
    page.get_by_text("Take Photo").click()
    page.locator(".fer-face").wait_for(timeout=20_000)
    page.get_by_text("Turn the camera off").click()
    page.get_by_text("Before the camera turns on").wait_for()
    assert page.locator("video").count() == 0
    page.locator('[data-test-script-state="notRunning"]').wait_for()
    page.get_by_text("Upload", exact=True).first.click()
    large = cv2.imdecode(np.frombuffer(photograph(1600, 1200), np.uint8), cv2.IMREAD_COLOR)
    bitmap = cv2.imencode(".bmp", large)[1].tobytes()
    assert len(bitmap) > 5_000_000
    file = {"name": "x.bmp", "mimeType": "image/bmp", "buffer": bitmap}
    page.locator("input[type=file]").set_input_files(file)
    page.locator(".fer-face").wait_for(timeout=20_000)
    assert snapshot(server.home, ROOT) == before
    # file systems keep books in blocks of 4 kB; a picture on its way to the disk would be millions
    assert server.written() - written < 200_000


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/", "/scorecard", "/scorecard?section=classes"])
def test_pages_fit_a_phone_in_both_themes(server, browser, scheme, path):
    size = {"width": 390, "height": 844}
    context = browser.new_context(viewport=size, color_scheme=scheme)
    page = context.new_page()
    open_page(page, server.url + path)
    page.wait_for_timeout(800)
    main = "document.querySelector('[data-testid=stMain]')"
    assert page.evaluate(f"{main}.scrollWidth <= {main}.clientWidth + 1")
    if "classes" in path:
        table = page.locator(".fer-table.folds")
        assert table.evaluate("e => e.scrollWidth <= e.clientWidth")
        assert table.get_by_text("Surprise").is_visible()
    assert page.locator("[data-testid=stException]").count() == 0
    context.close()


def test_a_link_shows_another_person_the_same(server, page):
    open_page(page, f"{server.url}/scorecard?release=svm-linear&split=PublicTest&leaks=true")
    page.get_by_text("of 3,310 faces").wait_for()
    box = page.locator("[data-testid=stSelectbox]").first
    assert "Linear SVM" in box.inner_text() + box.locator("input").input_value()


def seconds_to(selector, url, browser, visits):
    """Return the seconds until an element is seen, visit by visit, in one fresh browser profile."""
    context = browser.new_context()
    seconds = []
    for _ in range(visits):
        page = context.new_page()
        began = time.perf_counter()
        page.goto(url, wait_until="commit")
        page.locator(selector).first.wait_for(timeout=120_000)
        seconds.append(time.perf_counter() - began)
        page.close()
    context.close()
    return seconds


def test_first_view(fresh_server, browser, tmp_path, record_property):
    """Times a cold and four warm first views, and those of a page of one word beside them.

    The goals, 2.5 s cold and 0.5 s warm, are for an idle machine: read the print. What holds on
    any machine is that most of the time is Streamlit's own front end.
    """
    bare = tmp_path / "bare.py"
    bare.write_text("import streamlit as st\nst.markdown('Labelled ')\n", encoding="utf-8")
    other = start(tmp_path / "other", bare)
    try:
        cold, *warm = seconds_to(".fer-face h3", fresh_server.url, browser, 5)
        bare_cold, *bare_warm = seconds_to("text=Labelled", other.url, browser, 5)
    finally:
        other.process.terminate()
        other.process.wait(timeout=20)
    ours, theirs = statistics.median(warm), statistics.median(bare_warm)
    record_property("cold_s", round(cold, 2))
    record_property("warm_s", round(ours, 2))
    print(  # noqa: T201
        f"\nfirst view: cold {cold:.2f} s, warm {ours:.2f} s (median of 4); "
        f"a page of one word: cold {bare_cold:.2f} s, warm {theirs:.2f} s"
    )
    assert cold < 4 * bare_cold + 3
    assert ours < 3 * theirs + 1


def test_footprint(fresh_server, page, record_property):
    """Measures the server's memory after one photograph; torch is not there by then."""
    open_page(page, fresh_server.url)
    upload(page, ("scene.jpg", photograph()))
    page.get_by_text("scene.jpg").first.wait_for(timeout=60_000)
    page.locator(".fer-face").wait_for()
    memory = fresh_server.memory()
    record_property("resident_mb", round(memory))
    print(f"\nresident {memory:.0f} MB")  # noqa: T201
    assert not fresh_server.maps("libtorch")
    assert memory <= 250


def test_a_closer_look_on_a_phone(server, browser):
    """Why and what if unfold on request, fit, and follow the keyboard."""
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    open_page(page, f"{server.url}/?release=svm-linear")
    assert page.locator(".fer-reasons").count() == 0
    page.get_by_text("Why this label?").click()
    page.locator(".fer-reasons figure").nth(2).wait_for(timeout=60_000)
    page.get_by_text("What if?").click()
    page.locator(".fer-lines").wait_for(timeout=60_000)
    before = page.locator(".fer-lines").inner_text()
    slider = page.get_by_role("slider", name="Brightness")
    slider.focus()
    for _ in range(8):
        page.keyboard.press("PageUp")
    page.wait_for_function(
        "before => document.querySelector('.fer-lines').innerText !== before", arg=before
    )
    main = "document.querySelector('[data-testid=stMain]')"
    assert page.evaluate(f"{main}.scrollWidth <= {main}.clientWidth + 1")
    context.close()
