"""Live camera in a real browser: consent, labels, a visible rate, and when nothing is sent."""

from tests.browser.test_try_a_face import ROOT, open_page, snapshot

FRAME = 2_000  # characters: no other message from the page is as long
TRACK = """() => {
  const roots = [...document.querySelectorAll("*")].map((e) => e.shadowRoot).filter(Boolean);
  const video = roots.map((root) => root.querySelector(".live video")).find(Boolean);
  window.track = video.srcObject.getVideoTracks()[0];
}"""
HIDE = """(hidden) => {
  Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}"""


def test_live_labels_after_consent_and_nothing_sent_when_hidden_stopped_or_left(
    server, camera_page, record_property
):
    """Prints the rate, too: the goal, 10 frames a second, is for an idle machine."""
    page, sent = camera_page, []
    page.on(
        "websocket",
        lambda socket: socket.on(
            "framesent", lambda data: sent.append(1) if len(data) > FRAME else None
        ),
    )

    def sends(milliseconds=800):
        page.wait_for_timeout(300)  # what was under way
        before = len(sent)
        page.wait_for_timeout(milliseconds)
        return len(sent) > before

    open_page(page, f"{server.url}/?source=live&release=cnn4")
    start = page.get_by_role("button", name="I agree, turn the camera on")
    start.wait_for()
    kept = snapshot(server.home, ROOT)
    assert not sends()
    start.click()
    page.locator(".live .rate", has_text="frames a second").wait_for(timeout=20_000)
    page.locator(".live h3", has_text="Labelled ").wait_for()
    assert "Labelled " in page.locator(".live .said").inner_text()
    page.evaluate(TRACK)
    page.evaluate(HIDE, True)
    assert not sends()
    assert not page.evaluate("track.enabled")
    page.evaluate(HIDE, False)
    assert sends(1500)
    rate = page.locator(".live").get_attribute("data-rate")
    record_property("frames_a_second", rate)
    print(f"\nlive: {rate} frames a second")  # noqa: T201
    page.get_by_role("button", name="Stop the camera").click()
    assert page.evaluate("track.readyState") == "ended"
    assert not sends()
    start.click()
    page.locator(".live .rate", has_text="frames a second").wait_for(timeout=20_000)
    page.evaluate(TRACK)
    leave = page.get_by_text("Samples", exact=True).first
    leave.click()
    page.wait_for_timeout(3000)
    if "source=live" in page.url:  # a click was once lost, probably to a redraw
        leave.click()
    page.wait_for_function("track.readyState === 'ended'")
    assert not sends()
    assert page.locator("[data-testid=stException]").count() == 0
    assert snapshot(server.home, ROOT) == kept
