"""The engines by name. A new engine is one line here; see TEMPLATE.py."""

from __future__ import annotations

from importlib import import_module

from ibsolve.engines.interface import AbstractEngine
from ibsolve.errors import EngineError

# Loaded when asked for, so that listing engines does not import what they stand on.
_ENGINES = {
    "exact": ("ibsolve.engines.exact", "Exact"),
    "enumerate": ("ibsolve.engines.enumerate", "Enumerate"),
    "cpsat": ("ibsolve.engines.cpsat", "CpSat"),
    "annealing": ("ibsolve.engines.annealing", "Annealing"),
}

COMBINATIONS = ("auto", "both")
"""Names that choose among engines instead of being one."""


def engine_names() -> list[str]:
    """Names accepted wherever an engine is asked for.

    >>> engine_names()
    ['annealing', 'auto', 'both', 'cpsat', 'enumerate', 'exact']
    """
    return sorted([*COMBINATIONS, *_ENGINES])


def complete_engine_names() -> list[str]:
    """Names of the single engines that prove what they answer, given enough time.

    >>> complete_engine_names()
    ['cpsat', 'enumerate', 'exact']
    """
    return sorted(name for name in _ENGINES if engine_by_name(name).is_complete)


def incomplete_engine_names() -> list[str]:
    """Names of the single engines that claim only what a bound without search proves.

    >>> incomplete_engine_names()
    ['annealing']
    """
    return sorted(_ENGINES.keys() - complete_engine_names())


def engine_by_name(name: str) -> AbstractEngine:
    """The engine of that name.

    Raises EngineError for an unknown one.
    """
    if not isinstance(name, str) or name not in _ENGINES:
        raise EngineError(f"engine: expected one of {', '.join(engine_names())}, found {name!r:.60}")
    module, engine = _ENGINES[name]
    return getattr(import_module(module), engine)()  # type: ignore[no-any-return]
