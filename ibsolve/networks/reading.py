"""From modules of torch to a threshold network with integer weights: the same function, exactly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, gcd, lcm
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from ibsolve.errors import Faults, ProblemError, shown
from ibsolve.networks.activation import ScaledSigmoid, Sign, Step, StraightThroughStep
from ibsolve.networks.margins import margins
from ibsolve.networks.members import is_plain, members
from ibsolve.networks.noise import GaussianNoise
from ibsolve.problem import CUBE_LIMIT, Layer, Network, Neuron, code_text, cube
from ibsolve.threshold import TABLE_LIMIT, PointSet, small_neuron

POINT_LIMIT = 512
"""Most codes below a layer for which smaller weights are looked for, above TABLE_LIMIT units below."""

_THRESHOLDS = (Step, StraightThroughStep, Sign)
_WAYS_OUT: dict[type[nn.Module], str] = {
    nn.Sigmoid: "harden it first: Step() fires where the sigmoid is at least 1/2",
    ScaledSigmoid: "harden it first: on sums that are integers, Step() fires where it exceeds 1/2",
    nn.Tanh: "harden it first: Sign() has its sign",
    nn.Hardtanh: "harden it first: Sign() has its sign",
    nn.BatchNorm1d: "fold it into the Linear before it",
}
_DTYPES = (torch.float16, torch.bfloat16, torch.float32, torch.float64)
_TAKEN = "from_torch takes Linear, Step, StraightThroughStep, Sign, Identity, Flatten and Dropout"


def from_torch(model: nn.Sequential) -> Network:
    """The network that computes what the model does on {0,1}^m, as if in exact arithmetic.

    model: nn.Sequential, nested or not, of nn.Linear each followed by `Step`, `StraightThroughStep` or
    `Sign`; Identity, Flatten, and Dropout and GaussianNoise that are switched off may stand anywhere.
    Floats are rational numbers, so every weight is taken at its exact value, brought to a common
    denominator and divided by the common divisor; a sum of exactly 0 fires. What the model itself
    computes in floats can differ only where rounding moves a sum across 0.
    Sign means −1 and 1 for its own outputs; they become 0 and 1 in the network, whose inputs are 0 and
    1 in any case. torch.sign(0) = 0 is neither, so a unit whose sum can be 0 is refused.
    Weights are the smallest for what the neuron does on the codes that reach it where that is cheap: up
    to TABLE_LIMIT units below, and up to POINT_LIMIT codes as `small_neuron` finds them; otherwise they
    are kept. Codes are known up to CUBE_LIMIT inputs; beyond, all codes of the layer below are taken.
    Raises ProblemError with every fault found: the place of the module, as `model.get_submodule` takes
    it, and the way out.

    >>> from ibsolve.networks import Step
    >>> linear = nn.Linear(2, 1)
    >>> _ = linear.weight.data.fill_(0.3), linear.bias.data.fill_(-0.5)
    >>> from_torch(nn.Sequential(linear, Step())).layers[0].neurons
    (Neuron(weights=(1, 1), threshold=2),)
    """
    faults = Faults()
    units = _read(model, faults)
    faults.raise_if_any(ProblemError)
    layers: list[Layer] = []
    codes = _all_codes(len(units[0].weights[0]))
    signs_below = False
    for unit in units:
        rows = [_in_integers(row, constant, signs_below) for row, constant in unit.rows]
        layer = Layer(tuple(_neuron(weights, threshold) for weights, threshold in rows))
        reached = None if codes is None else margins(layer, codes)
        if unit.is_sign:
            can_tie = [
                threshold == neuron.threshold <= _range(weights)[1]
                for (weights, threshold), neuron in zip(rows, layer.neurons, strict=True)
            ]
            _check_ties(unit.where, can_tie, codes, reached, faults)
        if codes is not None and reached is not None:
            fires = np.asarray(reached >= 0, dtype=bool)
            layer = _with_smaller_weights(layer, codes, fires)
            codes = np.unique(fires, axis=0)
        else:
            codes = _all_codes(layer.width)
        layers.append(layer)
        signs_below = unit.is_sign
    faults.raise_if_any(ProblemError)
    return Network(tuple(layers))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Unit:
    """A Linear and its activation: weights of shape (width, fan-in), a constant each."""

    where: str
    weights: list[list[float]]
    constants: list[float]
    is_sign: bool

    @property
    def rows(self) -> list[tuple[list[float], float]]:
        return list(zip(self.weights, self.constants, strict=True))


def _read(model: nn.Sequential, faults: Faults) -> list[_Unit]:
    """The model's layers; what is no layer becomes a fault, with nothing said of what follows from it."""
    if not is_plain(model, nn.Sequential):
        faults.add(
            "model",
            expected="an nn.Sequential",
            found=shown(model),
            remedy="put the layers into one, in the order of their calls",
        )
        return []
    _check_hooks(model, faults)
    units: list[_Unit] = []
    waiting: tuple[str, Any] | None = None
    width: int | None = None
    for path, module in members(model):
        where = f"model, module {path} ({type(module).__name__})"
        if _passes_through(module, where, faults):
            continue
        if is_plain(module, nn.Linear):
            if waiting is not None:
                _add_unfinished(waiting[0], f"{type(module).__name__} at {path}", faults)
            _check_linear(module, width, where, faults)
            waiting, width = (where, module), module.out_features
        else:
            _check_activation(module, waiting is not None, where, faults)
            if waiting is not None and not faults:
                units.append(_unit(*waiting, is_sign=isinstance(module, Sign)))
            waiting = None
    if waiting is not None:
        _add_unfinished(waiting[0], "the end of the model", faults)
    if not units and not faults:
        faults.add("model", expected="one Linear or more", found="none")
    return units


