"""Ascent of many starts: within the ball at every step, and no number that is not finite goes by."""

import pytest
import torch

from ibsolve.errors import TrainingError
from ibsolve.networks.ascent import ascended

CPU = torch.device("cpu")


def towards(target):
    return lambda products: -((products - target) ** 2).sum((1, 2))


def product_of(layers):
    product = layers[0]
    for layer in layers[1:]:
        product = layer @ product
    return product


@pytest.mark.parametrize("sizes", [(2, 2), (2, 3, 2)])
def test_every_point_it_asks_about_is_within_the_ball(sizes):
    norms = []

    def information(products):
        norms.extend(products.detach().flatten(1).norm(dim=1).tolist())
        return towards(torch.full((2, 2), 5.0, dtype=torch.float64))(products)

    ascended(information, sizes, starts=3, steps=50, seed=0, device=CPU)
    assert len(norms) == 150
    assert max(norms) <= 1 + 1e-12


@pytest.mark.parametrize("sizes", [(2, 2), (2, 3, 2)])
def test_a_maximum_inside_the_ball_is_found_as_well_as_one_on_its_sphere(sizes, device):
    target = torch.tensor([[0.3, -0.2], [0.1, 0.4]], dtype=torch.float64, device=device)
    for size, expected in ((1.0, target), (5.0, target / target.norm())):
        best = ascended(
            towards(size * target), sizes, starts=4, steps=300, seed=1, device=torch.device(device)
        )
        assert product_of(best).cpu() == pytest.approx(expected.cpu(), abs=1e-3)


def test_the_best_point_met_is_kept_when_later_ones_are_worse():
    calls = []

    def information(products):
        calls.append(products.detach().clone())
        return products.sum((1, 2)) * 0 + (10.0 if len(calls) == 3 else 0.0)

    (best,) = ascended(information, (2, 1), starts=1, steps=6, seed=0, device=CPU)
    assert (best == calls[2][0]).all()


def test_the_same_seed_gives_the_same_weights_and_another_gives_others():
    target = torch.ones(1, 3, dtype=torch.float64)
    first, again, other = (
        ascended(towards(target), (3, 1), starts=2, steps=3, seed=seed, device=CPU)[0] for seed in (4, 4, 5)
    )
    assert (first == again).all()
    assert (first != other).any()


@pytest.mark.parametrize("bad", [float("nan"), float("inf")])
def test_a_number_that_is_not_finite_is_told_with_its_step(bad):
    calls = []

    def information(products):
        calls.append(1)
        values = products.sum((1, 2))
        return values + torch.tensor([0.0, bad]) if len(calls) == 7 else values

    with pytest.raises(TrainingError, match=f"step 7 of 20: start 1 has the value {bad:g} and a gradient"):
        ascended(information, (2, 2), starts=2, steps=20, seed=0, device=CPU)


def test_a_gradient_that_is_not_finite_is_told_too():
    with pytest.raises(
        TrainingError, match=r"step 1 of 5: start 0 has the value 0 and a gradient of norm nan"
    ):
        ascended(
            lambda products: torch.sqrt(0 * products).sum((1, 2)),
            (1, 1),
            starts=1,
            steps=5,
            seed=0,
            device=CPU,
        )
