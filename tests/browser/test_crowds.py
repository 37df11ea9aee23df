"""A crowd in a real browser: zip and folder, and what is wrong with single photographs."""

import io
import json
import zipfile
from pathlib import Path

from fer.data.samples import grace_hopper, photograph
from tests.browser.test_try_a_face import ROOT, open_page, snapshot

SECRET, DAMAGED = "secret.jpg", "damaged.jpg"


def mixed():
    """A zip of two photographs among five things that are none, or that cannot be unpacked."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("day one/café.jpg", grace_hopper())
        archive.writestr("../../etc/b.jpg", photograph(320, 240), zipfile.ZIP_STORED)
        archive.writestr("bomb.png", bytes(26 * 1024**2))
        archive.writestr("words.jpg", b"no picture")
        archive.writestr(DAMAGED, photograph(320, 240), zipfile.ZIP_STORED)
        archive.writestr(SECRET, b"locked")
        archive.writestr("notes.txt", b"x")
        archive.writestr("__MACOSX/._b.jpg", b"x")
        damaged, secret = archive.getinfo(DAMAGED), archive.getinfo(SECRET)
    data = bytearray(file.getvalue())
    data[damaged.header_offset + 200] ^= 0xFF
    listed = data.rindex(SECRET.encode()) - 46
    assert data[listed : listed + 4] == b"PK\x01\x02"
    assert secret.flag_bits == 0
    data[listed + 8] |= 1
    return bytes(data)


def choose(page, way, given):
    page.locator(f".crowd input[name={way}]").set_input_files(given)


def results(page):
    page.get_by_text("Everything as JSON").wait_for(timeout=60_000)
    with page.expect_download() as kept:
        page.get_by_text("Everything as JSON").click()
    return json.loads(Path(kept.value.path()).read_text(encoding="utf-8"))


def test_a_zip_and_a_folder_are_labelled_and_bad_photographs_stop_nothing(server, page, tmp_path):
    open_page(page, f"{server.url}/?source=crowd&release=svm-linear")
    page.get_by_role("button", name="Choose a zip file").wait_for()
    kept = snapshot(server.home, ROOT)
    choose(page, "zip", {"name": "x.zip", "mimeType": "application/zip", "buffer": b"no zip"})
    page.get_by_text("This is no zip file").wait_for()
    choose(page, "zip", {"name": "x.zip", "mimeType": "application/zip", "buffer": mixed()})
    found = {one["file"]: one for one in results(page)}
    assert len(found["day one/café.jpg"]["faces"]) == 1
    assert len(found["../../etc/b.jpg"]["faces"]) == 1
    wrong = {name: one["error"] for name, one in found.items() if "error" in one}
    assert "more than 25 MB" in wrong.pop("bomb.png")
    assert "not a picture" in wrong.pop("words.jpg")
    assert "damaged in the zip" in wrong.pop(DAMAGED)
    assert "password" in wrong.pop(SECRET)
    assert wrong == {}
    said = page.locator(".crowd .far").inner_text()
    assert said == "6 of 6 photographs · 2 faces · 1 other file left out"
    page.get_by_text("Remove these results").click()
    page.get_by_text("Everything as JSON").wait_for(state="detached")
    (tmp_path / "deep").mkdir()
    for i in range(12):
        (tmp_path / "deep" / f"{i:02}.jpg").write_bytes(photograph(320, 240))
    choose(page, "folder", tmp_path)
    assert [len(one["faces"]) for one in results(page)] == [1] * 12
    assert page.locator("[data-testid=stException]").count() == 0
    assert snapshot(server.home, ROOT) == kept
