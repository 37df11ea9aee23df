"""Why this label: what in the face the answer depends on, and which faces it was learnt from."""

from functools import partial

import numpy as np
import streamlit as st

from dashboard import beside, cache, cache_face, maps, state, state_face
from dashboard.components import percent
from dashboard.maps import Drawn
from dashboard.near import nearest_faces
from fer.classifier import Classifier, softmax
from fer.emotions import EMOTIONS
from fer.errors import FerError
from fer.recognition.explain.occlusion import occlude
from fer.recognition.explain.sanity import shuffled_graph
from fer.recognition.faces import Face
from fer.release import Release

_WAYS = {
    "occlusion": "Cover it, piece by piece",
    "gradcam": "Grad-CAM",
    "gradients": "Integrated gradients",
    "faces": "Nearest training faces",
}
_COVERING = "Covering asks the release itself and works for all."
_FOLLOWING = (
    "The two in the middle follow gradients through the network: the first of them loads it into "
    "torch, which takes some seconds."
)
_NEAREST = "The last needs the dataset that the release learnt from."
_BATCH = 32  # faces at once: a server keeps the memory of the largest call
_SHUFFLES = {"occlusion": 3, "gradcam": 5, "gradients": 2}


def show(key: str, face: Face, release: Release) -> None:
    """Let the visitor choose a way to look into a label, and show what it gives."""
    ways = [way for way in _WAYS if way in ("occlusion", "faces") or _has_network(release)]
    way = st.segmented_control(
        "By what way",
        ways,
        format_func=lambda name: _WAYS[name],
        key=state_face.start_among(state_face.within(key, "way"), ways),
        required=True,
        help=" ".join([_COVERING, *([_FOLLOWING] if len(ways) > 2 else []), _NEAREST]),
        wrap=True,
    )
    if not beside.looks(release):
        st.info(f"{release.title} looks at no face: there is no reason in it to be found.")
        return
    try:
        if way == "faces":
            nearest_faces(key, face, release)
        else:
            _map(way or "occlusion", face, release)
    except FerError as error:
        st.info(str(error), icon=":material/info:")


def _has_network(release: Release) -> bool:
    return release.has("model.safetensors")


def _map(way: str, face: Face, release: Release) -> None:
    make = {"occlusion": _occlusion, "gradcam": _gradcam, "gradients": _gradients}[way]
    with st.spinner("Looking …", show_time=False):
        key = f"{way} {beside.short_name(face.crop)} {release.digest}"
        drawn = state.remembered(key, partial(make, face, release))
    st.html(maps.figures(face.crop, drawn))
    st.markdown(drawn.said)
    st.markdown(maps.check(drawn))
    st.caption(maps.LIMIT)


def _occlusion(face: Face, release: Release) -> Drawn:
    model = cache.recogniser(release).classifier
    found = occlude(partial(model.logits, batch=_BATCH), face.crop, face.label)
    shuffled = []
    for seed in range(_SHUFFLES["occlusion"]):
        graph = shuffled_graph(release.file("model.onnx"), seed)
        other = Classifier.of_graph(graph, release.id)
        shuffled.append(occlude(partial(other.logits, batch=_BATCH), face.crop, face.label).map)
    place = found.strongest
    after = softmax(found.logits[place].astype(np.float32))
    before, now = (float(p[face.label]) for p in (face.probabilities, after))
    said = (
        f"What is orange speaks for {face.emotion}, what is blue against it: without it the "
        "label's evidence falls or rises. The outlined square matters most: covered with grey, "
        f"{face.emotion} goes from {percent(before, 0)} to {percent(now, 0)}"
    )
    other_label = int(after.argmax())
    said += "." if other_label == face.label else f", and the label is {EMOTIONS[other_label]}."
    row, column = (int(v) for v in found.corners[place])
    return Drawn(found.map, shuffled, said, (row, column, found.patch))


def _gradcam(face: Face, release: Release) -> Drawn:
    from fer.recognition.explain.gradcam import grad_cam
    from fer.recognition.explain.weights import shuffled

    network = cache_face.network(release)
    with cache_face.GRADIENT:
        found = grad_cam(network, face.crop, face.label)
        others = [
            grad_cam(shuffled(network, seed), face.crop, face.label)
            for seed in range(_SHUFFLES["gradcam"])
        ]
    said = (
        f"Where it is orange, the last convolution's maps push {face.emotion} up. "
        f"They have {found.shape[0]} × {found.shape[1]} places, so the map is no finer than that."
    )
    return Drawn(found, others, said)


def _gradients(face: Face, release: Release) -> Drawn:
    from fer.recognition.explain.integrated import integrated_gradients
    from fer.recognition.explain.weights import shuffled
    from fer.training.restoring import whole_of

    network = cache_face.network(release)
    with cache_face.GRADIENT:
        whole = whole_of(release, network)
        found, missing = integrated_gradients(whole, face.crop, face.label)
        others = [
            integrated_gradients(shuffled(whole, seed), face.crop, face.label)[0]
            for seed in range(_SHUFFLES["gradients"])
        ]
    total = float(found.sum())
    said = (
        f"What each pixel adds to the logit of {face.emotion} (orange) or takes from it (blue), on "
        f"the way from plain grey to this face. The pixels add up to {maps.number(total)}, where "
        f"the logit changes by {maps.number(total - missing)}."
    )
    return Drawn(found, others, said)
