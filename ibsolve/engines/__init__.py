"""Row 5: one method a package behind one interface; `solve` chooses and runs them."""

from ibsolve.engines.interface import AbstractEngine, Answer, Incumbent, Limits
from ibsolve.engines.registry import engine_names
from ibsolve.engines.solving import solve

__all__ = ["AbstractEngine", "Answer", "Incumbent", "Limits", "engine_names", "solve"]
