"""The mapping graph: its structure, its text and its drawing."""

import sys

import pytest

from ibsolve.errors import MissingExtraError, ProblemError
from ibsolve.report.mapping_graph import graph_image, graph_text, mapping_graph

INPUTS = [(0, 0), (0, 1), (1, 0), (1, 1)]
XOR = [[(0, 0), (0, 1), (1, 0), (0, 0)], [(0,), (1,), (1,), (0,)]]


def test_nodes_are_codes_and_edges_are_layer_maps():
    graph = mapping_graph(INPUTS, XOR)
    assert graph.number_of_nodes() == 4 + 3 + 2
    assert list(graph.successors((1, (0, 1)))) == [(2, (1,))]
    assert graph.nodes[2, (1,)]["inputs"] == [(0, 1), (1, 0)]


def test_the_text_has_a_line_an_input_grouped_by_its_end():
    assert graph_text(mapping_graph(INPUTS, XOR)).splitlines() == [
        "X     X1    X2",
        "00 -> 00 -> 0",
        "11 -> 00 -> 0",
        "01 -> 01 -> 1",
        "10 -> 10 -> 1",
    ]


@pytest.mark.parametrize(("kind", "start"), [("svg", b"<?xml"), ("png", b"\x89PNG")])
def test_the_same_graph_is_drawn_in_the_same_bytes(kind, start):
    first, second = (graph_image(mapping_graph(INPUTS, XOR), kind=kind, title="XOR") for _ in range(2))
    assert first.startswith(start)
    assert first == second


def test_another_kind_of_figure_is_refused():
    with pytest.raises(ProblemError, match=r"figure: expected a file ending in .svg or .png, found 'pdf'"):
        graph_image(mapping_graph(INPUTS, XOR), kind="pdf", title="XOR")


def test_without_matplotlib_the_message_names_the_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(MissingExtraError, match=r"drawing needs matplotlib: pip install 'ibsolve\[plot\]'"):
        graph_image(mapping_graph(INPUTS, XOR), kind="svg", title="XOR")
