"""A claimed network run on the support in integers, and its claims judged layer by layer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

from ibsolve.checker.figures import Figures
from ibsolve.checker.logarithms import LogSum
from ibsolve.checker.verdict import Refusals
from ibsolve.errors import shown
from ibsolve.problem import Code, Partition, Problem, Readout, code_text

Neuron = Mapping[str, Any]
"""A neuron as a document has it: integer weights and a threshold."""


@dataclass(frozen=True)
class Level:
    """What X_n is: a code for each support input, with its exact figures. Level 0 is the input."""

    figures: Figures
    codes: tuple[Code, ...]

    @cached_property
    def partition(self) -> Partition:
        """The inputs grouped by equal codes."""
        return Partition.of(self.codes)

    @cached_property
    def entropy(self) -> LogSum:
        """H(X_n)."""
        return self.information_about_target + self.conditional_entropy

    @cached_property
    def conditional_entropy(self) -> LogSum:
        """H(X_n|Y)."""
        return self.figures.conditional_entropy_of(self._cells)

    @cached_property
    def information_about_target(self) -> LogSum:
        """I(X_n;Y)."""
        return self.figures.information_of(self._cells)

    @cached_property
    def distortion(self) -> LogSum:
        """I(X;Y|X_n) = I(X;Y) − I(X_n;Y), the expected divergence of eq. (13) of paper 000."""
        return self.figures.information - self.information_about_target

    @cached_property
    def _cells(self) -> list[tuple[int, ...]]:
        return self.figures.cells(self.partition.blocks())


@dataclass(frozen=True)
class Flow:
    """The levels of a network, the input first, the last layer last; one layer or more."""

    levels: tuple[Level, ...]

    @cached_property
    def total_entropy(self) -> LogSum:
        """Σ H(X_i) over the layers."""
        return LogSum.of(term for level in self.levels[1:] for term in level.entropy.terms)

    @cached_property
    def objective(self) -> LogSum:
        """Σ (ν−i+1) Δ_i = ν H(X) − Σ H(X_i), eq. (28) of paper 000."""
        return self.levels[0].entropy * (len(self.levels) - 1) - self.total_entropy

    @property
    def compression(self) -> LogSum:
        """C_ν = H(X) − H(X_ν)."""
        return self.levels[0].entropy - self.levels[-1].entropy

    @property
    def last(self) -> Level:
        return self.levels[-1]


def judged_flow(layers: Sequence[Mapping[str, Any]], problem: Problem, refusals: Refusals) -> Flow | None:
    """The flow of the claimed layers, each of their claims judged; None if they form no such network."""
    before = len(refusals.found)
    for number, (layer, width) in enumerate(zip(layers, problem.widths, strict=False)):
        if layer["width"] != width:
            refusals.add(
                f"layers[{number}].width", claimed=layer["width"], true=f"the problem's width is {width}"
            )
    flow = plain_flow("layers", [layer["neurons"] for layer in layers], problem, refusals, key=".neurons")
    if flow is None or len(refusals.found) > before:
        return None
    for number, (layer, (below, level)) in enumerate(zip(layers, pairwise(flow.levels), strict=True)):
        _judge_layer(f"layers[{number}]", layer, below, level, refusals)
    _judge_feasibility(flow, problem, refusals)
    return flow


def plain_flow(
    where: str, layers: Sequence[Sequence[Neuron]], problem: Problem, refusals: Refusals, *, key: str = ""
) -> Flow | None:
    """The flow of a network given by its neurons; None if it has not the problem's widths.

    where, key: the path of a layer in the document is `where[number]key`.
    """
    if not _fits(where, layers, problem, refusals, key):
        return None
    figures = Figures.of(problem.table)
    levels = [Level(figures, problem.table.inputs)]
    for neurons in layers:
        levels.append(Level(figures, tuple(_fired(neurons, code) for code in levels[-1].codes)))
    return Flow(tuple(levels))


def _fits(
    where: str, layers: Sequence[Sequence[Neuron]], problem: Problem, refusals: Refusals, key: str
) -> bool:
    """Whether the layers have the problem's widths and chain."""
    before = len(refusals.found)
    if len(layers) != problem.depth:
        refusals.add(
            where, claimed=f"{len(layers)} layers", true=f"the problem's widths ask for {problem.depth}"
        )
        return False
    fan_in = len(problem.table.variables)
    for number, (neurons, width) in enumerate(zip(layers, problem.widths, strict=True)):
        path = f"{where}[{number}]{key}"
        if len(neurons) != width:
            refusals.add(path, claimed=f"{len(neurons)} neurons", true=f"the width is {width}")
        for place, neuron in enumerate(neurons):
            if len(neuron["weights"]) != fan_in:
                refusals.add(
                    f"{path}[{place}].weights",
                    claimed=f"{len(neuron['weights'])} weights",
                    true=f"the layer below has {fan_in} units",
                )
        fan_in = width
    return len(refusals.found) == before


