"""What if?, in a real browser: how soon the releases follow a slider."""

import statistics

WATCH = """() => {
  const strips = document.querySelector('[class*="st-key-fer-now"]');
  let pressed = 0, seen = strips.innerText;
  window.waits = [];
  document.addEventListener('keydown', () => { pressed = performance.now(); }, true);
  new MutationObserver(() => {
    if (strips.innerText === seen) return;
    seen = strips.innerText;
    if (pressed) window.waits.push(performance.now() - pressed);
    pressed = 0;
  }).observe(strips, { subtree: true, childList: true, characterData: true });
}"""


def test_releases_follow_a_slider(server, page, record_property):
    """Times a key on a slider until other figures stand in the strips of all releases.

    The goal, 150 ms, is for an idle machine: read the print.
    """
    page.goto(server.url)
    page.get_by_text("What if?").click(timeout=60_000)
    slider = page.get_by_role("slider").first
    slider.wait_for(timeout=60_000)
    page.wait_for_timeout(2000)
    page.evaluate(WATCH)
    slider.focus()
    for _ in range(12):
        page.keyboard.press("ArrowRight")
        page.wait_for_timeout(600)
    waits = page.evaluate("window.waits")
    assert len(waits) >= 6  # a small step may leave every figure as it was
    median = statistics.median(waits)
    record_property("follows_ms", round(median))
    print(f"\nfrom the key to the strips: {median:.0f} ms, {max(waits):.0f} at most")  # noqa: T201
    assert median < 2000
