"""The evidence for a claim: which kind is due, and whether what is given proves it.

The strongest kind that applies is due, in the order entropy floor, counting bound, circuit,
search, so that evidence is a function of the problem and the verdict.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from ibsolve.checker.closed_form import closed_form, read_closed_form
from ibsolve.checker.figures import Figures, entropy
from ibsolve.checker.logarithms import LogSum
from ibsolve.checker.separability import is_separable
from ibsolve.checker.verdict import Refusals
from ibsolve.errors import shown
from ibsolve.problem import Code, Problem, Readout, code_text
from ibsolve.solution import CountingBound, EntropyFloor, Search, ViolatedCircuit

_SEARCH = {"kind": Search.kind}


def entropy_floor(problem: Problem) -> LogSum:
    """The least entropy that a layer of a feasible network can have, in bits.

    H(T*) at epsilon = 0, since every layer must refine T*; otherwise max(0, I(X;Y) − epsilon).
    """
    if not problem.epsilon:
        classes = problem.table.minimal_sufficient_partition.blocks()
        return entropy(sum(problem.table.input_counts[point] for point in block) for block in classes)
    floor = Figures.of(problem.table).information - LogSum.rational(problem.epsilon)
    return floor if floor.sign() > 0 else LogSum.rational(0)


def universal_bound(problem: Problem) -> LogSum:
    """No network of the problem has a larger objective: ν (H(X) − entropy floor), in bits."""
    return (Figures.of(problem.table).H_X - entropy_floor(problem)) * problem.depth


def judge_floor_or_search(
    evidence: Mapping[str, Any], problem: Problem, *, floor_is_met: bool, refusals: Refusals
) -> None:
    """Evidence for an optimum: the floor where every layer meets it, else the search."""
    if floor_is_met:
        floor = entropy_floor(problem)
        if evidence["kind"] != EntropyFloor.kind:
            _refuse_kind(evidence, f"every layer meets the floor of {closed_form(floor)} bits", refusals)
        else:
            judge_floor(evidence, floor, refusals)
    elif evidence != _SEARCH:
        _refuse_kind(
            evidence, "the layers do not all meet the entropy floor, so the kind is 'search'", refusals
        )


def judge_floor(evidence: Mapping[str, Any], floor: LogSum, refusals: Refusals) -> None:
    """Evidence of kind "entropy floor" names the floor exactly."""
    judge_closed_form("evidence.floor_exact", evidence["floor_exact"], floor, refusals)


def judge_closed_form(where: str, text: str | None, true: LogSum, refusals: Refusals) -> None:
    """A closed form must read as the exact number, however it is written."""
    claimed = None if text is None else read_closed_form(text)
    if claimed is None:
        refusals.add(where, claimed=text, true=f"a closed form such as {closed_form(true)!r} is needed")
    elif not (claimed - true).is_zero():
        refusals.add(where, claimed=text, true=f"it is {closed_form(true)}")


def judge_infeasibility(evidence: Mapping[str, Any], problem: Problem, refusals: Refusals) -> None:
    """Evidence for an infeasibility: a counting bound, else a circuit, else the search."""
    counting = counting_bound(problem)
    if counting is not None:
        due = counting.to_json()
        if evidence["kind"] != CountingBound.kind:
            _refuse_kind(evidence, f"the counting bound applies at layer {counting.layer}", refusals)
        for key in due.keys() - {"kind"} if evidence["kind"] == CountingBound.kind else ():
            if evidence[key] != due[key]:
                refusals.add(f"evidence.{key}", claimed=evidence[key], true=f"it is {due[key]}")
    elif evidence["kind"] == ViolatedCircuit.kind:
        _judge_circuit(evidence, problem, refusals)
    else:
        neuron = _impossible_neuron(problem)
        if neuron is not None:
            _refuse_kind(evidence, f"neuron {neuron} of layer 1 violates a circuit", refusals)
        elif evidence != _SEARCH:
            _refuse_kind(evidence, "neither a counting bound nor a circuit applies", refusals)


def counting_bound(problem: Problem) -> CountingBound | None:
    """The first layer with fewer codes than classes of T*, at epsilon = 0; None if there is none.

    Codes of a layer: at most those of the layer below, 2^width, and the cells that `width`
    hyperplanes cut out of the space of the layer below (rule R5, `CountingBound`).
    """
    if problem.epsilon:
        return None
    needed = len(problem.table.minimal_sufficient_partition)
    available = len(problem.table.inputs)
    fan_in = len(problem.table.variables)
    for layer, width in enumerate(problem.widths, start=1):
        cells = sum(math.comb(width, size) for size in range(min(fan_in, width) + 1))
        available = min(available, 2**width, cells)
        if available < needed:
            return CountingBound(layer=layer, needed=needed, available=available)
        fan_in = width
    return None


def _forced_dichotomies(problem: Problem) -> Iterator[tuple[int, list[bool]]]:
    """(neuron of layer 1, its output on each support input) wherever the problem leaves no choice.

    A single neuron in layer 1 must tell the two classes of T* apart, and fires, up to complement,
    outside the class of the first input. With readout "equal" and one layer, neuron j is bit j.
    """
    classes = problem.table.minimal_sufficient_partition
    if not problem.epsilon and problem.widths[0] == 1 and len(classes) == 2:
        yield 0, [bool(block) for block in classes.block_of]
    if problem.readout is Readout.EQUAL and problem.depth == 1:
        for neuron, bits in enumerate(zip(*problem.table.target_bits(), strict=True)):
            yield neuron, [bool(bit) for bit in bits]


def _impossible_neuron(problem: Problem) -> int | None:
    """The first neuron of layer 1 whose forced dichotomy no hyperplane makes."""
    for neuron, fires in _forced_dichotomies(problem):
        ones = [code for code, fired in zip(problem.table.inputs, fires, strict=True) if fired]
        zeros = [code for code, fired in zip(problem.table.inputs, fires, strict=True) if not fired]
        if not is_separable(ones, zeros):
            return neuron
    return None


def _judge_circuit(evidence: Mapping[str, Any], problem: Problem, refusals: Refusals) -> None:
    names = {code_text(code): code for code in problem.table.inputs}
    sides: dict[str, dict[Code, int]] = {}
    for side in ("positive", "negative"):
        for name, factor in evidence[side].items():
            if name not in names:
                refusals.add(f"evidence.{side}", claimed=shown(name), true="it is no input of the support")
                return
            if factor < 1:
                refusals.add(f"evidence.{side}.{name}", claimed=factor, true="coefficients are positive")
                return
        sides[side] = {names[name]: factor for name, factor in evidence[side].items()}
    positive, negative = sides["positive"], sides["negative"]
    if not positive or not negative or _moment(positive) != _moment(negative):
        refusals.add(
            "evidence",
            claimed="an affine dependency",
            true=f"the sides add up to {list(_moment(positive))} and {list(_moment(negative))} "
            "(sum of coefficients first)",
        )
    elif _rank([(1, *code) for code in (*positive, *negative)]) < len(positive) + len(negative) - 1:
        refusals.add("evidence", claimed="a circuit", true="some of its inputs are dependent on their own")
    else:
        _judge_violation(evidence["neuron"], positive, negative, problem, refusals)


def _judge_violation(
    neuron: int,
    positive: Mapping[Code, int],
    negative: Mapping[Code, int],
    problem: Problem,
    refusals: Refusals,
) -> None:
    forced = [fires for number, fires in _forced_dichotomies(problem) if number == neuron]
    if not forced:
        refusals.add("evidence.neuron", claimed=neuron, true="no output of that neuron is forced")
        return
    for fires in forced:
        fired = dict(zip(problem.table.inputs, fires, strict=True))
        if all(fired[code] for code in positive) and not any(fired[code] for code in negative):
            return
    refusals.add(
        "evidence",
        claimed=f"a circuit that neuron {neuron} violates",
        true="the neuron does not have to fire on all of `positive` and on none of `negative`",
    )


def _moment(side: Mapping[Code, int]) -> tuple[int, ...]:
    """Σ coefficient · (1, code)."""
    if not side:
        return (0,)
    rows = [(factor, *(factor * bit for bit in code)) for code, factor in side.items()]
    return tuple(map(sum, zip(*rows, strict=True)))


def _rank(rows: Sequence[Sequence[int]]) -> int:
    """The rank of an integer matrix, by elimination in fractions."""
    waiting = [[Fraction(entry) for entry in row] for row in rows]
    rank = 0
    for column in range(len(rows[0])):
        pivot = next((row for row in waiting if row[column]), None)
        if pivot is not None:
            rank += 1
            waiting.remove(pivot)
            waiting = [
                [a - row[column] / pivot[column] * b for a, b in zip(row, pivot, strict=True)]
                for row in waiting
            ]
    return rank


def _refuse_kind(evidence: Mapping[str, Any], reason: str, refusals: Refusals) -> None:
    refusals.add("evidence.kind", claimed=shown(evidence["kind"]), true=reason)
