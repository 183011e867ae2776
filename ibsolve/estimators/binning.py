"""The binning estimator: the plug-in information of the bins that whole vectors fall into."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import ClassVar

import numpy as np

from ibsolve.arguments import Arguments
from ibsolve.estimators.bins import BinRule, Bins, Outside, Scope, unbinned
from ibsolve.estimators.estimate import Caution, Concern, Finding
from ibsolve.estimators.interface import ANY, AbstractInformationEstimator
from ibsolve.estimators.plug_in import PlugIn, plug_in_information
from ibsolve.estimators.variable import Kind, Variable


@dataclass(frozen=True)
class Binning(AbstractInformationEstimator):
    """I(Bin X; Bin Y): each vector has one joint bin, and the information is that of the empirical law.

    rule, width, bins, range, per, outside: see `Bins`; x and y are cut by the same rule, labels stay as they
    are. bin_x: False takes each different vector of x as a label of its own, as the information plane does
    with inputs: paper 002 (2a), I(X;L) = H(Bin L). miller_madow, confidence: see `PlugIn`.

    For a layer that is a function of x this is the entropy of its bins, whatever the layer tells: at most
    ln N, reached as soon as every sample has a bin of its own. Binned layers do not obey data processing.
    A constant variable gives 0. Raises ProblemError with every fault found.
    Source: paper 002 (2a), (2b).

    >>> layer = [-0.95, -0.93, -0.2, 0.01, 0.02, 0.97, 1.0, -1.0]
    >>> binning = Binning(bins=30, range=(-1, 1), bin_x=False)
    >>> binning.estimate(np.arange(8.0), layer, unit="bits").value.__round__(6)
    2.25
    """

    rule: str = BinRule.COUNT
    width: float | None = None
    bins: int | None = None
    range: tuple[float, float] | None = None
    per: str = Scope.LAYER
    outside: str = Outside.CLIP
    bin_x: bool = True
    miller_madow: bool = False
    confidence: float = 0.95

    name: ClassVar[str] = "binning"
    summary: ClassVar[str] = "plug-in information of joint bins, of one width, number or frequency (002 (2))"
    x_kinds = ANY
    y_kinds = ANY

    def __post_init__(self) -> None:
        arguments = Arguments()
        with arguments.faults.gathered():
            self._rule  # noqa: B018 - built to be checked
        with arguments.faults.gathered():
            PlugIn(self.miller_madow, self.confidence)
        arguments.flag("bin_x", self.bin_x)
        arguments.check()

    @cached_property
    def _rule(self) -> Bins:
        return Bins(self.rule, self.width, self.bins, self.range, self.per, self.outside)

    def _information(self, x: Variable, y: Variable, rng: np.random.Generator) -> Finding:
        rule = self._rule
        is_binned = self.bin_x or x.kind is Kind.LABELS
        of_x = rule.binned(x) if is_binned else unbinned(x)
        of_y = rule.binned(y)
        found = plug_in_information(of_x.codes, of_y.codes, self.miller_madow, self.confidence)
        # One cell for each value of x: all that differs in y is known from x.
        is_function = found.parameters["cells"] == of_x.occupied
        cautions = found.cautions + of_x.cautions + of_y.cautions
        if is_function and (not is_binned or of_x.occupied == x.n) and of_y.occupied > 1:
            cautions += (_of_function(y.name),)
        chosen = {"x_occupied": of_x.occupied, "y_occupied": of_y.occupied}
        return replace(found, cautions=cautions, parameters={**found.parameters, **chosen})


def _of_function(name: str) -> Caution:
    return Caution(
        concern=Concern.VACUOUS,
        reason=f"every bin of {name} is a function of x, so that this is H(Bin {name}), which measures how "
        f"{name} clusters and not what it tells: without bins, I is infinite or H(X)",
        advice='call it what it is, the estimator "binned-entropy"; or estimate with noise added',
    )
