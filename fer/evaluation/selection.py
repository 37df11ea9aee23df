"""Which errors somebody wants to look at, and in what order. Faces come from `mistakes.judged`."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from fer.evaluation.mistakes import KINDS, ORDERS, Kind, Order, ordered

if TYPE_CHECKING:
    import pandas as pd

Agreement = Literal["any", "all", "some", "alone"]
AGREEMENTS: tuple[Agreement, ...] = ("any", "all", "some", "alone")


@dataclass(frozen=True)
class Selection:
    """Conditions that all hold for the errors that are shown.

    Attributes
    ----------
    kinds : tuple of Kind
    labelled, called : int, optional
        The label, and what the release said; None for any.
    confidence, human : (int, int)
        Percent, both ends included: the release's confidence, and the share of annotators' votes
        for the label. Faces without votes pass only where `human` is all of 0 to 100.
    agreement : str
        Of the releases: ``"all"`` say the same, ``"some"`` others say the same but not all,
        ``"alone"`` no other does.
    order : Order
    """

    kinds: tuple[Kind, ...] = KINDS
    labelled: int | None = None
    called: int | None = None
    confidence: tuple[int, int] = (0, 100)
    human: tuple[int, int] = (0, 100)
    agreement: Agreement = "any"
    order: Order = ORDERS[0]

    def of(self, faces: "pd.DataFrame") -> "pd.DataFrame":
        """Return the errors among faces for which all holds, in order."""
        kept = faces["wrong"].to_numpy(bool, copy=True)
        if set(self.kinds) != set(KINDS):
            kept &= faces["kind"].isin(self.kinds).to_numpy()
        for column, value in (("emotion", self.labelled), ("predicted", self.called)):
            if value is not None:
                kept &= (faces[column] == value).to_numpy()
        for column, ends in (("confidence", self.confidence), ("human", self.human)):
            if ends != (0, 100):
                percent = np.round(faces[column].to_numpy(float) * 100, 6)
                kept &= (percent >= ends[0]) & (percent <= ends[1])
        agree, releases = faces["agree"].to_numpy(), faces["releases"].to_numpy()
        kept &= {
            "any": np.True_,
            "all": agree == releases,
            "some": (agree > 1) & (agree < releases),
            "alone": agree == 1,
        }[self.agreement]
        return ordered(faces[kept], self.order)
