from types import SimpleNamespace

import numpy as np
import pytest
import torch
from torch import nn

from ibsolve.errors import ProblemError
from ibsolve.estimators import Binning, MatrixRenyi, SamplePropagation
from ibsolve.networks import GaussianNoise, PlaneCallback, Probe, Schedule, Tracker
from ibsolve.studies.information_plane import Axis, plane_csv, plane_from_csv

INPUTS = torch.randn(50, 3, generator=torch.Generator().manual_seed(1))
PROBE = Probe(INPUTS, (INPUTS[:, 0] > 0).long(), name="train")


def noisy_model():
    torch.manual_seed(0)
    layers = (nn.Linear(3, 3), nn.Tanh(), GaussianNoise(0.2), nn.Linear(3, 2), nn.Tanh(), GaussianNoise(0.2))
    return nn.Sequential(*layers)


def tracker_of(model, **changed):
    given = {"probes": PROBE, "methods": ["sample-propagation"], "schedule": Schedule.every(1, 9)}
    return Tracker(model, **{**given, **changed})


def test_the_first_noisy_layer_is_measured_before_its_noise():
    model = noisy_model()
    found = {(point.layer, point.axis): point.estimate for point in tracker_of(model).measure(2)}
    with torch.no_grad():
        s = model[:2](INPUTS)
    by_hand = SamplePropagation(0.2, draws=2).estimate(INPUTS, s, rng=np.random.default_rng((0, 2)))
    first, second = found["2", Axis.INPUT], found["5", Axis.INPUT]
    assert first.value == by_hand.value
    assert (first.n, first.parameters["n_x"], first.parameters["n_mc"]) == (50, 1, 2)
    assert (second.n, second.parameters["n_x"]) == (50, 16)
    assert second.parameters["beta"] == 0.2
    assert second.value < first.value


def test_what_doubling_changed_is_told_on_request():
    found = tracker_of(noisy_model(), doubled=True, axes=["I(X;T)"]).measure(0)
    first, second = (point.estimate.parameters for point in found)
    assert first["change_from_half_n"] != 0
    assert first["change_from_half_n_x"] is None
    assert second["change_from_half_n_x"] != 0


def test_one_repeat_is_refused_where_earlier_noise_moves_the_layer():
    with pytest.raises(ProblemError, match="repeats: expected 2 or more, as earlier noise moves 5"):
        tracker_of(noisy_model(), repeats=1)


def test_other_methods_are_given_the_noisy_layer():
    methods = {"bins": Binning(rule="width", width=1e-6, bin_x=False)}
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(3, 2), GaussianNoise(0.2))
    with torch.no_grad():
        model[0].weight.zero_()
    found = tracker_of(model, methods=methods, axes=["I(X;T)"]).measure(0)
    assert found[0].estimate.value == pytest.approx(np.log(50))


def test_an_autoencoder_is_measured_with_its_output():
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(3, 2), nn.Sigmoid(), nn.Linear(2, 3))
    method = MatrixRenyi(alpha=2)
    axes = ("I(X;T)", "I(T;X')")
    found = tracker_of(model, methods={"renyi": method}, axes=axes).measure(0)
    with torch.no_grad():
        by_hand = method.estimate(model(INPUTS), model[:2](INPUTS))
    assert found[1].axis is Axis.OUTPUT
    assert found[1].estimate.value == pytest.approx(by_hand.value, abs=1e-12)


def test_a_saved_plane_is_gone_on_with():
    model = noisy_model()
    whole, begun = tracker_of(model), tracker_of(model)
    for time in (0, 1):
        whole.measure(time)
    begun.measure(0)
    resumed = tracker_of(model, resume=plane_from_csv(plane_csv(begun.plane)))
    assert not resumed.due(0)
    assert resumed.measure(0) == ()
    resumed.measure(1)
    assert resumed.plane == whole.plane


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"unit": "bits"}, "resume, unit: expected bits, found nats"),
        ({"layers": ["2"]}, "resume, layers: expected 2, found 2, 5"),
        ({"methods": ["kde"]}, "resume, methods: expected kde, found sample-propagation"),
        ({"clock": "step"}, "resume, clock: expected step, found epoch"),
    ],
)
def test_a_plane_of_something_else_is_refused(changed, message):
    model = noisy_model()
    begun = tracker_of(model)
    begun.measure(0)
    with pytest.raises(ProblemError, match=message):
        tracker_of(model, resume=begun.plane, **changed)


@pytest.mark.parametrize(("clock", "times"), [("epoch", (0, 1, 2)), ("step", (0, 3, 6))])
def test_the_callback_measures_when_lightning_calls(clock, times):
    schedule = Schedule.at(times)
    methods = {"bins": Binning(bins=5, range=(-2, 2))}
    callback = PlaneCallback(probes=[PROBE], methods=methods, schedule=schedule, clock=clock)
    with pytest.raises(ProblemError, match="a fit that has begun"):
        _ = callback.plane
    assert not hasattr(callback, "state_dict")
    model, trainer = noisy_model(), SimpleNamespace(current_epoch=0, global_step=0)
    callback.setup(trainer, model, "fit")
    callback.on_fit_start(trainer, model)
    callback.on_train_start(trainer, model)
    for epoch in range(2):
        trainer.current_epoch = epoch
        callback.on_train_epoch_start(trainer, model)
        for batch in range(3):
            trainer.global_step += 1
            callback.on_train_batch_end(trainer, model, None, None, batch)
        callback.on_train_epoch_end(trainer, model)
    callback.on_exception(trainer, model, KeyboardInterrupt())
    callback.teardown(trainer, model, "fit")
    assert callback.state_dict() == {}
    assert callback.plane.times == times


def test_threads_are_given_sums_that_ask_nothing_of_torch(monkeypatch):
    """Torch would start threads of its own in each of them, more than there are cores."""
    seen = []

    def of(self, x, y, **others):
        seen.append((type(self), threading.current_thread() is threading.main_thread(), type(y.vectors)))
        return BinnedEntropy().entropy([0.0])

    def apart(self, samples, conditional, **others):
        seen.append((type(self), False, type(conditional)))
        return of(self, None, as_variable("s", torch.zeros(1, 1)))

    monkeypatch.setattr(SamplePropagation, "estimate_of", of)
    monkeypatch.setattr(SamplePropagation, "estimate_apart", apart)
    monkeypatch.setattr(KernelDensity, "estimate_of", of)
    threads = torch.get_num_threads()
    try:
        torch.set_num_threads(2)
        tracker_of(noisy_model(), methods=["sample-propagation", "kde"]).measure(3)
    finally:
        torch.set_num_threads(threads)
    assert {kind for _, _, kind in seen} == {np.ndarray}
    assert {is_main for estimator, is_main, _ in seen if estimator is SamplePropagation} == {False}
    assert {is_main for estimator, is_main, _ in seen if estimator is not SamplePropagation} == {True}


def test_threads_share_the_estimates_and_change_none():
    threads, found = torch.get_num_threads(), []
    try:
        for count in (1, 2):
            torch.set_num_threads(count)
            found.append([point.estimate for point in tracker_of(noisy_model()).measure(3)])
    finally:
        torch.set_num_threads(threads)
    assert [each.value for each in found[0]] == pytest.approx([each.value for each in found[1]], abs=1e-12)
