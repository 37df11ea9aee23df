"""Model cards: every release by its own figures."""

from datetime import date

import streamlit as st

from dashboard import cache, cache_comparison, components
from dashboard.about import documents
from fer.benchmark import Timing, machine
from fer.errors import FerError
from fer.evaluation.entries import FER2013
from fer.evaluation.model_card import Facts, Measured, model_card
from fer.release import Release

_SPLITS = ("PrivateTest", "PublicTest")


def show() -> None:
    """Let the visitor choose a release and read, or keep, its card."""
    release = components.choose_release("Model card of")
    if release is None:
        return
    measured = _measured(release)
    facts = Facts(release, measured, _timed(release), machine())
    document = model_card(facts, date.today())
    st.markdown(f"**{document.lead}**")
    if measured:
        first = measured[0].card
        components.figures(
            [
                ("Accuracy", first.accuracy, f"of {first.n:,} faces"),
                ("Macro F1", first.macro_f1, "over seven classes"),
                ("Calibration error", first.calibration_error, "expected, 15 bins"),
            ]
        )
    documents.keep(document, f"model-card-{release.id}")
    documents.paragraphs(document)
    documents.tables(document, first=2 if measured else 1)


def _measured(release: Release) -> list[Measured]:
    """Return the release's scorecards on both splits, of FER-2013 without leaked rows as well."""
    kinds = (False, True) if release.dataset == FER2013 else (False,)
    found = []
    for split in _SPLITS:
        for clean in kinds:
            try:
                card = cache.scorecard(release, split, leaked=not clean)
            except ValueError:
                continue  # it has no face of this split
            except FerError as error:
                st.warning(f"Its figures cannot be shown: {error}", icon=":material/error:")
                return []
            found.append(Measured(split, card, clean))
    return found


def _timed(release: Release) -> Timing | None:
    try:
        return cache_comparison.speed(release)
    except FerError as error:
        st.warning(f"{release.title} cannot be timed: {error}", icon=":material/timer_off:")
        return None
