"""Networks as JSON files, bare or inside a solution."""

import json
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ibsolve.errors import CaseFileError
from ibsolve.files import load_network, network_text
from ibsolve.problem import Layer, Network, Neuron

XOR = Network(
    (
        Layer((Neuron(weights=(1, 1), threshold=1), Neuron(weights=(1, 1), threshold=2))),
        Layer((Neuron(weights=(1, -1), threshold=1),)),
    )
)


def load_text(tmp_path, text):
    path = tmp_path / "network.json"
    path.write_text(text, encoding="utf-8")
    return load_network(path)


@st.composite
def networks(draw):
    sizes = draw(st.lists(st.integers(1, 3), min_size=2, max_size=4))
    number = st.integers(-(10**30), 10**30)
    layers = []
    for below, width in pairwise(sizes):
        weights = st.tuples(*[number] * below)
        layers.append(
            Layer(tuple(Neuron(weights=draw(weights), threshold=draw(number)) for _ in range(width)))
        )
    return Network(tuple(layers))


@settings(max_examples=30)
@given(networks())
def test_a_written_network_reads_back_equal(tmp_path_factory, network):
    assert load_text(tmp_path_factory.mktemp("network"), network_text(network)) == network


def test_a_solution_holds_a_network(tmp_path):
    layers = [{"width": len(layer), "neurons": layer} for layer in json.loads(network_text(XOR))["layers"]]
    assert load_text(tmp_path, json.dumps({"status": "optimal", "layers": layers}) + "\n") == XOR


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            '{"status": "infeasible", "layers": []}',
            "layers: expected a solution with a network, found none, its status is 'infeasible'",
        ),
        ('{"layers": []}', r"layers: expected a list of layers, found \[\]"),
        ("{}", "layers: expected a list of layers, found no such key"),
        ("[1]", r'expected an object with "layers", found \[1\]'),
        (
            "{",
            (
                r"network.json, line 1: expected one JSON object, found expecting property name .* at "
                r"column 2"
            ),
        ),
        (
            '{"layers": [[{}]]}\n{}',
            r"line 2: expected one JSON object, found extra data .*\(keep one network",
        ),
        ('{"layers": [1]}', "layers: expected lists of neurons, or the layers of a solution"),
        ('{"layers": [[]]}', r"layers\[0\]: expected a list of one neuron or more"),
        ('{"layers": [[{"weights": [1]}]]}', r"layers\[0\]\[0\]: expected .*threshold"),
        ('{"layers": [[{"weights": [1.0], "threshold": 1}]]}', r"layers\[0\]\[0\]: expected integers"),
        (
            '{"layers": [[{"weights": [1], "threshold": true}]]}',
            r"layers\[0\]\[0\]: expected an integer, found True",
        ),
        ('{"layers": [[{"weights": [1], "threshold": NaN}]]}', r"expected an integer, found nan"),
        (
            '{"layers": [[{"weights": [1], "threshold": 1, "bias": 0}]]}',
            r"only the keys weights, threshold, found the unknown key 'bias'",
        ),
        ('{"layer": [[]]}', "layers: expected a list of layers, found no such key"),
        ('{"layers": [[{"weights": [1], "threshold": 1}]], "name": 1}', "unknown key 'name'"),
        (
            '{"layers": [[{"weights": [1], "threshold": 1}, {"weights": [1, 1], "threshold": 1}]]}',
            r"layers\[0\]: expected one neuron or more, all with the same number of weights",
        ),
        (
            '{"layers": [[{"weights": [1], "threshold": 1}], [{"weights": [1, 1], "threshold": 1}]]}',
            "layers: expected 1 weights a neuron",
        ),
        ("[" * 100_000, "nested too deeply"),
        ('{"layers": ' + "9" * 5000 + "}", "numbers of at most 4000 digits"),
    ],
)
def test_anything_else_is_refused_with_its_place(tmp_path, text, message):
    with pytest.raises(CaseFileError, match=message):
        load_text(tmp_path, text)


def test_every_fault_of_a_network_is_reported(tmp_path):
    text = '{"layers": [[{"weights": 1, "threshold": 1}], [{"weights": [1], "threshold": "1"}]]}'
    with pytest.raises(CaseFileError, match=r"(?s)layers\[0\]\[0\]: .*layers\[1\]\[0\]: "):
        load_text(tmp_path, text)
