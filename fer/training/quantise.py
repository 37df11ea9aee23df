"""Eight-bit integers in the place of floats: a small release that answers several times as fast."""

import logging
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Faces = npt.NDArray[np.uint8]
_BATCH = 64
_KINDS = ["Add", "Conv", "Gemm", "GlobalAveragePool", "MatMul", "MaxPool", "Relu"]


def quantise(graph: Path, faces: Faces) -> None:
    """Replace a graph of 32-bit floats by one of 8-bit integers between quantise-dequantise pairs.

    Weights are rounded channel by channel to 7 bits, which no processor saturates; the ranges of
    activations are what they reach on the calibration faces (Jacob et al. 2018).

    Parameters
    ----------
    graph : Path
        An ONNX file whose weights are 32-bit floats; written over.
    faces : uint8 array, shape (N, 48, 48)
        Calibration faces, from Training.
    """
    from onnxruntime.quantization import (
        CalibrationMethod,
        QuantFormat,
        QuantType,
        quantize_static,
    )
    from onnxruntime.quantization.shape_inference import quant_pre_process

    logging.getLogger().setLevel(logging.ERROR)
    with tempfile.TemporaryDirectory(dir=graph.parent) as scratch:
        prepared = Path(scratch) / "prepared.onnx"
        quant_pre_process(str(graph), str(prepared))
        quantize_static(
            str(prepared),
            str(graph),
            _reader(faces),
            quant_format=QuantFormat.QDQ,
            activation_type=QuantType.QUInt8,
            weight_type=QuantType.QInt8,
            per_channel=True,
            reduce_range=True,
            calibrate_method=CalibrationMethod.MinMax,
            op_types_to_quantize=_KINDS,
        )


def _reader(faces: Faces) -> Any:
    from onnxruntime.quantization import CalibrationDataReader

    class Reader(CalibrationDataReader):  # type: ignore[misc]
        """Hand the calibration faces over in batches."""

        def __init__(self) -> None:
            self._batches: Iterator[Faces] = iter(
                np.array_split(faces, max(1, len(faces) // _BATCH))
            )

        def get_next(self) -> dict[str, Faces] | None:
            """Return the next batch, or None."""
            batch = next(self._batches, None)
            return None if batch is None else {"faces": np.ascontiguousarray(batch)}

    return Reader()
