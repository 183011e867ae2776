"""Bounds of scores against their definitions, and the jackknife against leaving samples out."""

from math import exp, log, sqrt

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from ibsolve.estimators.variational.classifier import ClassifierObjective
from ibsolve.estimators.variational.donsker_varadhan import DonskerVaradhan
from ibsolve.estimators.variational.features import Features
from ibsolve.estimators.variational.fenchel import Fenchel
from ibsolve.estimators.variational.jackknife import (
    Judgement,
    jackknifed,
    mean_without_each,
    pooled,
    variance_of_pairs,
)
from ibsolve.estimators.variational.noise_contrast import NoiseContrast

scores_of_pairs = st.tuples(st.integers(4, 9), st.integers(0, 2**32 - 1), st.floats(0.1, 8)).map(
    lambda drawn: drawn[2] * np.random.default_rng(drawn[1]).normal(size=(drawn[0], drawn[0]))
)


def plain_donsker_varadhan(scores):
    k = len(scores)
    others = [exp(scores[i, j]) for i in range(k) for j in range(k) if i != j]
    return np.mean(np.diag(scores)) - log(np.mean(others))


def plain_fenchel(scores):
    k = len(scores)
    others = [exp(scores[i, j]) for i in range(k) for j in range(k) if i != j]
    return 1 + np.mean(np.diag(scores)) - np.mean(others)


def plain_noise_contrast(scores):
    return np.mean([row[i] - log(np.mean(np.exp(row))) for i, row in enumerate(scores)])


PAIRS = [
    (DonskerVaradhan, plain_donsker_varadhan),
    (Fenchel, plain_fenchel),
    (NoiseContrast, plain_noise_contrast),
]
CONTRASTS = [contrast for contrast, _ in PAIRS]


@pytest.mark.parametrize(("contrast", "plain"), PAIRS)
@given(scores=scores_of_pairs)
def test_bounds_are_what_they_are_defined_to_be(contrast, plain, scores):
    assert float(contrast().bound(torch.tensor(scores))) == pytest.approx(plain(scores), rel=1e-9)


@pytest.mark.parametrize(("contrast", "plain"), PAIRS)
@given(scores=scores_of_pairs)
def test_bounds_without_each_sample_are_those_of_the_others(contrast, plain, scores):
    without = contrast().bound_without_each(torch.tensor(scores))
    k = len(scores)
    left = [plain(np.delete(np.delete(scores, at, axis=0), at, axis=1)) for at in range(k)]
    assert without.numpy() == pytest.approx(left, rel=1e-6, abs=1e-6)


@pytest.mark.parametrize("contrast", CONTRASTS)
def test_scores_of_no_use_give_zero(contrast):
    assert float(contrast().bound(torch.zeros(5, 5))) == pytest.approx(0, abs=1e-6)


@given(scores=scores_of_pairs)
def test_the_order_of_bounds_is_that_of_their_looseness(scores):
    # ln u <= u − 1, so that the bound by the tangent is the lower one for any scores.
    donsker_varadhan, fenchel = (kind().bound(torch.tensor(scores)) for kind in (DonskerVaradhan, Fenchel))
    assert float(fenchel) <= float(donsker_varadhan) + 1e-9


@given(scores=scores_of_pairs, constant=st.floats(-5, 5))
def test_a_constant_in_the_scores_matters_to_one_bound_only(scores, constant):
    moved = [kind().bound(torch.tensor(scores + constant)) for kind in (DonskerVaradhan, NoiseContrast)]
    still = [kind().bound(torch.tensor(scores)) for kind in (DonskerVaradhan, NoiseContrast)]
    assert [float(each) for each in moved] == pytest.approx([float(each) for each in still])


def test_large_scores_stay_numbers():
    scores = torch.full((6, 6), -500.0, dtype=torch.float64).fill_diagonal_(900)
    assert float(DonskerVaradhan().bound(scores)) == pytest.approx(1400)
    assert float(NoiseContrast().bound(scores)) == pytest.approx(log(6))
    scores[0, 1] = 300
    assert torch.isfinite(DonskerVaradhan().bound_without_each(scores)).all()


def test_the_slope_of_a_first_batch_is_that_of_the_bound():
    scores = torch.randn(8, 8, generator=torch.Generator().manual_seed(0)).requires_grad_()
    (of_loss,) = torch.autograd.grad(DonskerVaradhan().loss(scores), scores)
    (of_bound,) = torch.autograd.grad(DonskerVaradhan().bound(scores), scores)
    assert torch.allclose(of_loss, -of_bound, atol=1e-6)


def test_the_running_mean_holds_a_batch_of_large_scores_against_those_before():
    contrast = DonskerVaradhan()
    contrast.loss(torch.zeros(8, 8))
    scores = torch.full((8, 8), 2.0).requires_grad_()
    (slope,) = torch.autograd.grad(contrast.loss(scores), scores)
    # e² over 0.9·e⁰ + 0.1·e² for all others together, 1/56 each.
    assert float(slope[0, 1]) == pytest.approx(exp(2) / (0.9 + 0.1 * exp(2)) / 56, rel=1e-5)


