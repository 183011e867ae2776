"""Noisy networks: where the noise goes, what it is, and that everything else stays as it was."""

from math import sqrt

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from ibsolve.errors import ProblemError
from ibsolve.networks import GaussianNoise, Step, noisy

DRAWS = 100_000


def generator(seed=0):
    return torch.Generator().manual_seed(seed)


def perceptron():
    return nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 2), nn.ReLU(), nn.Linear(2, 1), nn.Tanh())


def names(model):
    return [type(module).__name__ for module in model]


@pytest.mark.parametrize("beta", [0.01, 0.5, 3.0])
def test_the_noise_is_gaussian_of_deviation_beta(beta):
    """100 000 draws, seed 0: mean within 5 standard errors, as are the share beyond β and the deviation."""
    noise = GaussianNoise(beta, generator=generator())(torch.zeros(DRAWS, dtype=torch.float64))
    beyond = float((noise.abs() > beta).double().mean())
    share = 0.3173105078629141
    assert abs(float(noise.mean())) < 5 * beta / sqrt(DRAWS)
    assert abs(float(noise.std()) / beta - 1) < 5 / sqrt(2 * DRAWS)
    assert abs(beyond - share) < 5 * sqrt(share * (1 - share) / DRAWS)


def test_eval_mode_is_without_noise_unless_asked():
    values = torch.ones(5)
    assert (GaussianNoise(1).eval()(values) == values).all()
    assert (GaussianNoise(1, noisy_at_test=True).eval()(values) != values).all()
    assert (GaussianNoise(1)(values) != values).all()


@given(st.integers(0, 100))
def test_one_seed_gives_one_noise_whatever_torch_drew_before(seed):
    first = noisy(perceptron(), 0.1, generator=generator(seed))
    values = torch.ones(2, 3)
    second = noisy(first[:2] + first[3:5] + first[6:], 0.1, generator=generator(seed))
    state = torch.random.get_rng_state()
    assert (first(values) == second(values)).all()
    assert (torch.random.get_rng_state() == state).all()


def test_noise_takes_the_type_of_what_it_is_added_to():
    for dtype in (torch.float64, torch.float32, torch.bfloat16):
        assert GaussianNoise(1)(torch.zeros(2, dtype=dtype)).dtype == dtype


def test_noise_passes_gradients_on():
    values = torch.zeros(3, requires_grad=True)
    GaussianNoise(1)(values).sum().backward()
    assert values.grad.tolist() == [1, 1, 1]


def test_every_layer_but_the_last_is_noisy():
    assert names(noisy(perceptron(), 0.1)) == [
        *("Linear", "Tanh", "GaussianNoise"),
        *("Linear", "ReLU", "GaussianNoise"),
        *("Linear", "Tanh"),
    ]


def test_the_network_of_the_paper_has_noise_before_its_pooling():
    """Paper 001, Appendix B.3, with the last layer linear."""
    model = nn.Sequential(
        *(nn.Conv2d(1, 16, 5, padding=2), nn.BatchNorm2d(16), nn.Tanh(), nn.MaxPool2d(2)),
        *(nn.Conv2d(16, 32, 5, padding=2), nn.BatchNorm2d(32), nn.Tanh(), nn.MaxPool2d(2), nn.Flatten()),
        *(nn.Linear(1568, 128), nn.BatchNorm1d(128), nn.Tanh()),
        nn.Linear(128, 10),
    )
    found = noisy(model, 0.05)
    after = [
        before
        for before, name in zip(names(found), names(found)[1:], strict=False)
        if name == "GaussianNoise"
    ]
    assert after == ["Tanh"] * 3
    assert found(torch.zeros(2, 1, 28, 28)).shape == (2, 10)


def test_a_layer_without_activation_has_noise_at_its_end():
    model = nn.Sequential(nn.Linear(2, 2), nn.Linear(2, 2), nn.BatchNorm1d(2), nn.Linear(2, 1))
    assert names(noisy(model, 1)) == [
        *("Linear", "GaussianNoise", "Linear", "BatchNorm1d", "GaussianNoise"),
        "Linear",
    ]