def _check_hooks(model: nn.Sequential, faults: Faults) -> None:
    """What a hook does cannot be read."""
    for path, module in model.named_modules():
        if module._forward_hooks or module._forward_pre_hooks:  # noqa: SLF001 — torch offers no other way
            faults.add(
                f"model, module {path} ({type(module).__name__})" if path else "model",
                expected="no hooks, which can change what it computes",
                found="a forward hook",
                remedy="remove it, as torch.nn.utils.prune.remove does",
            )


def _passes_through(module: nn.Module, where: str, faults: Faults) -> bool:
    """Whether the module hands on what it gets; one that would if switched off is a fault."""
    if is_plain(module, nn.Identity):
        return True
    if is_plain(module, nn.Flatten):
        if (module.start_dim, module.end_dim) != (1, -1):
            found = f"Flatten({module.start_dim}, {module.end_dim})"
            faults.add(where, expected="Flatten(), which keeps inputs apart", found=found)
        return True
    if is_plain(module, nn.Dropout) or is_plain(module, GaussianNoise):
        is_active = module.is_active if isinstance(module, GaussianNoise) else module.training and module.p
        if is_active:
            remedy = "call model.eval(), and set noisy_at_test=False"
            faults.add(where, expected="randomness switched off", found="it is active", remedy=remedy)
        return True
    return False


def _add_unfinished(where: str, found: str, faults: Faults) -> None:
    faults.add(
        where,
        expected="an activation after it",
        found=found,
        remedy="Step() makes its units fire from 0 on",
    )


def _check_activation(module: nn.Module, has_linear: bool, where: str, faults: Faults) -> None:
    if not any(is_plain(module, kind) for kind in _THRESHOLDS):
        remedy = next((way for kind, way in _WAYS_OUT.items() if isinstance(module, kind)), _TAKEN)
        faults.add(where, expected="a threshold unit", found=type(module).__name__, remedy=remedy)
    elif not has_linear:
        faults.add(where, expected="a Linear before it", found="none")


