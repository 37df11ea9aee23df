"""People beside the release: how often one annotator says what the majority of the others says."""

import numpy as np
import streamlit as st

from dashboard import cache, components, downloads
from dashboard.components import percent
from dashboard.matrix import still
from dashboard.pictures import title_of
from dashboard.views import View
from fer.evaluation.cells import answers
from fer.evaluation.lineage import recipes_of
from fer.evaluation.people import People, against_people, people, votes_of

_HOW = "`python -m fer import fer2013.csv --votes fer2013new.csv`"


def peoples(view: View) -> None:
    """Show the human confusion matrix beside the release's, on the same faces."""
    st.subheader("How often do people agree?", anchor=False)
    faces = None if view.pictures.absent else cache.dataset(view.data)
    if faces is None or not faces.has_votes:
        st.info(
            f"There are no votes of annotators for {title_of(view.data)} on this machine. FER+ "
            f"holds ten for every row of FER-2013; join them in one step: {_HOW}",
            icon=":material/how_to_vote:",
        )
        return
    rows = faces.rows.set_index("row", drop=False).loc[view.rows["row"]]
    votes = votes_of(rows)
    found = people(votes)
    theirs, release = against_people(answers(view.rows), votes)
    _, labels = against_people(view.rows["emotion"].to_numpy(np.int64), votes)
    components.figures(
        [
            ("One annotator", found.one, "against the majority of the others"),
            ("The release", release, "against the majority"),
            ("FER-2013's label", labels, "against the majority"),
        ]
    )
    _explain(found, int(theirs.sum()), len(rows))
    if any(recipe.get("votes") for recipe in recipes_of(view.release)):
        st.caption(
            f"{view.release.title} has learnt from FER+'s votes for the faces of Training, which "
            "brings it closer to these annotators."
        )
    left, right = st.columns(2, gap="medium")
    with left:
        st.markdown("**One annotator**")
        still(found.matrix, "people", ("most say", "one says", "other"))
    with right:
        st.markdown(f"**{view.release.title}**")
        padded = np.pad(theirs, ((0, 0), (0, 1)))
        still(padded, "release", ("most say", "it says", ""))
    st.caption(
        "Cells count votes of annotators first, then faces of the release; the stronger, the "
        "larger their share of the row, which stands below each count."
    )
    downloads.counts(found.matrix, f"people-{view.key}", "People as CSV")
    downloads.counts(padded, f"release-against-people-{view.key}", "Release as CSV")


def _explain(found: People, decided: int, faces: int) -> None:
    st.caption(
        f"{found.votes:,} votes on {found.faces:,} faces count; {found.undecided:,} are left out, "
        "as the other annotators have no single emotion that more of them chose than any other. "
        "Contempt, unknown and no face are 'other'. The release and the label are held against "
        "the most frequent of all ten votes, which need not be half of them, where it is one "
        f"emotion: {decided:,} of {faces:,} faces "
        f"({percent(decided / faces)}). The interval of the annotators is that of drawing faces; "
        "the others are Wilson's. FER+ votes are by Barsoum et al. 2016."
    )
