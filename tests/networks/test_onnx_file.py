"""ONNX files: checked on every input before they are in place; most tests need the extra onnx."""

import sys
from importlib.util import find_spec

import numpy as np
import pytest
import torch

from ibsolve.errors import CaseFileError, ContradictionError, LimitError, MissingExtraError, ProblemError
from ibsolve.networks import onnx_file, to_onnx, to_torch
from ibsolve.problem import Layer, Network, Neuron, cube

needs_onnx = pytest.mark.skipif(
    not (find_spec("onnx") and find_spec("onnxscript")), reason="onnx and onnxscript are not installed"
)
needs_onnxruntime = pytest.mark.skipif(not find_spec("onnxruntime"), reason="onnxruntime is not installed")

XOR = Network(
    (
        Layer((Neuron(weights=(1, 1), threshold=1), Neuron(weights=(1, 1), threshold=2))),
        Layer((Neuron(weights=(1, -1), threshold=1),)),
    )
)
OTHER = Network((Layer((Neuron(weights=(1, 1), threshold=2),)),))


def random_network(variables, *widths):
    rng = np.random.default_rng(0)
    layers, below = [], variables
    for width in widths:
        rows = rng.integers(-9, 10, (width, below + 1)).tolist()
        layers.append(Layer(tuple(Neuron(weights=tuple(row[1:]), threshold=row[0]) for row in rows)))
        below = width
    return Network(tuple(layers))


@needs_onnx
@needs_onnxruntime
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("network", [XOR, OTHER, random_network(9, 7, 5, 2)], ids=["xor", "and", "random"])
def test_the_file_computes_what_the_network_does_for_any_batch(tmp_path, network, dtype):
    import onnxruntime

    path = tmp_path / "network.onnx"
    assert to_onnx(network, path, dtype=dtype) == 2**network.fan_in
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    floats = torch.zeros(1, dtype=dtype).numpy().dtype
    for codes in (cube(network.fan_in), cube(network.fan_in)[1:2]):
        [found] = session.run(["outputs"], {"inputs": np.array(codes, dtype=floats)})
        assert [tuple(row) for row in found.tolist()] == [network(code) for code in codes]


@needs_onnx
@needs_onnxruntime
def test_a_file_that_computes_something_else_is_not_put_in_place(tmp_path, monkeypatch):
    path = tmp_path / "network.onnx"
    path.write_text("old")
    monkeypatch.setattr(onnx_file, "to_torch", lambda _network, dtype: to_torch(OTHER, dtype=dtype))
    with pytest.raises(ContradictionError, match="differ on 3 of 4 inputs, first 01; it was not written"):
        to_onnx(XOR, path)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


@needs_onnx
def test_more_inputs_than_can_be_listed_are_written_unchecked(tmp_path):
    assert to_onnx(random_network(17, 2), tmp_path / "network.onnx") == 0
    assert (tmp_path / "network.onnx").stat().st_size > 0


@needs_onnx
def test_the_same_network_gives_the_same_file_that_names_no_paths(tmp_path):
    for name in ("a", "b"):
        to_onnx(XOR, tmp_path / name)
    content = (tmp_path / "a").read_bytes()
    assert content == (tmp_path / "b").read_bytes()
    assert b".py" not in content


@needs_onnx
def test_the_exporter_says_nothing(tmp_path, capfd):
    to_onnx(XOR, tmp_path / "network.onnx")
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("missing", ["onnx", "onnxscript"])
def test_without_the_extra_the_message_says_how_to_install_it(tmp_path, monkeypatch, missing):
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(MissingExtraError, match=r"ONNX files need onnx: pip install 'ibsolve\[onnx\]'"):
        to_onnx(XOR, tmp_path / "network.onnx")
    assert not list(tmp_path.iterdir())


def test_a_path_is_checked_before_any_work(tmp_path):
    with pytest.raises(CaseFileError, match="expected a folder to write in"):
        to_onnx(XOR, tmp_path / "nowhere" / "network.onnx")


def test_integers_beyond_float32_are_refused_with_a_way_out(tmp_path):
    wide = Network((Layer((Neuron(weights=(2**24,), threshold=1),)),))
    with pytest.raises(LimitError, match=r"at most 16777216, found larger ones \(dtype=torch.float64 holds"):
        to_onnx(wide, tmp_path / "network.onnx")


@pytest.mark.parametrize(
    ("network", "dtype", "message"),
    [
        (XOR, torch.float16, "dtype: expected torch.float32 or torch.float64, found torch.float16"),
        (None, torch.float32, "network: expected a Network, found None"),
    ],
)
def test_wrong_arguments_are_refused(tmp_path, network, dtype, message):
    with pytest.raises(ProblemError, match=message):
        to_onnx(network, tmp_path / "network.onnx", dtype=dtype)
