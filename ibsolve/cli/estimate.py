"""`ibsolve estimate`: mutual information or entropy of samples in a file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ibsolve.cli.arguments import Json
from ibsolve.errors import Fault, Faults, InputError, shown

if TYPE_CHECKING:
    from numpy.typing import NDArray


_NO_PARAMETERS = ("x", "y", "unit", "rng", "estimator")
"""Arguments of an estimate that are no parameters of an estimator, and have options of their own."""


def estimate(
    data: Annotated[Path, typer.Argument(metavar="DATA", help="Samples: .npz, .csv or .parquet.")],
    *,
    x: Annotated[str, typer.Option("--x", help="Arrays or columns of X.", metavar="NAME,…")],
    y: Annotated[
        str | None, typer.Option("--y", help="Those of Y; absent: the entropy of X.", metavar="NAME,…")
    ] = None,
    labels: Annotated[
        str | None,
        typer.Option(
            help="Which of them are labels, or all; others are numbers with a distance.", metavar="NAME,…"
        ),
    ] = None,
    estimator: Annotated[
        str, typer.Option(help="A name of `ibsolve estimators list`; auto chooses by what X and Y are.")
    ] = "auto",
    set_: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            help="A parameter of the estimator, repeatable; `estimators list --json` has their names.",
            metavar="NAME=VALUE",
        ),
    ] = None,
    unit: Annotated[str, typer.Option(help="nats or bits.", metavar="nats|bits")] = "nats",
    seed: Annotated[int, typer.Option(help="Seed of what is random in the estimator.")] = 0,
    json: Json = False,
) -> None:
    """Estimate I(X;Y), or an entropy of X, with its interval, its ceiling and what to beware of."""
    from json import dumps

    from ibsolve.estimators import entropy, mutual_information
    from ibsolve.estimators.estimate_codec import estimate_object
    from ibsolve.files import load_samples
    from ibsolve.report.estimate_text import print_estimate
    from ibsolve.report.text import terminal

    faults = Faults()
    groups = {"--x": _names("--x", x, faults), "--y": _names("--y", y, faults)}
    parameters = _parameters(set_ or [], faults)
    names = list(dict.fromkeys([*groups["--x"], *groups["--y"]]))
    declared = names if labels == "all" else _names("--labels", labels, faults)
    for name in declared:
        if name not in names:
            faults.add("--labels", expected=f"names among {', '.join(names)}", found=shown(name))
    faults.raise_if_any(InputError)
    columns = load_samples(data, names, labels=declared)
    variables = [_variable(option, group, columns, declared) for option, group in groups.items() if group]
    options: dict[str, Any] = {"estimator": estimator, "unit": unit, "rng": seed, **parameters}
    found = mutual_information(*variables, **options) if y is not None else entropy(*variables, **options)
    if json:
        typer.echo(dumps({"data": str(data), "x": x, "y": y, **estimate_object(found)}, allow_nan=False))
    else:
        print_estimate(found, str(data), terminal())


def _names(option: str, text: str | None, faults: Faults) -> list[str]:
    names = [] if text is None else [name.strip() for name in text.split(",")]
    if not all(names):
        faults.add(option, expected="names separated by commas", found=shown(text))
    return [name for name in names if name]


def _parameters(given: Sequence[str], faults: Faults) -> dict[str, Any]:
    """NAME=VALUE pairs, the values as JSON or else as text."""
    from json import loads

    parameters: dict[str, Any] = {}
    for pair in given:
        name, equals, value = pair.partition("=")
        name = name.strip().replace("-", "_")
        if not equals or not name.isidentifier() or name in _NO_PARAMETERS:
            faults.add("--set", expected="NAME=VALUE of the estimator's parameters", found=shown(pair))
        elif name in parameters:
            faults.add("--set", expected="every parameter once", found=f"{name} again")
        else:
            try:
                parameters[name] = loads(value)
            except (ValueError, RecursionError):
                # No JSON, or a number of too many digits or brackets without end.
                parameters[name] = value
    return parameters


def _variable(
    option: str, names: Sequence[str], columns: dict[str, NDArray[Any]], declared: Sequence[str]
) -> Any:
    """The samples of X or Y as estimators take them: numbers side by side, labels, or both."""
    import numpy as np

    from ibsolve.estimators import Labels

    numbers = [columns[name] for name in names if name not in declared]
    if len(names) > 1:
        _check_beside(names, columns, declared)
    lengths = {name: len(columns[name]) for name in names if columns[name].ndim}
    if len(set(lengths.values())) > 1:
        found = ", ".join(f"{length} in {name}" for name, length in lengths.items())
        raise InputError(Fault(where=option, expected="as many samples in all of them", found=found))
    of_numbers = _beside(numbers)
    labels = [Labels(columns[name]) for name in names if name in declared]
    if not labels:
        return of_numbers
    # By their codes: whole numbers beside text would become text, and large ones floats.
    of_labels = labels[0] if len(labels) == 1 else Labels(np.stack([each.codes for each in labels], axis=1))
    return (of_numbers, of_labels) if numbers else of_labels


def _check_beside(names: Sequence[str], columns: dict[str, NDArray[Any]], declared: Sequence[str]) -> None:
    """Raise InputError for arrays that cannot be columns of one, by name."""
    faults = Faults()
    for name in names:
        array = columns[name]
        if array.ndim not in (1, 2):
            faults.add(name, expected="shape (N,) or (N, d)", found=f"shape {array.shape}")
        elif name not in declared and array.dtype.kind not in "biuf":
            way_out = f"--labels {name} declares labels"
            faults.add(name, expected="real numbers", found=f"an array of {array.dtype}", remedy=way_out)
    faults.raise_if_any(InputError)


def _beside(arrays: Sequence[NDArray[Any]]) -> Any:
    """The arrays as columns of one; a single one as it is."""
    import numpy as np

    if len(arrays) == 1:
        return arrays[0]
    return (
        np.concatenate([array[:, None] if array.ndim == 1 else array for array in arrays], axis=1)
        if arrays
        else None
    )
