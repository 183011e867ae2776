"""A saved plane goes on with the settings that it began with, and with no others."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import nn

from ibsolve.errors import ProblemError
from ibsolve.estimators import EDGE, BinnedEntropy, Binning, KDEBounds, MatrixRenyi, SamplePropagation
from ibsolve.networks import GaussianNoise, Probe, Tracker
from ibsolve.studies.information_plane import plane_csv, plane_from_csv, plane_from_json, plane_json

INPUTS = torch.randn(40, 3, generator=torch.Generator().manual_seed(1))
PROBE = Probe(INPUTS, (INPUTS[:, 0] > 0).long(), name="train")
METHODS = {
    "bins": Binning(bins=np.int64(10), range=(-1, 1), bin_x=False),
    "clusters": BinnedEntropy(rule="width", width=0.1),
    "SP": lambda layer: None if layer.beta is None else SamplePropagation(layer.beta, draws=1),
    "kde": "kde",
    "edge": EDGE(),
    "renyi": MatrixRenyi(),
}


def model():
    torch.manual_seed(0)
    hidden = (nn.Linear(3, 3), nn.Tanh(), GaussianNoise(0.2))
    return nn.Sequential(*hidden, nn.Linear(3, 3), nn.Tanh(), GaussianNoise(0.3), nn.Linear(3, 2))


def tracker_of(**changed):
    given = {"probes": PROBE, "methods": {"bins": METHODS["bins"]}, "schedule": [0, 1, 2], "repeats": 2}
    return Tracker(model(), **given | changed)


def begun(**changed):
    tracker = tracker_of(**changed)
    tracker.measure(0)
    return tracker.plane


AS = {
    "itself": lambda plane: plane,
    "CSV": lambda plane: plane_from_csv(plane_csv(plane)),
    "JSON": lambda plane: plane_from_json(plane_json(plane)),
}


@pytest.mark.parametrize("saved", AS.values(), ids=AS.keys())
def test_the_same_settings_go_on_however_they_are_written(saved):
    """The output layer has no noise, so that no point of sample propagation names it."""
    same = METHODS | {"bins": Binning(bins=10, range=[-1.0, 1.0], bin_x=False)}
    axes = ["I(X;T)", "I(T;Y)", "I(T;X')"]
    plane = saved(begun(methods=METHODS, axes=axes))
    resumed = tracker_of(methods=same, axes=axes, resume=plane)
    assert resumed.plane.points == plane.points
    assert resumed.measure(0) == ()
    assert len(resumed.measure(1)) == len(plane.points)


def test_a_layer_that_no_method_measures_is_no_difference():
    methods = {"SP": METHODS["SP"]}
    plane = AS["CSV"](begun(methods=methods))
    assert plane.layers == ("2", "5")
    assert tracker_of(methods=methods, resume=plane).plane.layers == ("2", "5", "6")


def test_a_plane_without_points_goes_on():
    plane = AS["JSON"](tracker_of().plane)
    assert len(tracker_of(resume=plane).measure(0)) == 6


def bins(**changed):
    return {"methods": {"bins": Binning(**{"bins": 10, "range": (-1, 1), "bin_x": False} | changed)}}


def propagated(beta, **changed):
    return {
        "methods": {
            "SP": lambda layer: SamplePropagation(beta, **changed) if layer.name in ("2", "5") else None
        }
    }


@pytest.mark.parametrize("saved", AS.values(), ids=AS.keys())
@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (bins(), bins(bins=7), "layer 2, 5, 6, method bins, bins: expected 7, found 10"),
        (bins(), bins(range=(-1, 2)), r"method bins, range: expected \[-1, 2\], found \[-1, 1\]"),
        (bins(), {"methods": {"bins": KDEBounds()}}, "method bins: expected kde, found binning"),
        (propagated(0.2), propagated(0.25), "layer 2, 5, method SP, beta: expected 0.25, found 0.2"),
        (propagated(0.2), propagated(0.2, draws=2), "method SP, draws: expected 2, found 8"),
        (propagated(0.2), propagated(0.2) | {"repeats": 3}, "layer 5, method SP, n_x: expected 3, found 2"),
        (
            bins() | {"axes": ["I(X;T)"]},
            bins(),
            r"layer 2, probe train, axes: expected I\(X;T\), I\(T;Y\), found I\(X;T\)",
        ),
        (
            bins(),
            bins() | {"probes": Probe(INPUTS[:30], PROBE.labels.codes[:30], name="train")},
            "resume, probe train: expected 30 inputs, found 40",
        ),
    ],
)
def test_other_settings_are_told_once(saved, old, new, message):
    with pytest.raises(ProblemError, match=message) as told:
        tracker_of(**new, resume=saved(begun(**old)))
    assert len({str(fault) for fault in told.value.faults}) == len(told.value.faults)


def test_other_bins_are_one_fault():
    with pytest.raises(ProblemError) as told:
        tracker_of(**bins(bins=7), resume=begun(**bins()))
    assert len(told.value.faults) == 1


def test_a_time_that_lacks_points_is_refused():
    plane = begun()
    with pytest.raises(
        ProblemError, match=r"resume, epoch 0: expected 6 points, found 5 \(leave the points of that time out"
    ):
        tracker_of(resume=replace(plane, points=(*plane.points[1:], replace(plane.points[0], time=3))))
