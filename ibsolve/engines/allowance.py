"""How much of the target a network may lose: the distortion bound as a bound on H(Y|X_ν)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from ibsolve.information import LogForm, exact_entropy
from ibsolve.problem import JointTable


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """H(Y|X_ν) may be up to `equivocation` bits, or must stay below it where `is_open`.

    I(X;Y|X_ν) = H(Y|X_ν) − H(Y|X), so the bound epsilon on the distortion is H(Y|X) + epsilon here.
    is_lossless: whether nothing may be lost; then it is decided by structure alone.
    """

    equivocation: LogForm
    is_open: bool = False
    is_lossless: bool = False

    @classmethod
    def of(cls, table: JointTable, epsilon: Fraction) -> Allowance:
        """Distortion up to epsilon."""
        # Whatever epsilon is, no more than H(Y) can be lost.
        allowed = min(equivocation(table.counts) + epsilon, exact_entropy(table.label_counts))
        return cls(equivocation=allowed, is_lossless=epsilon == 0)

    @classmethod
    def below(cls, table: JointTable, distortion: LogForm) -> Allowance:
        """Distortion strictly below a value that some network attains."""
        return cls(equivocation=equivocation(table.counts) + distortion, is_open=True)

    def excess(self, equivocation: LogForm) -> int:
        """The sign of a value minus the bound; 1 also where an open bound is met."""
        sign = (equivocation - self.equivocation).sign()
        return 1 if sign == 0 and self.is_open else sign


def equivocation(counts: Sequence[Sequence[int]]) -> LogForm:
    """H(Y|T), bits, from the counts of (T, Y): a row a block, a column a label.

    >>> float(equivocation([[1, 1], [2, 0]]))
    0.5
    """
    return exact_entropy(count for row in counts for count in row) - exact_entropy(map(sum, counts))
