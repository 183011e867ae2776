"""The joint law p(x, y) of binary inputs and a target, in exact integer counts."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from ibsolve.errors import Fault, Faults, ProblemError, shown
from ibsolve.problem.code import Code
from ibsolve.problem.partition import Partition
from ibsolve.problem.rational import integer_weights, whole_number


@dataclass(frozen=True, kw_only=True)
class JointTable:
    """p(x, y) = counts[x][y] / total, on the inputs of positive probability.

    variables: names of the input bits, shape (m,). targets: names of the target bits (or of the
    one many-valued target). inputs: the support, ascending, shape (n,). labels: the values of Y
    of positive probability, ascending, shape (k,). counts: integers >= 0 without a common
    divisor, shape (n, k). Build one with `JointTable.of`, which brings any law to this form.
    """

    variables: tuple[str, ...]
    targets: tuple[str, ...]
    inputs: tuple[Code, ...]
    labels: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]

    def __post_init__(self) -> None:
        assert list(self.inputs) == sorted(set(self.inputs)), "inputs must ascend"
        assert list(self.labels) == sorted(set(self.labels)), "labels must ascend"
        assert all(sum(row) > 0 for row in self.counts), "zero-probability input in the support"
        assert all(sum(column) > 0 for column in zip(*self.counts, strict=True)), "unused label"
        assert math.gcd(*(count for row in self.counts for count in row)) == 1, "common divisor"

    @classmethod
    def of(
        cls,
        *,
        variables: Sequence[str],
        targets: Sequence[str],
        law: Mapping[tuple[Code, str], int],
    ) -> JointTable:
        """The table of a law given by non-negative integer weights of (input, label) pairs.

        Inputs and labels of weight zero leave the table; a common divisor is taken out.
        Raises ProblemError for names that are empty or repeat, inputs that are not one bit a
        variable, weights that are no integers >= 0, or a law without weight.
        """
        faults = Faults()
        for where, names in (("variables", variables), ("targets", targets)):
            texts = [name for name in names if isinstance(name, str) and name]
            if not names or len(set(texts)) < len(names):
                faults.add(where, expected="names, all different, none empty", found=shown(list(names)))
        ragged = sorted({c for c, _ in law if len(c) != len(variables) or not set(c) <= {0, 1}})
        for code in ragged[:3]:
            faults.add("inputs", expected=f"{len(variables)} bits", found=shown(code))
        unfit = [weight for weight in law.values() if not isinstance(weight, int) or weight < 0]
        if unfit:
            faults.add("law", expected="integer weights >= 0", found=shown(unfit[0]))
        elif not any(law.values()):
            faults.add("law", expected="an input of positive probability", found="none")
        faults.raise_if_any(ProblemError)

        attained = {pair: weight for pair, weight in law.items() if weight}
        divisor = math.gcd(*attained.values())
        inputs = sorted({code for code, _ in attained})
        labels = sorted({label for _, label in attained})
        counts = tuple(
            tuple(attained.get((code, label), 0) // divisor for label in labels) for code in inputs
        )
        return cls(
            variables=tuple(variables),
            targets=tuple(targets),
            inputs=tuple(inputs),
            labels=tuple(labels),
            counts=counts,
        )

    @cached_property
    def total(self) -> int:
        """The common denominator of all probabilities."""
        return sum(self.input_counts)

    @cached_property
    def input_counts(self) -> tuple[int, ...]:
        """Total * p(x), shape (n,)."""
        return tuple(sum(row) for row in self.counts)

    @cached_property
    def label_counts(self) -> tuple[int, ...]:
        """Total * p(y), shape (k,)."""
        return tuple(sum(column) for column in zip(*self.counts, strict=True))

    @property
    def is_deterministic(self) -> bool:
        """Whether Y is a function of X."""
        return all(sum(map(bool, row)) == 1 for row in self.counts)

    @cached_property
    def minimal_sufficient_partition(self) -> Partition:
        """T*: the inputs grouped by equal p(y|x)."""
        return Partition.of(tuple(count // math.gcd(*row) for count in row) for row in self.counts)

    @property
    def has_binary_labels(self) -> bool:
        """Whether every label is one bit a target."""
        return all(len(label) == len(self.targets) and set(label) <= {"0", "1"} for label in self.labels)

    def target_bits(self) -> list[Code]:
        """The bits of the label of each input, shape (n, number of targets).

        Raises ProblemError unless the target is a deterministic tuple of bits.
        """
        if not (self.is_deterministic and self.has_binary_labels):
            raise ProblemError(
                Fault(
                    where="target",
                    expected="a deterministic target made of bits",
                    found="a stochastic target"
                    if not self.is_deterministic
                    else f"labels {shown(self.labels)}",
                )
            )
        rows = (
            next(label for label, count in zip(self.labels, row, strict=True) if count) for row in self.counts
        )
        return [tuple(map(int, label)) for label in rows]

    @staticmethod
    def of_labelled_inputs(
        inputs: Sequence[Code],
        values: Sequence[object],
        weights: Sequence[object] | None,
        *,
        variables: Sequence[str],
        targets: Sequence[str] | None = None,
        weights_are_free: bool = False,
    ) -> JointTable:
        """The law of a deterministic target, or of observed pairs: rows may repeat and add up.

        values: the label of each row: a bool, an int or a tuple of them. weights: probability of
        each row (None: all equal); `weights_are_free` lifts the demand that they sum to 1.
        """
        faults = Faults()
        labels: list[str] = []
        if len({isinstance(value, (tuple, list)) for value in values}) > 1:
            faults.add("labels", expected="labels of one kind", found="tuples beside single values")
        for row, value in enumerate(values):
            with faults.gathered(prefix=f"row {row}: "):
                labels.append(label_text(value))
        faults.raise_if_any(ProblemError)
        integers = (
            [1] * len(inputs)
            if weights is None
            else integer_weights(weights, where="probability", total_is_free=weights_are_free)
        )
        law: dict[tuple[Code, str], int] = {}
        for code, label, weight in zip(inputs, labels, integers, strict=True):
            law[code, label] = law.get((code, label), 0) + weight
        attained = [value for value, weight in zip(values, integers, strict=True) if weight]
        return JointTable.of(variables=variables, targets=targets or default_targets(attained), law=law)


def label_text(value: object) -> str:
    """The label of Y as text: bits side by side, other integers separated by commas.

    >>> label_text((True, 0)), label_text(3), label_text((1, 2))
    ('10', '3', '1,2')
    """
    try:
        parts = [whole_number(part) for part in (value if isinstance(value, (tuple, list)) else [value])]
    except (TypeError, ValueError):
        parts = []
    if not parts:
        raise ProblemError(
            Fault(where="label", expected="a bool, an int or a tuple of them", found=shown(value))
        )
    separator = "" if set(parts) <= {0, 1} else ","
    return separator.join(map(str, parts))


def default_targets(labels: Iterable[object]) -> list[str]:
    """Target names for labels given without any: y0, y1, … where all are as many bits, else y.

    labels: texts, integers or tuples of them; the text "10" and the tuple (1, 0) are two bits, the
    integer 10 is none.

    >>> default_targets(["00", "10"]), default_targets([0, 2]), default_targets([10, 11])
    (['y0', 'y1'], ['y'], ['y'])
    """
    lengths = {_bit_count(label) for label in labels}
    count = lengths.pop() if len(lengths) == 1 else None
    return ["y"] if count in (None, 1) else [f"y{number}" for number in range(count)]


def _bit_count(label: object) -> int | None:
    """How many bits a label is made of, or None."""
    if isinstance(label, str):
        return len(label) if set(label) <= {"0", "1"} else None
    parts = label if isinstance(label, (tuple, list)) else (label,)
    return len(parts) if all(whole_number(part) in (0, 1) for part in parts) else None
