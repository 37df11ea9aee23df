"""The matrix in a real browser: mouse, touch and keyboard open a cell, and so does a link."""

import re

import pytest

from fer.emotions import EMOTIONS
from tests.dashboard.test_theme import contrast, from_hex


def open_drawn(page, url, rest=""):
    page.goto(f"{url}/scorecard?data=sketches{rest}")
    page.get_by_role("table").first.wait_for(timeout=60_000)


def cell(page, label, called):
    return page.locator(f"button[data-cell='{label}-{called}']").first


def heading(page, text):
    page.get_by_role("heading", name=re.compile(re.escape(text))).wait_for(timeout=20_000)


def test_a_click_opens_the_cell_and_its_link_opens_it_for_another(server, page):
    open_drawn(page, server.url)
    cell(page, "Happy", "Happy").click()
    heading(page, "Labelled Happy, called Happy")
    assert cell(page, "Happy", "Happy").get_attribute("aria-pressed") == "true"
    page.wait_for_url("**labelled=Happy**")
    link = page.url
    other = page.context.new_page()
    other.goto(link)
    heading(other, "Labelled Happy, called Happy")
    other.close()


def test_rows_and_columns_open_too(server, page):
    open_drawn(page, server.url)
    cell(page, "Sad", "any").click()
    heading(page, "Labelled Sad, whatever they are called: 15")
    cell(page, "any", "Neutral").click()
    heading(page, "All faces, called Neutral")


def test_the_keyboard_does_what_the_mouse_does(server, page):
    open_drawn(page, server.url)
    cell(page, "Angry", "Angry").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    heading(page, "Labelled Disgust, called Disgust")
    stops = page.locator("button[data-cell][tabindex='0']")
    assert stops.count() == 1
    assert stops.first.get_attribute("data-cell") == "Disgust-Disgust"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_touch_on_a_phone(server, browser, scheme):
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, color_scheme=scheme
    )
    page = context.new_page()
    open_drawn(page, server.url)
    cell(page, "Fear", "any").tap()
    heading(page, "Labelled Fear, whatever they are called: 15")
    main = "document.querySelector('[data-testid=stMain]')"
    assert page.evaluate(f"{main}.scrollWidth <= {main}.clientWidth + 1")
    width = "document.querySelector('.fer-gallery .tile img')?.getBoundingClientRect().width"
    page.wait_for_function(f"{width} >= 144 && {width} <= 192", timeout=10_000)
    context.close()


def test_every_label_is_a_row_in_the_fixed_order(server, page):
    open_drawn(page, server.url)
    heads = page.locator("tbody th button .long").all_inner_texts()
    assert tuple(heads) == (*EMOTIONS, "all")


@pytest.mark.parametrize(("scheme", "ground"), [("light", "#FFFFFF"), ("dark", "#14171B")])
def test_words_on_charts_can_be_read(server, browser, scheme, ground):
    context = browser.new_context(color_scheme=scheme)
    page = context.new_page()
    page.goto(f"{server.url}/scorecard?data=sketches&section=confidence")
    page.locator(".stPlotlyChart .textpoint text").first.wait_for(timeout=60_000)
    inks = page.locator(".stPlotlyChart text").evaluate_all(
        "all => [...new Set(all.map(text => getComputedStyle(text).fill))]"
    )
    context.close()
    assert inks
    for ink in inks:
        assert contrast(map(int, re.findall(r"\d+", ink)[:3]), from_hex(ground)) >= 4.5, ink


def test_the_report_prints_on_one_page_with_the_figures_of_the_view(server, page, tmp_path):
    open_drawn(page, server.url, "&below=40")
    with page.expect_download() as kept:
        page.get_by_text("Report to print").click()
    report = tmp_path / "report.html"
    kept.value.save_as(report)
    text = report.read_text(encoding="utf-8")
    assert "Drawn faces, PrivateTest" in text
    assert "<th>abs</th>" in text
    page.goto(report.as_uri())
    printed = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1


def test_back_shows_the_view_before(server, page):
    open_drawn(page, server.url, "&release=cnn4")
    page.get_by_text("Classes", exact=True).first.click()
    page.get_by_text("Class by class").wait_for(timeout=20_000)
    assert "section=classes" in page.url
    page.go_back()
    page.get_by_text("Class by class").wait_for(state="detached", timeout=20_000)
    assert "section" not in page.url
    assert "release=cnn4" in page.url
