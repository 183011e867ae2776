"""Trained networks beside a solution, for human readers and as an object of JSON types."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from rich.console import Console

from ibsolve.engines.assembly import rounded
from ibsolve.information import LogForm
from ibsolve.problem import Network
from ibsolve.report.capacity_text import noisy_layers_object
from ibsolve.report.text import bits, grid
from ibsolve.solution import Status, neuron_object, solution_object

if TYPE_CHECKING:
    # Only torch trains; who prints need not load it.
    from ibsolve.networks import Crosscheck

FORMAT = 1
"""Number of the format; it changes when the meaning of a key does."""

_BAR = 40
"""Signs of the longest bar of a histogram."""

_SHOWN_LEVELS = 12
_ROUNDING = 1e-9


def crosscheck_object(found: Crosscheck) -> dict[str, Any]:
    """The crosscheck as an object of JSON types; all figures in bits."""
    return {
        "format": FORMAT,
        "case": found.problem.name,
        "networks": found.networks,
        "steps": found.steps,
        "loss": found.loss,
        "options": dict(found.options),
        "feasible": found.feasible,
        "reached": found.reached,
        "levels": [
            {
                "total_entropy": rounded(level.total_entropy),
                "total_entropy_exact": str(level.total_entropy),
                "networks": level.networks,
            }
            for level in found.levels
        ],
        "best": None if found.best is None else network_object(found.best),
        "noisy_layers": noisy_layers_object(found.noisy, found.problem.name) if found.noisy else None,
        "training_contradicts": found.is_training_contradicted,
        "capacity_contradicts": found.is_capacity_contradicted,
        "solution": solution_object(found.solution),
        "work": {**found.work, "device": found.device},
        "versions": {**found.solution.versions, "torch": version("torch")},
    }


def network_object(network: Network) -> dict[str, Any]:
    """The network as `ibsolve flow` reads it."""
    return {"layers": [[neuron_object(neuron) for neuron in layer.neurons] for layer in network.layers]}


def print_crosscheck(found: Crosscheck, console: Console) -> None:
    """Print what training reached beside what is proved, and the two verdicts."""
    problem, solution = found.problem, found.solution
    console.print(
        f"{problem.name}: widths {list(problem.widths)}, epsilon {problem.epsilon} bits; "
        f"{found.networks} networks, {found.steps} steps on {found.loss}, {found.device}"
    )
    optimum = solved_total(found)
    console.print(f"  solved                      {solution.status}, ΣH(X_i) = {bits(optimum)} bits")
    console.print(f"  feasible after hardening    {_share(found.feasible, found.networks)}")
    if found.reached is not None:
        console.print(f"  reached the optimum         {_share(found.reached, found.networks)}")
    if found.levels:
        ends = (found.levels[0].total_entropy, found.median, found.levels[-1].total_entropy)
        console.print(f"  ΣH(X_i) best, median, worst {', '.join(map(_bits, ends))} bits")
    seconds = f"{found.work['training_seconds']:.1f} of {found.work['seconds']:.1f} seconds"
    console.print(f"  training took               {seconds}")
    console.print()
    if found.levels:
        console.print(_histogram(found))
        console.print()
    console.print(f"training: {training_verdict(found)}")
    console.print(f"capacity: {capacity_verdict(found)}")


def print_crosscheck_table(found: Sequence[Crosscheck], console: Console) -> None:
    """Print one row a problem."""
    rows = [
        [
            each.problem.name,
            str(each.solution.status),
            bits(solved_total(each)),
            _share(each.feasible, each.networks),
            "-" if each.reached is None else _share(each.reached, each.networks),
            _bits(each.levels[0].total_entropy if each.levels else None),
            _bits(each.median),
            _bits(each.levels[-1].total_entropy if each.levels else None),
            "CONTRADICTION" if each.contradicts else "holds" if each.solution.is_proved else "none",
            f"{each.work['training_seconds']:.1f}",
        ]
        for each in found
    ]
    headings = [
        "problem", "solved", "ΣH(X_i)", "feasible", "optimal", "best", "median", "worst", "proof", "seconds",
    ]  # fmt: skip
    console.print(grid(headings, rows, left=(0, 1, 8)))


def solved_total(found: Crosscheck) -> float | None:
    """ΣH(X_i) of the solved network, bits; None where there is none."""
    layers = found.solution.layers
    return sum(layer.entropy for layer in layers) if layers else None


def training_verdict(found: Crosscheck) -> str:
    """One sentence on what training says of the proof."""
    status = found.solution.status
    if found.is_training_contradicted:
        return "CONTRADICTION: a trained network does what is proved to be out of reach"
    if status is Status.INFEASIBLE:
        return "no contradiction: none of the networks is feasible, as proved"
    if status is Status.OPTIMAL:
        return "no contradiction: no feasible network lies below the proved optimum"
    return "no contradiction: no feasible network passes the proved bound"


def capacity_verdict(found: Crosscheck) -> str:
    """One sentence on the noisy layers of the solved network beside the Gaussian capacity."""
    if not found.noisy:
        return "nothing to compare: there is no solved network"
    if found.is_capacity_contradicted:
        return "CONTRADICTION: a noisy layer tells more than the Gaussian capacity of its weights"
    levels = len(found.noisy[0].points)
    return f"no contradiction: at {levels} noises no layer passes the Gaussian capacity of its weights"


def _histogram(found: Crosscheck) -> Any:
    optimum = solved_total(found)
    most = max(level.networks for level in found.levels)
    name = "optimum" if found.solution.status is Status.OPTIMAL else "solved"
    rows = [
        [
            bits(rounded(level.total_entropy)),
            str(level.networks),
            "█" * max(1, round(_BAR * level.networks / most)),
            name if optimum is not None and abs(rounded(level.total_entropy) - optimum) < _ROUNDING else "",
        ]
        for level in found.levels[:_SHOWN_LEVELS]
    ]
    rest = found.levels[_SHOWN_LEVELS:]
    if rest:
        rows.append([f"{len(rest)} more", str(sum(level.networks for level in rest)), "", ""])
    return grid(["ΣH(X_i)", "networks", "", ""], rows, left=(2, 3))


def _bits(form: LogForm | None) -> str:
    return "-" if form is None else bits(rounded(form))


def _share(count: int, total: int) -> str:
    """A share of the networks, percent.

    >>> _share(1, 8)
    '12.5 %'
    """
    return f"{100 * count / total:.1f} %"
