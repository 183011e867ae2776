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
from itertools import pairwise
from typing import TYPE_CHECKING

from ibsolve.engines.cpsat.mass_terms import TERM_ERROR, Stepwise, WeighedCode, mass_terms
from ibsolve.engines.cpsat.scaling import SCALE, scaled_term
from ibsolve.engines.interface import LayerCodes
from ibsolve.errors import Faults, LimitError
from ibsolve.information import TableEntropies, block_counts, entropy_floor
from ibsolve.problem import Code, Partition, Problem, Readout, cube
from ibsolve.threshold import CUBE_CIRCUIT_LIMIT, Circuit, circuits_within, cube_circuits

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

WIDTH_LIMIT = 4
POINT_LIMIT = 1_024
TOTAL_LIMIT = 2**52
CLAUSE_LIMIT = 200_000

Signature = tuple[int, ...]
"""What a code weighs: its mass, or its mass with each label."""


def check_size(problem: Problem) -> None:
    """Raise LimitError with every limit that the problem exceeds, before anything is built."""
    table = problem.table
    faults = Faults()

    def refuse(expected: str, found: str, remedy: str) -> None:
        faults.add("engine cpsat", expected=expected, found=found, remedy=remedy)

    if max(problem.widths) > WIDTH_LIMIT:
        refuse(
            f"at most {WIDTH_LIMIT} neurons a layer",
            f"widths {list(problem.widths)}",
            "use narrower layers",
        )
    if len(table.inputs) > POINT_LIMIT:
        refuse(
            f"at most {POINT_LIMIT} support inputs",
            str(len(table.inputs)),
            "give a law on fewer inputs, or choose outputs whose don't-care set is larger",
        )
    if table.total > TOTAL_LIMIT:
        refuse(
            "a common denominator of at most 2^52",
            f"one of {table.total.bit_length()} bits",
            "round the probabilities",
        )
    faults.raise_if_any(LimitError)
    clauses = sum(
        2 * above * (2**below * len(table.inputs) + len(cube_circuits(below)))
        for below, above in pairwise(problem.widths)
    )
    if clauses > CLAUSE_LIMIT:
        refuse(f"at most {CLAUSE_LIMIT} clauses between layers", str(clauses), "use fewer or narrower layers")
    faults.raise_if_any(LimitError)


