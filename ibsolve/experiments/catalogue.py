"""All experiments that can be reproduced: of which paper and figure, how long they take, what is met."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

from ibsolve.report.reproduction import Report, Reproduction


@dataclass(frozen=True, slots=True, kw_only=True)
class Experiment:
    """An entry of the catalogue.

    paper: its three digits. figures: as printed. quick, full: seconds on two cores, quick None where there
    is one run only. met, deviates: what a full run was seen to meet, and what not and why; empty for nothing.
    module: of this package, whose `run` does it; empty for those with a command of their own.
    """

    name: str
    paper: str
    figures: str
    summary: str
    quick: float | None
    full: float
    met: str
    deviates: str = ""
    module: str = ""

    def run(self, *, quick: bool = False, seed: int = 0, report: Report = lambda _: None) -> Reproduction:
        """Run it. quick: the shorter form that its summary states. seed: of all that is random."""
        reproduce: Callable[..., Reproduction] = import_module(f"ibsolve.experiments.{self.module}").run
        return reproduce(quick=quick, seed=seed, report=report)


EXPERIMENTS: tuple[Experiment, ...] = ()
"""In the order of papers and figures."""