def _fired(neurons: Sequence[Neuron], code: Code) -> Code:
    """The layer's code: neuron j fires iff w·x >= threshold."""
    return tuple(
        int(sum(w * x for w, x in zip(neuron["weights"], code, strict=True)) >= neuron["threshold"])
        for neuron in neurons
    )


def _judge_layer(
    where: str, layer: Mapping[str, Any], below: Level, level: Level, refusals: Refusals
) -> None:
    names = [code_text(code) for code in level.figures.table.inputs]
    _judge_codes(f"{where}.codes", layer["codes"], dict(zip(names, level.codes, strict=True)), refusals)
    blocks = [[names[point] for point in block] for block in level.partition.blocks()]
    _judge_list(f"{where}.partition", layer["partition"], blocks, "block", refusals)
    block_above = dict(zip(below.codes, level.partition.block_of, strict=True))
    theta = [block for _, block in sorted(block_above.items())]
    _judge_list(f"{where}.theta", layer["theta"], theta, "entry", refusals)
    lost_given_target = below.conditional_entropy - level.conditional_entropy
    refusals.judge_figure(f"{where}.entropy", layer["entropy"], level.entropy)
    refusals.judge_figure(f"{where}.reduction", layer["reduction"], below.entropy - level.entropy)
    refusals.judge_figure(
        f"{where}.reduction_given_target", layer["reduction_given_target"], lost_given_target
    )
    refusals.judge_figure(
        f"{where}.conditional_entropy", layer["conditional_entropy"], level.conditional_entropy
    )
    refusals.judge_figure(
        f"{where}.information_about_target",
        layer["information_about_target"],
        level.information_about_target,
    )


def _judge_codes(
    where: str, claimed: Mapping[str, str], codes: Mapping[str, Code], refusals: Refusals
) -> None:
    wrong = [name for name, code in codes.items() if claimed.get(name) != code_text(code)]
    foreign = [name for name in claimed if name not in codes]
    more = f" ({len(wrong) - 1} more codes are wrong)" if len(wrong) > 1 else ""
    if wrong:
        refusals.add(
            f"{where}.{wrong[0]}",
            claimed=shown(claimed[wrong[0]]) if wrong[0] in claimed else "nothing",
            true=f"the neurons give {code_text(codes[wrong[0]])!r}{more}",
        )
    if foreign:
        refusals.add(where, claimed=f"a code for {shown(foreign[0])}", true="it is no input of the support")


def _judge_list(
    where: str, claimed: Sequence[object], true: Sequence[object], unit: str, refusals: Refusals
) -> None:
    if len(claimed) != len(true):
        refusals.add(where, claimed=f"a list of {len(claimed)}", true=f"its length is {len(true)}")
        return
    for number, (entry, right) in enumerate(zip(claimed, true, strict=True)):
        if entry != right:
            refusals.add(f"{where}[{number}]", claimed=entry, true=f"the {unit} is {shown(right)}")
            return


def _judge_feasibility(flow: Flow, problem: Problem, refusals: Refusals) -> None:
    """The distortion bound, at epsilon = 0 by structure: no code may mix classes of T*; the readout."""
    if problem.epsilon:
        if (flow.last.distortion - LogSum.rational(problem.epsilon)).sign() > 0:
            refusals.add(
                "distortion",
                claimed=f"a network that keeps epsilon = {problem.epsilon}",
                true=f"it loses {float(flow.last.distortion)!r} bits",
            )
    elif not flow.last.partition.refines(problem.table.minimal_sufficient_partition):
        refusals.add(
            "distortion",
            claimed="a network that keeps epsilon = 0",
            true="inputs with different p(y|x) share a code of the last layer",
        )
    if problem.readout is Readout.EQUAL:
        bits = problem.table.target_bits()
        wrong = [point for point, code in enumerate(flow.last.codes) if code != bits[point]]
        if wrong:
            point = wrong[0]
            refusals.add(
                "problem.readout",
                claimed="output neurons that equal the target bits",
                true=f"input {code_text(problem.table.inputs[point])} gives "
                f"{code_text(flow.last.codes[point])}, not {code_text(bits[point])}",
            )
