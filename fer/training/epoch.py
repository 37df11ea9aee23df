"""One pass over the training faces, and the measurement after it.

Everything random comes from the recipe's seed and the epoch, so that a resumed training equals one
that was never interrupted.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from fer.training import checkpoint
from fer.training.augment import augment, mirror, mix, reduce
from fer.training.checkpoint import Point
from fer.training.optimise import Average, rate_at
from fer.training.recipe import Recipe
from fer.training.reporter import Reporter
from fer.training.splits import Split
from fer.training.teacher import taught

_POINTS_PER_EPOCH = 10
_STEPS_PER_WORD = 10  # on a GPU, which should not wait for a reporter after every step
_MEASURED_AT_ONCE = 512


@dataclass
class Learner:
    """What changes while a training runs.

    Attributes
    ----------
    network, optimiser
        As Fabric set them up.
    average : Average or None
        The running average of the weights, where the recipe asks for one.
    teacher : nn.Module or None
        Whose answers are learnt beside the labels.
    """

    network: Any
    optimiser: Any
    average: Average | None
    teacher: nn.Module | None

    @property
    def measured(self) -> nn.Module:
        """The network that is measured and released."""
        network: nn.Module = self.network if self.average is None else self.average.network
        return network


def train_epoch(
    fabric: Any,
    learner: Learner,
    training: Split,
    recipe: Recipe,
    epoch: int,
    history: Path,
    voice: Reporter,
) -> None:
    """Learn from every training face once; epochs count from 1."""
    learner.network.train()
    torch.manual_seed(seed_of(recipe.seed, epoch, fabric.global_rank))
    batches = list(batches_of(len(training.labels), recipe, epoch))
    every = max(1, len(batches) // _POINTS_PER_EPOCH)
    words = 1 if fabric.device.type == "cpu" else _STEPS_PER_WORD
    sums = torch.zeros(3, device=fabric.device)  # loss, hits, faces since the last point
    for number, batch in enumerate(batches, start=1):
        step = (epoch - 1) * len(batches) + number
        rate = rate_at(recipe, step - 1, recipe.laid_out * len(batches))
        for group in learner.optimiser.param_groups:
            group["lr"] = rate
        mine = batch[fabric.global_rank :: fabric.world_size].to(fabric.device)
        sums += _step(fabric, learner, training, mine, len(batch), recipe, epoch)
        if learner.average is not None:
            learner.average.update(learner.network.module, step)
        if number % words == 0:
            voice.step(step, *(sums[:2] / sums[2]).tolist())
        if number % every == 0 or number == len(batches):
            loss, accuracy, n = fabric.all_reduce(sums, reduce_op="sum").tolist()
            if fabric.is_global_zero:
                point = Point(step, epoch, "Training", loss / n, accuracy / n)
                checkpoint.append_history(history, [point])
            sums.zero_()


def _step(
    fabric: Any,
    learner: Learner,
    training: Split,
    mine: Tensor,
    whole: int,
    recipe: Recipe,
    epoch: int,
) -> Tensor:
    """Take one step; return the sum of losses, of hits, and the number of faces of this process."""
    faces, targets = training.faces[mine], training.targets[mine]
    if recipe.flip:
        faces = mirror(faces)
    faces = augment(faces, recipe.augmentation)
    calm = epoch > recipe.laid_out * (1 - recipe.augmentation.calm)
    if recipe.augmentation.mixes and not calm:
        faces, targets = mix(faces, targets, recipe.augmentation)
    if learner.teacher is not None:
        with fabric.autocast():
            targets = taught(learner.teacher, faces, targets, recipe.teaching)
    logits = learner.network(reduce(faces, recipe.side_at(epoch)))
    total = cross_entropy(logits, targets, reduction="sum")
    learner.optimiser.zero_grad()
    # DDP averages gradients over processes; this makes that the mean over the whole batch.
    fabric.backward(total * (fabric.world_size / whole))
    learner.optimiser.step()
    hits = (logits.detach().argmax(1) == training.labels[mine]).sum()
    return torch.stack([total.detach(), hits, hits.new_tensor(len(mine))]).float()


def batches_of(count: int, recipe: Recipe, epoch: int) -> Iterator[Tensor]:
    """Yield the rows of each batch: a new order every epoch, the same for every process."""
    generator = torch.Generator().manual_seed(seed_of(recipe.seed, epoch))
    order = torch.randperm(count, generator=generator)
    for batch in torch.split(order, recipe.batch_size):
        # a single face has no batch statistics: the one that is left over waits for the next epoch
        if len(batch) > 1:
            yield batch


def seed_of(*parts: int) -> int:
    """Return one seed for several numbers that name a moment."""
    return int(np.random.SeedSequence(parts).generate_state(1, np.uint32)[0])


@torch.no_grad()
def measure(fabric: Any, network: nn.Module, split: Split) -> tuple[float, float]:
    """Return mean cross-entropy and accuracy over a split, shared between the processes."""
    network.eval()
    sums = torch.zeros(2, device=fabric.device)
    mine = torch.arange(len(split.labels))[fabric.global_rank :: fabric.world_size]
    for batch in torch.split(mine, _MEASURED_AT_ONCE):
        with fabric.autocast():
            logits = network(split.faces[batch]).float()
        labels = split.labels[batch]
        hits = (logits.argmax(1) == labels).sum()
        loss = cross_entropy(logits, labels, reduction="sum")
        sums += torch.stack([loss, hits]).float()
    loss, hits = (fabric.all_reduce(sums, reduce_op="sum") / len(split.labels)).tolist()
    return loss, hits
