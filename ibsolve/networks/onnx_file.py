"""Solved networks as ONNX files, checked against integer evaluation before they are put in place."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from warnings import catch_warnings, simplefilter

import numpy as np
import torch

from ibsolve.errors import ContradictionError, Fault, MissingExtraError, ProblemError, shown
from ibsolve.files import check_writable, write_atomically
from ibsolve.networks.conversion import to_torch
from ibsolve.networks.margins import outputs
from ibsolve.problem import CUBE_LIMIT, Network, code_text, cube

INPUT, OUTPUT = "inputs", "outputs"
"""Names of what the exported graph takes and returns."""


def to_onnx(network: Network, path: str | Path, *, dtype: torch.dtype = torch.float32) -> int:
    """Write the network as an ONNX file; returns on how many inputs the file itself was checked.

    The graph takes "inputs", bits as floats of the dtype, shape (batch, variables), and returns
    "outputs", shape (batch, width of the last layer), for any batch. Where onnxruntime is installed and
    there are at most CUBE_LIMIT variables, it is run on every input and compared with the integers
    before the file is put in place; otherwise 0 is returned. The path holds the old content or the new
    one at every moment.
    dtype: torch.float32 or torch.float64.
    Raises ProblemError with every fault found; LimitError as `to_torch`; CaseFileError where the path
    cannot be written; MissingExtraError without onnx and onnxscript; ContradictionError where the file
    computes something else, which is then not written.
    """
    if dtype not in (torch.float32, torch.float64):
        raise ProblemError(
            Fault(where="dtype", expected="torch.float32 or torch.float64", found=shown(dtype))
        )
    model = to_torch(network, dtype=dtype)
    check_writable(path)
    try:
        import_module("onnx")
        import_module("onnxscript")
    except ImportError as error:
        raise MissingExtraError("ONNX files need onnx: pip install 'ibsolve[onnx]'") from error
    example = torch.zeros(2, network.fan_in, dtype=dtype)
    with _quiet_exporter():
        program: Any = torch.onnx.export(
            model.eval(),
            (example,),
            dynamo=True,
            verbose=False,
            input_names=[INPUT],
            output_names=[OUTPUT],
            dynamic_shapes=({0: torch.export.Dim("batch")},),
        )
    content = _without_traces(program.model_proto).SerializeToString()
    checked = 0
    if find_spec("onnxruntime") and network.fan_in <= CUBE_LIMIT:
        checked = _checked(content, network, example.numpy().dtype)
    write_atomically(path, content)
    return checked


def _without_traces(model: Any) -> Any:
    """The model without what torch notes of its own calls, with paths of the machine that made it."""
    graph = model.graph
    for part in (
        model,
        graph,
        *graph.node,
        *graph.value_info,
        *graph.input,
        *graph.output,
        *graph.initializer,
    ):
        del part.metadata_props[:]
    return model


@contextmanager
def _quiet_exporter() -> Iterator[None]:
    """Without torch's remarks on itself: functions it deprecates and calls, packages it can do without."""
    logger = logging.getLogger("torch.onnx")
    level = logger.level
    with catch_warnings():
        simplefilter("ignore", FutureWarning)
        simplefilter("ignore", DeprecationWarning)
        logger.setLevel(logging.ERROR)
        try:
            yield
        finally:
            logger.setLevel(level)


def _checked(content: bytes, network: Network, dtype: np.dtype[Any]) -> int:
    """On how many inputs the file gives the codes of the network: all."""
    import onnxruntime

    session = onnxruntime.InferenceSession(content, providers=["CPUExecutionProvider"])
    codes = cube(network.fan_in)
    [found] = session.run([OUTPUT], {INPUT: np.array(codes, dtype=dtype)})
    wrong = np.flatnonzero((found != outputs(network, np.array(codes, dtype=bool))).any(axis=1))
    if len(wrong):
        first = int(wrong[0])
        raise ContradictionError(
            f"the ONNX file and the network differ on {len(wrong)} of {len(codes)} inputs, "
            f"first {code_text(codes[first])}; it was not written: please report this"
        )
    return len(codes)
