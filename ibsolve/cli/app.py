"""The command line as a whole: its sub-commands, and how every error leaves the program."""

from __future__ import annotations

import os
import sys
from io import TextIOWrapper
from typing import Annotated

import typer

from ibsolve.cli.bottleneck import bottleneck
from ibsolve.cli.capacity import capacity
from ibsolve.cli.check import check
from ibsolve.cli.crosscheck import crosscheck
from ibsolve.cli.estimate import estimate
from ibsolve.cli.estimators import estimators
from ibsolve.cli.exit_code import ExitCode
from ibsolve.cli.flow import flow
from ibsolve.cli.frontier import frontier
from ibsolve.cli.interrupt import (
    Interrupted,
    end_if_interrupted,
    end_interrupted,
    ignore_signals,
    interrupt_on_signal,
)
from ibsolve.cli.mappings import mappings
from ibsolve.cli.message import print_error
from ibsolve.cli.reproduce import reproduce
from ibsolve.cli.solve import solve
from ibsolve.cli.widths import widths
from ibsolve.errors import ContradictionError, Fault, IbsolveError, InputError

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Exact information flow in binary threshold networks: solve, check, measure, reproduce.",
    epilog="Exit codes: 0 proved optimum or accepted, 1 a definite no, 2 bad input, 3 limit reached.",
)
app.command()(solve)
app.command()(check)
app.command()(flow)
app.command()(mappings)
app.command()(frontier)
app.command()(widths)
app.command()(bottleneck)
app.command()(capacity)
app.command()(crosscheck)
app.command()(estimate)
app.add_typer(estimators, name="estimators")
app.add_typer(reproduce, name="reproduce")


def _print_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"ibsolve {version('ibsolve')}")
        raise typer.Exit


@app.callback()
def options(
    _version: Annotated[
        bool,
        typer.Option("--version", help="Print the version and exit.", callback=_print_version, is_eager=True),
    ] = False,
) -> None:
    """Exact information flow in binary threshold networks: solve, check, measure, reproduce."""


def main() -> None:
    """Run the command; a user's mistake ends in one message and exit code 2, never in a traceback."""
    interrupt_on_signal()
    try:
        _prepare_streams()
        try:
            app()
        except BaseException:
            end_if_interrupted()
            raise
        finally:
            # Here and not when the interpreter closes, so that a full disk is told like any fault.
            sys.stdout.flush()
    except ContradictionError as error:
        print_error(error)
        sys.exit(ExitCode.NO)
    except IbsolveError as error:
        print_error(error)
        sys.exit(ExitCode.BAD_INPUT)
    except Interrupted:
        end_interrupted()
    except BrokenPipeError:
        os._exit(ExitCode.LIMIT)
    except OSError as error:
        typer.echo(f"ibsolve: standard output: {error.strerror or error}", err=True)
        os._exit(ExitCode.BAD_INPUT)
    except SystemExit as leaving:
        # Typer leaves with 1, a definite no, when the reader of standard output has gone.
        if isinstance(leaving.__context__, BrokenPipeError):
            sys.exit(ExitCode.LIMIT)
        raise
    finally:
        # All is said; a late signal must not change the exit code while the interpreter closes.
        ignore_signals()


def _prepare_streams() -> None:
    """Refuse to run without standard output; let symbols that its encoding lacks become `?`."""
    if sys.stdout is None:
        raise InputError(Fault(where="standard output", expected="an open stream", found="a closed one"))
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")
