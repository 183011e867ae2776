"""Eq. (28) of paper 000 as a CP-SAT model.

Variables: the output of every neuron on every support input, the output of every neuron on every
code of the layer below, which code each input has, and the mass of each code. Forbidden mappings
are circuit clauses; a layer map is the table of its neurons. The objective counts scaled integers,
so the model guides: `engine.py` closes the last gap exactly.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from ibsolve.engines.cpsat.functions import LayerFunctions
from ibsolve.engines.cpsat.mass_terms import TERM_ERROR, Stepwise, WeighedCode, mass_terms
from ibsolve.engines.cpsat.scaling import SCALE, scaled_term
from ibsolve.engines.interface import LayerCodes
from ibsolve.engines.required_outputs import required_outputs, searched_widths
from ibsolve.engines.symmetry import input_symmetries
from ibsolve.information import LogForm, TableEntropies, block_counts
from ibsolve.problem import Code, Partition, Problem, cube
from ibsolve.threshold import Circuit

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

_SYMMETRIES = 40
"""Most automorphisms that are broken. The parity of four inputs is proved on [4,1] ten times sooner with 12
of them, and no sooner with more."""

Signature = tuple[int, ...]
"""What a code weighs: its mass, or its mass with each label."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Held:
    """Who holds a code: each support point, and at epsilon = 0 each class of equal p(y|x)."""

    points: list[cp_model.IntVar]
    classes: list[cp_model.IntVar]


_Holders = dict[Code, _Held]


class BuildingStopped(Exception):  # noqa: N818  # no error: the limits were reached
    """The model is not complete."""


