"""What layers give for a set of inputs, read by hooks that are there for that time alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from ibsolve.errors import Fault, ProblemError, cause
from ibsolve.networks.plane.layers import TrackedLayer

Select = Callable[[Any], Tensor]
"""The tensor to measure of what a layer, or the model, returns."""


@dataclass(slots=True)
class Activations:
    """Of one layer on n inputs, each flattened to d numbers.

    before: S, without the noise of the layer but with that of earlier ones, shape (n, d). after: T, shape
    (n, d); the same tensor where the layer has no noise. given: S of each input n_x times, shape
    (n, n_x, d), of other draws of the noise; None where it was not asked for, or S is a function of x.
    """

    before: Tensor
    after: Tensor
    given: Tensor | None = None


class Recorder:
    """Reads layers, and the output of the model, of each forward pass while its hooks are in place."""

    def __init__(
        self, model: nn.Module, layers: Sequence[TrackedLayer], output: str | None, select: Select | None
    ) -> None:
        self._model, self._layers, self._select = model, layers, select
        self._output = None if output is None else (model.get_submodule(output) if output else model)
        self.order: list[str] = []
        """Names of the layers in the order they were run."""
        self._read: dict[tuple[str, str], Tensor] = {}

    @contextmanager
    def hooked(self) -> Iterator[None]:
        """Hooks on the layers for the block; removed whatever happens in it."""
        with ExitStack() as stack:
            for layer in self._layers:
                if layer.noise is None:
                    handle = layer.module.register_forward_hook(self._hook(layer.name, "both"))
                    stack.callback(handle.remove)
                else:
                    handle = layer.noise.register_forward_pre_hook(self._before(layer.name))
                    stack.callback(handle.remove)
                    stack.callback(layer.noise.register_forward_hook(self._hook(layer.name, "after")).remove)
            if self._output is not None:
                stack.callback(self._output.register_forward_hook(self._hook(OUTPUT, "both")).remove)
            stack.callback(self._forget)
            yield

    def _forget(self) -> None:
        """Activations are large, and of no use to the recorder once they are returned."""
        self._read = {}

    def run(self, inputs: Tensor) -> dict[tuple[str, str], Tensor]:
        """One forward pass: by layer and "before" or "after", shape (n, d) each.

        Raises ProblemError for a layer that is not run exactly once, and for what is no tensor.
        """
        self._read, self.order = {}, []
        self._model(inputs)
        for layer in self._layers:
            if (layer.name, "after") not in self._read:
                raise ProblemError(
                    Fault(
                        where=f"layer {layer.name}",
                        expected="a layer that the forward pass runs",
                        found="one that it leaves out",
                    )
                )
        return self._read

    def _hook(self, name: str, which: str) -> Callable[[nn.Module, Any, Any], None]:
        def hook(_module: nn.Module, _inputs: Any, output: Any) -> None:
            values = self._tensor(name, output)
            self._keep(name, "after", values)
            if which == "both":
                self._keep(name, "before", values)

        return hook

    def _before(self, name: str) -> Callable[[nn.Module, Any], None]:
        def hook(_module: nn.Module, inputs: Any) -> None:
            self._keep(name, "before", self._tensor(name, inputs[0]))

        return hook

    def _keep(self, name: str, which: str, values: Tensor) -> None:
        if (name, which) in self._read:
            raise ProblemError(
                Fault(
                    where=f"layer {name}",
                    expected="a layer that is run once in a forward pass",
                    found="one that is run again",
                    remedy="name the module around it, or give each use a module of its own",
                )
            )
        self._read[name, which] = values
        if which == "after":
            self.order.append(name)

    def _tensor(self, name: str, output: Any) -> Tensor:
        values = output
        if not isinstance(output, Tensor) and self._select is not None:
            values = self._selected(name, output, self._select)
        if not isinstance(values, Tensor):
            by = "it" if self._select is None else "select"
            key = repr(next(iter(values), "name")) if isinstance(values, Mapping) else "0"
            raise ProblemError(
                Fault(
                    where="the model's output" if name == OUTPUT else f"layer {name}",
                    expected="a tensor",
                    found=f"a {type(values).__name__} that {by} returns",
                    remedy=f"say which tensor is meant: select=lambda output: output[{key}], say",
                )
            )
        # Copied, since a later module may change it in place.
        return values.detach().reshape(len(values), -1).clone()

    def _selected(self, name: str, output: Any, select: Select) -> Any:
        try:
            return select(output)
        except Exception as error:
            whose = "the model" if name == OUTPUT else f"layer {name}"
            expected = f"a function of what {whose} returns, a {type(output).__name__}"
            fault = Fault(where="select", expected=expected, found=cause(error))
            raise ProblemError(fault) from error


OUTPUT = "output of the model"
"""Where the recorder keeps X′."""


def recorded(
    recorder: Recorder, inputs: Tensor, names: Sequence[str], *, like: Tensor | None, chunk: int
) -> dict[str, Activations]:
    """Activations of these layers on all inputs, `chunk` at once."""
    parts = [
        dict(recorder.run(moved(inputs[start : start + chunk], like)))
        for start in range(0, len(inputs), chunk)
    ]
    found = {}
    for name in names:
        after = _joined([part[name, "after"] for part in parts])
        before = [part[name, "before"] for part in parts]
        is_same = before[0] is parts[0][name, "after"]
        found[name] = Activations(before=after if is_same else _joined(before), after=after)
    return found


def moved(inputs: Tensor, like: Tensor | None) -> Tensor:
    """Inputs on the device of a parameter, floats in its type."""
    if like is None:
        return inputs
    return inputs.to(like.device, like.dtype) if inputs.is_floating_point() else inputs.to(like.device)


def _joined(parts: list[Tensor]) -> Tensor:
    return parts[0] if len(parts) == 1 else torch.cat(parts)
