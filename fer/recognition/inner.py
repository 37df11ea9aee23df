"""A release's graph, opened so that it answers with values from within instead of its logits."""

from collections.abc import Callable, Sequence
from typing import Any

from fer.classifier import cores
from fer.errors import ReleaseError
from fer.release import Release


def open_at(
    release: Release, choose: Callable[[Any], Sequence[str]], what: str, threads: int = 0
) -> Any:
    """Open a release's graph at values of its own.

    Parameters
    ----------
    release : Release
    choose : callable
        Given the ``onnx.ModelProto``, returns the names of the values.
    what : str
        What the values are, for the message of an error.
    threads : int
        That one call may use; 0 for as many as there are cores.

    Returns
    -------
    onnxruntime.InferenceSession or None
        From ``faces`` to the chosen values; None where `choose` names none.

    Raises
    ------
    ReleaseError
        If the graph is missing, altered or cannot be opened.
    """
    import onnx
    import onnxruntime

    path = release.file("model.onnx")
    try:
        model = onnx.load(str(path))
        names = choose(model)
        if not names:
            return None
        del model.graph.output[:]
        model.graph.output.extend(onnx.ValueInfoProto(name=name) for name in names)
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        options.intra_op_num_threads = threads or cores()
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        return onnxruntime.InferenceSession(
            model.SerializeToString(), options, providers=["CPUExecutionProvider"]
        )
    except Exception as error:
        # neither onnx's nor onnxruntime's exceptions have a public base class
        raise ReleaseError(f"Release '{release.id}': {what} cannot be read ({error}).") from error
