"""What an error costs somewhere: 1,000 alarms in a picture, every release, and what a room sets."""

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from dashboard import cache, cache_workshop, components, costs_setting, state, state_workshop
from dashboard.theme import COLOURS
from fer.emotions import EMOTIONS
from fer.errors import FerError
from fer.evaluation.cells import ABSTAINED
from fer.evaluation.claims import Claim
from fer.evaluation.conclusions import CONCLUSIONS, Conclusion, Judged
from fer.evaluation.contexts import CONTEXTS, context
from fer.evaluation.decisions import RULES, Estimate, Rule, flagged
from fer.evaluation.stakes import Changes, Context
from fer.release import Release

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

_RULES: dict[Rule, tuple[str, str]] = {
    "probable": ("Most probable", "the most probable label, as the release answers"),
    "cheapest": ("Cheapest", "the label of least expected cost"),
    "silent": (
        "Cheapest or silent",
        "the label of least expected cost, or none if that is cheaper",
    ),
}
_FEW = 30  # faces below which a figure is said to rest on few


@dataclass(frozen=True)
class Shown:
    """What the activity is about.

    Attributes
    ----------
    context : Context
    changes : str
        What the room has set otherwise.
    release : Release
    flag : int
        The answer that counts as an alarm.
    rule : Rule
    judged : Judged
    """

    context: Context
    changes: str
    release: Release
    flag: int
    rule: Rule
    judged: Judged

    @property
    def name(self) -> str:
        """The emotion of the alarm."""
        return EMOTIONS[self.flag]


def show(top: "DeltaGenerator") -> None:
    """Show the activity, its answer in `top`; a sentence where nothing can be said."""
    place, changes = _choose_context()
    release = components.choose_release()
    if release is None:
        with top:
            _lead("Without a release there are no errors to count.")
        return
    st.markdown(place.use)
    picture, asked = st.columns([5, 3], gap="large")
    with asked:
        flag, rule = _choose_answer(place)
    try:
        judged = cache_workshop.judged(release, place.id, changes)
    except FerError as error:
        with top:
            _lead("Set costs and shares, and see what the errors of a release cost.")
        st.warning(str(error), icon=":material/balance:")
        costs_setting.show(place, Changes.parse(changes))
        return
    shown = Shown(place, changes, release, flag, rule, judged)
    found = judged.labelled_so(rule, flag)
    with top:
        _lead(_answer(shown, found))
    with picture:
        _thousand(shown, found)
    with asked:
        _figures(shown)
    costs_setting.show(place, Changes.parse(changes))
    _releases(shown)
    _conclusions(shown)


def _lead(text: str) -> None:
    st.html(f'<p class="fer-lead">{escape(text)}</p>')


def _choose_context() -> tuple[Context, str]:
    titles = {one.id: one.title for one in CONTEXTS}
    flags = {one.id: EMOTIONS[one.flags[0]] for one in CONTEXTS}
    state.link(state_workshop.CONTEXT, list(titles), "police")
    chosen = st.segmented_control(
        "Where is it used?",
        list(titles),
        format_func=titles.__getitem__,
        key=state_workshop.CONTEXT,
        required=True,
        on_change=state_workshop.enter,
        args=(flags,),
    )
    state.keep(state_workshop.CONTEXT, "police")
    place = context(chosen or "police")
    changes = str(Changes.parse(state_workshop.changes()).beside(place))
    state_workshop.set_changes(changes)
    return place, changes


def _choose_answer(place: Context) -> tuple[int, Rule]:
    first = EMOTIONS[place.flags[0]]
    state.link(state_workshop.FLAG, list(EMOTIONS), first)
    flag = st.pills(
        "An alarm is a face called", EMOTIONS, key=state_workshop.FLAG, required=True, wrap=True
    )
    state.keep(state_workshop.FLAG, first)
    state.link(state_workshop.RULE, list(RULES), "probable")
    rule = st.segmented_control(
        "It answers with the label that is",
        list(RULES),
        format_func=lambda name: _RULES[name][0],
        key=state_workshop.RULE,
        required=True,
        help="Expected costs come from the release's calibrated probabilities, carried to the "
        "shares of labels that are set here (Elkan 2001; Saerens et al. 2002). Silence is no "
        "answer at all (Chow 1970).",
    )
    state.keep(state_workshop.RULE, "probable")
    return EMOTIONS.index(flag or first), rule or "probable"


def _answer(shown: Shown, found: Estimate | None) -> str:
    where, title = shown.context.title, shown.release.title
    if found is None:
        return f"{where}: {title} calls no face {shown.name} when it answers so."
    right = round(found.value)
    return (
        f"{where}: of 1,000 people flagged as {shown.name}, {right:,} are labelled {shown.name}; "
        f"{1000 - right:,} alarms are false."
    )


def _thousand(shown: Shown, found: Estimate | None) -> None:
    if found is None:
        st.info(
            f"{shown.release.title} calls no face {shown.name} here: nobody is flagged, and every "
            f"face labelled {shown.name} is missed.",
            icon=":material/notifications_off:",
        )
        return
    right = round(found.value)
    st.html(thousand(right, shown.name))
    rests = shown.judged.faces(shown.rule, shown.flag)
    few = " Few: take it as a hint." if rests < _FEW else ""
    st.caption(
        f"{right:,} of 1,000, 95 % interval {found.low:,.0f} to {found.high:,.0f}; from the "
        f"{rests:,} faces of {cache_workshop.SPLIT} that {shown.release.title} calls {shown.name}, "
        f"carried to the shares set here.{few}{_clean(shown)}"
    )


