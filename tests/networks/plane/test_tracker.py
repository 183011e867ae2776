import numpy as np
import pytest
import torch
from torch import nn

from ibsolve.errors import EstimatorError, LimitError, ProblemError, TrainingError
from ibsolve.estimators import BinnedEntropy, Binning, Labels, SamplePropagation
from ibsolve.networks import GaussianNoise, Probe, Schedule, Tracker
from ibsolve.studies.information_plane import Axis

INPUTS = torch.randn(60, 4, generator=torch.Generator().manual_seed(1))
LABELS = (INPUTS[:, 0] > 0).long()
PROBE = Probe(INPUTS, LABELS, name="train")
BINS = Binning(bins=10, range=(-1, 1), bin_x=False)


def busy_model(*, own_generator):
    torch.manual_seed(0)
    generator = torch.Generator().manual_seed(5) if own_generator else None
    return nn.Sequential(
        nn.Linear(4, 6),
        nn.BatchNorm1d(6),
        nn.Tanh(),
        nn.Dropout(0.2),
        GaussianNoise(0.1, generator=generator),
        nn.Linear(6, 3),
        nn.Tanh(),
        GaussianNoise(0.1, generator=generator),
        nn.Linear(3, 2),
    )


def trained(model, tracker=None):
    optimiser = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    torch.manual_seed(3)
    for epoch in range(4):
        if tracker is not None:
            tracker.measure(epoch)
        for batch in torch.randperm(60).split(16):
            optimiser.zero_grad()
            nn.functional.cross_entropy(model(INPUTS[batch]), LABELS[batch]).backward()
            optimiser.step()
    return model.state_dict()


def tracker_of(model, **changed):
    given = {"probes": [PROBE], "methods": {"bins": BINS}, "schedule": Schedule.every(1, 9)}
    return Tracker(model, **{**given, **changed})


def plain_model():
    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(4, 3), nn.Tanh(), nn.Linear(3, 2))


@pytest.mark.parametrize("own_generator", [False, True])
def test_weights_are_bit_equal_with_and_without_tracking(own_generator):
    alone = trained(busy_model(own_generator=own_generator))
    model = busy_model(own_generator=own_generator)
    methods = {
        "bins": BINS,
        "SP": lambda layer: (layer.beta and SamplePropagation(layer.beta, draws=1)) or None,
    }
    with tracker_of(model, methods=methods, repeats=2) as tracker:
        tracked = trained(model, tracker)
    assert len(tracker.plane.times) == 4
    assert alone.keys() == tracked.keys()
    assert all(torch.equal(alone[name], tracked[name]) for name in alone)


def test_modes_gradients_and_streams_are_as_before():
    model = busy_model(own_generator=True).train()
    model[1].eval()
    model(INPUTS).sum().backward()
    gradients = [each.grad.clone() for each in model.parameters()]
    tracker = tracker_of(model)
    before = torch.get_rng_state(), np.random.get_state()[1].copy(), model[4].generator.get_state()  # noqa: NPY002
    tracker.measure(0)
    assert torch.equal(before[0], torch.get_rng_state())
    assert (before[1] == np.random.get_state()[1]).all()  # noqa: NPY002
    assert torch.equal(before[2], model[4].generator.get_state())
    assert model[0].training
    assert not model[1].training
    assert not model[4].noisy_at_test
    assert all(torch.equal(mine, each.grad) for mine, each in zip(gradients, model.parameters(), strict=True))


def hooks_of(model):
    return sum(len(each._forward_hooks) + len(each._forward_pre_hooks) for each in model.modules())


class Failing(nn.Module):
    error = None

    def __init__(self):
        super().__init__()
        self.register_buffer("calls", torch.zeros(()))

    def forward(self, values):
        self.calls += 1
        if self.error is not None:
            raise self.error
        return values


@pytest.mark.parametrize("error", [RuntimeError("inside"), KeyboardInterrupt("inside")])
def test_hooks_are_removed_and_nothing_is_added_after_an_exception(error):
    model = nn.Sequential(nn.Linear(4, 3), nn.Tanh(), Failing(), nn.Linear(3, 2)).train()
    tracker = tracker_of(model, layers=["1", "3"])
    tracker.measure(0)
    calls, points = model[2].calls.clone(), tracker.plane.points
    model[2].error = error
    with pytest.raises(type(error), match="inside"):
        tracker.measure(1)
    assert hooks_of(model) == 0
    assert model.training
    assert torch.equal(model[2].calls, calls)
    assert tracker.plane.points == points
    model[2].error = None
    assert len(tracker.measure(1)) == 4