class FlowModel:
    """The CP-SAT model of one problem, which grows by cuts as the engine rejects candidates.

    attained: masses, in counts, at which terms in steps must be exact: those of candidates.
    """

    def __init__(self, problem: Problem, attained: Iterable[int] = ()) -> None:
        from ortools.sat.python import cp_model

        self.problem = problem
        self.model = cp_model.CpModel()
        table = problem.table
        self._points = range(len(table.inputs))
        self._equals_cache: dict[tuple[int, int], cp_model.IntVar] = {}
        known = frozenset(attained)
        self._input_terms = mass_terms(table.input_counts, table.total, known)
        self._label_terms = [
            mass_terms(column, table.total, known) for column in zip(*table.counts, strict=True)
        ]
        self.outputs: list[list[list[cp_model.IntVar]]] = []
        """outputs[n][j][i]: neuron j of layer n on support point i."""
        self._weighed: list[list[WeighedCode]] = []
        self._label_masses: list[list[cp_model.IntVar]] = []
        holders: dict[Code, list[cp_model.IntVar]] | None = None
        for number, width in enumerate(problem.widths, start=1):
            layer = [
                [self.model.new_bool_var(f"z{number}.{j}.{i}") for i in self._points] for j in range(width)
            ]
            self.outputs.append(layer)
            if holders is None:
                self._read_inputs()
            else:
                self._read_layer(layer, holders)
            self._break_symmetry(layer, is_last=number == problem.depth)
            holders = self._code_indicators(layer, number)
            self._weighed.append(self._weigh(holders))
            if problem.epsilon == 0:
                self._separate_classes(holders)
        for below, above in pairwise(self._weighed):
            # H(X_n) <= H(X_{n-1}): a layer is a function of the one below.
            room = TERM_ERROR * (len(below) + len(above))
            self.model.add(_total_least(below) <= _total_most(above) + room)
        assert holders is not None
        if 0 < problem.epsilon < TableEntropies.of(table).I_XY:
            self._bound_distortion(holders)
        self._objective = _total_most(code for layer in self._weighed for code in layer)
        self.error = TERM_ERROR * sum(map(len, self._weighed))
        """How far the model's objective of a network may lie from its true one, in scaled units,
        where its masses are tabulated or attained; elsewhere it may be higher by more."""

    # --- what the solver's numbers mean -------------------------------------------------------

    def codes(self, value: Callable[[cp_model.IntVar], int]) -> LayerCodes:
        """The code of every support point at each layer, from the values of the variables."""
        return tuple(
            tuple(tuple(value(neuron[i]) for neuron in layer) for i in self._points) for layer in self.outputs
        )

    def scaled_objective(self, partitions: Iterable[Partition]) -> int:
        """−ΣH(X_n) in scaled units, for a network with these layer partitions."""
        table = self.problem.table
        return sum(
            scaled_term(sum(row) / table.total)
            for partition in partitions
            for row in block_counts(table, partition)
        )

    def objective_bits(self, scaled: float) -> float:
        """Eq. (28), bits, of a scaled objective −ΣH(X_n)."""
        return self.problem.depth * float(TableEntropies.of(self.problem.table).H_X) + scaled / SCALE

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

        layers: the mass of every code that is attained at each layer.
        """
        cells = [[(code.mass,) for code in layer] for layer in self._weighed]
        self._forbid_class(
            [(cells[n], Counter((mass,) for mass in masses)) for n, masses in enumerate(layers)]
        )

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

    def _read_inputs(self) -> None:
        """Neurons of layer 1 obey the circuits of the support; beyond few variables, as found."""
        table = self.problem.table
        if len(table.variables) <= CUBE_CIRCUIT_LIMIT:
            for circuit in circuits_within(table.inputs):
                self.forbid_on_inputs(circuit)

    def forbid_on_inputs(self, circuit: Circuit) -> None:
        """No neuron of layer 1 may violate this circuit."""
        place = {code: i for i, code in enumerate(self.problem.table.inputs)}
        for neuron in self.outputs[0]:
            self._forbid(
                [neuron[place[c]] for c in circuit.positive], [neuron[place[c]] for c in circuit.negative]
            )

    def _forbid(self, side: Sequence[cp_model.IntVar], other: Sequence[cp_model.IntVar]) -> None:
        """Not all ones on one side with all zeros on the other."""
        self.model.add_bool_or([*(~z for z in side), *other])
        self.model.add_bool_or([*side, *(~z for z in other)])

    def _read_layer(
        self, layer: Sequence[Sequence[cp_model.IntVar]], holders: dict[Code, list[cp_model.IntVar]]
    ) -> None:
        """Neurons are threshold functions of all codes below; each input takes the value at its code."""
        fan_in = len(next(iter(holders)))
        for j, neuron in enumerate(layer):
            function = {code: self.model.new_bool_var(f"f{len(self.outputs)}.{j}.{code}") for code in holders}
            for circuit in cube_circuits(fan_in):
                self._forbid([function[c] for c in circuit.positive], [function[c] for c in circuit.negative])
            for code, held in holders.items():
                for i in self._points:
                    self.model.add_bool_or([~held[i], ~neuron[i], function[code]])
                    self.model.add_bool_or([~held[i], neuron[i], ~function[code]])

    def _break_symmetry(self, layer: Sequence[Sequence[cp_model.IntVar]], *, is_last: bool) -> None:
        """Fix order and complement of neurons, or the outputs where the readout names them."""
        if is_last and self.problem.readout is Readout.EQUAL:
            for neuron, bits in zip(layer, zip(*self.problem.table.target_bits(), strict=True), strict=True):
                for output, bit in zip(neuron, bits, strict=True):
                    self.model.add(output == bit)
            return
        for neuron in layer:
            self.model.add(neuron[0] == 0)
        # As numbers of at most 60 bits: CP-SAT counts in 64. Neurons alike so far may come in any order.
        words = [sum((1 << i) * output for i, output in enumerate(reversed(neuron[:60]))) for neuron in layer]
        for lower, upper in pairwise(words):
            self.model.add(lower <= upper)

    def _code_indicators(
        self, layer: Sequence[Sequence[cp_model.IntVar]], number: int
    ) -> dict[Code, list[cp_model.IntVar]]:
        """For every code of the layer, whether each support point has it."""
        holders = {
            code: [self.model.new_bool_var(f"u{number}.{i}.{code}") for i in self._points]
            for code in cube(len(layer))
        }
        for i in self._points:
            self.model.add_exactly_one(held[i] for held in holders.values())
            for code, held in holders.items():
                for neuron, bit in zip(layer, code, strict=True):
                    self.model.add_implication(held[i], neuron[i] if bit else ~neuron[i])
        return holders

    # --- entropies ----------------------------------------------------------------------------

    def _weigh(self, holders: dict[Code, list[cp_model.IntVar]]) -> list[WeighedCode]:
        """The codes of a layer: their terms sum to −H(X_n), at most minus the entropy floor."""
        table = self.problem.table
        codes = [self._input_terms.weighed(self.model, held) for held in holders.values()]
        self.model.add(sum(code.mass for code in codes) == table.total)
        floor = float(entropy_floor(table, self.problem.epsilon))
        self.model.add(_total_least(codes) <= -math.floor(SCALE * floor) + TERM_ERROR * len(codes) + 1)
        return codes

    def _separate_classes(self, holders: dict[Code, list[cp_model.IntVar]]) -> None:
        """At epsilon = 0 no code of a layer is held by inputs of different p(y|x) (rule R1)."""
        classes = self.problem.table.minimal_sufficient_partition.blocks()
        for held in holders.values():
            by_class = [self.model.new_bool_var("") for _ in classes]
            for own, points in zip(by_class, classes, strict=True):
                for i in points:
                    self.model.add_implication(held[i], own)
            self.model.add_at_most_one(by_class)

    def _bound_distortion(self, holders: dict[Code, list[cp_model.IntVar]]) -> None:
        """I(X;Y|X_ν) = H(X_ν,Y) − H(X_ν) − H(Y|X) <= epsilon, with room for rounding."""
        joint = []
        for held in holders.values():
            weighed = [terms.weighed(self.model, held) for terms in self._label_terms]
            self._label_masses.append([code.mass for code in weighed])
            joint += weighed
        given = TableEntropies.of(self.problem.table)
        allowed = math.ceil(SCALE * (float(self.problem.epsilon) + float(given.H_Y - given.I_XY)))
        room = TERM_ERROR * (len(joint) + len(holders)) + 1
        self.model.add(_total_least(self._weighed[-1]) - _total_most(joint) <= allowed + room)


def _total_most(codes: Iterable[WeighedCode]) -> cp_model.LinearExpr:
    from ortools.sat.python import cp_model

    return cp_model.LinearExpr.sum([code.most for code in codes])


def _total_least(codes: Iterable[WeighedCode]) -> cp_model.LinearExpr:
    from ortools.sat.python import cp_model

    return cp_model.LinearExpr.sum([code.least for code in codes])
