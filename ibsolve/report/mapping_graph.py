"""The mappings X → X₁ → … → X_ν as a graph: its text and its drawing (paper 000, Fig. 3)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ibsolve.problem import Code, code_text
from ibsolve.report.figure import check_drawable, image

if TYPE_CHECKING:
    import networkx as nx

Node = tuple[int, Code]
"""Layer (0 for the input) and code."""


def mapping_graph(inputs: Sequence[Code], layers: Sequence[Sequence[Code]]) -> nx.DiGraph[Node]:
    """The graph whose nodes are (layer, code) and whose edges are the layer maps.

    inputs: the support, shape (n,). layers: the code of every input at each layer, shape (depth, n).
    Nodes carry `layer` and `inputs`, the support inputs that reach them.

    >>> graph = mapping_graph([(0,), (1,)], [[(1,), (0,)]])
    >>> sorted(graph.edges)
    [((0, (0,)), (1, (1,))), ((0, (1,)), (1, (0,)))]
    """
    import networkx as nx

    graph: nx.DiGraph[Node] = nx.DiGraph()
    paths = zip(inputs, zip(*layers, strict=True), strict=True)
    for source, codes in paths:
        trace = [(number, code) for number, code in enumerate([source, *codes])]
        for node in trace:
            if node not in graph:
                graph.add_node(node, layer=node[0], inputs=[])
            graph.nodes[node]["inputs"].append(source)
        nx.add_path(graph, trace)
    return graph


def graph_text(graph: nx.DiGraph[Node]) -> str:
    """The graph as text: one line an input, its codes from layer to layer, grouped by where they end."""
    rows = sorted(
        ([code for _, code in _trace(graph, node)] for node in graph if node[0] == 0),
        key=lambda codes: codes[::-1],
    )
    headings = ["X", *(f"X{number}" for number in range(1, len(rows[0])))]
    width = max(*(len(code) for row in rows for code in row), *map(len, headings))
    lines = ["    ".join(f"{heading:<{width}}" for heading in headings).rstrip()]
    lines += [" -> ".join(f"{code_text(code):<{width}}" for code in row).rstrip() for row in rows]
    return "\n".join(lines)


def _trace(graph: nx.DiGraph[Node], node: Node) -> list[Node]:
    trace = [node]
    while successors := list(graph.successors(trace[-1])):
        trace.append(successors[0])
    return trace


def graph_image(graph: nx.DiGraph[Node], *, kind: str, title: str) -> bytes:
    """A drawing of the graph, one column a layer; the same graph gives the same bytes.

    kind: "svg" or "png".
    Raises MissingExtraError without matplotlib, ProblemError for another kind.
    """
    check_drawable(kind)
    from matplotlib.figure import Figure

    depth = max(layer for layer, _ in graph)
    positions = _positions(graph, depth)
    lowest = min(y for _, y in positions.values())
    figure = Figure(figsize=(2.4 * (depth + 1), 1.2 - 0.65 * lowest), layout="constrained")
    axes = figure.add_subplot()
    arrow = {"arrowstyle": "-|>", "color": "0.35", "shrinkA": 17, "shrinkB": 17}
    for below, above in graph.edges:
        axes.annotate("", xy=positions[above], xytext=positions[below], arrowprops=arrow)
    box = {"boxstyle": "round,pad=0.35", "facecolor": "white", "edgecolor": "0.2"}
    for node, (x, y) in positions.items():
        axes.text(x, y, code_text(node[1]), ha="center", va="center", family="monospace", bbox=box)
    for layer in range(depth + 1):
        axes.text(layer, 0.7, "$X$" if layer == 0 else f"$X_{layer}$", ha="center", fontsize=12)
    axes.set(xlim=(-0.4, depth + 0.4), ylim=(lowest - 0.5, 1.1), title=title)
    axes.axis("off")
    return image(figure, kind=kind)


def _positions(graph: nx.DiGraph[Node], depth: int) -> dict[Node, tuple[float, float]]:
    """Column by layer; rows centred, ordered by where the inputs end, so that arrows cross little."""
    positions: dict[Node, tuple[float, float]] = {}
    tallest = max(sum(node[0] == layer for node in graph) for layer in range(depth + 1))
    for layer in range(depth, -1, -1):
        column = sorted(
            (node for node in graph if node[0] == layer),
            key=lambda node: ([-positions[s][1] for s in graph.successors(node)], node[1]),
        )
        top = (tallest - len(column)) / 2
        for row, node in enumerate(column):
            positions[node] = (float(layer), -(top + row))
    return positions
