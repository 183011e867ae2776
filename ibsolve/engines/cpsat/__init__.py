"""Eq. (28) by OR-Tools CP-SAT: model.py states it, engine.py searches and closes the gap exactly."""

from ibsolve.engines.cpsat.engine import CpSat

__all__ = ["CpSat"]
