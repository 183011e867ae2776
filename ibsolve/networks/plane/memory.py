"""What measuring will hold in memory, estimated before anything is run."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ibsolve.arguments import Arguments
from ibsolve.errors import Fault, LimitError

_DOUBLE = 8
_COPIES = 3
"""Of the activations of one layer in float64: what an estimator works on."""
_GRAMS = 4
"""Matrices of N × N that kernel matrices take at once."""


def needed_bytes(n: int, widths: Mapping[str, int], *, repeats: int, has_grams: bool) -> int:
    """Bytes for n inputs through layers of these widths.

    S and T of all layers, S of the repeats, and copies of the largest layer.

    >>> needed_bytes(1000, {"layer1": 10, "layer2": 5}, repeats=1, has_grams=False)
    480000
    """
    of_layers = sum(widths.values()) * (2 if repeats == 1 else 2 + repeats)
    of_estimator = _COPIES * max(widths.values()) * repeats
    return _DOUBLE * (n * (of_layers + of_estimator) + _GRAMS * n * n * has_grams)


def available_bytes() -> int | None:
    """Bytes of main memory that can be had now; None where the system does not say."""
    try:
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
    except OSError:
        return None
    found = [line.split()[1] for line in lines if line.startswith("MemAvailable:")]
    return int(found[0]) * 1024 if found else None


def check_memory(
    name: str, n: int, widths: Mapping[str, int], *, repeats: int, has_grams: bool, limit: int | None
) -> None:
    """Raise LimitError where a probe needs more than the limit; None is what is available."""
    allowed = available_bytes() if limit is None else limit
    needed = needed_bytes(n, widths, repeats=repeats, has_grams=has_grams)
    if allowed is None or needed <= allowed:
        return
    raise LimitError(
        Fault(
            where=f"probe {name}",
            expected=f"activations that fit into {_size(allowed)}",
            found=f"about {_size(needed)} for {n} inputs through {len(widths)} layers, {repeats} times",
            remedy="take fewer inputs, layers or repeats",
        )
    )


def checked_limit(arguments: Arguments, limit: int | None) -> None:
    """Add a fault for what is no number of bytes."""
    if limit is not None:
        arguments.count("memory", limit)


def _size(count: int) -> str:
    return f"{count / 2**30:.2f} GiB" if count >= 2**28 else f"{count / 2**20:.2f} MiB"
