"""What a tracker is not to be given, and what is told of a model that fails: one message for one fault."""

import gc
import random
from contextlib import nullcontext

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from ibsolve.errors import ProblemError
from ibsolve.estimators import BinnedEntropy, Binning
from ibsolve.networks import GaussianNoise, Probe, Schedule, Tracker

INPUTS = torch.randn(61, 4, generator=torch.Generator().manual_seed(1))
PROBE = Probe(INPUTS, (INPUTS[:, 0] > 0).long(), name="train")


def plain_model():
    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(4, 3), nn.Tanh(), nn.Linear(3, 2))


def tracker_of(model=None, **changed):
    given = {"probes": PROBE, "methods": ["binning"], "schedule": Schedule.every(1, 9)}
    return Tracker(model or plain_model(), **given | changed)


class Raising(nn.Module):
    def __init__(self, error=None):
        super().__init__()
        self.error = error

    def forward(self, values):
        if self.error is not None:
            raise self.error
        return values


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (KeyError("hidden"), "KeyError: 'hidden'"),
        (AttributeError("no such thing"), "AttributeError: no such thing"),
        (AssertionError(), "AssertionError"),
        (ZeroDivisionError("by zero"), "ZeroDivisionError: by zero"),
        (NotImplementedError("forward"), "NotImplementedError: forward"),
    ],
)
def test_what_the_model_raises_is_told_as_the_models(error, told):
    model = nn.Sequential(nn.Linear(4, 2), Raising(error))
    with pytest.raises(
        ProblemError, match=rf"probe train: .* \(61, 4\) and torch.float32, on which it raises {told}"
    ) as found:
        tracker_of(model, layers=["0"])
    assert found.value.__cause__ is error


def test_what_select_raises_is_told_as_its_own():
    class Pair(nn.Module):
        def forward(self, values):
            return {"out": values}

    with pytest.raises(ProblemError, match=r"found a dict that it returns .*select=lambda output: output\['"):
        tracker_of(nn.Sequential(nn.Linear(4, 2), Pair()), layers=["1"])
    with pytest.raises(ProblemError, match=r"select: .* layer 1 returns, a dict, found KeyError: 0"):
        tracker_of(nn.Sequential(nn.Linear(4, 2), Pair()), layers=["1"], select=lambda found: found[0])


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"doubled": "x"}, "doubled: expected True or False, found 'x'"),
        ({"methods": "binning"}, r"methods: expected one value or more, found 'binning' \(in a list: \["),
        ({"methods": []}, r"methods: expected one value or more, found \[\]"),
        ({"methods": {}}, "methods: expected one estimator or more, found {}"),
        ({"methods": 3}, "methods: expected one value or more, found 3"),
        ({"methods": {"a": 3}}, "method a: expected a name, an estimator, or a function"),
        ({"methods": {3: "binning"}}, "methods: expected text for the name of each, found 3"),
        ({"methods": [Binning()]}, r"methods\[0\]: expected the name of an estimator, found Binning"),
        ({"methods": [["binning"]]}, r"methods\[0\]: expected the name of an estimator, found \['binning'\]"),
        ({"methods": ["binning", "binning"]}, r"methods\[1\]: expected each method once, found 'binning'"),
        (
            {"methods": {"a": lambda _: 3}, "layers": ["0"]},
            "method a, layer 0: expected an estimator or None",
        ),
        (
            {
                "methods": {"a": lambda layer: BinnedEntropy(rule="width", width=10 * layer.beta)},
                "layers": ["0"],
            },
            "method a, layer 0: expected an estimator for a layer without noise, found TypeError",
        ),
        ({"methods": {"a": lambda _: None}}, "methods: expected one that measures a layer, found a"),
        ({"schedule": 3}, "schedule: expected one value or more, found 3"),
        ({"schedule": "x"}, r"schedule\[0\]: expected a whole number >= 0, found 'x'"),
        ({"layers": "1"}, r"layers: expected one value or more, found '1' \(in a list: \['1'\]\)"),
        ({"seed": 2**70}, "seed: expected a seed <= 9223372036854775807"),
        ({"output": ["x"]}, r"output: expected the name of a module, found \['x'\]"),
        ({"probes": "x"}, "probes: expected one value or more, found 'x'"),
    ],
)
def test_a_fault_is_told_once(changed, message):
    with pytest.raises(ProblemError, match=message) as found:
        tracker_of(**changed)
    assert len(found.value.faults) == 1


