"""The statement of the optimisation problem: eq. (28) of paper 000 with its data."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from fractions import Fraction
from typing import Any, NoReturn, Self

from ibsolve.errors import Fault, Faults, ProblemError, shown
from ibsolve.problem.code import Code, as_code, cube
from ibsolve.problem.joint_table import JointTable, default_targets, label_text
from ibsolve.problem.rational import exact_rational, integer_weights, whole_number
from ibsolve.problem.truth_table import truth_table_bits

WIDTH_LIMIT = 256
DEPTH_LIMIT = 64


class Readout(StrEnum):
    """How Y is read from the last layer."""

    ANY = "any"
    """The last layer need only satisfy the distortion bound (the paper's problem)."""
    EQUAL = "equal"
    """Output neuron j is target bit j."""


@dataclass(frozen=True, kw_only=True)
class Problem:
    """Find threshold layers of the given widths that maximise eq. (28) of paper 000.

    table: the joint law of input and target. widths: neurons in each layer, shape (depth,), each
    from 1 to 256, at most 64 layers. epsilon: bound on the distortion I(X;Y|X_depth), bits, >= 0.
    readout: "any" or "equal". name: how reports call the problem; not part of its value.
    Raises ProblemError with every fault found.

    >>> Problem.from_function(lambda a, b: a ^ b, widths=[2, 1]).depth
    2
    """

    table: JointTable
    widths: tuple[int, ...]
    epsilon: Fraction = Fraction(0)
    readout: Readout = Readout.ANY
    name: str = field(default="problem", compare=False)

    def __post_init__(self) -> None:
        faults = Faults()
        if not isinstance(self.table, JointTable):
            _refuse("table", "a JointTable", shown(self.table))
        if not isinstance(self.name, str) or not self.name.isprintable():
            faults.add("name", expected="printable text", found=shown(self.name))
        widths = self._checked_widths(faults)
        epsilon = self._checked_epsilon(faults)
        readout = self._checked_readout(faults)
        if readout is Readout.EQUAL:
            self._check_equal_readout(faults, widths, epsilon)
        faults.raise_if_any(ProblemError)
        object.__setattr__(self, "widths", widths)
        object.__setattr__(self, "epsilon", epsilon)
        object.__setattr__(self, "readout", readout)

    def _checked_widths(self, faults: Faults) -> tuple[int, ...]:
        unordered = isinstance(self.widths, (set, frozenset, Mapping, str, bytes))
        try:
            widths = tuple(whole_number(width) for width in self.widths if not isinstance(width, bool))
            whole = len(widths) == len(self.widths) and not unordered
        except (TypeError, ValueError):
            widths, whole = (), False
        if not widths or not whole or not all(1 <= width <= WIDTH_LIMIT for width in widths):
            faults.add(
                "widths",
                expected=f"one whole number a layer, each from 1 to {WIDTH_LIMIT}",
                found=shown(self.widths),
            )
        elif len(widths) > DEPTH_LIMIT:
            faults.add("widths", expected=f"at most {DEPTH_LIMIT} layers", found=str(len(widths)))
        return widths

    def _checked_epsilon(self, faults: Faults) -> Fraction:
        try:
            epsilon = exact_rational(self.epsilon)
        except ProblemError:
            epsilon = Fraction(-1)
        if epsilon < 0:
            faults.add(
                "epsilon",
                expected='a number of bits >= 0 such as 0, "1/10", "0.1" or "1e-9"',
                found=shown(self.epsilon),
            )
        return epsilon

    def _checked_readout(self, faults: Faults) -> Readout | None:
        try:
            return Readout(self.readout)
        except ValueError:
            faults.add("readout", expected='"any" or "equal"', found=shown(self.readout))
            return None

    def _check_equal_readout(self, faults: Faults, widths: tuple[int, ...], epsilon: Fraction) -> None:
        """Readout "equal" asks for a deterministic target of as many bits as output neurons."""
        table = self.table
        if not (table.is_deterministic and table.has_binary_labels):
            faults.add(
                "readout",
                expected='"any", since "equal" needs a deterministic target made of bits',
                found=f'"equal" with labels {shown(table.labels)}'
                if table.is_deterministic
                else '"equal" with a stochastic target',
            )
        if widths and widths[-1] != len(table.targets):
            faults.add(
                "widths",
                expected=f'{len(table.targets)} output neurons, one a target bit, under readout "equal"',
                found=shown(widths[-1]),
            )
        if epsilon > 0:
            faults.add("epsilon", expected='0 under readout "equal"', found=str(epsilon))

    @property
    def depth(self) -> int:
        """ν, the number of layers."""
        return len(self.widths)

    def revised(self, **changes: Any) -> Self:
        """The same problem with other widths, epsilon, readout or name."""
        return replace(self, **changes)

    @classmethod
    def from_function(
        cls,
        function: Callable[..., object],
        widths: Sequence[int],
        *,
        inputs: Iterable[str | Iterable[int]] | None = None,
        probability: Mapping[Any, object] | Sequence[object] | None = None,
        epsilon: object = 0,
        readout: str | Readout = Readout.ANY,
        name: str | None = None,
    ) -> Self:
        """The problem of a Python function of bits.

        function: takes one bit an argument, returns a bool, an int or a tuple of them (the label).
        inputs: the inputs considered; default all 2^n of the function's arguments. probability:
        one value an input, or a mapping from inputs ("01" or (0, 1)) where absent means 0;
        default uniform. Integers are weights, anything else sums to 1.
        Raises ProblemError; what the function itself raises passes through.

        >>> Problem.from_function(lambda a, b: a & b, [1], probability={"00": 1, "11": 3}).table.counts
        ((1, 0), (0, 3))
        """
        variables = _argument_names(function)
        codes = (
            cube(len(variables))
            if inputs is None
            else [as_code(code, width=len(variables), where="inputs") for code in inputs]
        )
        _require_distinct(codes)
        weights = None if probability is None else _law_on(codes, probability)
        kept = range(len(codes)) if weights is None else [i for i, w in enumerate(weights) if w]
        table = JointTable.of_labelled_inputs(
            [codes[i] for i in kept],
            [function(*codes[i]) for i in kept],
            None if weights is None else [weights[i] for i in kept],
            variables=variables,
        )
        return cls._stated(table, widths, epsilon, readout, name)

    @classmethod
    def from_joint(
        cls,
        joint: Mapping[tuple[Any, Any], object] | Sequence[Sequence[object]],
        widths: Sequence[int],
        *,
        variables: Sequence[str] | None = None,
        epsilon: object = 0,
        readout: str | Readout = Readout.ANY,
        name: str | None = None,
    ) -> Self:
        """The problem of any joint law.

        joint: a mapping from (input, label) to its probability, or an array p[x][y] of shape
        (2^m, k) whose rows are the inputs 00…0, 00…1, … and whose columns are labels 0 … k−1.
        Probabilities sum to 1; integers alone are weights.

        >>> noisy = Problem.from_joint([[0.45, 0.05], [0.05, 0.45]], [1])
        >>> noisy.table.counts
        ((9, 1), (1, 9))
        """
        entries = _mapping_entries(joint) if isinstance(joint, Mapping) else _array_entries(joint)
        if not entries:
            _refuse("joint", "a law with one entry or more", "none")
        weights = integer_weights([value for _, value in entries], where="joint")
        law: dict[tuple[Code, str], int] = {}
        for (pair, _), weight in zip(entries, weights, strict=True):
            law[pair] = law.get(pair, 0) + weight
        fan_in = len(entries[0][0][0])
        # An integer label is one value, whatever its digits; as text 10 would be two bits.
        labels = [y for _, y in joint] if isinstance(joint, Mapping) else [int(y) for (_, y), _ in entries]
        table = JointTable.of(
            variables=variables or default_variables(fan_in),
            targets=default_targets(label for label, weight in zip(labels, weights, strict=True) if weight),
            law=law,
        )
        return cls._stated(table, widths, epsilon, readout, name)

    @classmethod
    def from_truth_table(
        cls,
        truth_table: str | Sequence[str],
        widths: Sequence[int],
        *,
        variables: Sequence[str] | None = None,
        probability: Mapping[Any, object] | Sequence[object] | None = None,
        epsilon: object = 0,
        readout: str | Readout = Readout.ANY,
        name: str | None = None,
    ) -> Self:
        """The problem of one truth table, or of several that form one target of several bits.

        truth_table: y for the inputs 00…0, 00…1, …, 11…1 as bits, or as hexadecimal after "0x"
        whose leftmost bit belongs to 00…0. Bits tell the number of variables by their length;
        hexadecimal needs `variables` unless every digit is used in full.

        >>> Problem.from_truth_table("0110", [2, 1]) == Problem.from_truth_table("0x6", [2, 1])
        True
        """
        if not isinstance(truth_table, Iterable):
            _refuse("truth_table", "a text or several", shown(truth_table))
        tables = [truth_table] if isinstance(truth_table, str) else list(truth_table)
        columns = [truth_table_bits(text, variables=len(variables) if variables else None) for text in tables]
        if len({len(column) for column in columns}) != 1:
            _refuse("truth_table", "one table or more, all of one length", shown(tables))
        names = variables or default_variables(len(columns[0]).bit_length() - 1)
        codes = cube(len(names))
        table = JointTable.of_labelled_inputs(
            codes,
            list(zip(*columns, strict=True)),
            None if probability is None else _law_on(codes, probability),
            variables=names,
        )
        return cls._stated(table, widths, epsilon, readout, name)

    @classmethod
    def from_samples(
        cls,
        X: Sequence[Sequence[int]],
        y: Sequence[object],
        widths: Sequence[int],
        *,
        weights: Sequence[object] | None = None,
        variables: Sequence[str] | None = None,
        epsilon: object = 0,
        readout: str | Readout = Readout.ANY,
        name: str | None = None,
    ) -> Self:
        """The problem of the empirical law of a 0/1 data set.

        X: bits, shape (samples, m). y: labels, shape (samples,) or (samples, bits). weights: one
        number >= 0 a sample, any positive sum; default all equal.

        >>> Problem.from_samples([[0, 1], [0, 1], [1, 1]], [0, 1, 1], [1]).table.counts
        ((1, 1), (0, 1))
        """
        rows, values = (
            list(X),
            [tuple(v) if hasattr(v, "__iter__") and not isinstance(v, str) else v for v in y],
        )
        faults = Faults()
        for what, size in (("y", len(values)), ("weights", len(rows) if weights is None else len(weights))):
            if size != len(rows):
                faults.add(what, expected=f"{len(rows)} entries, one a row of X", found=str(size))
        if not rows:
            faults.add("X", expected="one sample or more", found="none")
        faults.raise_if_any(ProblemError)
        if not isinstance(rows[0], Iterable):
            _refuse("X", "rows of bits", shown(rows[0]))
        width = len(tuple(rows[0]))
        codes = []
        for number, row in enumerate(rows):
            with faults.gathered():
                codes.append(as_code(row, width=width, where=f"X, row {number}"))
        faults.raise_if_any(ProblemError)
        table = JointTable.of_labelled_inputs(
            codes,
            values,
            None if weights is None else list(weights),
            variables=variables or default_variables(width),
            weights_are_free=True,
        )
        return cls._stated(table, widths, epsilon, readout, name)

    @classmethod
    def from_expression(
        cls,
        expression: Any,
        widths: Sequence[int],
        *,
        variables: Sequence[Any] | None = None,
        probability: Mapping[Any, object] | Sequence[object] | None = None,
        epsilon: object = 0,
        readout: str | Readout = Readout.ANY,
        name: str | None = None,
    ) -> Self:
        """The problem of a sympy Boolean expression, or of several (one target bit each).

        variables: the symbols in input order; default the free symbols by name.

        >>> from sympy import symbols
        >>> a, b = symbols("a b")
        >>> Problem.from_expression(a ^ b, [2, 1]).table == Problem.from_truth_table(
        ...     "0110", [2, 1], variables=["a", "b"]).table
        True
        """
        expressions = list(expression) if isinstance(expression, (list, tuple)) else [expression]
        # What sympy can join by & is Boolean; symbols are, sums are not.
        if not expressions or not all(
            hasattr(e, "free_symbols") and hasattr(e, "__and__") for e in expressions
        ):
            _refuse("expression", "sympy Boolean objects", shown(expression))
        free = sorted(set().union(*(e.free_symbols for e in expressions)), key=str)
        symbols = list(free if variables is None else variables)
        by_name = {str(symbol): symbol for symbol in symbols}
        if len(by_name) < len(symbols):
            _refuse("variables", "names, all different", shown(symbols))
        unknown = [str(symbol) for symbol in free if str(symbol) not in by_name]
        if unknown or not symbols:
            _refuse("expression", f"variables among {sorted(by_name)}", shown(unknown or "no variable"))
        codes = cube(len(symbols))
        values = []
        for code in codes:
            assignment = {symbol: bool(bit) for symbol, bit in zip(by_name.values(), code, strict=True)}
            assignment |= {s: assignment[by_name[str(s)]] for s in free}
            values.append(tuple(_truth(e.subs(assignment)) for e in expressions))
        table = JointTable.of_labelled_inputs(
            codes,
            values,
            None if probability is None else _law_on(codes, probability),
            variables=list(by_name),
        )
        return cls._stated(table, widths, epsilon, readout, name)

    @classmethod
    def _stated(
        cls,
        table: JointTable,
        widths: Sequence[int],
        epsilon: object,
        readout: str | Readout,
        name: str | None,
    ) -> Self:
        # __post_init__ turns whatever was given into the declared types, or refuses it.
        given: dict[str, Any] = {"widths": widths, "epsilon": epsilon, "readout": readout}
        return cls(table=table, **given, name=name or "problem")


def default_variables(count: int) -> list[str]:
    """Names for inputs given without any: x1, x2, …"""
    return [f"x{number}" for number in range(1, count + 1)]


def _refuse(where: str, expected: str, found: str) -> NoReturn:
    raise ProblemError(Fault(where=where, expected=expected, found=found))


def _argument_names(function: Callable[..., object]) -> list[str]:
    try:
        parameters = list(inspect.signature(function).parameters.values())
    except (TypeError, ValueError):
        _refuse("function", "a callable with a readable signature", shown(function))
    variadic = [p for p in parameters if p.kind in (p.VAR_POSITIONAL, p.VAR_KEYWORD, p.KEYWORD_ONLY)]
    if variadic or not parameters:
        _refuse(
            "function",
            "one positional argument a variable",
            shown(", ".join(map(str, parameters)) or "no argument"),
        )
    return [parameter.name for parameter in parameters]


def _require_distinct(codes: Sequence[Code]) -> None:
    if len(set(codes)) < len(codes):
        twice = next(code for code in codes if codes.count(code) > 1)
        _refuse("inputs", "every input once", f"{shown(twice)} more than once")


def _law_on(codes: Sequence[Code], probability: Mapping[Any, object] | Sequence[object]) -> list[int]:
    """Integer weights of the codes from a mapping or from a sequence in their order."""
    if not isinstance(probability, Iterable):
        _refuse("probability", "a mapping or a sequence", shown(probability))
    if not isinstance(probability, Mapping):
        values = list(probability)
        if len(values) != len(codes):
            _refuse("probability", f"{len(codes)} values, one an input", str(len(values)))
        return integer_weights(values, where="probability")
    given: dict[Code, object] = {}
    for key, value in probability.items():
        code = as_code(key, width=len(codes[0]) if codes else None, where="probability")
        if code in given or code not in set(codes):
            _refuse("probability", "every input at most once, and only inputs considered", shown(key))
        given[code] = value
    weights = dict(zip(given, integer_weights(list(given.values()), where="probability"), strict=True))
    return [weights.get(code, 0) for code in codes]


def _joint_label(label: object) -> str:
    return label if isinstance(label, str) and label else label_text(label)


def _mapping_entries(joint: Mapping[tuple[Any, Any], object]) -> list[tuple[tuple[Code, str], object]]:
    for key in joint:
        if not isinstance(key, tuple) or len(key) != 2:
            _refuse("joint", "pairs (input, label) as keys", shown(key))
    return [((as_code(x, where="joint"), _joint_label(y)), p) for (x, y), p in joint.items()]


def _array_entries(joint: Sequence[Sequence[object]]) -> list[tuple[tuple[Code, str], object]]:
    try:
        rows = [list(row) for row in joint]
    except TypeError:
        _refuse("joint", "a mapping or an array of shape (2^m, k)", shown(joint))
    columns = {len(row) for row in rows}
    variables = len(rows).bit_length() - 1
    if len(rows) < 2 or len(rows) != 2**variables or len(columns) != 1 or 0 in columns:
        _refuse(
            "joint",
            "an array of shape (2^m, k) with m, k >= 1",
            f"{len(rows)} rows of lengths {sorted(columns)}",
        )
    return [
        ((code, str(label)), value)
        for code, row in zip(cube(variables), rows, strict=True)
        for label, value in enumerate(row)
    ]


def _truth(value: object) -> bool:
    """The truth value of a sympy constant."""
    if value not in (True, False):
        _refuse("expression", "a Boolean value for every input", shown(value))
    return bool(value)
