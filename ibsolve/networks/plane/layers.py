"""The layers of a model that are measured: their names, and the noise that makes them T = S + Z."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from torch import nn

from ibsolve.arguments import Arguments
from ibsolve.networks.noise import GaussianNoise

_FOLLOWING = tuple(
    f"torch.nn.modules.{each}" for each in ("activation", "batchnorm", "normalization", "instancenorm")
)
"""Modules with parameters that belong to the layer before them."""
_MOST_NAMES = 30


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TrackedLayer:
    """A layer that is measured.

    name: its path in the model. noise: the last `GaussianNoise` in it, None where there is none. What
    is measured is T, the output of that noise, and S, its input; without noise the output of the module
    is both.
    """

    name: str
    module: nn.Module
    noise: GaussianNoise | None

    @property
    def beta(self) -> float | None:
        """β of its noise."""
        return None if self.noise is None else self.noise.beta


def tracked_layers(arguments: Arguments, model: nn.Module, names: Sequence[str] | None) -> list[TrackedLayer]:
    """The layers of these names, or the default ones; a fault for each name that the model lacks."""
    known: dict[str, Any] = {name: module for name, module in model.named_modules() if name}
    if names is None:
        names = default_layers(model)
        if not names:
            arguments.faults.add(
                "layers",
                expected="names",
                found="None, and the model has no child with parameters",
                remedy=_listed(known),
            )
            return []
    found = []
    for place, name in enumerate(arguments.items("layers", names)):
        if not isinstance(name, str) or name not in known:
            arguments.faults.add(
                f"layers[{place}]", expected=f"the name of a module: {_listed(known)}", found=repr(name)
            )
        elif name in names[:place]:
            arguments.faults.add(f"layers[{place}]", expected="each layer once", found=repr(name))
        else:
            noises = [each for each in known[name].modules() if isinstance(each, GaussianNoise)]
            found.append(TrackedLayer(name=name, module=known[name], noise=noises[-1] if noises else None))
    return found


def default_layers(model: nn.Module) -> list[str]:
    """Names of the direct children that are layers.

    Those are the children with parameters; in a Sequential, whose order is known, a layer reaches up to the
    next one, and is named after its last child, such as its activation or noise.

    >>> default_layers(nn.Sequential(nn.Flatten(), nn.Linear(4, 3), nn.Tanh(), nn.Linear(3, 2)))
    ['2', '3']
    """
    opening = [_opens_layer(module) for _, module in model.named_children()]
    names = [name for name, _ in model.named_children()]
    if not isinstance(model, nn.Sequential):
        return [name for name, opens in zip(names, opening, strict=True) if opens]
    starts = [place for place, opens in enumerate(opening) if opens]
    return [names[end - 1] for end in [*starts[1:], len(names)]] if starts else []


def _opens_layer(module: nn.Module) -> bool:
    has_parameters = next(module.parameters(), None) is not None
    return has_parameters and type(module).__module__ not in _FOLLOWING


def _listed(known: dict[str, Any]) -> str:
    names = list(known)
    more = f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
    return ", ".join(names[:_MOST_NAMES]) + more