def _clean(shown: Shown) -> str:
    """Return what the figure is without leaked rows, where any leak."""
    try:
        clean = cache_workshop.judged(shown.release, shown.context.id, shown.changes, leaked=False)
        found = clean.labelled_so(shown.rule, shown.flag)
    except FerError:
        return ""
    if found is None or shown.release.dataset != "fer2013":
        return ""
    return f" Without leaked rows: {found.value:,.0f}."


def thousand(right: int, name: str) -> str:
    """Return HTML of a thousand discs: full ones are labelled so, rings are false alarms."""
    rows, rest = divmod(right, 40)
    y, x = f"{(rows + 1) * 4:g}%", f"{rest * 2.5:g}%"
    above = f"{rows * 4:g}%"
    full = f"polygon(0 0,100% 0,100% {above},{x} {above},{x} {y},0 {y})"
    ring = f"polygon({x} {above},100% {above},100% 100%,0 100%,0 {y},{x} {y})"
    return (
        f'<div class="fer-thousand" role="img" aria-label="Of 1,000 faces called {name}, {right:,} '
        f'are labelled {name} and {1000 - right:,} are not">'
        f'<div class="full" style="color:{COLOURS[name]};clip-path:{full}"></div>'
        f'<div class="ring" style="clip-path:{ring}"></div></div>'
        f'<p class="fer-key"><span><i class="full" style="color:{COLOURS[name]}"></i>'
        f'<b>{right:,}</b> labelled {name}</span><span><i class="ring"></i>'
        f"<b>{1000 - right:,}</b> false alarms</span></p>"
    )


def _figures(shown: Shown) -> None:
    judged, matrix = shown.judged, shown.judged.matrices[shown.rule]
    base = judged.stakes.base
    alarms = flagged(matrix, judged.stakes, shown.flag)
    row = matrix[shown.flag]
    missed = 1 - row[shown.flag] / row.sum() if row.sum() else 0.0
    cost = judged.costs[shown.rule]
    st.markdown(
        f"Of 1,000 faces, **{base[shown.flag] * 1000:,.0f}** are taken to be labelled "
        f"{shown.name}.\n\n"
        f"- **{alarms:,.0f}** are called {shown.name}; {missed:.0%} of those labelled so are "
        "missed.\n"
        f"- **{flagged(matrix, judged.stakes, ABSTAINED):,.0f}** get no answer.\n"
        f"- All errors together cost **{cost.value:,.0f}** ({cost.low:,.0f} to {cost.high:,.0f}); "
        f"{_idle(judged)} without looking costs **{judged.idle[1]:,.0f}**."
    )


def _idle(judged: Judged) -> str:
    answer = judged.idle[0]
    return "giving no answer" if answer == ABSTAINED else f"calling everybody {EMOTIONS[answer]}"


def _releases(shown: Shown) -> None:
    st.subheader("Every release, and not looking", anchor=False)
    idle = shown.judged.idle[1]
    rows = [[f"Without looking, {escape(_idle(shown.judged))}", "–", *3 * [f"{idle:,.0f}"], "–"]]
    missing = []
    for release in cache.list_releases():
        try:
            judged = cache_workshop.judged(release, shown.context.id, shown.changes)
        except FerError as error:
            missing.append(str(error))
            continue
        so = judged.labelled_so(shown.rule, shown.flag)
        mute = flagged(judged.matrices["silent"], judged.stakes, ABSTAINED)
        said = "calls none so" if so is None else _spread(so)
        costs = [_cost(judged.costs[rule], idle) for rule in RULES]
        rows.append([escape(release.title), said, *costs, f"{mute:,.0f}"])
    right = f"labelled so, of 1,000 called {shown.name}"
    head = [right, *(f"cost: {name.lower()}" for name, _ in _RULES.values()), "silent, of 1,000"]
    with st.container(key="fer-costs"):
        components.table(["", *head], rows, folds=["", *head])
    st.caption(
        f"Cost of 1,000 faces, with 95 % intervals; on {cache_workshop.SPLIT}. Bold: less than not "
        "looking, beyond the interval. "
        + " ".join(f"{name}: {what}." for name, what in _RULES.values())
    )
    for what in missing:
        st.warning(what, icon=":material/table_view:")


def _spread(found: Estimate) -> str:
    return f"{found.value:,.0f} <span class='paper'>({found.low:,.0f}–{found.high:,.0f})</span>"


def _cost(found: Estimate, idle: float) -> str:
    text = _spread(found)
    return f"<b>{text}</b>" if found.high < idle else text


def _conclusions(shown: Shown) -> None:
    st.subheader("What the paper concludes", anchor=False)
    rows = []
    for one in CONCLUSIONS:
        changes = shown.changes if one.context == shown.context.id else ""
        own = _claim(one, shown.release, changes)
        if own is None:
            continue
        others = [
            f"{escape(release.title)}: {claim.verdict}"
            for release in cache.list_releases()
            if release.id != shown.release.id and (claim := _claim(one, release, changes))
        ]
        rows.append(
            [
                f"{escape(own.paper)}<br><span class='fer-quiet'>{escape(one.test)}</span>",
                f"<b>{own.verdict}</b><br>{escape(own.here)}",
                "<br>".join(others),
            ]
        )
    head = ["the paper", shown.release.title, "other releases"]
    components.table(head, rows, prose=True, folds=head)
    st.caption(
        "Li, Shen & Miao 2018. Each is held against its own context, with the costs and shares "
        "that the room has set if it is the one above, else with those assumed here; the small "
        "print says what must hold. Comparisons count beyond the 95 % interval."
    )


def _claim(one: Conclusion, release: Release, changes: str) -> Claim | None:
    try:
        return one.claim(cache_workshop.judged(release, one.context, changes))
    except FerError:
        return None
