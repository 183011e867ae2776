"""Ensembles: networks that share nothing, losses that fall, faults that are told."""

import numpy as np
import pytest
import torch

from ibsolve.errors import LimitError, ProblemError, TrainingError
from ibsolve.networks import Ensemble, train
from ibsolve.networks.soft_codes import code_entropy, code_probabilities, equivocation
from ibsolve.problem import Problem

XOR = Problem.from_truth_table("0110", [2, 1])
MEAN = Problem.from_joint([[2, 0], [1, 1], [1, 1], [0, 2]], [2, 1], epsilon="1/5")


def test_networks_of_an_ensemble_do_not_know_of_each_other(device):
    eight = train(XOR, networks=8, steps=30, entropy_weight=0.01, device=device)
    points = torch.tensor(XOR.table.inputs, dtype=torch.float32, device=eight.ensemble.weights[0].device)
    together = eight.ensemble.activations(points, 1.0, straight_through=False)
    for network in range(8):
        one = Ensemble(
            weights=tuple(weight[network : network + 1] for weight in eight.ensemble.weights),
            biases=tuple(bias[network : network + 1] for bias in eight.ensemble.biases),
        )
        alone = one.activations(points, 1.0, straight_through=False)
        for layer, own in zip(together, alone, strict=True):
            assert torch.allclose(layer[network], own[0], atol=1e-6)


def test_the_gradient_of_a_network_is_that_of_its_own_loss():
    source = Ensemble.random(5, [2, 1], inputs=2, seed=3, device=torch.device("cpu"))
    points = torch.tensor(XOR.table.inputs, dtype=torch.float32)

    def losses(ensemble):
        return (ensemble.activations(points, 1.0, straight_through=False)[-1] ** 2).sum(dim=(1, 2))

    (together,) = torch.autograd.grad(losses(source).sum(), [source.weights[0]])
    for network in range(5):
        (alone,) = torch.autograd.grad(losses(source)[network], [source.weights[0]])
        assert torch.allclose(together[network], alone[network], atol=1e-6)


@pytest.mark.parametrize("loss", ["information", "cross-entropy", "square"])
@pytest.mark.parametrize("gradient", ["annealed", "straight-through"])
def test_every_loss_falls(loss, gradient, device):
    few, many = (
        train(XOR, networks=40, steps=steps, loss=loss, gradient=gradient, entropy_weight=0, device=device)
        for steps in (1, 300)
    )
    assert many.losses.mean() < few.losses.mean() / 1.3


def test_the_same_seed_trains_the_same_networks():
    one, other, third = (train(MEAN, networks=6, steps=20, seed=seed, device="cpu") for seed in (1, 1, 2))
    for left, right in zip(one.ensemble.parameters, other.ensemble.parameters, strict=True):
        assert torch.equal(left, right)
    assert not torch.equal(one.ensemble.weights[0], third.ensemble.weights[0])


def test_where_something_may_be_lost_the_loss_is_information_and_may_reach_zero():
    trained = train(MEAN.revised(epsilon="1/2"), networks=4, steps=2, device="cpu")
    assert trained.loss == "information"
    assert trained.losses.max() <= 1e-6


@pytest.mark.parametrize("seed", range(5))
def test_soft_codes_of_neurons_that_are_sure_have_the_entropies_of_codes(seed):
    rng = np.random.default_rng(seed)
    outputs = rng.integers(0, 2, (1, 6, 3))
    joint = rng.dirichlet(np.ones(12)).reshape(6, 2)
    codes = code_probabilities(torch.tensor(outputs, dtype=torch.float64))
    blocks = outputs[0] @ [4, 2, 1]
    merged = np.array([joint[blocks == block].sum(axis=0) for block in range(8)])

    def entropy(law):
        return -(law[law > 0] * np.log2(law[law > 0])).sum()

    law = torch.tensor(joint.sum(axis=1))
    assert float(code_entropy(codes, law)) == pytest.approx(entropy(merged.sum(axis=1)), abs=1e-9)
    lost = entropy(merged) - entropy(merged.sum(axis=1))
    assert float(equivocation(codes, torch.tensor(joint))) == pytest.approx(lost, abs=1e-9)


def test_a_loss_that_is_no_number_is_told_with_its_step():
    with pytest.raises(TrainingError, match=r"the loss ceased to be a number at step [1-9]\d*: lower the"):
        train(XOR, networks=3, steps=200, learning_rate=1e38, device="cpu")


def test_training_ends_where_it_is_stopped():
    told = []
    trained = train(
        XOR, networks=2, steps=1000, stops=lambda: len(told) == 2, report=told.append, device="cpu"
    )
    assert (trained.steps, told) == (100, [50, 100])


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"networks": 0}, "networks: expected a whole number >= 1, found 0"),
        ({"steps": 1.5}, r"steps: expected a whole number >= 1, found 1\.5"),
        (
            {"learning_rate": float("nan")},
            r"learning rate: expected a finite number > 0 and <= 1e\+38, found nan",
        ),
        ({"entropy_weight": -1}, "entropy weight: expected a finite number >= 0 and <= 1e.38, found -1"),
        ({"loss": "hinge"}, 'loss: expected one of "information", "cross-entropy", "square", found'),
        ({"gradient": "none"}, 'gradient: expected one of "annealed", "straight-through"'),
        ({"device": "tpu"}, 'device: expected "auto", "cpu", "cuda"'),
        ({"seed": -1}, "seed: expected a whole number >= 0, found -1"),
    ],
)
def test_wrong_arguments_are_refused(given, message):
    with pytest.raises(ProblemError, match=message):
        train(XOR, **given)


def test_bits_are_asked_only_of_outputs_that_have_some():
    with pytest.raises(ProblemError, match='loss: expected "information" unless each neuron'):
        train(MEAN, loss="square")


def test_layers_too_wide_for_soft_codes_are_refused():
    with pytest.raises(
        LimitError, match=r"training: expected at most 10 neurons a layer, .* widths \[11, 1\]"
    ):
        train(XOR.revised(widths=[11, 1]))


def test_more_networks_than_memory_holds_are_refused_before_any_work():
    with pytest.raises(LimitError, match=r"training: expected at most 6 GiB .* 1000000000 networks"):
        train(XOR, networks=10**9)


def test_hidden_neurons_trained_straight_through_are_exact_thresholds():
    ensemble = Ensemble.random(50, [3, 1], inputs=4, seed=0, device=torch.device("cpu"))
    points = torch.tensor(np.random.default_rng(0).random((40, 4)), dtype=torch.float32)
    hidden, outputs = ensemble.activations(points, 1.0, straight_through=True)
    assert set(hidden.flatten().tolist()) == {0.0, 1.0}
    assert hidden.requires_grad
    assert 0 < outputs.min() < outputs.max() < 1


def test_probabilities_below_the_range_of_floats_are_trained():
    rare = Problem.from_joint([[10**400, 0], [1, 1], [1, 1], [0, 10**400]], [1], epsilon="1/10")
    assert torch.isfinite(train(rare, networks=3, steps=20, device="cpu").losses).all()