class FlowModel:
    """The CP-SAT model of one problem, which grows by cuts as the engine rejects candidates.

    floor: least entropy of a layer of a feasible network, bits. attained: masses, in counts, at which
    terms in steps must be exact: those of candidates. stops: asked now and then; true ends the building.
    Raises BuildingStopped.
    """

    def __init__(
        self,
        problem: Problem,
        floor: LogForm,
        attained: Iterable[int] = (),
        *,
        stops: Callable[[], bool] = lambda: False,
    ) -> None:
        from ortools.sat.python import cp_model

        self._stops = stops
        self.problem = problem
        self._floor = float(floor)
        self.model = cp_model.CpModel()
        table = problem.table
        self._points = range(len(table.inputs))
        self._equals_cache: dict[tuple[int, int], cp_model.IntVar] = {}
        known = frozenset(attained)
        self._input_terms = mass_terms(table.input_counts, table.total, known)
        self._label_terms = [
            mass_terms(column, table.total, known) for column in zip(*table.counts, strict=True)
        ]
        self._classes = table.minimal_sufficient_partition.blocks()
        self._fixed = required_outputs(problem)
        self.outputs: list[list[list[cp_model.IntVar]]] = []
        """outputs[n][j][i]: neuron j of layer n on support point i, of every layer that is searched."""
        self._functions: list[LayerFunctions] = []
        self._weighed: list[list[WeighedCode]] = []
        self._label_masses: list[list[cp_model.IntVar]] = []
        held: _Holders | None = None
        for width in searched_widths(problem):
            layer = [[self.model.new_bool_var("") for _ in self._points] for _ in range(width)]
            self.outputs.append(layer)
            self._read(layer, held)
            self._break_symmetry(layer)
            if held is None:
                self._break_input_symmetry(layer)
            held = self._code_indicators(layer)
            self._weighed.append(self._weigh(held))
        for below, above in pairwise(self._weighed):
            # H(X_n) <= H(X_{n-1}): a layer is a function of the one below.
            room = TERM_ERROR * (len(below) + len(above))
            self.model.add(_total_least(below) <= _total_most(above) + room)
        self._objective = _total_most(code for layer in self._weighed for code in layer)
        if self._fixed:
            self._read_fixed(held)
            self._objective += self.scaled_objective([Partition.of(list(zip(*self._fixed, strict=True)))])
        elif held is not None and 0 < problem.epsilon < TableEntropies.of(table).I_XY:
            self._bound_distortion(held)
        self.error = TERM_ERROR * (sum(map(len, self._weighed)) + len(self._points) * bool(self._fixed))
        """How far the model's objective of a network may lie from its true one, in scaled units,
        where its masses are tabulated or attained; elsewhere it may be higher by more."""

    # --- what the solver's numbers mean -------------------------------------------------------

    def codes(self, value: Callable[[cp_model.IntVar], int]) -> LayerCodes:
        """The code of every support point at each layer, from the values of the variables."""
        searched = tuple(
            tuple(tuple(value(neuron[i]) for neuron in layer) for i in self._points) for layer in self.outputs
        )
        return (*searched, tuple(zip(*self._fixed, strict=True))) if self._fixed else searched

    def scaled_objective(self, partitions: Iterable[Partition]) -> int:
        """−ΣH(X_n) in scaled units, for a network with these layer partitions."""
        table = self.problem.table
        return sum(
            scaled_term(sum(row) / table.total)
            for partition in partitions
            for row in block_counts(table, partition)
        )

    @property
    def is_relaxed(self) -> bool:
        """Whether some terms are exact only at attained masses."""
        used = [self._input_terms, *(self._label_terms if self._label_masses else [])]
        return any(isinstance(terms, Stepwise) for terms in used)

    # --- cuts ---------------------------------------------------------------------------------

    def demanding(self, scaled: int) -> cp_model.CpModel:
        """The model of the networks of at least this scaled objective, as a copy."""
        model = self.model.clone()
        model.add(self._objective >= scaled)
        return model

    def forbid_masses(self, layers: Sequence[Iterable[int]]) -> None:
        """No network whose codes weigh, layer by layer, what these do: all have one exact objective.

        layers: the mass of every code that is attained at each layer; what the output layer must be
        is not looked at.
        """
        cells = [[(code.mass,) for code in layer] for layer in self._weighed]
        signatures: list[Counter[Signature]] = [Counter((mass,) for mass in masses) for masses in layers]
        self._forbid_class(zip(cells, signatures, strict=False))

    def forbid_label_masses(self, codes: Iterable[Signature]) -> None:
        """No network whose output codes weigh, with each label, what these do: all distort alike."""
        cells = [tuple(masses) for masses in self._label_masses]
        self._forbid_class([(cells, Counter(codes))])

    def _forbid_class(
        self, layers: Iterable[tuple[Sequence[tuple[cp_model.IntVar, ...]], Counter[Signature]]]
    ) -> None:
        other = []
        for cells, signatures in layers:
            for signature, multiplicity in signatures.items():
                matches = [self._matches(cell, signature) for cell in cells]
                same = self.model.new_bool_var("")
                self.model.add(sum(matches) != multiplicity).only_enforce_if(~same)
                other.append(~same)
        self.model.add_bool_or(other)

    def _matches(self, cell: Sequence[cp_model.IntVar], signature: Signature) -> cp_model.IntVar:
        """Whether every mass of a cell has the value of the signature."""
        equal = [self._equals(mass, value) for mass, value in zip(cell, signature, strict=True)]
        if len(equal) == 1:
            return equal[0]
        every = self.model.new_bool_var("")
        self.model.add_bool_and(equal).only_enforce_if(every)
        self.model.add_bool_or([every, *(~one for one in equal)])
        return every

    def _equals(self, mass: cp_model.IntVar, value: int) -> cp_model.IntVar:
        key = mass.index, value
        if key not in self._equals_cache:
            equal = self.model.new_bool_var("")
            self.model.add(mass == value).only_enforce_if(equal)
            self.model.add(mass != value).only_enforce_if(~equal)
            self._equals_cache[key] = equal
        return self._equals_cache[key]

    # --- layers -------------------------------------------------------------------------------

    def _read(self, layer: Sequence[Sequence[cp_model.IntVar]], below: _Holders | None) -> None:
        """Neurons are functions of the codes below: of the inputs, or of codes that inputs hold."""
        if below is None:
            inputs = self.problem.table.inputs
            functions = [dict(zip(inputs, neuron, strict=True)) for neuron in layer]
        else:
            functions = [{code: self.model.new_bool_var("") for code in below} for _ in layer]
            for neuron, function in zip(layer, functions, strict=True):
                for code, held in below.items():
                    self._look_up()
                    for holds, output in zip(held.points, neuron, strict=True):
                        self.model.add_bool_or([~holds, ~output, function[code]])
                        self.model.add_bool_or([~holds, output, ~function[code]])
        self._functions.append(LayerFunctions(self.model, functions))

    def _read_fixed(self, below: _Holders | None) -> None:
        """Neurons of the output layer are functions of the codes below, with outputs known for each class."""
        if below is None:
            constants = [[self.model.new_constant(bit) for bit in bits] for bits in self._fixed]
            self._read(constants, None)
            return
        functions = [{code: self.model.new_bool_var("") for code in below} for _ in self._fixed]
        for bits, function in zip(self._fixed, functions, strict=True):
            for code, held in below.items():
                for own, points in zip(held.classes, self._classes, strict=True):
                    self.model.add_implication(own, function[code] if bits[points[0]] else ~function[code])
        self._functions.append(LayerFunctions(self.model, functions))

    def forbid_circuit(self, number: int, circuit: Circuit) -> None:
        """No neuron of layer `number` may violate this circuit of codes of the layer below."""
        self._functions[number - 1].forbid(circuit)

    def _break_symmetry(self, layer: Sequence[Sequence[cp_model.IntVar]]) -> None:
        """Fix order and complement of neurons: permuting and complementing them changes nothing."""
        for neuron in layer:
            self.model.add(neuron[0] == 0)
        for lower, upper in pairwise(map(_word, layer)):
            # Neurons alike so far may come in any order.
            self.model.add(lower <= upper)

    def _break_input_symmetry(self, layer: Sequence[Sequence[cp_model.IntVar]]) -> None:
        """No neuron of layer 1 comes before the first when the inputs are moved by an automorphism.

        The network that is least, its first layer read neuron by neuron, is not excluded; so this goes
        with the order and the complements of `_break_symmetry`.
        """
        first = _word(layer[0])
        for symmetry in input_symmetries(self.problem)[:_SYMMETRIES].tolist():
            for neuron in layer:
                image = [neuron[i] for i in symmetry]
                word = _word(image)
                self.model.add(first <= word).only_enforce_if(~image[0])
                self.model.add(first <= _word([1] * len(image)) - word).only_enforce_if(image[0])

    def _code_indicators(self, layer: Sequence[Sequence[cp_model.IntVar]]) -> _Holders:
        """For every code of the layer, who has it."""
        holders = {code: self._held() for code in cube(len(layer))}
        for i in self._points:
            self._look_up()
            self.model.add_exactly_one(held.points[i] for held in holders.values())
            for code, held in holders.items():
                for neuron, bit in zip(layer, code, strict=True):
                    self.model.add_implication(held.points[i], neuron[i] if bit else ~neuron[i])
        return holders

    def _look_up(self) -> None:
        """Stop building where that is wanted."""
        if self._stops():
            raise BuildingStopped

    def _held(self) -> _Held:
        """A code that at epsilon = 0 no inputs of different p(y|x) hold together (rule R1)."""
        self._look_up()
        points = [self.model.new_bool_var("") for _ in self._points]
        if self.problem.epsilon > 0:
            return _Held(points=points, classes=[])
        classes = [self.model.new_bool_var("") for _ in self._classes]
        for own, inputs in zip(classes, self._classes, strict=True):
            for i in inputs:
                self.model.add_implication(points[i], own)
        self.model.add_at_most_one(classes)
        return _Held(points=points, classes=classes)

    # --- entropies ----------------------------------------------------------------------------

    def _weigh(self, holders: _Holders) -> list[WeighedCode]:
        """The codes of a layer: their terms sum to −H(X_n), at most minus the entropy floor."""
        table = self.problem.table
        codes = [self._input_terms.weighed(self.model, held.points) for held in holders.values()]
        self.model.add(sum(code.mass for code in codes) == table.total)
        least = math.floor(SCALE * self._floor)
        self.model.add(_total_least(codes) <= -least + TERM_ERROR * len(codes) + 1)
        return codes

    def _bound_distortion(self, holders: _Holders) -> None:
        """I(X;Y|X_ν) = H(X_ν,Y) − H(X_ν) − H(Y|X) <= epsilon, with room for rounding."""
        joint = []
        for held in holders.values():
            weighed = [terms.weighed(self.model, held.points) for terms in self._label_terms]
            self._label_masses.append([code.mass for code in weighed])
            joint += weighed
        given = TableEntropies.of(self.problem.table)
        allowed = math.ceil(SCALE * (float(self.problem.epsilon) + float(given.H_Y - given.I_XY)))
        room = TERM_ERROR * (len(joint) + len(holders)) + 1
        self.model.add(_total_least(self._weighed[-1]) - _total_most(joint) <= allowed + room)


def _word(outputs: Sequence[cp_model.IntVar | int]) -> cp_model.LinearExpr | int:
    """The outputs as a number of at most 60 bits, the first point foremost: CP-SAT counts in 64."""
    return sum((1 << i) * output for i, output in enumerate(reversed(outputs[:60])))


def _total_most(codes: Iterable[WeighedCode]) -> cp_model.LinearExpr:
    from ortools.sat.python import cp_model

    return cp_model.LinearExpr.sum([code.most for code in codes])


def _total_least(codes: Iterable[WeighedCode]) -> cp_model.LinearExpr:
    from ortools.sat.python import cp_model

    return cp_model.LinearExpr.sum([code.least for code in codes])
