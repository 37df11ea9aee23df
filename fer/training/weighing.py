"""What a set of networks makes of PublicTest, by which it is chosen before it is released."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from sklearn.metrics import log_loss

from fer.data.dataset import Dataset
from fer.emotions import EMOTIONS
from fer.release import Release
from fer.training.ensemble import members_of

_BATCH = 256


@dataclass(frozen=True)
class Weighed:
    """How many of ``n`` faces of PublicTest are right, and the mean log loss in nats."""

    name: str
    n: int
    right: int
    log_loss: float


def weigh(sources: Sequence[Path | Release], dataset: Dataset, views: int = 2) -> list[Weighed]:
    """Return what PublicTest says of each member, and last of their mean.

    Parameters
    ----------
    sources, dataset, views
        As in `release_ensemble`.

    Raises
    ------
    TrainingError
        As there; so that none of them has learnt from PublicTest, which the others watched.
    ReleaseError
        If a release has no weights of one network.
    """
    members = members_of(sources, dataset, views)
    rows = dataset.select("PublicTest")
    faces = torch.from_numpy(dataset.faces[rows])
    labels = dataset.rows["emotion"].to_numpy()[rows]
    answers = []
    with torch.inference_mode():
        for member in members:
            whole = member.whole(views)
            parts = [whole(part).double().softmax(1) for part in torch.split(faces, _BATCH)]
            answers.append(torch.cat(parts).numpy())
    names = [*(member.name for member in members), "their mean"]
    return [
        Weighed(
            name,
            len(rows),
            int((chances.argmax(1) == labels).sum()),
            float(log_loss(labels, chances, labels=range(len(EMOTIONS)))),
        )
        for name, chances in zip(names, [*answers, np.mean(answers, axis=0)], strict=True)
    ]
