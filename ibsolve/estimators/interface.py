"""The one interface of all estimators: what they are given, what they answer, what they can take.

An estimator is a small frozen object: its fields are its parameters. It writes one formula in nats and
returns a `Finding`; reading samples, units and the warnings that hold for every method are here.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from dataclasses import fields, is_dataclass, replace
from functools import cached_property
from numbers import Integral
from typing import Any, ClassVar

import numpy as np

from ibsolve.arguments import Arguments
from ibsolve.errors import shown
from ibsolve.estimators.dependence import cautions_of_function
from ibsolve.estimators.diagnosis import general_cautions
from ibsolve.estimators.estimate import Estimate, Finding, Interval, Quantity
from ibsolve.estimators.variable import Kind, Variable, read_variable
from ibsolve.theory.unit import Unit

Seed = np.random.Generator | int | None
"""Where randomness comes from: a generator, a seed, or None for the seed 0."""

_FLOORS = {Quantity.DIFFERENTIAL_ENTROPY: None, Quantity.MATRIX_INFORMATION: None}

ANY = frozenset(Kind)
VECTORS = frozenset({Kind.VECTORS})
LABELS = frozenset({Kind.LABELS})


class AbstractEstimator(ABC):
    """One method. Subclasses are frozen dataclasses whose fields are the method's parameters.

    name: as users write it. summary: one line on the method with its source.
    """

    name: ClassVar[str]
    summary: ClassVar[str]
    is_random: ClassVar[bool] = False
    """Whether the answer depends on `rng`."""
    is_trained: ClassVar[bool] = False
    """Whether it trains a network, with torch."""

    @property
    def parameters(self) -> dict[str, Any]:
        """The fields of the method by name, as JSON can hold them."""
        return dict(self._plain_parameters)

    @cached_property
    def _plain_parameters(self) -> dict[str, Any]:
        assert is_dataclass(self), f"{type(self).__name__} is no dataclass"
        return {each.name: plain_value(getattr(self, each.name)) for each in fields(self)}

    def _estimate(
        self, finding: Finding, quantity: Quantity, unit: Unit, variables: list[Variable]
    ) -> Estimate:
        """The finding in the unit, with the warnings that hold for every method."""
        cautions = (*finding.cautions, *general_cautions(finding, quantity, variables))
        interval = finding.interval
        return Estimate(
            value=unit.of_nats(finding.value),
            unit=unit,
            quantity=quantity,
            estimator=self.name,
            n=variables[0].n,
            floor=_FLOORS.get(quantity, 0.0),
            ceiling=None if finding.ceiling is None else unit.of_nats(finding.ceiling),
            interval=None
            if interval is None
            else Interval(
                lower=unit.of_nats(interval.lower),
                upper=unit.of_nats(interval.upper),
                confidence=interval.confidence,
                covers=interval.covers,
            ),
            warnings=cautions,
            parameters={**self._plain_parameters, **finding.parameters},
        )


class AbstractInformationEstimator(AbstractEstimator):
    """A method that estimates I(X;Y).

    x_kinds, y_kinds: what x and y may be made of. adds_noise: whether it estimates I(X;Y+Z), for a noise
    Z that is one of its parameters, from samples of Y without the noise. least_samples: below which it
    refuses.
    """

    x_kinds: ClassVar[frozenset[Kind]] = VECTORS
    y_kinds: ClassVar[frozenset[Kind]] = VECTORS
    adds_noise: ClassVar[bool] = False
    least_samples: ClassVar[int] = 1
    information_quantity: ClassVar[Quantity] = Quantity.MUTUAL_INFORMATION

    def estimate(self, x: Any, y: Any, *, unit: str = Unit.NATS, rng: Seed = None) -> Estimate:
        """I(X;Y) in the unit, from N paired samples.

        x, y: numbers of shape (N,) or (N, d), numpy or torch; `Labels`; or a tuple of both. rng: a
        generator or a seed; None is the seed 0.
        Raises ProblemError with every fault found.
        """
        arguments = Arguments()
        read = [read_variable(arguments, "x", x), read_variable(arguments, "y", y)]
        counted = arguments.choice("unit", unit, Unit)
        generator = read_seed(arguments, rng)
        arguments.check()
        first, second = (variable for variable in read if variable is not None)
        return self.estimate_of(first, second, unit=counted, rng=generator)

    def estimate_of(self, x: Variable, y: Variable, *, unit: Unit, rng: np.random.Generator) -> Estimate:
        """As `estimate`, of variables that are read already: who measures often reads them once."""
        arguments = Arguments()
        self._check_pair(arguments, x, y)
        arguments.check()
        finding = self._information(x, y, rng)
        is_of_law = self.information_quantity is Quantity.MUTUAL_INFORMATION and not self._has_noise
        if is_of_law and x.kind is y.kind is Kind.VECTORS:
            # With noise that is added, and of kernel matrices, it is finite.
            vacuous = cautions_of_function(x.floats, y.floats)
            finding = replace(finding, cautions=(*finding.cautions, *vacuous))
        return self._estimate(finding, self.information_quantity, unit, [x, y])

    @property
    def _has_noise(self) -> bool:
        """Whether it estimates I(X;Y+Z) with the parameters that it has."""
        return self.adds_noise

    @classmethod
    def takes(cls, x: Kind, y: Kind) -> bool:
        """Whether it estimates I(X;Y) of such a pair."""
        return x in cls.x_kinds and y in cls.y_kinds

    @classmethod
    def noise_parameters(cls, beta: float) -> dict[str, float]:
        """The parameters that make the noise it adds N(0, β²I); none where it adds none."""
        return {"beta": beta} if cls.adds_noise else {}

    @abstractmethod
    def _information(self, x: Variable, y: Variable, rng: np.random.Generator) -> Finding:
        """I(X;Y) in nats. Raises ProblemError for what the method cannot carry."""

    def _check_pair(self, arguments: Arguments, x: Variable, y: Variable) -> None:
        for variable, kinds in ((x, self.x_kinds), (y, self.y_kinds)):
            if variable.kind not in kinds:
                arguments.faults.add(
                    variable.name,
                    expected=f"{' or '.join(sorted(kinds))} for {self.name}",
                    found=str(variable.kind),
                    remedy=_way_out(kinds, variable.kind),
                )
        if not arguments.faults and not self.takes(x.kind, y.kind):
            arguments.faults.add(
                "x and y",
                expected=f"a pair that {self.name} is made for",
                found=f"{x.kind} and {y.kind}",
                remedy="auto chooses by what they are; see `ibsolve estimators list`",
            )
        if x.n != y.n:
            arguments.faults.add(
                "x and y", expected="as many samples of each", found=f"{x.n} of x and {y.n} of y"
            )
        _check_samples(arguments, x, self.name, self.least_samples)


class AbstractEntropyEstimator(AbstractEstimator):
    """A method that estimates an entropy of X; which one, `entropy_quantity` says."""

    kinds: ClassVar[frozenset[Kind]] = VECTORS
    least_entropy_samples: ClassVar[int] = 1
    entropy_quantity: ClassVar[Quantity]

    def entropy(self, x: Any, *, unit: str = Unit.NATS, rng: Seed = None) -> Estimate:
        """The entropy of X in the unit, from N samples. Arguments and errors as for `estimate`."""
        arguments = Arguments()
        variable = read_variable(arguments, "x", x)
        counted = arguments.choice("unit", unit, Unit)
        generator = read_seed(arguments, rng)
        arguments.check()
        assert variable is not None, "a fault was not raised"
        return self.entropy_of(variable, unit=counted, rng=generator)

    def entropy_of(self, x: Variable, *, unit: Unit, rng: np.random.Generator) -> Estimate:
        """As `entropy`, of a variable that is read already."""
        arguments = Arguments()
        if x.kind not in self.kinds:
            arguments.faults.add(
                "x",
                expected=f"{' or '.join(sorted(self.kinds))} for {self.name}",
                found=str(x.kind),
                remedy=_way_out(self.kinds, x.kind),
            )
        _check_samples(arguments, x, self.name, self.least_entropy_samples)
        arguments.check()
        return self._estimate(self._entropy(x, rng), self.entropy_quantity, unit, [x])

    @abstractmethod
    def _entropy(self, x: Variable, rng: np.random.Generator) -> Finding:
        """The entropy in nats."""


def read_seed(arguments: Arguments, rng: Seed) -> np.random.Generator:
    """The generator given or seeded; a fault is added for what is neither."""
    if isinstance(rng, np.random.Generator):
        return rng
    if rng is None:
        return np.random.default_rng(0)
    if isinstance(rng, Integral) and not isinstance(rng, bool) and int(rng) >= 0:
        return np.random.default_rng(int(rng))
    arguments.faults.add("rng", expected="a numpy Generator, a seed >= 0 or None", found=shown(rng))
    return np.random.default_rng(0)


def _check_samples(arguments: Arguments, variable: Variable, name: str, least: int) -> None:
    if variable.n < least:
        arguments.faults.add(
            variable.name, expected=f"at least {least} samples for {name}", found=str(variable.n)
        )


def _way_out(kinds: frozenset[Kind], found: Kind) -> str | None:
    if found is Kind.VECTORS:
        return "declare labels: Labels(values); or choose another estimator, see `ibsolve estimators list`"
    if kinds == VECTORS:
        return "choose an estimator that takes labels, see `ibsolve estimators list`"
    return None


def plain_value(value: Any) -> Any:
    """The value of a parameter as JSON can hold it; a float that is not finite as its text."""
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, str):
        return str(value)
    if isinstance(value, (int, float, bool)) or value is None:
        return value if not isinstance(value, float) or math.isfinite(value) else str(value)
    if isinstance(value, (tuple, list)):
        return [plain_value(each) for each in value]
    if isinstance(value, np.ndarray):
        return value.tolist()
    return str(value)
