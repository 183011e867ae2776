"""`ibsolve crosscheck`: trained networks against a proved solution, gradient ascent against a closed form."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ibsolve.cli.arguments import (
    Epsilon,
    Json,
    Output,
    Readout,
    Target,
    TimeLimit,
    Widths,
    check_files,
    load_problem,
    numbers,
)
from ibsolve.cli.contradiction import save_contradiction
from ibsolve.cli.each_case import Finding, run_each
from ibsolve.cli.exit_code import ExitCode
from ibsolve.cli.progress import Progress, seldom
from ibsolve.errors import Faults, InputError, shown

if TYPE_CHECKING:
    from ibsolve.networks import Crosscheck
    from ibsolve.problem import Problem

_OF_CAPACITY = ("--budget", "--noise", "--width")


def crosscheck(
    cases: Annotated[
        list[str] | None,
        typer.Argument(metavar="[CASE…]", help="Case files (.toml, .pla, .csv); - is standard input."),
    ] = None,
    *,
    networks: Annotated[
        int | None, typer.Option(help="Networks trained at once; absent: 1000.", metavar="K")
    ] = None,
    steps: Annotated[int | None, typer.Option(help="Steps of training; absent: 2000.", metavar="N")] = None,
    device: Annotated[str, typer.Option(help="auto, cpu or cuda.")] = "auto",
    loss: Annotated[
        str | None,
        typer.Option(
            help="information, cross-entropy or square; absent: cross-entropy where outputs are target bits."
        ),
    ] = None,
    gradient: Annotated[
        str | None, typer.Option(help="annealed or straight-through; absent: annealed.")
    ] = None,
    entropy_weight: Annotated[
        float | None,
        typer.Option(help="Weight on ΣH(X_i) in the loss; absent: several, 0 among them.", metavar="λ"),
    ] = None,
    learning_rate: Annotated[
        float | None, typer.Option(help="Of the first step; absent: 0.1.", metavar="R")
    ] = None,
    seed: Annotated[int, typer.Option(help="Seed of weights and of the solver.")] = 0,
    widths: Widths = None,
    epsilon: Epsilon = None,
    readout: Readout = None,
    target: Target = None,
    time_limit: TimeLimit = None,
    capacity: Annotated[
        str | None,
        typer.Option(
            help="Instead of cases: eigenvalues of a Gaussian input, or its covariance in a .npy file.",
            metavar="λ,λ,…|FILE",
        ),
    ] = None,
    budget: Annotated[
        float | None, typer.Option(help="With --capacity: F, which ‖W‖²_F may not exceed.", metavar="F")
    ] = None,
    noise: Annotated[
        float | None, typer.Option(help="With --capacity: variance σ² of the noise.", metavar="σ²")
    ] = None,
    width: Annotated[int | None, typer.Option(help="With --capacity: neurons N_1.", metavar="N")] = None,
    json: Json = False,
    plot: Annotated[
        Path | None, typer.Option(help="Draw the histogram to this .svg or .png file.", metavar="FILE")
    ] = None,
    output: Output = None,
) -> None:
    """Solve a case, train many networks of its shape, and see whether any contradicts the proof.

    A contradiction exits with code 1 and saves its evidence as NAME.contradiction.json. With --capacity,
    --budget, --noise and --width: gradient ascent on I(X;Z) against the closed forms of the capacity.
    """
    of_capacity = {"--budget": budget, "--noise": noise, "--width": width}
    training: dict[str, Any] = {
        "networks": networks,
        "steps": steps,
        "loss": loss,
        "gradient": gradient,
        "entropy_weight": entropy_weight,
        "learning_rate": learning_rate,
    }
    of_case = {
        "CASE": cases or None,
        **{f"--{name.replace('_', '-')}": value for name, value in training.items()},
        "--widths": widths,
        "--epsilon": epsilon,
        "--readout": readout,
        "--target": target or None,
        "--time-limit": time_limit,
        "--plot": plot,
    }
    _check_usage(capacity, of_case, of_capacity)
    check_files(output, plot, cases=len(cases or []))
    # First, so that a missing extra is told before any work.
    from ibsolve import networks as trained_networks

    trained_networks.chosen_device(device)
    if capacity is not None:
        _show_capacity(capacity, of_capacity, seed=seed, device=device, json=json, output=output)
        return

    def find(problem: Problem, stop: Event, shown_progress: Progress) -> Finding:
        from json import dumps

        from ibsolve.engines import Limits
        from ibsolve.files import write_atomically
        from ibsolve.report.crosscheck_figure import crosscheck_image
        from ibsolve.report.crosscheck_text import crosscheck_object, print_crosscheck

        found = trained_networks.crosscheck(
            problem,
            **{name: value for name, value in training.items() if value is not None},
            seed=seed,
            device=device,
            limits=Limits(seconds=time_limit, seed=seed, stop=stop, message=shown_progress.say),
            report=seldom(shown_progress),
        )
        line = dumps(crosscheck_object(found), allow_nan=False)
        if found.contradicts:
            save_contradiction(problem.name, line)
        if plot is not None:
            write_atomically(plot, crosscheck_image(found, kind=plot.suffix[1:]))
        return Finding(code=_code(found), line=line, show=partial(print_crosscheck, found))

    load = partial(load_problem, widths=widths, epsilon=epsilon, readout=readout, target=target)
    run_each(cases or [], load=load, find=find, json=json, output=output)


def _code(found: Crosscheck) -> ExitCode:
    """A contradiction is a definite no; an infeasible problem that stays so is what was proved."""
    if found.contradicts:
        return ExitCode.NO
    return ExitCode.YES if found.solution.is_proved else ExitCode.LIMIT


def _show_capacity(
    given: str, layer: Mapping[str, Any], *, seed: int, device: str, json: bool, output: Path | None
) -> None:
    """Gradient ascent beside every closed form; exits with 1 where one is passed."""
    from json import dumps

    import numpy as np

    from ibsolve.files import load_array, write_atomically
    from ibsolve.networks import crosscheck_capacity
    from ibsolve.report.text import terminal
    from ibsolve.report.trained_capacity_text import print_trained_capacity, trained_capacity_object

    covariance = load_array(Path(given)) if given.endswith(".npy") else numbers("--capacity", given)
    arguments = {name.removeprefix("--"): value for name, value in layer.items()}
    results = crosscheck_capacity(covariance, **arguments, seed=seed, device=device)
    given_layer = {"covariance": np.asarray(covariance).tolist(), "seed": seed}
    line = dumps({**trained_capacity_object(results), **given_layer}, allow_nan=False)
    contradicts = any(result.contradicts for result in results)
    if contradicts:
        save_contradiction("capacity", line)
    if output is not None:
        write_atomically(output, f"{line}\n")
    if json:
        typer.echo(line)
    else:
        print_trained_capacity(results, terminal())
    raise typer.Exit(ExitCode.NO if contradicts else ExitCode.YES)


def _check_usage(
    capacity: str | None, of_case: Mapping[str, object], of_capacity: Mapping[str, object]
) -> None:
    """Raise InputError unless the options make one of the two forms of the command.

    of_case, of_capacity: the options of each form by name; None where absent.
    """
    faults = Faults()
    if capacity is None:
        if of_case["CASE"] is None:
            faults.add("crosscheck", expected="a CASE, or --capacity", found="neither")
        for name, value in of_capacity.items():
            if value is not None:
                faults.add(name, expected="no such value without --capacity", found=shown(value))
    else:
        for name, value in of_case.items():
            if value is not None:
                faults.add(name, expected="none with --capacity", found=shown(value))
        for name, value in of_capacity.items():
            if value is None:
                faults.add(name, expected="a value with --capacity", found="none")
    faults.raise_if_any(InputError)
