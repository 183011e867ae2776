"""Networks as JSON: {"layers": [[{"weights": […], "threshold": …}, …], …]}, or a solution."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ibsolve.errors import CaseFileError, Faults, shown
from ibsolve.files.document import placed
from ibsolve.files.selection import did_you_mean
from ibsolve.files.text_file import file_fault, read_text
from ibsolve.problem import Layer, Network, Neuron

_NEURON_KEYS = ("weights", "threshold")


def network_text(network: Network) -> str:
    """The network as one line of JSON.

    >>> print(network_text(Network((Layer((Neuron(weights=(1, 1), threshold=2),)),))), end="")
    {"layers": [[{"weights": [1, 1], "threshold": 2}]]}
    """
    layers = [
        [{"weights": list(neuron.weights), "threshold": neuron.threshold} for neuron in layer.neurons]
        for layer in network.layers
    ]
    return json.dumps({"layers": layers}) + "\n"


def load_network(path: str | Path) -> Network:
    """The network of a file: the form above, or a solution with its layers.

    Raises CaseFileError with every fault found, such as a solution without layers.
    """
    path = Path(path)
    source = str(path)
    document = _parsed(read_text(path), source)
    rows = _neuron_lists(document, source)
    faults = Faults()
    layers: list[Layer] = []
    for place, neurons in rows:
        with faults.gathered():
            layers.append(_layer(neurons, f"{source}: {place}"))
    faults.raise_if_any(CaseFileError)
    with placed(f"{source}: layers"):
        return Network(tuple(layers))


def _parsed(text: str, source: str) -> dict[str, Any]:
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        remedy = "keep one network or solution a file" if error.msg == "Extra data" else None
        found = f"{error.msg[:1].lower()}{error.msg[1:]} at column {error.colno}"
        raise file_fault(f"{source}, line {error.lineno}", "one JSON object", found, remedy) from None
    except RecursionError:
        raise file_fault(source, "JSON", "brackets nested too deeply to be read") from None
    except ValueError:
        # int() refuses thousands of digits.
        raise file_fault(source, "numbers of at most 4000 digits", "a longer one") from None
    if not isinstance(document, dict):
        raise file_fault(source, 'an object with "layers"', shown(document))
    return document


def _neuron_lists(document: dict[str, Any], source: str) -> list[tuple[str, object]]:
    """The place and the neurons of every layer, in either form."""
    layers = document.get("layers")
    if layers == [] and "status" in document:
        raise file_fault(
            f"{source}: layers",
            "a solution with a network",
            f"none, its status is {shown(document['status'])}",
        )
    if not isinstance(layers, list) or not layers:
        raise file_fault(
            f"{source}: layers", "a list of layers", shown(layers) if layers is not None else "no such key"
        )
    if all(isinstance(layer, list) for layer in layers):
        _check_only(document, ("layers",), source)
        return [(f"layers[{number}]", layer) for number, layer in enumerate(layers)]
    if all(isinstance(layer, dict) and "neurons" in layer for layer in layers):
        return [(f"layers[{number}].neurons", layer["neurons"]) for number, layer in enumerate(layers)]
    raise file_fault(
        f"{source}: layers", "lists of neurons, or the layers of a solution, each with neurons", shown(layers)
    )


def _layer(neurons: object, where: str) -> Layer:
    if not isinstance(neurons, list) or not neurons:
        raise file_fault(where, "a list of one neuron or more", shown(neurons))
    faults = Faults()
    built: list[Neuron] = []
    for number, neuron in enumerate(neurons):
        with faults.gathered():
            built.append(_neuron(neuron, f"{where}[{number}]"))
    faults.raise_if_any(CaseFileError)
    with placed(where):
        return Layer(tuple(built))


def _neuron(value: object, where: str) -> Neuron:
    if not isinstance(value, dict) or not all(key in value for key in _NEURON_KEYS):
        raise file_fault(where, '{"weights": [integers], "threshold": integer}', shown(value))
    _check_only(value, _NEURON_KEYS, where)
    weights = value["weights"]
    with placed(where):
        return Neuron(
            weights=tuple(weights) if isinstance(weights, list) else weights, threshold=value["threshold"]
        )


def _check_only(value: dict[str, Any], keys: tuple[str, ...], where: str) -> None:
    faults = Faults()
    for key in value:
        if key not in keys:
            faults.add(
                where,
                expected=f"only the keys {', '.join(keys)}",
                found=f"the unknown key {shown(key)}",
                remedy=did_you_mean(key, keys),
            )
    faults.raise_if_any(CaseFileError)
