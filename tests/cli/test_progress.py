"""What a waiting user is told of a search."""

from ibsolve.cli.progress import Progress
from ibsolve.engines import Incumbent


def told(capsys, *states):
    shown = Progress("case")
    for objective, bound, seconds in states:
        shown.report(Incumbent(objective=objective, bound=bound, nodes=0, seconds=seconds))
    return capsys.readouterr().err.splitlines()


def test_a_line_has_the_objective_the_bound_and_the_gap(capsys):
    lines = told(capsys, (1.5, 2.0, 3.2))
    assert lines == ["case: objective 1.500000 bits, at most 2.000000 bits, gap 0.500000 bits, 3 s"]


def test_without_a_network_there_is_no_gap(capsys):
    assert told(capsys, (None, 2.0, 1.0)) == ["case: no network yet, at most 2.000000 bits, 1 s"]


def test_every_better_network_is_told_and_the_same_one_ever_more_rarely(capsys):
    lines = told(
        capsys, (1.0, 2.0, 1.1), (1.0, 2.0, 1.2), (1.25, 2.0, 1.3), (1.25, 2.0, 1.4), (1.25, 2.0, 2.1)
    )
    assert [line.split()[2] for line in lines] == ["1.000000", "1.250000", "1.250000"]


def test_what_ends_within_a_second_is_not_told(capsys):
    assert told(capsys, (1.0, 2.0, 0.5), (1.5, 2.0, 0.9)) == []
