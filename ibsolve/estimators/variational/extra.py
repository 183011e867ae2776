"""The optional library that these estimators train with."""

from __future__ import annotations

from ibsolve.errors import MissingExtraError


def require_torch(name: str) -> None:
    """Raise MissingExtraError where torch is not installed. name: of the estimator that needs it."""
    try:
        import torch  # noqa: F401 — loaded here, so that naming an estimator does not load it
    except ImportError as error:
        raise MissingExtraError(f"{name} needs torch: pip install 'ibsolve[torch]'") from error
