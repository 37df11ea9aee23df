"""Reviews as files: what can be kept, and brought to another installation."""

import streamlit as st

from dashboard import cache_reviews
from dashboard.pictures import title_of
from dashboard.review import reviewers, state
from dashboard.store import exchange
from dashboard.store.failures import StoreError


def keep_and_bring(data: str) -> None:
    """Offer all answers and settlements as CSV and JSON, and take such a file in."""
    st.subheader("Keep and bring", anchor=False)
    try:
        found = exchange.records(cache_reviews.store(), data)
        if reviewers.here() is None:  # names are public here, accounts are not
            found = [{**record, "account": None} for record in found]
    except StoreError as error:
        st.error(str(error), icon=":material/database_off:")
        return
    with st.container(horizontal=True):
        for name, kind, made in (
            ("CSV", "text/csv", exchange.to_csv),
            ("JSON", "application/json", exchange.to_json),
        ):
            st.download_button(
                f"Reviews as {name}",
                data=made(found),
                file_name=f"reviews-{data}.{name.lower()}",
                mime=kind,
                icon=":material/download:",
                on_click="ignore",
                key=f"reviews-{name}",
                disabled=not found,
            )
    st.caption(
        f"{len(found):,} records of {title_of(data)}: every answer, also what was changed or taken "
        "back, and every settlement, with names and comments."
    )
    who = reviewers.here()
    if who is None:
        st.caption("To bring reviews from such a file, sign in under *Review* first.")
        return
    file = st.file_uploader(
        "Bring reviews from such a file", type=["csv", "json"], key=state.FILE,
        help="What is here already is passed over, so that a file can be brought again. So is "
        "what others said with an account of theirs, and where they took an answer back.",
    )  # fmt: skip
    if file is None:
        return
    if st.button("Import the reviews", icon=":material/upload:"):
        try:
            done = exchange.merge(cache_reviews.store(), exchange.read(file.getvalue()), who)
        except StoreError as error:
            st.error(f"'{file.name}' cannot be imported. {error}", icon=":material/error:")
            return
        foreign = f" {done.foreign:,} of others were passed over." if done.foreign else ""
        st.success(
            f"{done.added:,} records added, {done.known:,} were here already.{foreign}",
            icon=":material/check:",
        )
