"""The information plane of a model while it trains."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import chain
from types import TracebackType
from typing import Any, NamedTuple, Self

import numpy as np
import torch
from torch import Tensor, nn

from ibsolve.arguments import Arguments
from ibsolve.errors import Fault, Faults, IbsolveError, InputError, ProblemError, TrainingError, cause, shown
from ibsolve.estimators import AbstractEstimator, MatrixRenyi, SamplePropagation
from ibsolve.networks.noise import GaussianNoise
from ibsolve.networks.plane.activations import OUTPUT, Activations, Recorder, Select, recorded
from ibsolve.networks.plane.layers import tracked_layers
from ibsolve.networks.plane.measuring import Measured, Prepared, as_variable, estimated, of_axis, prepared
from ibsolve.networks.plane.memory import check_memory, checked_limit
from ibsolve.networks.plane.methods import MethodGiven, measured_axes, read_methods
from ibsolve.networks.plane.probe import Probe
from ibsolve.networks.plane.resuming import Place, Settings, check_resumed
from ibsolve.networks.plane.schedule import Schedule
from ibsolve.networks.plane.untouched import untouched
from ibsolve.studies.information_plane import Axis, Clock, InformationPlane, PlanePoint
from ibsolve.theory import Unit

REPEATS = 16
"""n_x where it is not given and matters."""
_LOOKED_AT = 16
"""Inputs that the model is tried on."""


class _Job(NamedTuple):
    """One estimate to be made."""

    axis: Axis
    layer: str
    method: str
    estimator: AbstractEstimator
    measured: Measured
    place: str

    @property
    def is_compiled(self) -> bool:
        """Whether it takes compiled sums alone, and nothing of torch.

        Threads that call torch would each start threads of OpenMP beside those of the main thread, more than
        there are cores, which wait for one another by spinning.
        """
        return isinstance(self.estimator, SamplePropagation) and self.measured.is_in_main_memory


class Tracker:
    """Measures layers at the times of a schedule, in eval mode, and leaves no trace in model or training.

    Weights after a training are bit for bit the same with and without it: modes, buffers, gradients and
    random streams are as before each measurement. Hooks are in place while it measures, and never between.
    Used as a context manager, it lets go of what it keeps of the probes at the end of the block.

    model: any nn.Module that takes a batch of inputs. layers: names of modules, whose output is measured;
    None for the direct children that are layers, see `default_layers`. A layer with `GaussianNoise` is
    measured there: T is what the (last) noise gives, in eval mode too, and S what it takes; estimators that
    add noise of their own are given S, all others T. probes: one or more, of different names.
    methods: estimators by the name they have in the plane, or names of estimators alone. An estimator by
    name that needs β, such as "sample-propagation", takes that of its layer; "binning" takes each input as
    a label of its own (bin_x=False). A function of a `TrackedLayer` gives each layer its own estimator, or
    None to leave it out: `lambda layer: BinnedEntropy(rule="width", width=10 * layer.beta)`.
    schedule: when `measure` does something. unit: of the estimates. clock: "epoch" or "step". axes: any of
    "I(X;T)", "I(T;Y)", which wants labels, and "I(T;X')", with X′ the output of the model, or of the module
    named `output`. Each method measures those that it can, and one of binned entropy H(Bin(T)).
    select: the tensor to take of what is no tensor, where a layer or the model returns tuples or dicts.
    repeats: n_x, how often each input is taken for h(T|X = x) where earlier layers have noise; None is 16
    there. doubled: each point of sample propagation also says how it differs from the same with half of the
    inputs, and with half of the repeats: what the last doubling of n and of n_x changed. chunk: inputs a
    forward pass. seed: of all noise and estimators; those at a time have `np.random.default_rng((seed,
    time))`. resume: a plane to go on with, of the same layers, probes, axes, clock, unit, and methods with
    their parameters; its times are not measured again. memory: bytes that activations may take, None for
    what is available.

    Raises ProblemError with every fault found, EstimatorError for an unknown estimator, LimitError where a
    probe needs too much memory.

    >>> from ibsolve.networks.plane import Probe, Schedule
    >>> model = nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 2))
    >>> probe = Probe([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]], [0, 1, 1, 0])
    >>> with Tracker(model, probes=[probe], methods=["binning"], schedule=Schedule.at([0, 5])) as tracker:
    ...     counts = [len(tracker.measure(epoch)) for epoch in (0, 1, 5)]
    >>> counts, tracker.plane.layers
    ([4, 0, 4], ('1', '2'))
    """

    def __init__(
        self,
        model: nn.Module,
        *,
        layers: Sequence[str] | None = None,
        probes: Probe | Sequence[Probe],
        methods: Mapping[str, MethodGiven] | Sequence[str],
        schedule: Schedule | Iterable[int],
        unit: str = Unit.NATS,
        clock: str = Clock.EPOCH,
        axes: Sequence[str] = (Axis.INPUT, Axis.TARGET),
        select: Select | None = None,
        repeats: int | None = None,
        doubled: bool = False,
        chunk: int = 8192,
        output: str | None = None,
        seed: int = 0,
        resume: InformationPlane | None = None,
        memory: int | None = None,
    ) -> None:
        arguments = Arguments()
        if not isinstance(model, nn.Module):
            arguments.faults.add("model", expected="an nn.Module", found=shown(model))
            arguments.check()
        self._model = model
        self._unit, self._clock = (
            arguments.choice("unit", unit, Unit),
            arguments.choice("clock", clock, Clock),
        )
        named = [arguments.choice("axes", each, Axis) for each in arguments.items("axes", axes)]
        self._axes = list(dict.fromkeys(named))
        self._schedule = _schedule(arguments, schedule)
        self._probes = _probes(arguments, probes, self._axes)
        self._repeats = REPEATS if repeats is None else arguments.count("repeats", repeats)
        self._chunk, self._seed = arguments.count("chunk", chunk), arguments.seed("seed", seed)
        self._doubled = arguments.flag("doubled", doubled)
        checked_limit(arguments, memory)
        if select is not None and not callable(select):
            arguments.faults.add("select", expected="a function", found=shown(select))
        self._layers = tracked_layers(arguments, model, layers)
        if output is not None and output not in [name for name, _ in model.named_modules()]:
            arguments.faults.add("output", expected="the name of a module", found=shown(output))
        arguments.check()
        self._methods = read_methods(arguments, methods, self._layers, self._axes)
        arguments.check()
        has_output = Axis.OUTPUT in self._axes
        self._recorder = Recorder(model, self._layers, (output or "") if has_output else None, select)
        self._has_output = has_output
        self._is_repeated = any(each.is_propagation() for each in self._methods) and self._may_vary()
        self._prepared: dict[str, Prepared] = {}
        self._try(memory, is_repeated_by_hand=repeats is not None)
        self._points: list[PlanePoint] = []
        self._measured: set[int] = set()
        if resume is not None:
            check_resumed(
                resume,
                clock=self._clock,
                unit=self._unit,
                layers=[layer.name for layer in self._layers],
                settings=self._settings(),
                repeats=self._repeats,
            )
            self._points, self._measured = list(resume.points), set(resume.times)

    @property
    def plane(self) -> InformationPlane:
        """All that was measured so far."""
        return InformationPlane(
            clock=self._clock,
            unit=self._unit,
            layers=tuple(layer.name for layer in self._layers),
            points=tuple(self._points),
        )

    def due(self, time: int) -> bool:
        """Whether `measure` would measure: the time is in the schedule and not yet in the plane.

        Raises ProblemError for what is no whole number >= 0.
        """
        arguments = Arguments()
        time = arguments.count("time", time, at_least=0)
        arguments.check()
        return time in self._schedule and time not in self._measured

    def measure(self, time: int) -> tuple[PlanePoint, ...]:
        """Measure if it is due; the points that were added, none where it is not.

        time: epochs, or steps, done. Raises ProblemError for what is no whole number >= 0, TrainingError
        where activations are not finite, and what the model or an estimator raises; nothing is added then.
        """
        if not self.due(time):
            return ()
        points: list[PlanePoint] = []
        for probe in self._probes:
            points += self._of_probe(probe, int(time))
        self._points += points
        self._measured.add(int(time))
        return tuple(points)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._prepared.clear()

    def _of_probe(self, probe: Probe, time: int) -> list[PlanePoint]:
        if probe.name not in self._prepared:
            self._prepared[probe.name] = prepared(probe, self._seed)
        fixed = self._prepared[probe.name]
        found = self._activations(probe.inputs, time)
        output = as_variable("output", found.pop(OUTPUT).after) if self._has_output else None
        jobs: list[_Job] = []
        for layer in self._layers:
            place = f"{self._clock} {time}, layer {layer.name}"
            self._check_finite(found[layer.name], f"{place}, probe {probe.name}")
            measured = Measured.of(found.pop(layer.name), output)
            for method in self._methods:
                estimator = method.of_layer.get(layer.name)
                if estimator is None:
                    continue
                jobs += [
                    _Job(axis, layer.name, method.name, estimator, measured, place)
                    for axis in measured_axes(estimator, self._axes)
                ]

        def point(job: _Job) -> PlanePoint:
            with _placed(f"{job.place}, {job.method}: "):
                estimate = estimated(
                    job.axis,
                    job.estimator,
                    job.measured,
                    fixed,
                    unit=self._unit,
                    seed=(self._seed, time),
                    doubled=self._doubled,
                )
            return PlanePoint(
                time=time,
                layer=job.layer,
                axis=job.axis,
                probe=probe.name,
                method=job.method,
                estimate=estimate,
            )

        # Each estimate has random numbers of its own, and compiled sums leave the interpreter to others.
        shared = [job for job in jobs if job.is_compiled]
        threads = min(torch.get_num_threads(), len(shared))
        if threads < 2:
            return [point(job) for job in jobs]
        with ThreadPoolExecutor(threads) as pool:
            summed = list(pool.map(point, shared))
        return [summed.pop(0) if job.is_compiled else point(job) for job in jobs]

    def _activations(self, inputs: Tensor, time: int) -> dict[str, Activations]:
        """Of all layers, with the output where it is wanted."""
        names = [layer.name for layer in self._layers] + [OUTPUT] * self._has_output
        like, given = self._like(), list[dict[str, Activations]]()
        noise_seed = int(np.random.SeedSequence((self._seed, time)).generate_state(1)[0])
        with untouched(self._model, noise_seed), self._recorder.hooked():
            found = recorded(self._recorder, inputs, names, like=like, chunk=self._chunk)
            for _ in range(self._repeats if self._is_repeated else 0):
                given.append(recorded(self._recorder, inputs, names, like=like, chunk=self._chunk))
        for name in names if given else ():
            found[name].given = torch.stack([each[name].before for each in given], dim=1)
        return found

    def _try(self, memory: int | None, *, is_repeated_by_hand: bool) -> None:
        """One small forward pass of each probe: what cannot work is told before any training."""
        for probe in self._probes:
            first = probe.first(_LOOKED_AT)
            try:
                found = self._activations(first, 0)
            except IbsolveError:
                raise
            except Exception as error:
                given = f"inputs of shape {tuple(probe.inputs.shape)} and {probe.inputs.dtype}"
                raise ProblemError(
                    Fault(
                        where=f"probe {probe.name}",
                        expected="inputs that the model takes",
                        found=f"{given}, on which it raises {cause(error)}",
                    )
                ) from error
            widths = {name: int(each.after.shape[1]) for name, each in found.items()}
            for name, each in found.items():
                if len(each.after) != len(first):
                    raise ProblemError(
                        Fault(
                            where=f"layer {name}",
                            expected=f"one row of activations for each of {len(first)} inputs",
                            found=f"{len(each.after)} rows",
                        )
                    )
            self._check_repeats(found, is_repeated_by_hand=is_repeated_by_hand)
            check_memory(
                probe.name,
                probe.n,
                widths,
                repeats=self._repeats if self._is_repeated else 1,
                has_grams=any(
                    isinstance(each, MatrixRenyi)
                    for method in self._methods
                    for each in method.of_layer.values()
                ),
                limit=memory,
            )
        # As inputs pass through them.
        place = {name: number for number, name in enumerate(self._recorder.order)}
        self._layers.sort(key=lambda layer: place[layer.name])

    def _check_repeats(self, found: Mapping[str, Activations], *, is_repeated_by_hand: bool) -> None:
        for name, each in found.items():
            is_varying = each.given is not None and not bool((each.given == each.before[:, None]).all())
            if is_varying and self._repeats < 2 and is_repeated_by_hand:
                raise ProblemError(
                    Fault(
                        where="repeats",
                        expected=f"2 or more, as earlier noise moves {name} for one and the same input",
                        found=str(self._repeats),
                        remedy=f"leave it out for {REPEATS}",
                    )
                )

    def _may_vary(self) -> bool:
        """Whether some layer that sample propagation measures may have the noise of another before it."""
        noises = [each for each in self._model.modules() if isinstance(each, GaussianNoise)]
        propagated = [
            layer for layer in self._layers if any(layer.name in each.of_layer for each in self._methods)
        ]
        return any(noise is not layer.noise for layer in propagated for noise in noises)

    def _like(self) -> Tensor | None:
        tensors = chain(self._model.parameters(), self._model.buffers())
        return next((each for each in tensors if each.is_floating_point()), None)

    @staticmethod
    def _check_finite(found: Activations, where: str) -> None:
        for values in (found.after,) if found.after is found.before else (found.after, found.before):
            # A sum is not finite if an entry is not; the other way round it has to be looked at.
            if not bool(torch.isfinite(values.sum())) and not bool(torch.isfinite(values).all()):
                wrong = int((~torch.isfinite(values)).sum())
                raise TrainingError(
                    f"{where}: {wrong} of {values.numel()} activations are not finite; "
                    "nothing was added to the plane"
                )

    def _settings(self) -> dict[Place, Settings]:
        """How each point of a time is measured."""
        return {
            Place(method.name, layer.name, axis, probe.name): Settings(
                estimator=estimator.name, n=probe.n, parameters=of_axis(estimator, axis).parameters
            )
            for layer in self._layers
            for method in self._methods
            if (estimator := method.of_layer.get(layer.name)) is not None
            for axis in measured_axes(estimator, self._axes)
            for probe in self._probes
        }


def _schedule(arguments: Arguments, given: Any) -> Schedule:
    if isinstance(given, Schedule):
        return given
    with arguments.faults.gathered():
        return Schedule.at(given)
    return Schedule((0,))


def _probes(arguments: Arguments, given: Any, axes: Sequence[Axis]) -> list[Probe]:
    listed = [given] if isinstance(given, Probe) else arguments.items("probes", given)
    for place, each in enumerate(listed):
        if not isinstance(each, Probe):
            arguments.faults.add(
                f"probes[{place}]", expected="a Probe(inputs, labels, name=…)", found=shown(each)
            )
            continue
        if each.name in [other.name for other in listed[:place] if isinstance(other, Probe)]:
            arguments.faults.add(f"probes[{place}]", expected="a name of its own", found=repr(each.name))
        if Axis.TARGET in axes and each.labels is None:
            arguments.faults.add(
                f"probe {each.name}",
                expected="labels, for I(T;Y)",
                found="none",
                remedy='give them, or measure without: axes=("I(X;T)",)',
            )
    return listed


@contextmanager
def _placed(where: str) -> Iterator[None]:
    """Says in errors of estimators where and when they were raised."""
    try:
        yield
    except InputError as error:
        faults = Faults()
        faults.extend(error, prefix=where)
        raise type(error)(*faults.found, unlisted=faults.unlisted) from error
