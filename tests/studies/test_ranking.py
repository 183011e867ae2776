"""Estimators ranked on tasks of known truth: the truths by other routes, and what the ranking says."""

import sys
from math import inf, log
from threading import Event

import numpy as np
import pytest
from quadrature import noisy_information

from ibsolve.errors import EstimatorError, MissingExtraError, ProblemError
from ibsolve.estimators import Gaussian, Labels
from ibsolve.studies.ranking import Contender, default_contenders, rank, tasks

BY_NAME = {task.name: task for task in tasks()}


def scored(estimator, task, *, n=400, repeats=3):
    [score] = rank(default_contenders([estimator]), tasks=[task], sizes=[n], repeats=repeats).scores
    return score


def plug_in_of(task, n, rng, bins=None):
    """I of the empirical law of many samples; y binned where it is of numbers."""
    draw = task.sample(n, rng)
    x = draw.x.codes if isinstance(draw.x, Labels) else bins(draw.x)
    y = draw.y.codes if isinstance(draw.y, Labels) else bins(draw.y)
    joint = np.zeros((x.max() + 1, y.max() + 1))
    np.add.at(joint, (x, y), 1 / n)
    expected = joint.sum(1, keepdims=True) * joint.sum(0)
    return float((joint * np.log(np.where(joint > 0, joint / np.where(expected > 0, expected, 1), 1))).sum())


DISCRETE = [
    "xor-layer",
    "parity-3-layer",
    "xor-layer-sigma-0.5",
    "xor-layer-sigma-2",
    "stochastic-target",
    "xor-with-flips",
]


@pytest.mark.parametrize("name", DISCRETE)
def test_the_truth_of_labels_is_the_limit_of_the_empirical_law(name):
    """200,000 samples: standard error below 0.003 nats, bias (cells)/2N below 0.0003."""
    value = plug_in_of(BY_NAME[name], 200_000, np.random.default_rng(5))
    assert value == pytest.approx(BY_NAME[name].truth, abs=0.01)


def test_the_truth_of_a_neuron_is_that_of_quadrature():
    values = np.tanh(np.array([-3.0, -1.0, 1.0, 3.0]) - 2.3)
    assert BY_NAME["neuron-beta-0.5"].truth == pytest.approx(
        noisy_information(values, np.full(4, 0.25), 0.5), abs=1e-9
    )


def test_the_truth_of_the_plane_is_the_printed_one():
    assert BY_NAME["plane-beta-0.2"].truth == pytest.approx(0.5498989984964858, abs=1e-8)


def test_the_truth_of_uniform_labels_is_the_limit_of_fine_bins():
    """One bin a half: the law is constant within bins, so binning loses nothing. 200,000 samples."""
    task = BY_NAME["uniform-of-label"]
    value = plug_in_of(task, 200_000, np.random.default_rng(5), bins=lambda y: (2 * y).astype(int))
    assert value == pytest.approx(task.truth, abs=0.01)


def test_the_truth_of_counts_is_the_mean_of_their_densities():
    """E ln p(y|x)/p(y) over 400,000 samples: standard error 0.001 nats. The printed one is 0.0059 above."""
    rng = np.random.default_rng(5)
    draw = BY_NAME["zero-inflated-poisson"].sample(400_000, rng)
    from scipy.stats import poisson

    zero = draw.y == 0
    given = 0.85 * poisson.pmf(draw.y, draw.x) + 0.15 * zero
    marginal = 0.85 * 0.5 ** (draw.y + 1) + 0.15 * zero
    value = np.log(given / marginal).mean()
    assert value == pytest.approx(BY_NAME["zero-inflated-poisson"].truth, abs=0.005)


def test_the_truth_of_the_wide_uniform_is_the_entropy_of_a_trapezoid():
    points = np.arange(-0.25, 1.25, 1e-5)
    density = np.clip(np.minimum(points + 0.25, 1.25 - points) / 0.5, 0, 1)
    entropy = -(density * np.log(np.where(density > 0, density, 1))).sum() * 1e-5
    assert BY_NAME["uniform-width-0.5"].truth == pytest.approx(entropy - log(0.5), abs=1e-6)


@pytest.mark.parametrize(
    "name", [name for name, task in BY_NAME.items() if "gaussian" in name and task.truth < inf]
)
def test_the_gaussian_estimator_is_within_three_standard_errors_on_gaussian_tasks(name):
    """20 draws of 400 samples, and the scatter of their mean; in 1000 dimensions one draw's interval."""
    if "1000d" in name:
        draw = BY_NAME[name].sample(2200, np.random.default_rng(3))
        assert BY_NAME[name].truth in Gaussian(confidence=0.9973).estimate(draw.x, draw.y).interval
    else:
        score = scored("gaussian", name, n=400, repeats=20)
        assert abs(score.bias) <= 3 * score.deviation / np.sqrt(score.repeats)


def test_the_empirical_law_of_a_solved_layer_is_found_by_plug_in_alone():
    found = rank(default_contenders(["plug-in", "ksg"]), tasks=["xor-layer"], sizes=[400], repeats=3)
    assert [score.estimator for score in found.scores] == ["plug-in"]
    assert abs(found.scores[0].bias) < 0.05


