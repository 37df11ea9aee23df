"""A small training from the page: start it, watch it live, stop, continue, keep or discard it.

What is shown lies on the disk, so that everybody sees the same and a closed page loses nothing.
"""

from collections.abc import Callable

import streamlit as st

from dashboard import cache, charts, charts_learning, state, state_training, training_form
from dashboard.components import percent
from fer.errors import FerError
from fer.evaluation.intervals import wilson
from fer.evaluation.learning import Curve, read_running
from fer.training import jobs, started
from fer.training.orders import allowed
from fer.training.started import Training

_EVERY_S = 2.0
_OFF = (
    "Training from this page is turned off on this server (`FER_TRAINING=off`). Whoever looks "
    "after it can train by command: `python -m fer train tiny --data sketches`."
)


def hint() -> None:
    """Say in a line on the other parts of the page that a training is running."""
    running = next((t for t in started.trainings() if t.phase == "running"), None)
    if running is not None:
        st.caption(f":material/model_training: Running now, under *Train one*: {_title(running)}.")


def show() -> None:
    """Show what is running, what waits to be settled, and the form to start another."""
    if allowed():
        st.markdown(
            "Choose faces and a network, and watch it learn. It runs beside the app at low "
            "priority, one at a time; everybody who opens this page sees it and can stop it."
        )
    else:
        st.info(_OFF, icon=":material/block:")
    _refusal()
    if name := state_training.just_kept():
        _kept(name)
    there = started.trainings()
    for training in there:
        if training.phase == "running":
            st.fragment(_running, run_every=_EVERY_S)(training.order.id)
        else:
            _waiting(training)
    if allowed():
        training_form.show(busy=any(training.phase == "running" for training in there))


def _title(training: Training) -> str:
    return training.order.title


def _running(name: str) -> None:
    """Show a training that runs, every two seconds anew."""
    try:
        training = started.find(name)
    except FerError:
        st.rerun()
    if training.phase != "running":
        st.rerun()
    _refusal()
    st.subheader(_title(training), anchor=False)
    st.progress(training.share, text=_progress(training))
    curve = read_running(training.folder / "history.csv")
    steps = int(training.said.get("steps") or (curve.last_step if curve else 0))
    if curve is not None:
        _charts(training, curve, steps)
    else:
        st.caption("The curve begins with the first steps.")
    if allowed():
        st.button(
            "Stop this training",
            icon=":material/stop_circle:",
            key=f"stop-{name}",
            on_click=_act,
            args=(jobs.stop, training),
            help="The last finished epoch is kept and can be continued.",
        )


def _progress(training: Training) -> str:
    said, order = training.said, training.order
    if said.get("kind") == "training":
        left = said.get("left_s")
        time = f", about {training_form.duration(left)} left" if left is not None else ""
        epoch = f"epoch {max(1, said.get('epoch', 1))} of {order.epochs}"
        return f"Learning: {epoch}, step {said['step']:,} of {said['steps']:,}{time}"
    if said.get("kind") == "releasing":
        return "Learnt. Measuring it on the test faces and making the release …"
    return "Getting ready: loading the training library and the faces …"


def _charts(training: Training, curve: Curve, steps: int) -> None:
    fields: tuple[charts_learning.Field, ...] = ("loss", "accuracy")
    for column, field in zip(st.columns(2, gap="medium"), fields, strict=True):
        column.plotly_chart(
            charts_learning.live(curve, field, max(steps, curve.last_step)),
            config=charts.CONFIG,
            key=f"{field}-{training.order.id}",
            alt=f"{field} by step so far.",
        )


def _waiting(training: Training) -> None:
    """Show a training that has ended, and what can be done with it."""
    st.subheader(_title(training), anchor=False)
    curve = read_running(training.folder / "history.csv")
    if training.phase == "finished":
        st.markdown(f":material/check_circle: **Finished.** {_result(training, curve)}")
    else:
        reached = int(curve.watched["epoch"].max()) if curve and len(curve.watched) else 0
        st.warning(
            f"{training.what} {reached} of {training.order.epochs} epochs are done.",
            icon=":material/pause_circle:",
        )
    if curve is not None:
        _charts(training, curve, curve.last_step)
    if not allowed():
        return
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    with left:
        if training.phase == "finished":
            _keep(training)
        else:
            _button("Continue", ":material/play_arrow:", jobs.resume, training)
    with right:
        _button("Discard", ":material/delete:", jobs.discard, training)


def _result(training: Training, curve: Curve | None) -> str:
    if curve is None or not len(curve.watched):
        return "Keep it as a release, or discard it."
    share, n = float(curve.watched["accuracy"].iloc[-1]), training.order.n
    low, high = wilson(round(share * n), n)
    return (
        f"Of the {n:,} faces of {curve.split}, which it did not learn from, it names "
        f"{percent(share)} as they are labelled (95 % interval {percent(low)} to "
        f"{percent(high)}). Keep it as a release, or discard it."
    )


def _keep(training: Training) -> None:
    with st.form(f"keep-{training.order.id}", border=False):
        name = st.text_input(
            "Name of the release",
            value=_free_name(training.order.network),
            max_chars=40,
            help="Letters, digits, dots, dashes and underscores.",
        )
        if st.form_submit_button("Keep", icon=":material/inventory_2:", type="primary"):
            try:
                kept = jobs.keep(training, name.strip(), cache.weights())
            except FerError as error:
                st.error(str(error), icon=":material/error:")
                return
            state_training.remember_kept(kept.id)
            st.rerun()


def _free_name(network: str) -> str:
    taken = {path.name.lower() for path in cache.weights().glob("*")}
    return next(name for i in range(1, 10_000) if (name := f"{network}-{i}") not in taken)


def _kept(name: str) -> None:
    st.success(f"Kept as '{name}'. It is now in every list of releases.", icon=":material/check:")
    st.page_link(
        "dashboard/pages/scorecard.py",
        label=f"See the scorecard of {name}",
        icon=":material/analytics:",
        query_params={"release": name},
    )


def _button(label: str, icon: str, do: Callable[[Training], object], training: Training) -> None:
    st.button(
        label,
        icon=icon,
        key=f"{label}-{training.order.id}",
        on_click=_act,
        args=(do, training),
    )


def _act(do: Callable[[Training], object], training: Training) -> None:
    """Do something to a training; say what refuses it."""
    try:
        do(training)
    except FerError as error:
        state.keep_refusal(str(error))


def _refusal() -> None:
    if sentence := state.take_refusal():
        st.error(sentence, icon=":material/error:")
