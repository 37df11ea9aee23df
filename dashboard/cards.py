"""Cards on what a label cannot mean: facts with their source, and what is measured here."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import streamlit as st

from dashboard import cache, cache_workshop
from dashboard.components import percent
from fer.emotions import EMOTIONS, TEST_SPLITS
from fer.errors import FerError
from fer.evaluation.scorecard import leaked_rows
from fer.release import Release

_KNOWN = "fer2013"
_ACT = "https://eur-lex.europa.eu/eli/reg/2024/1689/oj"


@dataclass(frozen=True)
class Card:
    """A question, facts in sentences, and where they stand.

    Attributes
    ----------
    title, icon : str
    facts : sequence of str
    sources : sequence of (str, str)
        What it is, and its address.
    """

    title: str
    icon: str
    facts: Sequence[str]
    sources: Sequence[tuple[str, str]]


def lead() -> None:
    """Say the answer in one sentence."""
    st.html(
        '<p class="fer-lead">What a person feels. It is the word that a picture was filed under; '
        "each card gives a reason, with its source.</p>"
    )


def show(release: Release | None) -> None:
    """Show all cards, two beside each other where there is room."""
    *pairs, law = every(release)
    for left, right in zip(pairs[::2], pairs[1::2], strict=True):
        columns = st.columns(2, gap="medium")
        for column, card in zip(columns, (left, right), strict=True):
            with column:
                draw(card)
    draw(law)


def every(release: Release | None) -> list[Card]:
    """Return all cards; figures are counted where the votes are here, or a release is given."""
    makers: Sequence[Callable[[], Card]] = (_ekman, _barrett, _noise, lambda: _who(release), _law)
    return [make() for make in makers]


def draw(card: Card) -> None:
    """Show one card."""
    with st.container(border=True):
        st.markdown(f"#### {card.icon} {card.title}")
        st.markdown("\n".join(f"- {fact}" for fact in card.facts))
        st.caption("; ".join(f"[{name}]({url})" if url else name for name, url in card.sources))


def _ekman() -> Card:
    return Card(
        "Is a face a word in a universal language?",
        ":material/translate:",
        (
            "Ekman and Friesen (1971) told short stories to people in New Guinea who had seen "
            "little of the rest of the world; they chose the photograph that people elsewhere "
            "would choose more often than chance. From this line of work come the six emotions "
            "that FER-2013 uses beside Neutral.",
            "Russell (1994) reviewed such studies: photographs were posed and picked beforehand, "
            "answers came from a short list of words, the same people saw all faces. Where these "
            "are changed, agreement falls.",
            "Ekman (1994) answered, and the dispute goes on. A label here is an answer from a "
            "list of seven words, as in the studies that are disputed.",
        ),
        (
            ("Ekman & Friesen 1971", "https://doi.org/10.1037/h0030377"),
            ("Russell 1994", "https://doi.org/10.1037/0033-2909.115.1.102"),
            ("Ekman 1994", "https://doi.org/10.1037/0033-2909.115.2.268"),
        ),
    )


def _barrett() -> Card:
    return Card(
        "Can a feeling be read from a face?",
        ":material/psychology_alt:",
        (
            "Barrett, Adolphs, Marsella, Martinez and Pollak (2019) reviewed the evidence for "
            "anger, disgust, fear, happiness, sadness and surprise.",
            "People smile when happy, frown when sad and scowl when angry more often than chance "
            "would have it. Yet how they show these varies between cultures, situations and even "
            "within one person.",
            "The same movements express more than one emotion; a scowl often says something that "
            "is no emotion at all.",
        ),
        (("Barrett et al. 2019", "https://doi.org/10.1177/1529100619832930"),),
    )


def _noise() -> Card:
    title, icon = "Do people agree on the label?", ":material/how_to_vote:"
    sources = (("Barsoum et al. 2016 (FER+)", "https://arxiv.org/abs/1608.01041"),)
    try:
        found = cache_workshop.disagreement(_KNOWN)
    except FerError as error:
        return Card(title, icon, (str(error),), sources)
    if found is None:
        how = (
            "Ten people labelled every face of FER-2013 anew for FER+ (Barsoum et al. 2016). How "
            "far they agree is counted from their votes, which are not on this machine: "
            "`python -m fer import fer2013.csv --votes fer2013new.csv`"
        )
        return Card(title, icon, (how,), sources)
    one, labels, alpha = found.people.one, found.labels, found.alpha
    facts = (
        f"**{percent(one.value)}** of the votes say what most of the other annotators say of the "
        f"same face ({percent(one.low)} to {percent(one.high)}; {found.people.votes:,} votes on "
        f"{found.people.faces:,} faces of the two test splits).",
        f"**{percent(labels.value)}** of FER-2013's own labels are what most annotators say "
        f"({percent(labels.low)} to {percent(labels.high)}).",
        f"Of {found.none:,} of {found.faces:,} faces ({percent(found.none / found.faces)}) most "
        "annotators chose no single one of the seven: they were split, or saw contempt, nothing "
        "they knew, or no face.",
        f"Krippendorff's alpha over all ten options is **{alpha.alpha:.2f}** ({alpha.low:.2f} to "
        f"{alpha.high:.2f}); 1 is agreement, 0 is chance. All figures are counted from the votes "
        "on this machine.",
    )
    return Card(title, icon, facts, sources)


def _who(release: Release | None) -> Card:
    facts = [
        "Pictures came from Google's image search: 184 words for emotions, combined with words "
        "for gender, age and ethnicity, made some 600 queries; the first 1,000 results of each "
        "were kept (Goodfellow et al. 2013).",
        "OpenCV cut out the faces; people then rejected wrong ones, mended crops and removed some "
        "duplicates. The word that was searched for became one of seven labels: a label comes from "
        "that word, not from the person.",
        "A row holds a label, 48 × 48 grey pixels and its split. Whose face it is, how old, from "
        "where, posed or not, and whether they agreed is not recorded: accuracy by group cannot be "
        "computed from it.",
        f"{len(leaked_rows()):,} pictures of the test splits also stand in Training.",
    ]
    counted = _counts(release)
    if counted:
        facts.append(counted)
    return Card(
        "Who is in FER-2013?",
        ":material/groups:",
        facts,
        (("Goodfellow et al. 2013", "https://arxiv.org/abs/1307.0414"),),
    )


def _counts(release: Release | None) -> str:
    if release is None or release.dataset != _KNOWN:
        return ""
    try:
        rows = cache.predictions(release)
    except FerError:
        return ""
    counts = rows["emotion"].value_counts()
    listed = ", ".join(f"{name} {int(counts.get(i, 0)):,}" for i, name in enumerate(EMOTIONS))
    return f"The {len(rows):,} faces of {' and '.join(TEST_SPLITS)}: {listed}."


def _law() -> Card:
    return Card(
        "What does the law say?",
        ":material/gavel:",
        (
            "The EU's AI Act calls a system that infers emotions or intentions from biometric "
            "data an emotion recognition system (Article 3(39)).",
            "**Work and education:** inferring emotions there has been prohibited since 2 February "
            "2025, except for medical or safety reasons (Article 5(1)(f)).",
            "**Elsewhere:** where it is permitted, such a system counts as high-risk (Annex III, "
            "point 1(c)), with the exceptions of Article 6(3).",
            "**Being told:** whoever uses one must inform the people exposed to it; systems that "
            "the law permits for detecting, preventing or investigating crime are excepted "
            "(Article 50(3)).",
            "Recital 44 gives the reasons: expressions differ between cultures, situations and "
            "within one person. From when a duty applies has been under revision: the "
            "consolidated text decides. This card is no legal advice.",
        ),
        (("Regulation (EU) 2024/1689", _ACT),),
    )
