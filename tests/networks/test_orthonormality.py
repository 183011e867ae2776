"""Steps towards orthonormal rows: the printed step, its gradient, where it ends, what it refuses."""

import itertools

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from ibsolve.errors import ProblemError
from ibsolve.networks import orthonormality_error, orthonormality_step, orthonormality_steps


@st.composite
def matrices(draw):
    """Matrices of full rank with singular values from 0.3 to 1.6, wide, square and tall."""
    shape = (draw(st.integers(1, 5)), draw(st.integers(1, 5)))
    rng = np.random.default_rng(draw(st.integers(0, 1000)))
    left = np.linalg.qr(rng.normal(size=(shape[0], shape[0])))[0]
    right = np.linalg.qr(rng.normal(size=(shape[1], shape[1])))[0]
    middle = np.zeros(shape)
    np.fill_diagonal(middle, rng.uniform(0.3, 1.6, min(shape)))
    return torch.from_numpy(left @ middle @ right)


def formula(weight, alpha):
    """Paper 001, Appendix B.1, in numpy and as printed: W − α(WWᵀ − I)W."""
    w = weight.numpy()
    return w - alpha * (w @ w.T - np.eye(len(w))) @ w


@given(matrices(), st.sampled_from([1e-5, 7e-5, 0.01, 0.3]))
def test_the_step_is_the_printed_one_in_either_form(weight, alpha):
    expected = formula(weight, alpha)
    orthonormality_step(weight, alpha)
    assert weight.numpy() == pytest.approx(expected, abs=1e-13)


@given(matrices())
def test_the_step_descends_a_quarter_of_the_squared_error(weight):
    parameter = nn.Parameter(weight.clone())
    rows, columns = weight.shape
    gram = parameter @ parameter.T if rows <= columns else parameter.T @ parameter
    ((gram - torch.eye(min(rows, columns), dtype=torch.float64)) ** 2).sum().div(4).backward()
    before = weight.clone()
    orthonormality_step(weight, 0.1)
    assert ((before - weight) / 0.1).numpy() == pytest.approx(parameter.grad.numpy(), abs=1e-12)


@given(matrices(), st.sampled_from([0.1, 0.3]))
def test_steps_end_at_orthonormal_rows_or_columns(weight, alpha):
    for _ in range(400):
        orthonormality_step(weight, alpha)
    assert orthonormality_error(weight) < 1e-12
    assert np.linalg.svd(weight.numpy(), compute_uv=False) == pytest.approx(1)


@given(matrices(), st.sampled_from([0.01, 0.1]))
def test_each_step_lessens_the_error_and_returns_the_one_before(weight, alpha):
    errors = []
    for _ in range(20):
        before = orthonormality_error(weight)
        assert orthonormality_step(weight, alpha) == before
        errors.append(before)
    assert all(after <= before + 1e-13 for before, after in itertools.pairwise(errors))


@given(matrices())
def test_the_error_is_that_of_the_singular_values(weight):
    singular = np.linalg.svd(weight.numpy(), compute_uv=False)
    assert orthonormality_error(weight) == pytest.approx(np.linalg.norm(singular**2 - 1))


def test_a_parameter_is_changed_in_place_and_without_gradient():
    weight = nn.Parameter(torch.tensor([[2.0, 0.0]]))
    address = weight.data_ptr()
    assert orthonormality_step(weight, 0.1) == 3.0
    assert weight.data_ptr() == address
    assert weight.grad is None
    assert weight.detach().numpy() == pytest.approx(np.array([[1.4, 0.0]]))


def test_all_linear_layers_of_a_model_take_the_step():
    model = nn.Sequential(nn.Linear(4, 3), nn.Tanh(), nn.Sequential(nn.Linear(3, 5)), nn.Conv1d(1, 1, 1))
    convolution, bias = model[3].weight.clone(), model[0].bias.clone()
    expected = {name: orthonormality_error(model.get_submodule(name).weight) for name in ("0", "2.0")}
    assert orthonormality_steps(model, 0.2) == expected
    for _ in range(400):
        errors = orthonormality_steps(model, 0.2)
    assert max(errors.values()) < 1e-5
    assert (model[3].weight == convolution).all()
    assert (model[0].bias == bias).all()


def test_a_linear_alone_is_a_model():
    assert list(orthonormality_steps(nn.Linear(2, 2), 0.1)) == [""]


@pytest.mark.parametrize("alpha", [0, -1e-5, float("nan"), "1"])
def test_a_step_has_a_size(alpha):
    with pytest.raises(ProblemError, match="alpha: expected a finite number > 0"):
        orthonormality_step(torch.eye(2), alpha)
    with pytest.raises(ProblemError, match="alpha: expected a finite number > 0"):
        orthonormality_steps(nn.Linear(2, 2), alpha)


@pytest.mark.parametrize(
    "weight",
    [torch.zeros(3), torch.zeros(2, 2, 2), torch.eye(2, dtype=torch.int64), np.eye(2), None],
    ids=["vector", "three axes", "integers", "numpy", "None"],
)
def test_what_is_no_matrix_of_floats_is_refused(weight):
    with pytest.raises(
        ProblemError, match="weight: expected a matrix of finite floating-point numbers, found"
    ):
        orthonormality_step(weight, 0.1)


def test_weights_that_have_run_away_are_refused():
    with pytest.raises(ProblemError, match=r"weight: .*found entries that are not finite"):
        orthonormality_error(torch.tensor([[float("nan")]]))


def test_models_without_weights_to_set_are_refused():
    with pytest.raises(ProblemError, match="model: expected a module with one Linear or more, found Tanh"):
        orthonormality_steps(nn.Tanh(), 0.1)
    computed = nn.Sequential(nn.utils.parametrizations.orthogonal(nn.Linear(2, 2)))
    with pytest.raises(
        ProblemError, match=r"0\.weight: expected a parameter, found weights computed from oth"
    ):
        orthonormality_steps(computed, 0.1)
