"""Neurons of a layer as functions of the codes below, and what makes them threshold functions.

A function of a whole cube of up to eight variables is a threshold function iff it violates no
parallelogram a + b = c + d (threshold/parallelograms.py). Up to LISTED_VARIABLES the clauses of all
parallelograms of the cube are there from the start. Beyond, the engine adds the circuits that a
candidate violates on the codes that occur: many parallelograms at once, or a longer one where there
are none, as on sparse points or above eight variables.

Measured: against clauses for all circuits of up to four variables, the parity of four inputs is refuted
on [3,1] with a sixth of the branches, and five and six variables need no candidates to be rejected. Against
one circuit a rejected neuron from a linear programme, an output of seven inputs (con1 of the MCNC
benchmarks on [3,1]) has a gap of 0.29 instead of 0.51 bits left after 40 s, in a fifth of the rounds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from ibsolve.problem import Code, cube
from ibsolve.threshold import Circuit, cube_parallelograms

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

LISTED_VARIABLES = 6
"""Most variables of which all parallelograms are listed: 4,816 for six, 30,912 for seven."""


class LayerFunctions:
    """The values of every neuron of a layer at codes of the layer below.

    functions: for each neuron the variable of its output at each code. Where there are at most
    LISTED_VARIABLES variables, codes that are missing are added, with outputs that are free.
    """

    def __init__(self, model: cp_model.CpModel, functions: Sequence[Mapping[Code, cp_model.IntVar]]) -> None:
        self._model = model
        self._functions = [dict(function) for function in functions]
        variables = len(next(iter(self._functions[0])))
        if variables <= LISTED_VARIABLES:
            for function in self._functions:
                self._list_parallelograms(function, variables)

    def forbid(self, circuit: Circuit) -> None:
        """No neuron may violate this circuit of codes below."""
        for function in self._functions:
            self._forbid([function[c] for c in circuit.positive], [function[c] for c in circuit.negative])

    def _list_parallelograms(self, function: dict[Code, cp_model.IntVar], variables: int) -> None:
        for code in cube(variables):
            if code not in function:
                function[code] = self._model.new_bool_var("")
        outputs = [function[code] for code in cube(variables)]
        for a, b, c, d in cube_parallelograms(variables).tolist():
            self._forbid([outputs[a], outputs[b]], [outputs[c], outputs[d]])

    def _forbid(self, side: Sequence[cp_model.IntVar], other: Sequence[cp_model.IntVar]) -> None:
        """Not all ones on one side with all zeros on the other."""
        self._model.add_bool_or([*(~z for z in side), *other])
        self._model.add_bool_or([*side, *(~z for z in other)])
