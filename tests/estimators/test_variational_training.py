"""How bounds are trained: repeatable, on the device of the samples, with torch or not at all; refusals."""

import subprocess
import sys
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
import torch

from ibsolve.errors import MissingExtraError, ProblemError, TrainingError
from ibsolve.estimators import MINE, NWJ, BarberAgakov, InfoNCE, estimator_by_name, estimator_names
from ibsolve.estimators.variational.features import common_device

QUICK = {"steps": 20, "hidden": (8,), "batch": 32}
ALL = [MINE(**QUICK), MINE(**QUICK, noise=0.5), NWJ(**QUICK), InfoNCE(**QUICK), BarberAgakov(**QUICK)]


@pytest.fixture
def pair():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(200, 2))
    return x, x + rng.normal(size=(200, 2))


@pytest.fixture(params=["cpu", "cuda"])
def device(request):
    if request.param == "cuda" and not torch.cuda.is_available():
        pytest.skip("no CUDA here")
    return request.param


@pytest.mark.parametrize("estimator", ALL, ids=repr)
def test_the_same_seed_gives_the_same_value(estimator, pair):
    first, second, other = (estimator.estimate(*pair, rng=rng) for rng in (1, np.random.default_rng(1), 2))
    assert first == second
    assert first.parameters["training_value"] != other.parameters["training_value"]


@pytest.mark.parametrize("estimator", ALL, ids=repr)
def test_randomness_of_others_is_left_alone(estimator, pair):
    torch.manual_seed(7)
    before = torch.get_rng_state()
    of_numpy = np.random.get_state()[1].copy()  # noqa: NPY002 — the old generator is what others may use
    estimator.estimate(*pair)
    assert torch.equal(torch.get_rng_state(), before)
    assert (np.random.get_state()[1] == of_numpy).all()  # noqa: NPY002
    assert torch.is_grad_enabled()


@pytest.mark.parametrize("estimator", ALL, ids=repr)
def test_tensors_count_where_they_live(estimator, pair, device):
    x, y = (torch.tensor(each, device=device) for each in pair)
    found = estimator.estimate(x, y, rng=3)
    plain = estimator.estimate(*pair, rng=3)
    assert found.parameters["device"].startswith(device)
    assert plain.parameters["device"] == "cpu"
    # Equal sums on another device differ by rounding, which 20 steps hardly enlarge.
    assert found.value == pytest.approx(plain.value, abs=0 if device == "cpu" else 1e-3)


def test_numbers_follow_a_tensor_to_its_device(pair, device):
    mixed = NWJ(**QUICK).estimate(pair[0], torch.tensor(pair[1], device=device))
    assert mixed.parameters["device"].startswith(device)


def test_tensors_of_two_devices_are_refused():
    here, there = (
        SimpleNamespace(name=name, is_tensor=True, vectors=SimpleNamespace(device=place))
        for name, place in (("x", "cpu"), ("y", "cuda:0"))
    )
    expected = r"x and y: expected tensors on one device, found x on cpu, y on cuda:0 \(move one"
    with pytest.raises(ProblemError, match=expected):
        common_device(here, there)


@pytest.mark.parametrize("mode", [torch.no_grad, torch.inference_mode])
def test_slopes_switched_off_outside_do_not_matter(mode, pair):
    plain = MINE(**QUICK).estimate(*pair)
    with mode():
        tensors = [torch.tensor(each) for each in pair]
        assert MINE(**QUICK).estimate(*tensors).value == plain.value


def test_samples_with_slopes_are_not_changed(pair):
    x = torch.tensor(pair[0], requires_grad=True)
    before = x.detach().clone()
    InfoNCE(**QUICK).estimate(x, pair[1])
    assert torch.equal(x.detach(), before)
    assert x.grad is None


@pytest.mark.parametrize("name", ["mine", "nwj", "info-nce", "barber-agakov"])
def test_without_torch_the_way_to_install_it_is_told(name, monkeypatch, pair):
    monkeypatch.setitem(sys.modules, "torch", None)
    assert name in estimator_names()
    with pytest.raises(MissingExtraError, match=rf"{name} needs torch: pip install 'ibsolve\[torch\]'"):
        estimator_by_name(name).estimate(*pair)


def test_naming_an_estimator_does_not_load_torch():
    code = """
import sys
from ibsolve.estimators import MINE, estimator_by_name
MINE(); estimator_by_name("barber-agakov")
assert not {"torch", "scipy"} & set(sys.modules)
"""
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize("estimator", ALL, ids=repr)
def test_training_that_diverges_names_the_step(estimator, pair):
    wild = replace(estimator, learning_rate=1e30)
    expected = r"training: the bound ceased to be a number at step \d+: lower the learning rate, 1e\+30"
    with pytest.raises(TrainingError, match=expected):
        wild.estimate(*pair)


def test_parameters_at_fault_are_all_named():
    expected = (
        r"hidden\[0\]: expected a whole number >= 1, found 0\n"
        r"steps: expected a whole number >= 1, found 0\n"
        r"batch: expected a whole number >= 2, found 1\n"
        r"learning_rate: expected a finite number > 0, found 0\n"
        r"split\[1\]: expected a finite number > 0 and < 1, found 0\n"
        r"confidence: expected a finite number > 0 and < 1, found 1"
    )
    with pytest.raises(ProblemError, match=expected):
        NWJ(hidden=(0,), steps=0, batch=1, learning_rate=0, split=(0.5, 0, 0.5), confidence=1)


@pytest.mark.parametrize(
    ("split", "message"),
    [
        ((0.5, 0.5), "split: expected three shares: training, validation, held out, found 2"),
        ((0.5, 0.3, 0.3), "split: expected shares whose sum is 1, found 1.1"),
        (0.5, "split: expected one value or more, found 0.5"),
    ],
)
def test_shares_are_three_of_a_whole(split, message):
    with pytest.raises(ProblemError, match=message):
        InfoNCE(split=split)


def test_too_few_samples_are_refused(pair):
    with pytest.raises(ProblemError, match="x: expected at least 32 samples for nwj, found 31"):
        NWJ().estimate(pair[0][:31], pair[1][:31])
    expected = "split: expected at least 8 samples for training, validation and held out, found 36, 2, 2"
    with pytest.raises(ProblemError, match=expected):
        NWJ(split=(0.9, 0.05, 0.05)).estimate(pair[0][:40], pair[1][:40])


def test_a_batch_larger_than_the_training_samples_is_all_of_them(pair):
    large, all_of_them = (NWJ(steps=20, batch=batch).estimate(*pair, rng=1) for batch in (5000, 100))
    assert large.value == all_of_them.value
