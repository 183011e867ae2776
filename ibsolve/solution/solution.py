"""A solution: the network found, what it is worth, what is proved, and the work done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ibsolve.problem import Code, Layer, Network, Neuron, Problem
from ibsolve.solution.evidence import Evidence
from ibsolve.solution.explanation import Explanation
from ibsolve.solution.status import Status


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerReport:
    """One layer of a solved network; entropies in bits.

    entropy H(X_n) · reduction Δ_n · reduction_given_target Δ′_n · conditional_entropy H(X_n|Y) ·
    information_about_target I(X_n;Y). theta: entry i is the index, in `partition`, of the block
    that holds the i-th code (ascending) of the layer below. partition: blocks of support inputs,
    each ascending, ordered by their first input. codes: the code of every support input, in order.
    """

    width: int
    entropy: float
    reduction: float
    reduction_given_target: float
    conditional_entropy: float
    information_about_target: float
    theta: tuple[int, ...]
    partition: tuple[tuple[Code, ...], ...]
    codes: tuple[Code, ...]
    neurons: tuple[Neuron, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Solution:
    """The answer to a problem. All information figures are in bits.

    objective: Σ(ν−i+1)Δ_i of the network found, eq. (28) of paper 000; objective_bound: a proved
    upper bound on it; objective_exact: its closed form. compression: C_ν; distortion: I(X;Y|X_ν).
    What does not exist is None: everything about the network where there is none, and the bound
    of an infeasible problem. optima: how many tuples of partitions of the support reach the optimum,
    where they were counted. explanation: what would make an infeasible problem feasible, where that
    was asked. work: seconds, nodes and other counts; versions: of the software.
    """

    problem: Problem
    status: Status
    engine: str
    H_X: float
    H_Y: float
    H_X_given_Y: float
    I_XY: float
    objective: float | None = None
    objective_bound: float | None = None
    objective_exact: str | None = None
    compression: float | None = None
    distortion: float | None = None
    layers: tuple[LayerReport, ...] = ()
    evidence: Evidence | None = None
    optima: int | None = None
    explanation: Explanation | None = None
    work: Mapping[str, float] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_proved(self) -> bool:
        """Whether the status is final: an optimum or a proof that there is no network."""
        return self.status in (Status.OPTIMAL, Status.INFEASIBLE)

    def __post_init__(self) -> None:
        has_network = self.status in (Status.OPTIMAL, Status.FEASIBLE)
        assert not self.is_proved or self.evidence is not None, f"{self.status} was claimed without evidence"
        assert has_network == bool(self.layers) == (self.objective is not None), "network without status"
        assert (self.objective_bound is None) == (self.status is Status.INFEASIBLE), "bound and status"
        assert self.explanation is None or self.status is Status.INFEASIBLE, "nothing to explain"
        if self.objective is not None and self.objective_bound is not None:
            assert self.objective_bound >= self.objective, "the bound lies below the objective"
            assert self.status is not Status.OPTIMAL or self.objective_bound == self.objective

    @property
    def network(self) -> Network | None:
        """The network found, or None."""
        return Network(tuple(Layer(layer.neurons) for layer in self.layers)) if self.layers else None
