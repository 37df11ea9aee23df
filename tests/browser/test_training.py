"""Training, in a real browser: start one, leave, restart the server, come back, keep it."""

import shutil
import time

import pytest

from tests.browser.conftest import ROOT, start

FOOT = "Do not use it to decide anything"


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A server's folders of its own, with one release in them."""
    for name in ("data", "runs", "weights"):
        (tmp_path / name).mkdir()
        monkeypatch.setenv(f"FER_{name.upper()}", str(tmp_path / name))
    shutil.copytree(ROOT / "weights" / "cnn4", tmp_path / "weights" / "cnn4")
    return tmp_path


@pytest.fixture
def servers(home):
    """``servers()`` starts a server on these folders; all are ended afterwards."""
    running = []

    def make():
        running.append(start(home / f"home{len(running)}"))
        return running[-1]

    yield make
    for server in running:
        server.process.kill()
        server.process.wait(timeout=20)
    end_training(home)


def end_training(home):
    from fer.training import lock

    if holding := lock.holder(home / "runs" / "started"):
        holding.process().kill()


def open_page(page, url):
    page.goto(url)
    page.get_by_text(FOOT).wait_for(timeout=30_000)


def test_a_training_is_started_left_found_again_and_kept(servers, browser, page):
    server = servers()
    url = f"{server.url}/training?part=start"
    open_page(page, url)
    page.get_by_role("button", name="Start").click()
    page.get_by_role("button", name="Stop this training").wait_for(timeout=40_000)

    other = browser.new_context().new_page()
    open_page(other, url)
    other.get_by_text("One training at a time").wait_for()
    other.get_by_role("button", name="Stop this training").wait_for()
    assert other.get_by_role("button", name="Start").is_disabled()
    began = time.perf_counter()
    open_page(other, f"{server.url}/")
    other.locator(".fer-face h3").wait_for(timeout=30_000)
    print(f"\nfirst view beside a training: {time.perf_counter() - began:.2f} s")  # noqa: T201
    other.context.close()
    assert not server.maps("libtorch")

    server.process.kill()
    server.process.wait(timeout=20)
    again = servers()
    open_page(page, f"{again.url}/training?part=start")
    page.get_by_text("Finished.").wait_for(timeout=240_000)
    page.get_by_role("textbox", name="Name of the release").fill("mine")
    page.get_by_role("button", name="Keep").click()
    page.get_by_text("See the scorecard of mine").click(timeout=30_000)
    page.get_by_text("of 105 faces").first.wait_for(timeout=30_000)
    box = page.locator("[data-testid=stSelectbox]").first
    assert "(mine)" in box.inner_text() + box.locator("input").input_value()
    assert page.locator("[data-testid=stException]").count() == 0
    assert not again.maps("libtorch")


def test_a_training_is_stopped_and_discarded(servers, page):
    server = servers()
    open_page(page, f"{server.url}/training?part=start")
    page.get_by_role("button", name="Start").click()
    page.get_by_role("button", name="Stop this training").click(timeout=40_000)
    page.get_by_text("It was stopped.").wait_for(timeout=60_000)
    page.get_by_role("button", name="Discard").click()
    page.get_by_text("It was stopped.").wait_for(state="detached", timeout=30_000)
    assert page.get_by_role("button", name="Start").is_enabled()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("part", ["curves", "study", "start"])
def test_every_part_fits_a_phone(server, browser, scheme, part):
    context = browser.new_context(viewport={"width": 390, "height": 844}, color_scheme=scheme)
    page = context.new_page()
    open_page(page, f"{server.url}/training?part={part}")
    page.wait_for_timeout(800)
    main = "document.querySelector('[data-testid=stMain]')"
    assert page.evaluate(f"{main}.scrollWidth <= {main}.clientWidth + 1")
    assert page.locator("[data-testid=stException]").count() == 0
    context.close()