def test_sample_propagation_meets_the_quadrature():
    score = scored("sample-propagation", "neuron-beta-0.1")
    assert abs(score.bias) < 0.05


@pytest.mark.parametrize("name", ["tanh-of-gaussian", "relu-layer"])
def test_an_infinite_information_is_called_vacuous(name):
    score = scored("ksg", name)
    assert (score.bias, score.rmse, score.coverage) == (None, None, None)
    assert score.called_vacuous == 1.0


@pytest.mark.parametrize("name", ["gaussian-1d-rho-0.9", "uniform-width-0.1", "gaussian-5d-rho-0.5"])
def test_a_finite_information_is_not_called_vacuous(name):
    assert scored("ksg", name).called_vacuous == 0.0


def test_every_estimator_meets_a_task_within_a_nat():
    """A quick subset: all that train nothing, on one task each family, 300 samples."""
    chosen = ["gaussian-1d-rho-0.9", "neuron-beta-0.1", "xor-layer", "uniform-of-label", "xor-with-flips"]
    found = rank(default_contenders(with_trained=False), tasks=chosen, sizes=[300], repeats=2)
    assert {score.task.name for score in found.scores} == set(chosen)
    judged = [score for score in found.scores if score.estimator not in ("decision-rule", "matrix-renyi")]
    assert max(score.rmse for score in judged if score.rmse is not None) < 1.0


def test_scores_of_a_task_come_best_first():
    found = rank(
        default_contenders(["ksg", "gaussian"]), tasks=["gaussian-10d-rho-0.9"], sizes=[300], repeats=2
    )
    errors = [score.rmse for score in found.of_task("gaussian-10d-rho-0.9", 300)]
    assert errors == sorted(errors)


def test_what_takes_long_sees_the_first_of_the_draws():
    few = Contender(label="few", estimator="gaussian", most_repeats=2)
    many = Contender(label="many", estimator="gaussian")
    found = rank([few, many], tasks=["gaussian-1d-rho-0.5"], sizes=[100], repeats=4)
    assert {score.estimator: score.repeats for score in found.scores} == {"few": 2, "many": 4}


def test_all_contenders_see_the_same_draws():
    found = rank(
        [Contender(label="one", estimator="gaussian"), Contender(label="two", estimator="gaussian")],
        tasks=["gaussian-1d-rho-0.5"],
        sizes=[100],
        repeats=2,
    )
    assert len({score.mean for score in found.scores}) == 1


def test_what_an_estimator_refuses_is_told_and_comes_last():
    found = rank(
        default_contenders(["ksg", "gaussian"]), tasks=["gaussian-100d-rho-0.1"], sizes=[100], repeats=2
    )
    assert found.scores[-1].estimator == "gaussian"
    assert "samples" in found.scores[-1].refusal


def test_a_training_that_diverges_is_a_refusal_and_not_the_end():
    diverging = Contender(label="too fast", estimator="nwj", parameters={"learning_rate": 1e30})
    found = rank(
        [diverging, *default_contenders(["gaussian"])], tasks=["gaussian-1d-rho-0.5"], sizes=[100], repeats=2
    )
    assert [score.estimator for score in found.scores] == ["gaussian", "too fast"]
    assert "lower the learning rate" in found.scores[1].refusal


def test_without_torch_those_that_train_are_refused_before_the_first_draw(monkeypatch):
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(MissingExtraError, match=r"mine needs torch: pip install 'ibsolve\[torch\]'"):
        rank(default_contenders(["gaussian", "mine"]), report=pytest.fail)


def test_what_is_named_twice_is_judged_once():
    found = rank(
        default_contenders(["gaussian", "gaussian"]),
        tasks=["gaussian-1d-rho-0.5"],
        sizes=[100, 100],
        repeats=2,
    )
    assert (len(found.scores), found.sizes) == (1, (100,))


def test_tasks_that_no_contender_is_made_for_are_refused():
    message = "tasks: expected a task that one of plug-in is made for, found 'gaussian-1d-rho-0.5'"
    with pytest.raises(ProblemError, match=message.replace("'", "'?")):
        rank(default_contenders(["plug-in"]), tasks=["gaussian-1d-rho-0.5"])


def test_a_ranking_that_is_stopped_keeps_what_it_has():
    stop = Event()
    found = rank(
        default_contenders(["plug-in"]),
        tasks=["xor-layer", "xor-with-flips"],
        sizes=[50],
        repeats=2,
        stop=stop,
        report=lambda text: stop.set() if "flips" in text else None,
    )
    assert [score.task.name for score in found.scores] == ["xor-layer"]
    assert not found.is_complete


def test_bad_arguments_come_in_one_message():
    with pytest.raises(ProblemError) as refused:
        rank(tasks=["none"], sizes=[0], repeats=1, seed=-1)
    assert [fault.where for fault in refused.value.faults] == ["sizes[0]", "repeats", "seed", "tasks"]
    with pytest.raises(EstimatorError, match="expected one of plug-in"):
        default_contenders(["none"])