def test_an_estimate_is_that_of_the_activations_by_hand():
    model = plain_model()
    found = tracker_of(model).measure(3)
    with torch.no_grad():
        layer = model[:2](INPUTS)
    by_axis = {point.axis: point.estimate for point in found if point.layer == "1"}
    assert by_axis[Axis.INPUT].value == BINS.estimate(INPUTS, layer).value
    assert by_axis[Axis.TARGET] == BINS.estimate(Labels(LABELS), layer)
    assert [point.layer for point in found] == ["1", "1", "2", "2"]


def test_chunks_give_what_one_pass_gives():
    model = plain_model().double()
    probe = Probe(INPUTS.double(), LABELS)
    whole, chunked = (tracker_of(model, probes=[probe], chunk=chunk) for chunk in (100, 7))
    assert whole.measure(0) == chunked.measure(0)


def test_layers_come_in_the_order_of_the_forward_pass():
    assert tracker_of(plain_model(), layers=["2", "0"]).plane.layers == ("0", "2")


def test_in_place_changes_after_a_layer_are_not_seen():
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(4, 3), nn.ReLU(inplace=True))
    method = BinnedEntropy(rule="width", width=0.1)
    found = tracker_of(model, layers=["0"], methods={"bins": method}).measure(0)
    with torch.no_grad():
        assert found[0].estimate == method.entropy(model[0](INPUTS))


class Pair(nn.Module):
    def __init__(self):
        super().__init__()
        self.inner = nn.Linear(4, 2)

    def forward(self, values):
        return self.inner(values), {"more": values}


def test_tuples_are_measured_where_selected_and_refused_where_not():
    model = nn.Sequential(Pair())
    with pytest.raises(ProblemError, match=r"layer 0: expected a tensor, found a tuple .*select="):
        tracker_of(model, layers=["0"])
    assert tracker_of(model, layers=["0"], select=lambda pair: pair[0]).measure(0)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"layers": ["hidden"]}, "layers.0.: expected the name of a module: 0, 1, 2, found 'hidden'"),
        ({"layers": ["1", "1"]}, "each layer once"),
        ({"schedule": []}, "schedule: expected one value or more"),
        ({"probes": [Probe(INPUTS)]}, r"probe probe: expected labels, for I\(T;Y\), found none"),
        ({"probes": [PROBE, PROBE]}, "a name of its own"),
        ({"probes": []}, "probes: expected one value or more"),
        ({"probes": [INPUTS]}, "a Probe"),
        ({"probes": [Probe(INPUTS[:, :3], LABELS)]}, "probe probe: expected inputs that the model takes"),
        ({"methods": {}}, "methods: expected one"),
        ({"methods": {"mine": 3}}, "a name, an estimator"),
        ({"methods": ["kozachenko-leonenko"]}, "an estimator that can measure"),
        ({"methods": ["sample-propagation"]}, "layer 1: expected GaussianNoise in it, .*tells nothing"),
        ({"axes": ["I(T)"]}, "axes: expected one of"),
        ({"unit": "dits"}, "unit: expected one of"),
        ({"clock": "hours"}, "clock: expected one of"),
        ({"select": 3}, "select: expected a function"),
        ({"output": "nowhere"}, "output: expected the name of a module"),
    ],
)
def test_what_cannot_be_measured_is_refused_before_training(changed, message):
    with pytest.raises(ProblemError, match=message):
        tracker_of(plain_model(), **changed)


def test_a_model_that_is_none_is_refused():
    with pytest.raises(ProblemError, match=r"model: expected an nn.Module"):
        tracker_of(lambda values: values)


def test_unknown_estimators_are_refused_with_the_names():
    with pytest.raises(EstimatorError, match=r"expected one of plug-in, binning"):
        tracker_of(plain_model(), methods=["binnning"])


def test_a_probe_beyond_memory_is_refused_with_its_size():
    with pytest.raises(LimitError, match=r"probe train: .* 0.00 MiB, found about 0.0. MiB for 60 inputs"):
        tracker_of(plain_model(), memory=1000)


def test_activations_that_are_not_finite_name_epoch_and_layer():
    model = plain_model()
    tracker = tracker_of(model)
    with torch.no_grad():
        model[2].weight[0, 0] = float("nan")
    with pytest.raises(
        TrainingError, match="epoch 4, layer 2, probe train: 60 of 120 activations are not fin"
    ):
        tracker.measure(4)
    assert tracker.plane.points == ()


def test_a_module_that_runs_twice_is_refused():
    shared = nn.Tanh()
    with pytest.raises(ProblemError, match="layer 1: expected a layer that is run once"):
        tracker_of(nn.Sequential(nn.Linear(4, 3), shared, nn.Linear(3, 2), shared), layers=["1"])


def test_a_schedule_of_one_number_is_refused():
    with pytest.raises(ProblemError, match="schedule: expected one value or more, found 3"):
        Schedule.at(3)
