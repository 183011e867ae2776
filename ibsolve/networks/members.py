"""The modules of a sequential model in the order in which they are called, nested ones in place."""

from __future__ import annotations

from collections.abc import Iterator

from torch import nn


def is_plain(module: nn.Module, kind: type[nn.Module]) -> bool:
    """Whether the module is of the kind and computes as it: a subclass, or the module itself, may have
    a forward of its own.

    >>> is_plain(nn.Linear(1, 1), nn.Linear)
    True
    """
    if not isinstance(module, kind) or type(module).forward is not kind.forward:
        return False
    return "forward" not in vars(module)


def children(container: nn.Sequential) -> list[tuple[str, nn.Module]]:
    """Name and module of every child; unlike `named_children`, one that occurs twice is there twice."""
    return list(container._modules.items())  # noqa: SLF001 — torch offers no other way


def members(container: nn.Sequential, prefix: str = "") -> Iterator[tuple[str, nn.Module]]:
    """Path, as `get_submodule` takes it, and module of all that is not itself a plain Sequential.

    >>> [path for path, _ in members(nn.Sequential(nn.Sequential(nn.Tanh(), nn.Tanh()), nn.Tanh()))]
    ['0.0', '0.1', '1']
    """
    for name, module in children(container):
        if is_plain(module, nn.Sequential):
            yield from members(module, f"{prefix}{name}.")
        else:
            yield prefix + name, module
