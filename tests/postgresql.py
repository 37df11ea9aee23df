"""A private PostgreSQL for the tests: a cluster in a temporary folder, run without rights.

`.ci/run` sets ``FER_REQUIRE_POSTGRESQL``: then it may not be missing.
"""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

_STARTING = 60  # seconds


def binaries():
    """Return the folder of initdb and postgres: Debian keeps them off the path."""
    found = shutil.which("initdb")
    places = [Path(found).resolve().parent] if found else []
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((p for p in places if (p / "postgres").exists() and (p / "initdb").exists()), None)


def unprivileged():
    """Return the arguments that make a process of root another user's; PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return {}
    names = {entry.pw_name for entry in pwd.getpwall()}
    entry = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


@dataclass
class Cluster:
    """A server that tests may stop and start."""

    folder: Path
    bin: Path
    port: int
    process: subprocess.Popen | None = None
    made: int = field(default=0)

    def start(self):
        self.process = subprocess.Popen(
            [
                *(self.bin / "postgres", "-D", self.folder / "data", "-k", self.folder),
                *("-h", "127.0.0.1", "-p", str(self.port)),
            ],
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            **unprivileged(),
        )
        for _ in range(_STARTING * 10):
            if self._sql("SELECT 1").returncode == 0:
                return
            time.sleep(0.1)
        raise RuntimeError(f"PostgreSQL did not start within {_STARTING} s")

    def stop(self, how=signal.SIGINT):
        """Stop the server; open sessions are ended. SIGQUIT does not even write its buffers."""
        if self.process is not None:
            self.process.send_signal(how)
            self.process.wait(timeout=60)
            self.process = None

    def database(self, *, own=False):
        """Return the URL of an empty schema, which is made in no time, or of a whole database."""
        self.made += 1
        name = f"fer{self.made}"
        done = self._sql(f"CREATE {'DATABASE' if own else 'SCHEMA'} {name}")
        assert done.returncode == 0, done.stderr
        url = f"postgresql://fer@127.0.0.1:{self.port}"
        return f"{url}/{name}" if own else f"{url}/postgres?options=-csearch_path%3D{name}"

    def _sql(self, command):
        return subprocess.run(
            [
                *(self.bin / "psql", "-X", "-q", "-h", "127.0.0.1", "-p", str(self.port)),
                *("-U", "fer", "-d", "postgres", "-c", command),
            ],
            capture_output=True,
            text=True,
            cwd=self.folder,
        )


@contextmanager
def running(found):
    """Yield a cluster that runs in a temporary folder and is gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="fer-postgresql-"))
    user = unprivileged()
    if user:
        os.chown(folder, user["user"], user["group"])
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    cluster = Cluster(folder, found, port)
    try:
        subprocess.run(
            [
                *(found / "initdb", "-D", folder / "data", "-U", "fer", "-E", "UTF8"),
                *("--locale=C", "--auth=trust", "--no-sync"),
            ],
            check=True,
            capture_output=True,
            cwd=folder,
            **user,
        )
        cluster.start()
        yield cluster
    finally:
        cluster.stop(signal.SIGQUIT)
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgresql():
    """A running cluster for the whole session."""
    found = binaries()
    if found is None:
        if os.environ.get("FER_REQUIRE_POSTGRESQL"):
            pytest.fail("PostgreSQL is not installed")
        pytest.skip("PostgreSQL is not installed: apt-get install postgresql")
    with running(found) as cluster:
        yield cluster
