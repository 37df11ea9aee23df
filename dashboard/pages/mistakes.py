"""Mistakes: the errors of a release, whose mistake they are, and what reviewers decide."""

import streamlit as st

from dashboard import cache, cache_reviews, components, mistakes, state
from dashboard.pictures import say_absent
from dashboard.review import desk, reviewers, verdicts
from dashboard.review import state as desk_state
from dashboard.views import choose_view
from fer.errors import FerError

_PARTS = {
    "gallery": ":material/grid_view: Gallery",
    "review": ":material/rate_review: Review",
    "results": ":material/balance: Results",
}

components.opening(
    "Whose mistake was it?",
    "Where a release and the dataset disagree, either may be wrong, or people would not agree "
    "either. Look at the errors, judge them together, and see what that does to the scores.",
)
view = choose_view()
if view is None:
    components.stop()
try:
    seen, faces = cache_reviews.panel(view.release, view.data, view.split)
except FerError as error:
    st.error(str(error), icon=":material/error:")
    components.stop()
if view.clean:
    faces = faces[faces["row"].isin(view.rows["row"])]
titles = {release.id: release.title for release in cache.list_releases()}
if view.learnt:
    st.warning(
        f"{view.release.title} learnt from these very faces: it makes few errors on them, and "
        "likely label errors cannot be told from what it has memorised. Look at PrivateTest.",
        icon=":material/school:",
    )
mistakes.kinds(faces)
mistakes.left_out([r.title for r in cache_reviews.learnt(view.release, view.data, view.split)])
state.link(desk_state.DESK, list(_PARTS), "gallery")
st.segmented_control(
    "Part",
    list(_PARTS),
    format_func=lambda name: _PARTS[name],
    key=desk_state.DESK,
    required=True,
    label_visibility="collapsed",
)
state.keep(desk_state.DESK, "gallery")
part = state.value(desk_state.DESK)

if part == "gallery":
    closely = faces.index[faces["row"] == desk_state.face_asked()]
    if len(closely):
        place = int(closely[0])
        mistakes.closely(place, seen, faces[faces.index == place].iloc[0], titles, view.pictures)
    else:
        mistakes.links()
        mistakes.errors(faces, seen, titles, view.pictures)
elif part == "review":
    who = reviewers.signed_in()
    if who is not None:
        with st.expander("Which errors are in the queue", icon=":material/filter_list:"):
            chosen = mistakes.choose(faces).of(faces)
            chosen = chosen.iloc[: desk.length()]
        say_absent(view.pictures)
        task = desk.Task(view.data, view.release.id, seen, chosen, titles, view.pictures)
        desk.queue(task, who)
        st.subheader("How far everybody is", anchor=False)
        reviewers.everybody(view.data)
else:
    verdicts.results(view)
