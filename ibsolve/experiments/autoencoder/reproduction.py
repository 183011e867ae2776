"""Figs. 6 to 9 of paper 004 as one experiment: K = 2 and 32 over time, and many K at the end."""

from __future__ import annotations

from ibsolve.experiments.autoencoder.claims import claims
from ibsolve.experiments.autoencoder.pictures import charts
from ibsolve.experiments.autoencoder.record import record
from ibsolve.experiments.autoencoder.setting import LARGE, SMALL, Rule, setting
from ibsolve.report.reproduction import Report, Reproduction


def run(*, quick: bool, seed: int, report: Report) -> Reproduction:
    """Train, measure and judge.

    quick: digits, fewer steps and times, K = 2 and 32 alone; else MNIST where the user has it, or digits.
    seed: of the split, the weights and the order of training.
    """
    chosen = setting(quick=quick, seed=seed)
    records = {}
    for k in chosen.bottlenecks:
        is_watched = k in (SMALL, LARGE)
        records[k] = record(
            chosen,
            k,
            rules=tuple(Rule) if is_watched else (Rule.NEW,),
            times=chosen.times if is_watched else chosen.times[-1:],
            seed=seed,
            report=report,
        )
    lost = ", ".join(f"K = {k}: {100 * each.lost:.1f} %" for k, each in records.items())
    return Reproduction(
        name="autoencoder-planes",
        setting=(*chosen.lines(), f"test error as a share of the pixels' variance: {lost}"),
        checks=claims(chosen, records),
        charts=charts(records),
        planes={
            f"k{k}-{rule.name.lower()}": plane
            for k in (SMALL, LARGE)
            for rule, plane in records[k].planes.items()
        },
    )
