"""The estimators of a tracker: one for each layer, from a name, an estimator, or a rule."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields
from typing import Any

from ibsolve.arguments import Arguments
from ibsolve.errors import IbsolveError, cause, shown
from ibsolve.estimators import (
    AbstractEntropyEstimator,
    AbstractEstimator,
    AbstractInformationEstimator,
    Kind,
    Quantity,
    SamplePropagation,
    estimator_class,
)
from ibsolve.networks.plane.layers import TrackedLayer
from ibsolve.studies.information_plane import Axis

MethodGiven = AbstractEstimator | str | Callable[[TrackedLayer], AbstractEstimator | None]
"""An estimator for all layers, a name, or what gives the estimator of a layer, None to leave it out."""

_BY_NAME: dict[str, dict[str, Any]] = {"binning": {"bin_x": False}, "sample-propagation": {"draws": 2}}
"""Parameters of estimators by name, where a plane wants others than one estimate does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """Estimators by the name of their layer; layers that it leaves out are missing."""

    name: str
    of_layer: Mapping[str, AbstractEstimator]

    def is_propagation(self) -> bool:
        """Whether it is sample propagation in some layer."""
        return any(isinstance(each, SamplePropagation) for each in self.of_layer.values())


def read_methods(
    arguments: Arguments,
    given: Mapping[str, MethodGiven] | Sequence[str],
    layers: Sequence[TrackedLayer],
    axes: Sequence[Axis],
) -> list[Method]:
    """The methods, each for the layers; a fault for one that can measure none of the axes.

    Raises EstimatorError for a name that no estimator has.
    """
    methods = []
    for name, method in _named(arguments, given).items():
        of_layer: dict[str, AbstractEstimator] = {}
        for layer in layers:
            with arguments.faults.gathered(prefix=f"method {name}, layer {layer.name}: "):
                found = _estimator(arguments, name, method, layer, layers)
                if found is not None:
                    of_layer[layer.name] = found
        if of_layer and not any(measured_axes(each, axes) for each in of_layer.values()):
            arguments.faults.add(
                f"method {name}",
                expected=f"an estimator that can measure {' or '.join(axes)} of the vectors of a layer",
                found=next(iter(of_layer.values())).name,
                remedy="see `ibsolve estimators list`",
            )
        methods.append(Method(name=name, of_layer=of_layer))
    if methods and not arguments.faults and not any(method.of_layer for method in methods):
        found_names = ", ".join(method.name for method in methods)
        arguments.faults.add("methods", expected="one that measures a layer", found=found_names)
    return methods


def measured_axes(estimator: AbstractEstimator, axes: Sequence[Axis]) -> list[Axis]:
    """Those of the axes that it can measure; the entropy of bins is measured by what estimates it."""
    found = []
    if isinstance(estimator, AbstractInformationEstimator):
        of_vectors = estimator.takes(Kind.VECTORS, Kind.VECTORS)
        of_labels = estimator.takes(Kind.LABELS, Kind.VECTORS) or estimator.takes(Kind.VECTORS, Kind.LABELS)
        can = {
            Axis.INPUT: of_vectors,
            Axis.TARGET: of_labels,
            # With noise beside a layer, what tells of X′ would be the noise of a law that it does not have.
            Axis.OUTPUT: of_vectors and not estimator.adds_noise,
        }
        found = [axis for axis in axes if can.get(axis)]
    is_binned = isinstance(estimator, AbstractEntropyEstimator) and (
        estimator.entropy_quantity is Quantity.BINNED_ENTROPY
    )
    return [*found, Axis.CLUSTERING] if is_binned else found


def _named(arguments: Arguments, given: Mapping[str, MethodGiven] | Sequence[str]) -> dict[str, MethodGiven]:
    """What is given by its name in the plane; a fault for each that is no method."""
    named: dict[str, MethodGiven] = {}
    if not isinstance(given, Mapping):
        for place, name in enumerate(arguments.items("methods", given)):
            if not isinstance(name, str):
                arguments.faults.add(
                    f"methods[{place}]",
                    expected="the name of an estimator",
                    found=shown(name),
                    remedy='estimators come with a name of their own: {"bins": Binning(bins=30)}',
                )
            elif name in named:
                arguments.faults.add(f"methods[{place}]", expected="each method once", found=shown(name))
            else:
                named[name] = name
        return named
    if not given:
        arguments.faults.add("methods", expected="one estimator or more", found=shown(given))
    for name, method in given.items():
        if not isinstance(name, str):
            arguments.faults.add("methods", expected="text for the name of each", found=shown(name))
        elif not (isinstance(method, AbstractEstimator | str) or callable(method)):
            arguments.faults.add(
                f"method {name}",
                expected="a name, an estimator, or a function of a layer that gives one",
                found=shown(method),
            )
        else:
            named[name] = method
    return named


def _estimator(
    arguments: Arguments, name: str, given: MethodGiven, layer: TrackedLayer, layers: Sequence[TrackedLayer]
) -> AbstractEstimator | None:
    if isinstance(given, AbstractEstimator):
        return given
    if isinstance(given, str):
        return _by_name(arguments, given, layer, layers)
    where = f"method {name}, layer {layer.name}"
    try:
        found = given(layer)
    except IbsolveError:
        raise
    except Exception as error:  # noqa: BLE001 - a function that is not ours may raise anything
        noise = "without noise" if layer.beta is None else f"with noise of beta = {layer.beta:g}"
        arguments.faults.add(where, expected=f"an estimator for a layer {noise}", found=cause(error))
        return None
    if found is None or isinstance(found, AbstractEstimator):
        return found
    arguments.faults.add(where, expected="an estimator or None", found=shown(found))
    return None


def _by_name(
    arguments: Arguments, name: str, layer: TrackedLayer, layers: Sequence[TrackedLayer]
) -> AbstractEstimator | None:
    kind = estimator_class(name)
    parameters = dict(_BY_NAME.get(name, {}))
    if issubclass(kind, AbstractInformationEstimator) and kind.adds_noise:
        if layer.beta is not None:
            parameters |= kind.noise_parameters(layer.beta)
        elif any(each.default is MISSING for each in fields(kind) if each.name in kind.noise_parameters(1.0)):  # type: ignore[arg-type]
            noisy = [each.name for each in layers if each.beta is not None]
            arguments.faults.add(
                f"layer {layer.name}",
                expected=f"GaussianNoise in it, whose β {name} takes",
                found="a layer without noise, where I(X;T) is infinite or H(X) and tells nothing",
                remedy=(f"layers={noisy!r}" if noisy else "noisy(model, beta) adds noise")
                + f"; or give {kind.__name__} with its noise for a T that the network does not have",
            )
            return None
    return kind(**parameters)