def _check_linear(module: Any, width: int | None, where: str, faults: Faults) -> None:
    weights = [module.weight] if module.bias is None else [module.weight, module.bias]
    if module.in_features < 1 or module.out_features < 1:
        found = f"{module.in_features} and {module.out_features}"
        faults.add(where, expected="one input and one unit or more", found=found)
    elif width is not None and module.in_features != width:
        expected = f"{width} inputs, one for each unit below"
        faults.add(where, expected=expected, found=str(module.in_features))
    for name, tensor in zip(("weight", "bias"), weights, strict=False):
        is_absent = tensor.is_meta or nn.parameter.is_lazy(tensor)
        if is_absent or tensor.dtype not in _DTYPES:
            found = "none yet" if is_absent else str(tensor.dtype)
            faults.add(where, expected=f"floating-point numbers in {name}", found=found)
        elif not bool(torch.isfinite(tensor).all()):
            place = [int(index) for index in torch.nonzero(~torch.isfinite(tensor))[0]]
            found = f"{float(tensor[tuple(place)].detach())} at {place}"
            faults.add(where, expected=f"finite numbers in {name}", found=found)


def _unit(where: str, linear: Any, *, is_sign: bool) -> _Unit:
    width = linear.out_features
    return _Unit(
        where=where,
        weights=_floats(linear.weight),
        constants=[0.0] * width if linear.bias is None else _floats(linear.bias),
        is_sign=is_sign,
    )


def _floats(tensor: Tensor) -> list[Any]:
    """The numbers as Python's floats, which hold those of every narrower type."""
    return list(tensor.detach().to("cpu", torch.float64).tolist())


def _in_integers(
    row: Sequence[float], constant: float, signs_below: bool
) -> tuple[tuple[int, ...], Fraction]:
    """Integers w without common divisor, and t: for bits x the sum is >= 0 iff w·x >= t, 0 iff w·x = t."""
    weights, offset = [Fraction(weight) for weight in row], Fraction(constant)
    if signs_below:
        # A sign is 2b − 1 of its bit b.
        weights, offset = [2 * weight for weight in weights], offset - sum(weights)
    denominator = lcm(*(weight.denominator for weight in weights))
    integers = [weight.numerator * (denominator // weight.denominator) for weight in weights]
    divisor = gcd(*integers) or 1
    return tuple(integer // divisor for integer in integers), -offset * denominator / divisor


def _neuron(weights: tuple[int, ...], threshold: Fraction) -> Neuron:
    """The neuron of the threshold rounded up, as w·x is an integer, and kept to what w·x can reach."""
    lowest, highest = _range(weights)
    return Neuron(weights=weights, threshold=min(max(ceil(threshold), lowest), highest + 1))


def _range(weights: Sequence[int]) -> tuple[int, int]:
    return sum(min(weight, 0) for weight in weights), sum(max(weight, 0) for weight in weights)


def _all_codes(width: int) -> NDArray[np.bool_] | None:
    return np.array(cube(width), dtype=bool) if width <= CUBE_LIMIT else None


def _check_ties(
    where: str,
    can_tie: Sequence[bool],
    codes: NDArray[np.bool_] | None,
    reached: NDArray[Any] | None,
    faults: Faults,
) -> None:
    """A fault for every unit whose sum is 0 on a code, or may be where codes are too many to list."""
    for place in np.flatnonzero(can_tie):
        found = "one that may be 0"
        if codes is not None and reached is not None:
            tied = codes[reached[:, place] == 0]
            if not len(tied):
                continue
            found = f"0 for the code {code_text(tuple(map(int, tied[0])))} below"
        faults.add(
            f"{where}, unit {place}",
            expected="a sum that is never 0, where torch.sign is 0",
            found=found,
            remedy="shift its bias a little, or put Step() for Sign()",
        )


def _with_smaller_weights(layer: Layer, codes: NDArray[np.bool_], fires: NDArray[np.bool_]) -> Layer:
    """The same layer on these codes, with the smallest weights found where it is cheap to look."""
    if layer.fan_in > TABLE_LIMIT and len(codes) > POINT_LIMIT:
        return layer
    points = PointSet([tuple(map(int, code)) for code in codes])
    neurons = []
    for neuron, column in zip(layer.neurons, fires.T, strict=True):
        dichotomy = sum(1 << int(point) for point in np.flatnonzero(column))
        neurons.append(min(small_neuron(points, dichotomy), neuron, key=_size))
    return Layer(tuple(neurons))


def _size(neuron: Neuron) -> tuple[int, int]:
    sizes = [abs(weight) for weight in neuron.weights]
    return max(sizes), sum(sizes)