def test_nested_models_keep_their_form_and_parameters_their_names():
    model = nn.Sequential(nn.Sequential(nn.Linear(2, 3), nn.Tanh()), nn.Sequential(nn.Linear(3, 1), Step()))
    found = noisy(model, 0.1)
    assert [names(part) for part in found] == [["Linear", "Tanh", "GaussianNoise"], ["Linear", "Step"]]
    assert list(found.state_dict()) == list(model.state_dict())
    found.load_state_dict(model.state_dict())


def test_modules_that_occur_twice_occur_twice():
    activation, block = nn.Tanh(), nn.Linear(2, 2)
    model = nn.Sequential(block, activation, block, activation, block, activation)
    found = noisy(model, 1)
    assert names(found) == [*("Linear", "Tanh", "GaussianNoise") * 2, "Linear", "Tanh"]
    assert found[0] is found[3]


def test_a_nested_model_that_occurs_twice_is_noisy_in_its_first_place_only():
    block = nn.Sequential(nn.Linear(2, 2), nn.Tanh())
    found = noisy(nn.Sequential(block, block), 1)
    assert [names(part) for part in found] == [["Linear", "Tanh", "GaussianNoise"], ["Linear", "Tanh"]]
    assert len(list(found.parameters())) == 2


def test_it_is_a_copy_that_computes_the_same_in_eval_mode():
    model, values = perceptron(), torch.randn(5, 3, generator=generator())
    before = names(model)
    found = noisy(model, 0.1)
    assert (found.eval()(values) == model(values)).all()
    with torch.no_grad():
        found[0].weight.zero_()
    assert names(model) == before
    assert (model[0].weight != 0).any()


def test_a_model_in_eval_mode_stays_there():
    model = perceptron().eval()
    found = noisy(model, 0.1)
    assert not any(module.training for module in found.modules())


def test_the_mode_at_test_is_handed_on():
    found, values = noisy(perceptron(), 0.5, noisy_at_test=True).eval(), torch.ones(1, 3)
    assert (found(values) != found(values)).all()


@pytest.mark.parametrize("beta", [0, -0.1, float("nan"), float("inf"), "0.1", None])
def test_noise_needs_a_deviation(beta):
    with pytest.raises(ProblemError, match="beta: expected a finite number > 0"):
        GaussianNoise(beta)
    with pytest.raises(ProblemError, match="beta: expected a finite number > 0"):
        noisy(perceptron(), beta)


@pytest.mark.parametrize(
    ("model", "message"),
    [
        (
            nn.Sequential(nn.Linear(1, 1), nn.Tanh()),
            r"model: expected two layers or more.*found 1 \(put Gauss",
        ),
        (nn.Sequential(), "model: expected two layers or more, for the last is without noise, found 0"),
        (nn.Linear(1, 1), "model: expected an nn.Sequential, found Linear"),
        (noisy(perceptron(), 1), "module noise_after_1: expected no noise yet.*found GaussianNoise"),
        (
            nn.Sequential(nn.Linear(2, 2), nn.TransformerEncoderLayer(2, 1, 2), nn.Linear(2, 1)),
            "module 1: expected .*layers in nn.Sequential alone, found TransformerEncoderLayer",
        ),
    ],
)
def test_models_whose_layers_are_not_plain_are_refused(model, message):
    with pytest.raises(ProblemError, match=message):
        noisy(model, 1)


def test_wrong_arguments_are_refused_together():
    with pytest.raises(
        ProblemError, match=r"model: .*\nbeta: .*\ngenerator: expected a torch.Generator or None, found 7"
    ):
        noisy(None, 0, generator=7)


def test_hooks_of_containers_which_are_built_anew_are_refused():
    model = nn.Sequential(nn.Sequential(nn.Linear(2, 2), nn.Tanh()), nn.Linear(2, 1))
    model[0].register_forward_hook(lambda *_: None)
    with pytest.raises(ProblemError, match=r"model, module 0: expected no hooks on nn\.Sequential"):
        noisy(model, 0.1)
