"""A real server and a real Chromium."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium():
    path = shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        if os.environ.get("FER_REQUIRE_BROWSER"):
            pytest.fail("Chromium is not installed")
        pytest.skip("Chromium is not installed: apt-get install chromium")
    return path


@pytest.fixture(scope="session")
def playwright_driver():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        yield driver


@dataclass
class Server:
    url: str
    process: subprocess.Popen
    home: Path

    def memory(self):
        """Return resident megabytes."""
        text = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(text.split("VmRSS:")[1].split()[0]) * 1024 / 1e6

    def maps(self, word):
        """Return whether a library of that name is loaded."""
        return word in Path(f"/proc/{self.process.pid}/maps").read_text()

    def written(self):
        """Return the bytes that the server has sent to disks."""
        lines = Path(f"/proc/{self.process.pid}/io").read_text().splitlines()
        return int(dict(line.split(": ") for line in lines)["write_bytes"])


def start(home, script="streamlit_app.py", port=None, **variables):
    """Start a server with a home of its own and these variables in its environment."""
    if port is None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
    (home / "tmp").mkdir(parents=True, exist_ok=True)
    environment = {
        **os.environ,
        "HOME": str(home),
        "TMPDIR": str(home / "tmp"),
        "PYTHONDONTWRITEBYTECODE": "1",
        "DATABASE_URL": f"sqlite:///{home}/store.db",
        **variables,
    }
    command = [sys.executable, "-m", "streamlit", "run", str(script)]
    process = subprocess.Popen(
        [*command, "--server.port", str(port)],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    url = f"http://localhost:{port}"
    for _ in range(900):
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=1) as answer:
                if answer.status == 200:
                    return Server(url, process, home)
        except OSError:
            time.sleep(0.1)
    process.kill()
    raise RuntimeError("the server did not start within 90 s")


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    running = start(tmp_path_factory.mktemp("home"))
    yield running
    running.process.terminate()
    running.process.wait(timeout=20)


@pytest.fixture
def fresh_server(tmp_path):
    running = start(tmp_path / "home")
    yield running
    running.process.terminate()
    running.process.wait(timeout=20)


@pytest.fixture(scope="session")
def browser(chromium, playwright_driver):
    opened = playwright_driver.chromium.launch(executable_path=chromium, args=ARGUMENTS)
    yield opened
    opened.close()


@pytest.fixture
def page(browser):
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


@pytest.fixture
def camera_page(chromium, playwright_driver, tmp_path):
    """A page of a browser whose camera shows the sample photograph."""
    from fer.data.samples import photograph

    video = tmp_path / "face.mjpeg"
    video.write_bytes(photograph() * 30)
    fake = ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"]
    opened = playwright_driver.chromium.launch(
        executable_path=chromium,
        args=[*ARGUMENTS, *fake, f"--use-file-for-fake-video-capture={video}"],
    )
    yield opened.new_page()
    opened.close()
