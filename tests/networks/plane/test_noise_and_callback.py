import threading
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from torch import nn

from ibsolve.errors import ProblemError
from ibsolve.estimators import BinnedEntropy, Binning, KDEBounds, MatrixRenyi, SamplePropagation
from ibsolve.networks import GaussianNoise, PlaneCallback, Probe, Schedule, Tracker
from ibsolve.studies.information_plane import Axis, plane_csv, plane_from_csv, plane_json

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
    assert callback.plane.times == times
    assert callback.state_dict() == {"plane": plane_json(callback.plane)}


def callback_of(**changed):
    given = {"probes": [PROBE], "methods": {"bins": Binning(bins=5, range=(-2, 2))}, "schedule": range(9)}
    return PlaneCallback(**{**given, **changed})


def test_a_checkpoint_goes_on_with_the_plane_it_holds_from_its_own_time_on():
    # Lightning 2.6: the weights are restored before `on_fit_start`, the epoch after it.
    model, first, second = noisy_model(), callback_of(), callback_of()
    first.setup(None, model)
    first.on_fit_start(None, model)
    first.on_train_start(SimpleNamespace(current_epoch=0), model)
    assert first.state_key == second.state_key
    second.load_state_dict(first.state_dict())
    second.on_fit_start(SimpleNamespace(current_epoch=0), model)
    second.on_train_start(SimpleNamespace(current_epoch=3), model)
    assert second.plane.times == (0, 3)
    assert second.plane.points[: len(first.plane.points)] == first.plane.points


def test_callbacks_of_other_names_do_not_share_a_checkpoint():
    changes = (
        {"clock": "step"},
        {"layers": ["0"]},
        {"methods": ["kde"]},
        {"probes": Probe(INPUTS, name="x")},
    )
    assert len({callback_of(**changed).state_key for changed in ({}, *changes)}) == 5


def test_another_model_begins_a_plane_of_its_own():
    callback, first, second = callback_of(), noisy_model(), noisy_model()
    for epoch, model in enumerate((first, second, second)):
        trainer = SimpleNamespace(current_epoch=epoch)
        callback.on_fit_start(trainer, model)
        callback.on_train_start(trainer, model)
    assert callback.plane.times == (1, 2)


def test_a_checkpoint_from_before_the_first_measurement_is_gone_on_from():
    trainer, fits = SimpleNamespace(current_epoch=0, global_step=0), []
    for is_resumed in (False, True):
        callback = PlaneCallback(probes=[PROBE], methods=["binning"], schedule=[0])
        callback.setup(trainer, None, "fit")
        if is_resumed:
            callback.load_state_dict(fits[0].state_dict())
        callback.on_fit_start(trainer, noisy_model())
        fits.append(callback)
    assert fits[1].plane == fits[0].plane
    assert not fits[1].plane.points


def test_threads_are_given_sums_that_ask_nothing_of_torch(monkeypatch):
    """Torch would start threads of its own in each of them, more than there are cores."""
    seen = []

    def of(self, x, y, **_):
        (vectors,) = (each.vectors for each in (x, y) if each.name in {"t", "s"})
        seen.append((type(self), threading.current_thread() is threading.main_thread(), type(vectors)))
        return replace(BinnedEntropy().entropy([0.0]), parameters={"drawn": 1})

    def apart(self, _, conditional, **__):
        seen.append((type(self), threading.current_thread() is threading.main_thread(), type(conditional)))
        return replace(BinnedEntropy().entropy([0.0]), parameters={"drawn": 1})

    for kind in (SamplePropagation, KDEBounds):
        monkeypatch.setattr(kind, "estimate_of", of)
    monkeypatch.setattr(SamplePropagation, "estimate_apart", apart)
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
