"""What an error costs somewhere, of every release: a table, and the paper's conclusions."""

from html import escape

import streamlit as st

from dashboard import cache, cache_workshop, components, costs_alarms
from dashboard.costs_alarms import RULE_NAMES, Shown
from dashboard.pictures import title_of
from fer.errors import FerError
from fer.evaluation.cells import ABSTAINED
from fer.evaluation.claims import Claim
from fer.evaluation.conclusions import CONCLUSIONS, Conclusion
from fer.evaluation.decisions import RULES, Estimate, flagged
from fer.release import Release


def releases(shown: Shown) -> None:
    """Show what every release costs, beside not looking."""
    st.subheader("Every release, and not looking", anchor=False)
    least = shown.judged.idle[1]
    without = f"Without looking, {escape(costs_alarms.idle(shown.judged))}"
    rows = [[without, "–", *3 * [f"{least:,.0f}"], "–"]]
    missing = []
    for release in cache.list_models(shown.release):
        if release.dataset != shown.release.dataset:
            missing.append(
                f"{release.title} was measured on {title_of(release.dataset)}, "
                f"{shown.release.title} on {title_of(shown.release.dataset)}: choose it to see its "
                "costs."
            )
            continue
        try:
            judged = cache_workshop.judged(release, shown.context.id, shown.changes)
        except FerError as error:
            missing.append(str(error))
            continue
        so = judged.labelled_so(shown.rule, shown.flag)
        mute = flagged(judged.matrices["silent"], judged.stakes, ABSTAINED)
        said = "calls none so" if so is None else _spread(so)
        costs = [_cost(judged.costs[rule], least) for rule in RULES]
        rows.append([escape(release.title), said, *costs, f"{mute:,.0f}"])
    right = f"labelled so, of 1,000 called {shown.name}"
    head = [
        right,
        *(f"cost: {name.lower()}" for name, _ in RULE_NAMES.values()),
        "silent, of 1,000",
    ]
    with st.container(key="fer-costs"):
        components.table(["", *head], rows, folds=["", *head])
    st.caption(
        f"Cost of 1,000 faces, with 95 % intervals; on {cache_workshop.SPLIT} of "
        f"{title_of(shown.release.dataset)}. Bold: less than not "
        "looking, beyond the interval. "
        + " ".join(f"{name}: {what}." for name, what in RULE_NAMES.values())
    )
    for what in missing:
        st.warning(what, icon=":material/table_view:")


def _spread(found: Estimate) -> str:
    return f"{found.value:,.0f} <span class='paper'>({found.low:,.0f}–{found.high:,.0f})</span>"


def _cost(found: Estimate, least: float) -> str:
    text = _spread(found)
    return f"<b>{text}</b>" if found.high < least else text


def conclusions(shown: Shown) -> None:
    """Hold what the paper concludes against every release."""
    st.subheader("What the paper concludes", anchor=False)
    rows = []
    for one in CONCLUSIONS:
        changes = shown.changes if one.context == shown.context.id else ""
        own = _claim(one, shown.release, changes)
        if own is None:
            continue
        others = [
            f"{escape(release.title)}: {claim.verdict}"
            for release in cache.list_models()
            if release.id != shown.release.id
            and release.dataset == shown.release.dataset
            and (claim := _claim(one, release, changes))
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
