"""`ibsolve capacity`: the Gaussian ceiling of a layer, and solved networks under noise beneath it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ibsolve.cli.arguments import Json, check_figure, load_problem, numbers
from ibsolve.cli.exit_code import ExitCode
from ibsolve.errors import Fault, Faults, InputError, shown

if TYPE_CHECKING:
    from ibsolve.report.capacity_figure import Panel
    from ibsolve.theory import Capacity

_SOURCES = ("--eigenvalues", "--covariance", "--solution")
_NEEDED_BY_A_LAYER = ("--budget", "--noise", "--width")
_NEEDED_BY_A_SOLUTION = ("CASE",)
_OF_A_LAYER = (*_NEEDED_BY_A_LAYER, "--target")
_OF_A_SOLUTION = (*_NEEDED_BY_A_SOLUTION, "--sigma")
_SIGMA = "0.1,0.2,0.3,0.5,1,2,5"
_DRAWN = 80
"""Values of σ in a figure."""


def capacity(
    case: Annotated[
        str | None, typer.Argument(metavar="CASE", help="With --solution: the case it solves.")
    ] = None,
    *,
    eigenvalues: Annotated[
        str | None, typer.Option(help="Eigenvalues of the input's covariance.", metavar="λ,λ,…")
    ] = None,
    covariance: Annotated[
        Path | None, typer.Option(help="The covariance, or its eigenvalues, in a .npy file.", metavar="FILE")
    ] = None,
    budget: Annotated[float | None, typer.Option(help="F, which ‖W‖²_F may not exceed.", metavar="F")] = None,
    noise: Annotated[float | None, typer.Option(help="Variance σ² of the noise.", metavar="σ²")] = None,
    width: Annotated[int | None, typer.Option(help="Neurons N_1 of the layer.", metavar="N")] = None,
    target: Annotated[
        float | None,
        typer.Option(help="I(X;Z) to reach: adds the least budget and width; exit 1 if missed.", metavar="I"),
    ] = None,
    solution: Annotated[
        Path | None, typer.Option(help="A solved network (or any other) to put under noise.", metavar="FILE")
    ] = None,
    sigma: Annotated[
        str | None,
        typer.Option(
            help=f"With --solution: σ before the thresholds, in units of the weights; absent: {_SIGMA}.",
            metavar="σ,σ,…",
        ),
    ] = None,
    unit: Annotated[
        str | None,
        typer.Option(help="nats or bits; absent: nats, with --solution bits.", metavar="nats|bits"),
    ] = None,
    json: Json = False,
    plot: Annotated[
        Path | None, typer.Option(help="Draw a figure to this .svg or .png file.", metavar="FILE")
    ] = None,
) -> None:
    """Find the most that one linear layer can tell about a Gaussian input, or a noisy network about its own.

    Either --eigenvalues or --covariance with --budget, --noise and --width; or --solution with CASE.
    """
    _check_usage(
        {
            "--eigenvalues": eigenvalues,
            "--covariance": covariance,
            "--solution": solution,
            "--budget": budget,
            "--noise": noise,
            "--width": width,
            "--target": target,
            "CASE": case,
            "--sigma": sigma,
        },
        plot,
    )
    if solution is not None:
        deviations = numbers("--sigma", _SIGMA if sigma is None else sigma)
        _show_noisy_layers(
            solution, str(case), deviations, "bits" if unit is None else unit, json=json, plot=plot
        )
        return
    from ibsolve.files import load_array

    given = load_array(covariance) if covariance is not None else numbers("--eigenvalues", str(eigenvalues))
    layer = {
        "covariance": given,
        "noise": noise,
        "width": width,
        "budget": budget,
        "unit": "nats" if unit is None else unit,
    }
    _show_capacity(layer, target, json=json, plot=plot)


def _show_capacity(layer: dict[str, Any], target: float | None, *, json: bool, plot: Path | None) -> None:
    """The capacity of one layer, given by the arguments of `fully_connected`; exits with 1 below a target."""
    from json import dumps

    from ibsolve.files import write_atomically
    from ibsolve.report.capacity_figure import capacity_image
    from ibsolve.report.capacity_text import capacity_object, print_capacity
    from ibsolve.report.text import terminal
    from ibsolve.theory import fully_connected, reach

    # First, since it looks at every argument.
    wanted = None if target is None else reach(**layer, target=target)
    capacity = fully_connected(**layer)
    width = layer["width"]
    if plot is not None:
        write_atomically(plot, capacity_image([_panel(capacity, width)], kind=plot.suffix[1:]))
    if json:
        typer.echo(dumps(capacity_object(capacity, width, wanted), allow_nan=False))
    else:
        print_capacity(capacity, width, wanted, terminal())
    raise typer.Exit(ExitCode.YES if wanted is None or wanted.is_reached else ExitCode.NO)


def _panel(capacity: Capacity, width: int) -> Panel:
    """The curve through the capacity, up to twice its budget."""
    from ibsolve.arguments import LARGEST
    from ibsolve.report.capacity_figure import Panel

    point = capacity.operating_point
    assert point is not None, "one layer is a water-filling"
    return Panel(
        title=f"N_1 = {width}, σ² = {capacity.noise:g}",
        filling=point.filling,
        unit=capacity.unit,
        budgets=[point.budget],
        up_to=min(2 * point.budget, LARGEST) or 1.0,
    )


def _show_noisy_layers(
    solution: Path, case: str, sigma: list[float], unit: str, *, json: bool, plot: Path | None
) -> None:
    """What every layer of a network tells under noise, and the ceiling above it."""
    from json import dumps

    from ibsolve.files import load_network, write_atomically
    from ibsolve.report.capacity_text import noisy_layers_object, print_noisy_layers
    from ibsolve.report.noisy_layers_figure import noisy_layers_image
    from ibsolve.report.text import terminal
    from ibsolve.theory import noisy_layers

    network = load_network(solution)
    # Only the law of the inputs matters here: a case without widths, such as a PLA file, will do.
    problem = load_problem(case, widths=",".join(map(str, network.widths)), epsilon="0", readout="any")
    layers = noisy_layers(network, problem.table, sigma, unit=unit)
    if plot is not None:
        curves = noisy_layers(network, problem.table, _between(sigma), unit=unit)
        write_atomically(plot, noisy_layers_image(curves, name=problem.name, kind=plot.suffix[1:]))
    if json:
        typer.echo(dumps(noisy_layers_object(layers, problem.name), allow_nan=False))
    else:
        print_noisy_layers(layers, problem.name, terminal())


def _between(sigma: list[float]) -> list[float]:
    """Values of σ for a curve from the least to the largest of those given."""
    import numpy as np

    least, largest = min(sigma), max(sigma)
    if least == largest:
        expected = "two different values or more to draw a curve"
        raise InputError(Fault(where="--sigma", expected=expected, found=f"only {least:g}"))
    # Rounding must not lead beyond the ends.
    return [float(value) for value in np.geomspace(least, largest, _DRAWN).clip(least, largest)]


def _check_usage(given: dict[str, object], plot: Path | None) -> None:
    """Raise InputError unless the options make one of the two forms of the command, and can be drawn.

    given: the options that depend on the form, by name; None where absent.
    """
    faults = Faults()
    present = [name for name, value in given.items() if value is not None]
    sources = [name for name in _SOURCES if name in present]
    if len(sources) == 1:
        is_solved = sources == ["--solution"]
        for name in _NEEDED_BY_A_SOLUTION if is_solved else _NEEDED_BY_A_LAYER:
            if name not in present:
                faults.add(name, expected=f"a value with {sources[0]}", found="none")
        for name in _OF_A_LAYER if is_solved else _OF_A_SOLUTION:
            if name in present:
                faults.add(name, expected=f"no such value with {sources[0]}", found=shown(given[name]))
    else:
        expected = f"one of {', '.join(_SOURCES)}"
        faults.add("capacity", expected=expected, found=" and ".join(sources) or "none of them")
    if plot is not None:
        with faults.gathered():
            check_figure(plot)
    faults.raise_if_any(InputError)
