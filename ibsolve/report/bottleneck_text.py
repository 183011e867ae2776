"""The comparison with the bottleneck, for human readers and as an object of JSON types."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.console import Console

from ibsolve.engines.assembly import rounded
from ibsolve.information import TableEntropies
from ibsolve.problem import Code, code_text
from ibsolve.report.text import bits, code_set, grid
from ibsolve.solution import problem_object, solution_object
from ibsolve.studies import AttainingMapping, Comparison, Method, RealisabilityPrice

FORMAT = 1
"""Number of the format; it changes when the meaning of a key does."""

_SHOWN_CIRCUITS = 3
_SHOWN_BLOCKS = 4
_LONGEST_BLOCKS = 50


def bottleneck_object(comparison: Comparison) -> dict[str, Any]:
    """The comparison as an object of JSON types; all figures in bits."""
    problem, chain, frontier = comparison.problem, comparison.chain, comparison.frontier
    given = TableEntropies.of(problem.table)
    return {
        "format": FORMAT,
        "case": problem.name,
        "problem": problem_object(problem),
        "is_complete": comparison.is_complete,
        "H_X": rounded(given.H_X),
        "H_Y": rounded(given.H_Y),
        "H_X_given_Y": rounded(given.H_X_given_Y),
        "I_XY": rounded(given.I_XY),
        "chain": {
            "universal": chain.universal,
            "rate_lower": chain.rate[0],
            "rate_upper": chain.rate[1],
            "least_entropy": chain.least_entropy,
            "is_least_proved": chain.is_least_proved,
            "partition_entropy": chain.partition_entropy,
            "layers": list(chain.layers),
        },
        "methods": [_method_object(method) for method in comparison.methods],
        "frontier": {
            "entropy": frontier.entropy.tolist(),
            "information": frontier.information.tolist(),
            "partitions": frontier.partitions.tolist(),
            "is_complete": frontier.is_complete,
            "proved_from": frontier.proved_from,
        },
        "price": _price_object(comparison.price),
        "solution": solution_object(comparison.solution),
        "work": {
            **comparison.work,
            "seconds_by_method": {method.name: round(method.seconds, 6) for method in comparison.methods},
            "frontier": dict(frontier.work),
        },
        "versions": dict(comparison.versions),
    }


def _method_object(method: Method) -> dict[str, Any]:
    return {
        "name": method.name,
        "quantity": str(method.quantity),
        "value": method.value,
        "claim": method.claim,
        "cost": method.cost.tolist(),
        "information": method.information.tolist(),
    }


def _price_object(price: RealisabilityPrice) -> dict[str, Any]:
    inputs = price.problem.table.inputs
    return {
        "unrestricted": price.unrestricted,
        "objective": price.solution.objective,
        "price": price.price,
        "is_proved": price.is_proved,
        "mappings": [
            {
                "partition": [
                    [code_text(inputs[point]) for point in block] for block in mapping.partition.blocks()
                ],
                "forbidden": mapping.is_forbidden if mapping.is_examined else None,
                "circuits": [str(circuit) for circuit in mapping.circuits or ()],
            }
            for mapping in price.mappings
        ],
        "are_all": price.are_all,
    }


def print_bottleneck(comparison: Comparison, console: Console) -> None:
    """Print the methods, the chain of bounds, and what it costs that neurons realise the layers."""
    problem, chain = comparison.problem, comparison.chain
    table = problem.table
    given = TableEntropies.of(table)
    console.print(
        f"{problem.name}: {len(table.inputs)} inputs, target {','.join(table.targets)} with "
        f"{len(table.labels)} values, widths {list(problem.widths)}, epsilon {problem.epsilon} bits"
    )
    console.print(_verdict(comparison))
    for name, value in (("H(X)", given.H_X), ("I(X;Y)", given.I_XY)):
        console.print(f"  {name:<28}{bits(rounded(value))} bits")
    console.print()
    rows = [
        [
            method.name,
            str(method.quantity),
            bits(method.value),
            method.claim,
            str(len(method.cost)),
            f"{method.seconds:.3f}",
        ]
        for method in comparison.methods
    ]
    headings = ["method", "of", "least, bits", "which is", "points", "seconds"]
    console.print(grid(headings, rows, left=(0, 1, 3)))
    console.print()
    last = bits(chain.layers[-1]) if chain.layers else "no network"
    console.print(
        f"I(X;Y) − epsilon <= R_IB <= H_DIB <= H(X_ν):  {bits(chain.universal)} <= {bits(chain.rate[0])} "
        f"<= {bits(chain.least_entropy)} <= {last}"
        + ("" if chain.is_least_proved else "  (a bound stands for H_DIB, which is not proved)")
    )
    console.print()
    _print_price(comparison.price, console)


def _verdict(comparison: Comparison) -> str:
    if comparison.is_complete:
        return "complete: the frontier of all partitions and the best network are proved."
    frontier = comparison.frontier
    if frontier.is_complete:
        return "incomplete: the limit was reached; the frontier of all partitions is proved: allow more time."
    if frontier.proved_from is None:
        return "incomplete: the limit was reached; nothing of the frontier is proved: allow more time."
    return (
        "incomplete: the limit was reached; the frontier of all partitions is proved from "
        f"{bits(frontier.proved_from)} bits of I(T;Y) up: allow more time."
    )


def _print_price(price: RealisabilityPrice, console: Console) -> None:
    solution = price.solution
    console.print("The price of realisability, in eq. (28):")
    if price.unrestricted is None:
        codes = 2 ** min(price.problem.widths)
        proved = price.is_unrestricted_proved
        verdict = "at all keeps the bound" if proved else "that keeps the bound was found within the limit"
        console.print(f"  no mapping {verdict} with {codes} codes")
        return
    known = "" if price.is_unrestricted_proved else "at least "
    rows = [
        ["all mappings", f"{known}{bits(price.unrestricted)} bits"],
        ["threshold neurons", f"{_with_unit(solution.objective)} ({solution.status})"],
        ["price", _with_unit(price.price)],
    ]
    for name, text in rows:
        console.print(f"  {name:<28}{text}")
    count = len(price.mappings)
    others = "" if price.are_all else ", and perhaps others"
    console.print()
    console.print(f"{count} mapping{'s' * (count > 1)} to layer 1 attain{'s' * (count == 1)} it{others}:")
    inputs = price.problem.table.inputs
    mappings = [
        [
            _blocks_text(mapping, inputs),
            _mapping_verdict(mapping, price.problem.widths[0]),
        ]
        for mapping in price.mappings
    ]
    console.print(grid(["blocks", "verdict"], mappings, left=(0, 1)))


def _with_unit(value: float | None) -> str:
    return "-" if value is None else f"{bits(value)} bits"


def _blocks_text(mapping: AttainingMapping, inputs: Sequence[Code]) -> str:
    blocks = mapping.partition.blocks()
    text = " ".join(code_set(inputs[point] for point in block) for block in blocks)
    if len(text) <= _LONGEST_BLOCKS:
        return text
    sizes = [f"{{{len(block)} input{'s' * (len(block) > 1)}}}" for block in blocks[:_SHOWN_BLOCKS]]
    more = len(blocks) - _SHOWN_BLOCKS
    return " ".join(sizes) + (f" … {more} more" if more > 0 else "")


def _mapping_verdict(mapping: AttainingMapping, width: int) -> str:
    if not mapping.is_examined:
        return "not examined: too many blocks"
    if mapping.circuits is None:
        return "realisable"
    if not mapping.circuits:
        return f"forbidden: more than {width} neuron{'s' * (width > 1)} needed"
    shown = "; ".join(map(str, mapping.circuits[:_SHOWN_CIRCUITS]))
    more = len(mapping.circuits) - _SHOWN_CIRCUITS
    return f"forbidden: {shown}" + (f"; {more} more" if more > 0 else "")
