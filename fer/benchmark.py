"""Measuring speed and memory the same way for every release, on the machine at hand."""

import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from fer.classifier import Classifier
from fer.errors import FerError
from fer.release import Release


@dataclass(frozen=True)
class Timing:
    """Milliseconds of repeated calls: median and 95th percentile, over n calls."""

    median: float
    p95: float
    n: int


def timed(call: Callable[[], object], *, repeats: int = 50, warm: int = 3) -> Timing:
    """Time a call `repeats` times after `warm` calls that do not count."""
    for _ in range(warm):
        call()
    spent = []
    for _ in range(repeats):
        began = time.perf_counter()
        call()
        spent.append((time.perf_counter() - began) * 1e3)
    return Timing(float(np.median(spent)), float(np.percentile(spent, 95)), repeats)


def random_faces(count: int, seed: int = 0) -> npt.NDArray[np.uint8]:
    """Return faces of noise, uint8 ``(count, 48, 48)``: speed does not depend on what they show."""
    return np.random.default_rng(seed).integers(0, 256, (count, 48, 48), dtype=np.uint8)


def faces_per_second(classifier: Classifier, batch: int = 256, rounds: int = 2) -> float:
    """Return how many faces a second a classifier answers in batches."""
    faces = random_faces(batch)
    spent = timed(lambda: classifier.logits(faces), repeats=rounds, warm=1)
    return batch / spent.median * 1e3


def resident_megabytes() -> float | None:
    """Return the resident memory of this process in MB, or None where the system does not say."""
    status = Path("/proc/self/status")
    if not status.exists():
        return None
    line = next(x for x in status.read_text(encoding="ascii").splitlines() if x.startswith("VmRSS"))
    return int(line.split()[1]) * 1024 / 1e6


def torch_is_imported() -> bool:
    """Return whether anything has imported torch into this process."""
    return "torch" in sys.modules


def milliseconds_a_face(classifier: Classifier, repeats: int = 20) -> Timing:
    """Time one face at a time, as in a photograph with one face: milliseconds of a call."""
    face = random_faces(1)
    return timed(lambda: classifier.logits(face), repeats=repeats)


def machine() -> str:
    """Return the processor and the cores that this process may use, in words."""
    model = platform.processor() or platform.machine()
    told = Path("/proc/cpuinfo")
    if told.exists():
        lines = told.read_text(encoding="utf-8", errors="replace").splitlines()
        names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
        model = names[0] if names and names[0] != "unknown" else model
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return f"{model}, {cores} core{'' if cores == 1 else 's'}"


@dataclass(frozen=True)
class Serving:
    """How a release serves, in a process that does nothing else.

    Attributes
    ----------
    median, p95 : float
        Milliseconds of a call with one face.
    per_second : float
        Faces a second in batches of 256.
    memory : float or None
        Resident megabytes.
    """

    median: float
    p95: float
    per_second: float
    memory: float | None


def serving(logits: Callable[[npt.NDArray[np.uint8]], object], repeats: int) -> Serving:
    """Measure a function from faces to logits in this process."""
    face, faces = random_faces(1), random_faces(256)
    single = timed(lambda: logits(face), repeats=repeats)
    batch = timed(lambda: logits(faces), repeats=5, warm=1)
    return Serving(single.median, single.p95, len(faces) / batch.median * 1e3, resident_megabytes())


def served(folder: Path, module: str, repeats: int) -> Serving:
    """Measure a release in a new process: ``python -m MODULE FOLDER REPEATS`` prints what it found.

    Raises
    ------
    FerError
        If that process fails.
    """
    command = [sys.executable, "-m", module, str(folder.resolve()), str(repeats)]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=Path(__file__).parents[1]
    )
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        raise FerError(f"'{folder.name}' could not be measured: {last}")
    return Serving(**json.loads(done.stdout.splitlines()[-1]))


def main(arguments: list[str]) -> None:
    """Measure the ONNX graph of a release and print it as JSON."""
    folder, repeats = Path(arguments[0]), int(arguments[1])
    classifier = Classifier.of(Release.open(folder.parent, folder.name))
    sys.stdout.write(json.dumps(asdict(serving(classifier.logits, repeats))) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