def test_the_error_of_a_mean_is_the_textbooks():
    values = torch.tensor([1.0, 4.0, 2.0, 7.0], dtype=torch.float64)
    judged = jackknifed(values.mean(), mean_without_each(values))
    assert judged.standard_error == pytest.approx(float(values.std()) / 2)
    assert judged.bias == pytest.approx(0, abs=1e-12)


def test_what_pairs_add_is_what_neither_sample_explains():
    terms = np.random.default_rng(1).normal(size=(7, 7))
    pairs = [(i, j) for i in range(7) for j in range(7) if i != j]
    both = {(i, j): (terms[i, j] + terms[j, i]) / 2 for i, j in pairs}
    of_each = [np.mean([both[i, j] for j in range(7) if j != i]) for i in range(7)]
    mean = np.mean(list(both.values()))
    left = [(both[i, j] - of_each[i] - of_each[j] + mean) ** 2 for i, j in pairs]
    assert variance_of_pairs(torch.tensor(terms)) == pytest.approx(2 * np.mean(left) / 42)
    # Sums of what each sample has by itself leave nothing.
    sums = torch.tensor(terms[0] + terms[1][:, None])
    assert variance_of_pairs(sums) < 0.2 * variance_of_pairs(torch.tensor(terms))


def scores_of_gaussians(rng, n):
    """ln p(x, y)/p(x)p(y) of normals with 1 nat of information: the best critic, worth 1 nat."""
    rho = sqrt(1 - exp(-2))
    x = rng.normal(size=n)
    y = rho * x + sqrt(1 - rho**2) * rng.normal(size=n)
    return 1 + (rho * np.outer(x, y) - rho**2 * (x[:, None] ** 2 + y**2) / 2) / (1 - rho**2)


def scores_of_copied_bits(rng, n):
    """ln of 1.98 where labels agree, else of 0.02: single samples tell nothing of the mean of e^s."""
    x = rng.integers(2, size=n)
    return np.where(x[:, None] == x, log(2 * 0.99), log(2 * 0.01))


@pytest.mark.parametrize(
    ("drawn", "worth"), [(scores_of_gaussians, 1.0), (scores_of_copied_bits, log(2 * 0.99))]
)
@pytest.mark.parametrize("contrast", CONTRASTS)
def test_intervals_cover_what_a_critic_is_worth(contrast, drawn, worth):
    rng = np.random.default_rng(2)
    covered = 0
    values = []
    judgements = []
    for _ in range(200):
        scores = torch.tensor(drawn(rng, 60))
        bound = contrast()
        judged = jackknifed(
            bound.bound(scores),
            bound.bound_without_each(scores),
            of_pairs=variance_of_pairs(bound.terms_of_pairs(scores)),
        )
        values.append(judged.value)
        judgements.append(judged)
    # Of InfoNCE the worth depends on the size of the group: the mean stands for it.
    centre = np.mean(values) if contrast is NoiseContrast else worth
    for judged in judgements:
        reach = 2.0 * judged.standard_error
        covered += judged.value - max(0, judged.bias) - reach <= centre <= judged.value + reach
    # 95 % of 200 less 3 standard errors, √(0.05·0.95/200) each.
    assert covered / 200 >= 0.95 - 3 * 0.0154
    # And as a lower bound: never more above the worth than 4 standard errors of the mean of 200 allow,
    # and the bias that DV tells.
    told = np.mean([max(0, judged.bias) for judged in judgements])
    assert np.mean(values) <= worth + told + 4 * np.std(values) / sqrt(200)


def test_groups_count_by_their_samples():
    groups = [
        Judgement(value=1.0, standard_error=0.3, bias=0.1, samples=30),
        Judgement(value=2.0, standard_error=0.4, bias=0.3, samples=10),
    ]
    both = pooled(groups)
    assert both.value == pytest.approx(1.25)
    assert both.standard_error == pytest.approx(((0.3 * 30) ** 2 + (0.4 * 10) ** 2) ** 0.5 / 40)
    assert both.bias == pytest.approx(0.15)
    assert both.samples == 40


@given(codes=st.lists(st.integers(0, 3), min_size=4, max_size=12))
def test_a_classifier_is_judged_as_without_each_of_its_samples(codes):
    rng = np.random.default_rng(0)
    n = len(codes)
    inputs = torch.tensor(rng.normal(size=(n, 1)), dtype=torch.float32)
    objective = ClassifierObjective(
        torch.tensor(codes),
        given=Features(numbers=inputs, codes=None),
        training=torch.arange(n),
        hidden=(3,),
        entropy=None,
        rng=rng,
    )
    numbers = torch.tensor(objective.start, dtype=torch.float32) + 0.3
    places = torch.arange(n)
    judged = objective.judged(numbers, places, n)
    left = [objective.bound(numbers.double(), places[places != at]) for at in range(n)]
    of_uniform = (len(set(codes)) - 1) / (2 * n**2)
    twin = jackknifed(objective.bound(numbers.double(), places), torch.stack(left), of_pairs=of_uniform)
    assert judged.value == pytest.approx(twin.value, abs=1e-12)
    assert judged.standard_error == pytest.approx(twin.standard_error, abs=1e-9)
    assert judged.bias == pytest.approx(twin.bias, abs=1e-9)
