"""The estimators by name. A new one is one line here; see TEMPLATE.py."""

from __future__ import annotations

from dataclasses import MISSING, fields
from importlib import import_module
from typing import Any

from ibsolve.errors import EstimatorError, Fault, ProblemError
from ibsolve.estimators.interface import (
    AbstractEntropyEstimator,
    AbstractEstimator,
    AbstractInformationEstimator,
)

# Loaded when asked for, so that listing names does not import what they stand on.
_ESTIMATORS = {
    "plug-in": ("ibsolve.estimators.plug_in", "PlugIn"),
    "binning": ("ibsolve.estimators.binning", "Binning"),
    "kde": ("ibsolve.estimators.kernel_density", "KDEBounds"),
    "sample-propagation": ("ibsolve.estimators.sample_propagation", "SamplePropagation"),
    "ksg": ("ibsolve.estimators.ksg", "KSG"),
    "ross": ("ibsolve.estimators.ross", "Ross"),
    "mixed-ksg": ("ibsolve.estimators.mixed", "MixedKSG"),
    "matrix-renyi": ("ibsolve.estimators.renyi", "MatrixRenyi"),
    "gaussian": ("ibsolve.estimators.gaussian", "Gaussian"),
    "decision-rule": ("ibsolve.estimators.decision_rule", "DecisionRule"),
    "edge": ("ibsolve.estimators.hashing", "EDGE"),
    "barber-agakov": ("ibsolve.estimators.variational", "BarberAgakov"),
    "mine": ("ibsolve.estimators.variational", "MINE"),
    "nwj": ("ibsolve.estimators.variational", "NWJ"),
    "info-nce": ("ibsolve.estimators.variational", "InfoNCE"),
    "kozachenko-leonenko": ("ibsolve.estimators.kozachenko_leonenko", "KozachenkoLeonenko"),
    "binned-entropy": ("ibsolve.estimators.clustering", "BinnedEntropy"),
}

NOT_BUILT = {
    "replica": "entropies of wide networks with random, orthogonally invariant weights by the replica method "
    "(Gabrié et al. 2018): a formula for an ensemble of weight matrices, not an estimate from samples of a "
    "trained network",
    "infinite-ensemble": "bounds for infinite ensembles of infinitely wide networks (Shwartz-Ziv & Alemi "
    "2020): p(l|x) is known in closed form there and for no network of finite width",
}
"""Methods of the review (paper 002) that are left out, with the reason."""


def estimator_names() -> list[str]:
    """Names of all estimators, in the order in which they are listed.

    >>> "plug-in" in estimator_names()
    True
    """
    return list(_ESTIMATORS)


def estimator_class(name: str) -> type[AbstractEstimator]:
    """The class of a name. Raises EstimatorError for an unknown one."""
    if not isinstance(name, str) or name not in _ESTIMATORS:
        listed = ", ".join(_ESTIMATORS)
        raise EstimatorError(f"estimator: expected one of {listed}, found {name!r:.60}")
    module, kind = _ESTIMATORS[name]
    return getattr(import_module(module), kind)  # type: ignore[no-any-return]


def estimator_by_name(name: str, /, **parameters: Any) -> AbstractEstimator:
    """The estimator of that name with these parameters.

    Raises EstimatorError for an unknown name, ProblemError for a parameter it lacks or cannot take.

    >>> estimator_by_name("plug-in", miller_madow=True)
    PlugIn(miller_madow=True, confidence=0.95)
    """
    kind = estimator_class(name)
    parameters_of_kind = fields(kind)  # type: ignore[arg-type]
    known = [each.name for each in parameters_of_kind]
    required = [
        each.name
        for each in parameters_of_kind
        if each.default is MISSING and each.default_factory is MISSING
    ]
    faults = [
        Fault(
            where=f"estimator {name}", expected=f"parameters among {', '.join(known) or 'none'}", found=given
        )
        for given in parameters
        if given not in known
    ]
    faults += [
        Fault(where=f"estimator {name}", expected=f"a value for {needed}", found="none")
        for needed in required
        if needed not in parameters
    ]
    if faults:
        raise ProblemError(*faults)
    return kind(**parameters)


def information_estimator(name: str, /, **parameters: Any) -> AbstractInformationEstimator:
    """The estimator of mutual information of that name; raises as `estimator_by_name`."""
    found = estimator_by_name(name, **parameters)
    if not isinstance(found, AbstractInformationEstimator):
        raise EstimatorError(
            f"estimator: expected one of mutual information, found {name!r}, of entropy alone"
        )
    return found


def entropy_estimator(name: str, /, **parameters: Any) -> AbstractEntropyEstimator:
    """The estimator of entropy of that name; raises as `estimator_by_name`."""
    found = estimator_by_name(name, **parameters)
    if not isinstance(found, AbstractEntropyEstimator):
        raise EstimatorError(
            f"estimator: expected one of entropy, found {name!r}, of mutual information alone"
        )
    return found