def test_an_axis_named_twice_is_measured_once():
    assert len(tracker_of(axes=["I(X;T)", "I(X;T)"]).measure(0)) == 2


@pytest.mark.parametrize("time", ["x", -1, 1.5, None, True])
@pytest.mark.parametrize("asked", ["measure", "due"])
def test_what_is_no_time_is_refused(asked, time):
    tracker = tracker_of()
    with pytest.raises(ProblemError, match=r"time: expected a whole number >= 0, found"):
        getattr(tracker, asked)(time)
    assert not tracker.plane.points


def test_numbers_of_numpy_are_times():
    tracker = tracker_of()
    assert tracker.due(np.int64(3))
    assert [point.time for point in tracker.measure(np.int64(3))] == [3] * 4


def test_inputs_that_are_complex_are_refused():
    for inputs in (np.eye(4) * 1j, torch.eye(4) * 1j):
        with pytest.raises(ProblemError, match="inputs: expected finite real numbers with one input or more"):
            Probe(inputs)


def activations_alive():
    gc.collect()
    return sum(type(each) is Tensor and each.shape in {(61, 3), (61, 2)} for each in gc.get_objects())


def test_no_activations_are_alive_after_a_measurement():
    before = activations_alive()
    tracker = tracker_of()
    tracker.measure(0)
    assert activations_alive() == before


class Drawing(nn.Module):
    """Draws from every stream that there is, then fails if told to."""

    def __init__(self):
        super().__init__()
        self.register_buffer("calls", torch.zeros(()))
        self.in_list = [torch.Generator().manual_seed(1), (torch.Generator().manual_seed(2),)]
        self.in_dict = {"torch": torch.Generator().manual_seed(3), "numpy": np.random.default_rng(4)}
        self.in_dict["itself"] = self.in_dict
        self.of_numpy, self.of_python = np.random.RandomState(5), random.Random(6)  # noqa: S311
        self.is_failing = False

    def forward(self, values):
        self.calls += 1
        self.register_buffer("more", self.calls.clone())
        torch.rand(1), np.random.rand(), random.random()  # noqa: NPY002, S311
        for generator in (self.in_list[0], self.in_list[1][0], self.in_dict["torch"]):
            values = values + torch.rand(1, generator=generator)
        values = values + self.in_dict["numpy"].random() + self.of_numpy.rand() + self.of_python.random()
        if self.is_failing:
            raise RuntimeError("in the middle")
        return values


def state_of(model):
    drawing = model[1]
    numpy_state = np.random.get_state()  # noqa: NPY002
    return repr(
        [
            [(name, each.training) for name, each in model.named_modules()],
            [(name, id(each), each.tolist()) for name, each in model.named_buffers()],
            [each.get_state().tolist() for each in (torch.default_generator, drawing.in_list[0])],
            [each.get_state().tolist() for each in (drawing.in_list[1][0], drawing.in_dict["torch"])],
            [numpy_state[1].tolist(), numpy_state[2:], random.getstate()],
            [drawing.in_dict["numpy"].bit_generator.state, drawing.of_python.getstate()],
            [drawing.of_numpy.get_state()[1].tolist(), drawing.of_numpy.get_state()[2:]],
            model[3].generator.get_state().tolist(),
            [model[3].noisy_at_test, id(model[3].generator)],
            [len(each._forward_hooks) + len(each._forward_pre_hooks) for each in model.modules()],
            [None if each.grad is None else each.grad.tolist() for each in model.parameters()],
        ]
    )


@pytest.mark.parametrize("is_failing", [False, True])
def test_all_is_as_before_also_where_the_forward_pass_fails(is_failing):
    torch.manual_seed(0)
    noise = GaussianNoise(0.1, generator=torch.Generator().manual_seed(7))
    model = nn.Sequential(nn.BatchNorm1d(4), Drawing(), nn.Linear(4, 3), noise, nn.Dropout())
    model.train()[0].eval()
    before = state_of(model)
    tracker = tracker_of(model, layers=["2"])
    assert state_of(model) == before
    model[1].is_failing = is_failing
    with pytest.raises(RuntimeError, match="in the middle") if is_failing else nullcontext():
        tracker.measure(0)
    assert bool(tracker.plane.points) is not is_failing
    assert state_of(model) == before
