"""Compare, in a real browser: a file added and taken back, a cell clicked, a link, a phone."""

import io
import re
from pathlib import Path

import pytest

from fer.release import Release

ROOT = Path(__file__).parents[2]


def open_page(page, url):
    page.goto(url)
    page.get_by_text("Do not use it to decide anything").wait_for(timeout=30_000)
    page.locator(".fer-verdict").wait_for(timeout=30_000)


@pytest.fixture(scope="module")
def theirs():
    return Release.open(ROOT / "weights", "svm-linear").predictions()


def add(page, name, data):
    page.get_by_text("Add predictions", exact=True).click()
    page.locator("input[type=file]").set_input_files(
        {"name": name, "mimeType": "text/csv", "buffer": data}
    )


def test_a_file_is_compared_like_a_release_and_can_be_taken_back(server, page, theirs):
    open_page(page, f"{server.url}/compare?a=cnn4&b=svm-linear")
    file = io.BytesIO()
    theirs.iloc[:-1].to_parquet(file, index=False)
    add(page, "theirs.parquet", file.getvalue())
    page.get_by_text("theirs and Linear SVM are right about exactly the same faces").wait_for(
        timeout=30_000
    )
    assert "on 3,588 faces" in page.locator(".fer-verdict").inner_text()
    page.get_by_text("Remove theirs").click()
    page.get_by_text("Flagship is right more often than Linear SVM").wait_for(timeout=20_000)


def test_a_bad_file_says_what_is_wrong_and_where(server, page, theirs):
    open_page(page, f"{server.url}/compare")
    lines = theirs.to_csv(index=False).splitlines()
    lines[41] = lines[41].replace("PublicTest", "Publictest")
    add(page, "theirs.csv", "\n".join(lines).encode())
    alert = page.get_by_test_id("stAlert")
    alert.wait_for(timeout=20_000)
    assert "'theirs.csv': line 42: split is 'Publictest'" in alert.inner_text()
    assert page.get_by_text("Remove theirs").count() == 0


@pytest.mark.parametrize("way", ["mouse", "keyboard"])
def test_a_cell_opens_its_faces_and_so_does_its_link(server, page, browser, way):
    open_page(page, f"{server.url}/compare?a=cnn4&b=svm-linear&view=labels")
    cell = page.get_by_label(re.compile(r"^4-layer CNN says Sad, Linear SVM says Happy: "))
    cell.wait_for(timeout=20_000)
    count = re.search(r": ([\d,]+) faces", cell.get_attribute("aria-label")).group(1)
    if way == "mouse":
        cell.click()
    else:
        cell.focus()
        page.keyboard.press("Enter")
    page.get_by_text(f"{count} faces, those first").wait_for(timeout=20_000)
    page.wait_for_url(re.compile("a_says=Sad"))
    other = browser.new_context().new_page()
    open_page(other, page.url)
    other.get_by_text(f"{count} faces, those first").wait_for(timeout=20_000)
    other.context.close()


def test_the_report_is_kept(server, page):
    open_page(page, f"{server.url}/compare")
    with page.expect_download() as kept:
        page.get_by_text("Report to print (HTML)").click()
    verdict = page.locator(".fer-verdict").inner_text()
    page.set_content(Path(kept.value.path()).read_text(encoding="utf-8"))
    assert " ".join(page.locator("p.lead").inner_text().split()) == " ".join(verdict.split())


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_view_fits_a_phone(server, browser, scheme):
    size = {"width": 390, "height": 844}
    context = browser.new_context(viewport=size, color_scheme=scheme)
    page = context.new_page()
    for view in ("differences", "labels", "faces", "all"):
        open_page(page, f"{server.url}/compare?view={view}")
        page.wait_for_timeout(1000)
        main = "document.querySelector('[data-testid=stMain]')"
        assert page.evaluate(f"{main}.scrollWidth <= {main}.clientWidth + 1"), view
        assert page.locator("[data-testid=stException]").count() == 0
    context.close()
