"""Robustness, in a real browser: sliders move what releases say, and the face stays in sight."""

LINES = ".fer-line"


def test_a_slider_changes_what_releases_say_and_the_face_stays_in_sight(server, page):
    page.goto(f"{server.url}/robustness?part=face&sample=Drawn%3A+Happy")
    page.get_by_text("Where the label flips").wait_for(timeout=90_000)
    page.locator(LINES).first.wait_for()
    before = page.locator(LINES).all_inner_texts()
    noise = page.locator("[data-testid=stSlider]").filter(has_text="Noise")
    noise.locator("input[type=range]").focus()
    page.keyboard.press("End")
    page.wait_for_function(
        "before => [...document.querySelectorAll('.fer-line')].map(e => e.innerText)"
        ".join() !== before.join()",
        arg=before,
        timeout=30_000,
    )
    last = page.locator("[data-testid=stSlider]").last
    last.evaluate("e => e.scrollIntoView({block: 'end'})")
    page.wait_for_timeout(500)
    box = page.locator(".fer-two img").first.bounding_box()
    assert box is not None
    assert 0 < box["y"] < 400
    assert page.locator("[data-testid=stException]").count() == 0


def test_the_page_fits_a_phone_in_the_dark(server, browser):
    size = {"width": 390, "height": 844}
    context = browser.new_context(viewport=size, color_scheme="dark")
    page = context.new_page()
    page.goto(f"{server.url}/robustness?part=exposure")
    page.get_by_text("should output the exactly same results").wait_for(timeout=60_000)
    page.wait_for_timeout(800)
    main = "document.querySelector('[data-testid=stMain]')"
    assert page.evaluate(f"{main}.scrollWidth <= {main}.clientWidth + 1")
    assert page.locator("[data-testid=stException]").count() == 0
    context.close()
