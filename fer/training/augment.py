"""``augment``, ``mix``, ``reduce``: whole batches changed as tensors, on whatever device they lie.

Random numbers come from torch's generator of that device, so that a seed makes two trainings equal.
"""

import math

import torch
from torch import Tensor
from torch.nn.functional import affine_grid, grid_sample, interpolate

from fer.training.augmentation import Augmentation

_ERASED = (0.03, 0.20)  # smallest and largest share of the face that is filled with noise
_ASPECT = (0.4, 2.5)  # height to width of that rectangle


def _uniform(count: int, low: float, high: float, device: torch.device) -> Tensor:
    return torch.rand(count, device=device) * (high - low) + low


def mirror(faces: Tensor) -> Tensor:
    """Return faces ``(N, H, W)`` of which about half are mirrored."""
    chosen = torch.rand(len(faces), device=faces.device) < 0.5
    return torch.where(chosen[:, None, None], faces.flip(2), faces)


def augment(faces: Tensor, how: Augmentation) -> Tensor:
    """Move, light and erase faces, each by numbers of its own.

    Parameters
    ----------
    faces : uint8 tensor, shape (N, H, W)
        Left as they are.
    how : Augmentation

    Returns
    -------
    tensor, shape (N, H, W)
        Float grey levels from 0 to 255; `faces` itself where nothing is to be done.
    """
    if not (how.moves or how.lights or how.erase):
        return faces
    changed = faces.float()
    if how.moves:
        changed = _moved(changed, how)
    if how.lights:
        changed = _lit(changed, how)
    if how.erase:
        changed = _erased(changed, how.erase)
    return changed


def _moved(faces: Tensor, how: Augmentation) -> Tensor:
    """Rotate, scale and shift in one bilinear step; the edge is continued outwards."""
    n, height, _ = faces.shape
    turn = _uniform(n, -how.degrees, how.degrees, faces.device) * (math.pi / 180)
    scale = 1 / _uniform(n, 1 - how.zoom, 1 + how.zoom, faces.device)
    reach = 2 * how.shift / height  # the grid runs from -1 to 1
    across, down = (_uniform(n, -reach, reach, faces.device) for _ in range(2))
    cos, sin = turn.cos() * scale, turn.sin() * scale
    matrix = torch.stack([cos, -sin, across, sin, cos, down], 1).view(n, 2, 3)
    grid = affine_grid(matrix, [n, 1, *faces.shape[1:]], align_corners=False)
    moved = grid_sample(faces[:, None], grid, padding_mode="border", align_corners=False)
    return moved[:, 0]


def _lit(faces: Tensor, how: Augmentation) -> Tensor:
    """Change contrast around each face's mean, then brightness."""
    n, device = len(faces), faces.device
    mean = faces.mean((1, 2), keepdim=True)
    contrast = _uniform(n, 1 - how.contrast, 1 + how.contrast, device)[:, None, None]
    light = _uniform(n, -how.brightness, how.brightness, device)[:, None, None] * 255
    return ((faces - mean) * contrast + mean + light).clamp(0, 255)


def _rectangles(share: Tensor, height: int, width: int) -> Tensor:
    """Return masks ``(N, H, W)`` of rectangles of about that share of the area, placed at random.

    Only the part within the picture counts, so the share is an upper bound.
    """
    n, device = len(share), share.device
    aspect = _uniform(n, math.log(_ASPECT[0]), math.log(_ASPECT[1]), device).exp()
    tall, wide = (share * aspect).sqrt().clamp(max=1), (share / aspect).sqrt().clamp(max=1)
    masks = []
    for size, length in ((tall, height), (wide, width)):
        middle = torch.rand(n, device=device)[:, None] * length
        place = torch.arange(length, device=device) + 0.5
        masks.append((place - middle).abs() < size[:, None] * length / 2)
    return masks[0][:, :, None] & masks[1][:, None, :]


def _erased(faces: Tensor, rate: float) -> Tensor:
    """Fill a rectangle with noise in a share of the faces."""
    n, height, width = faces.shape
    share = _uniform(n, *_ERASED, faces.device)
    share = share * (torch.rand(n, device=faces.device) < rate)
    mask = _rectangles(share, height, width)
    return torch.where(mask, torch.rand_like(faces) * 255, faces)


def mix(faces: Tensor, targets: Tensor, how: Augmentation) -> tuple[Tensor, Tensor]:
    """Mix every face with another one of its batch, and their targets alike.

    Parameters
    ----------
    faces : tensor, shape (N, H, W)
    targets : float tensor, shape (N, 7)
        Probabilities.
    how : Augmentation

    Returns
    -------
    faces, targets : float tensors of the same shapes
        The first face of each pair always has the larger share.
    """
    other = torch.randperm(len(faces), device=faces.device)
    faces = faces.float()
    if how.cutmix and float(torch.rand(())) < how.cutmix:
        masks = _rectangles(_uniform(len(faces), 0, 0.5, faces.device), *faces.shape[1:])
        share = 1 - masks.float().mean((1, 2))
        mixed = torch.where(masks, faces[other], faces)
    elif how.mixup:
        beta = torch.distributions.Beta(how.mixup, how.mixup)
        drawn = beta.sample(torch.Size([len(faces)])).to(faces.device)
        share = torch.maximum(drawn, 1 - drawn)
        weight = share[:, None, None]
        mixed = weight * faces + (1 - weight) * faces[other]
    else:
        return faces, targets
    return mixed, share[:, None] * targets + (1 - share[:, None]) * targets[other]


def reduce(faces: Tensor, side: int) -> Tensor:
    """Return faces ``(N, H, W)`` of `side` pixels a side, smoothed before they are thinned out."""
    if side == faces.shape[1]:
        return faces
    size = (side, side)
    return interpolate(faces.float()[:, None], size, mode="bilinear", antialias=True)[:, 0]
