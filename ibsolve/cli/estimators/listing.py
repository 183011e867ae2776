"""`ibsolve estimators list`: the methods by name, what they take and what they estimate."""

from __future__ import annotations

from typing import Any

import typer

from ibsolve.cli.arguments import Json


def list_estimators(*, json: Json = False) -> None:
    """Name every estimator with what it takes and estimates, and the methods that are not built."""
    from json import dumps

    from ibsolve.estimators import NOT_BUILT, estimator_class, estimator_names
    from ibsolve.report.estimators_text import estimator_object, print_estimators
    from ibsolve.report.text import terminal

    found: list[dict[str, Any]] = [estimator_object(estimator_class(name)) for name in estimator_names()]
    if json:
        typer.echo(dumps({"estimators": found, "not_built": NOT_BUILT}))
    else:
        print_estimators(found, NOT_BUILT, terminal())
