"""Plain eager torch serving a release's network: what ONNX Runtime is compared with.

``python -m fer.training.eager FOLDER REPEATS`` prints one line of JSON.
"""

import json
import sys
from dataclasses import asdict
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch

from fer.benchmark import serving
from fer.classifier import cores
from fer.release import Release
from fer.training import checkpoint
from fer.training.networks import build
from fer.training.views import Views


def main(arguments: list[str]) -> None:
    """Measure the torch network of a release, with its views, and print it as JSON."""
    folder, repeats = Path(arguments[0]), int(arguments[1])
    release = Release.open(folder.parent, folder.name)
    torch.set_num_threads(cores())
    network = build(release.card["architecture"])
    checkpoint.load_weights(release.file("model.safetensors"), network)
    shown = Views(network, int(release.card["recipe"].get("views", 1))).eval()

    @torch.inference_mode()
    def logits(faces: npt.NDArray[np.uint8]) -> torch.Tensor:
        answer: torch.Tensor = shown(torch.from_numpy(faces))
        return answer

    sys.stdout.write(json.dumps(asdict(serving(logits, repeats))) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
