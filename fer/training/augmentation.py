"""What may happen to a training face before the network sees it; knows no torch."""

from dataclasses import dataclass, fields

from fer.errors import TrainingError


@dataclass(frozen=True)
class Augmentation:
    """How far faces are changed; every default is "not at all".

    Attributes
    ----------
    degrees : float
        Largest rotation to either side.
    zoom : float
        Largest change of scale: 0.2 is 0.8 to 1.2 times.
    shift : float
        Largest shift along each axis, in pixels of the picture before it is zoomed and turned.
    contrast : float
        Largest change of contrast around the face's mean: 0.3 is 0.7 to 1.3 times.
    brightness : float
        Largest change of brightness, as a share of 255 grey levels.
    erase : float
        How often a rectangle of 3 to 20 % of the face is filled with noise, after Zhong et al.
        (2020); its middle lies anywhere, so that the edge may cut it.
    mixup : float
        Both parameters of the beta distribution by which two faces are blended (Zhang et al. 2018);
        0 for never.
    cutmix : float
        How often a batch is mixed by pasting rectangles rather than by blending (Yun et al. 2019).
    calm : float
        The share of the epochs, at the end, in which nothing is mixed.
    """

    degrees: float = 0.0
    zoom: float = 0.0
    shift: float = 0.0
    contrast: float = 0.0
    brightness: float = 0.0
    erase: float = 0.0
    mixup: float = 0.0
    cutmix: float = 0.0
    calm: float = 0.0

    def __post_init__(self) -> None:
        """Check the ranges."""
        below_one = {"zoom", "contrast", "brightness"}
        shares = {"erase", "cutmix", "calm"}
        for field in fields(self):
            value = getattr(self, field.name)
            limit = 1.0 if field.name in below_one | shares else float("inf")
            if not 0 <= value <= limit or (field.name in below_one and value == 1):
                raise TrainingError(f"Expected '{field.name}' from 0 to {limit}, got {value}.")

    @property
    def moves(self) -> bool:
        """Whether faces are rotated, scaled or shifted."""
        return max(self.degrees, self.zoom, self.shift) > 0

    @property
    def lights(self) -> bool:
        """Whether contrast or brightness change."""
        return max(self.contrast, self.brightness) > 0

    @property
    def mixes(self) -> bool:
        """Whether two faces are ever mixed."""
        return self.mixup > 0 or self.cutmix > 0
