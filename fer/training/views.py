"""Mean answers inside a network: over views of one face, and over several networks."""

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn.functional import interpolate

from fer.data.dataset import SIDE
from fer.training.recipe import VIEWS

_CROP = 44  # pixels of the five crops, which are enlarged to 48 again


class Views(nn.Module):
    """A network whose answer is averaged over views (Krizhevsky et al. 2012: ten crops).

    Probabilities are averaged, and their logarithm takes the place of the logits.

    Parameters
    ----------
    network : nn.Module
        From faces ``(N, 48, 48)`` to logits ``(N, 7)``.
    count : int
        1, the face; 2, also its mirror image; 10, five crops of 44 × 44 and their mirror images.
    """

    def __init__(self, network: nn.Module, count: int) -> None:
        super().__init__()
        if count not in VIEWS:
            raise ValueError(f"expected {VIEWS} views, got {count}")
        self.network = network
        self.count = count

    def forward(self, faces: Tensor) -> Tensor:
        """Return ``(N, 7)``."""
        if self.count == 1:
            logits: Tensor = self.network(faces)
            return logits
        shown = [faces] if self.count == 2 else _crops(faces)
        views = torch.cat([*shown, *(view.flip(2) for view in shown)])
        answers = self.network(views).float().softmax(1)
        parts = answers.reshape(self.count, -1, answers.shape[1])  # (views, N, 7)
        mean: Tensor = parts.mean(0)
        return mean.clamp(min=1e-12).log()


class Ensemble(nn.Module):
    """The mean of its members' probabilities, as logarithms (Hansen & Salamon 1990)."""

    def __init__(self, members: Sequence[nn.Module]) -> None:
        super().__init__()
        self.members = nn.ModuleList(members)

    def forward(self, faces: Tensor) -> Tensor:
        """Return ``(N, 7)`` for faces ``(N, 48, 48)``."""
        answers = [member(faces).float().softmax(1) for member in self.members]
        mean: Tensor = torch.stack(answers).mean(0)
        return mean.clamp(min=1e-12).log()


def _crops(faces: Tensor) -> list[Tensor]:
    """Return five crops, enlarged: the corners and the middle, float ``(N, 48, 48)`` each."""
    last = SIDE - _CROP
    corners = [(0, 0), (0, last), (last, 0), (last, last), (last // 2, last // 2)]
    wide = faces.float()
    return [
        interpolate(
            wide[:, None, top : top + _CROP, left : left + _CROP],
            size=(SIDE, SIDE),
            mode="bilinear",
            align_corners=False,
        )[:, 0]
        for top, left in corners
    ]
