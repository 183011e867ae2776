"""Threshold functions as Boolean expressions."""

from __future__ import annotations

from collections.abc import Sequence

from ibsolve.problem import Neuron

TERM_LIMIT = 12
"""Most terms that an expression is written out with."""


def inequality(neuron: Neuron, names: Sequence[str]) -> str:
    """The neuron's condition to fire, as text.

    names: of the units below, shape (fan-in,).

    >>> inequality(Neuron(weights=(2, -1), threshold=1), ["a", "b"])
    '2*a - b >= 1'
    """
    text = ""
    for weight, name in zip(neuron.weights, names, strict=True):
        if weight:
            sign = (" - " if weight < 0 else " + ") if text else ("-" if weight < 0 else "")
            text += f"{sign}{'' if abs(weight) == 1 else f'{abs(weight)}*'}{name}"
    return f"{text or '0'} >= {neuron.threshold}"


def minimal_expression(neuron: Neuron, names: Sequence[str]) -> str:
    """The neuron's function on all of {0,1}^m as its one shortest sum of products.

    A threshold function is unate: each variable occurs with one sign, so its prime implicants are
    the least sets of literals that reach the threshold, and all are needed (Quine 1953). Beyond
    TERM_LIMIT of them the number of terms stands in their place.

    >>> minimal_expression(Neuron(weights=(1, 1, 1), threshold=2), ["a", "b", "c"])
    'a & b | a & c | b & c'
    >>> minimal_expression(Neuron(weights=(1, -1), threshold=1), ["a", "b"])
    'a & ~b'
    """
    literals = [
        (abs(weight), name if weight > 0 else f"~{name}")
        for weight, name in zip(neuron.weights, names, strict=True)
        if weight
    ]
    needed = neuron.threshold - sum(weight for weight in neuron.weights if weight < 0)
    terms = _prime_implicants(literals, needed)
    if terms is None:
        return f"(more than {TERM_LIMIT} terms)"
    if terms == [[]]:
        return "1"
    return " | ".join(" & ".join(term) for term in terms) or "0"


def _prime_implicants(literals: Sequence[tuple[int, str]], needed: int) -> list[list[str]] | None:
    """The least sets of literals whose weights reach `needed`; None if they are too many."""
    found: list[list[str]] = []
    # By falling weight a set is minimal iff it fails without its last, lightest literal.
    order = sorted(range(len(literals)), key=lambda i: -literals[i][0])
    rest = [sum(literals[i][0] for i in order[k:]) for k in range(len(order) + 1)]
    waiting: list[tuple[int, int, tuple[int, ...]]] = [(0, needed, ())]
    while waiting:
        position, missing, chosen = waiting.pop()
        if missing <= 0:
            found.append([literals[i][1] for i in sorted(chosen)])
            if len(found) > TERM_LIMIT:
                return None
        elif rest[position] >= missing:
            literal = order[position]
            waiting.append((position + 1, missing, chosen))
            waiting.append((position + 1, missing - literals[literal][0], (*chosen, literal)))
    return found
