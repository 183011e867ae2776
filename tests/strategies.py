"""Shared Hypothesis strategies: laws, partitions, networks, problems and points of small size."""

from fractions import Fraction

from hypothesis import strategies as st

from ibsolve.problem import JointTable, Layer, Network, Neuron, Partition, Problem, cube


def codes(variables):
    return st.tuples(*[st.integers(0, 1)] * variables)


@st.composite
def joint_tables(draw, *, min_variables=1, max_variables=3, max_labels=3, max_count=6):
    """Any law p(x, y) in small counts: some inputs may be missing, Y may be stochastic."""
    variables = draw(st.integers(min_variables, max_variables))
    labels = [str(label) for label in range(draw(st.integers(1, max_labels)))]
    pairs = [(code, label) for code in cube(variables) for label in labels]
    counts = draw(st.lists(st.integers(0, max_count), min_size=len(pairs), max_size=len(pairs)))
    counts[draw(st.integers(0, len(pairs) - 1))] += 1
    return JointTable.of(
        variables=[f"x{number}" for number in range(variables)],
        targets=["y"],
        law=dict(zip(pairs, counts, strict=True)),
    )


@st.composite
def functions(draw, *, max_variables=3):
    """The law of a random Boolean function of uniform or weighted inputs."""
    variables = draw(st.integers(1, max_variables))
    size = 2**variables
    return JointTable.of_labelled_inputs(
        cube(variables),
        draw(st.lists(st.booleans(), min_size=size, max_size=size)),
        draw(st.lists(st.integers(1, 4), min_size=size, max_size=size)),
        variables=[f"x{number}" for number in range(variables)],
    )


def partitions(points):
    """Any partition of the points 0 … points − 1."""
    return st.lists(st.integers(0, points - 1), min_size=points, max_size=points).map(Partition.of)


@st.composite
def neurons(draw, fan_in, *, largest=4):
    """Any threshold unit; most of them are not constant."""
    weights = draw(st.tuples(*[st.integers(-largest, largest)] * fan_in))
    lowest = sum(min(weight, 0) for weight in weights)
    highest = sum(max(weight, 0) for weight in weights)
    return Neuron(weights=weights, threshold=draw(st.integers(lowest, highest + 1)))


@st.composite
def networks(draw, fan_in, *, max_depth=3, max_width=3):
    layers = []
    for width in draw(st.lists(st.integers(1, max_width), min_size=1, max_size=max_depth)):
        layers.append(Layer(tuple(draw(neurons(fan_in)) for _ in range(width))))
        fan_in = width
    return Network(tuple(layers))


@st.composite
def tables_with_partition(draw, **sizes):
    table = draw(joint_tables(**sizes))
    return table, draw(partitions(len(table.inputs)))


@st.composite
def tables_with_network(draw, **sizes):
    table = draw(joint_tables(**sizes))
    return table, draw(networks(len(table.variables)))


def problems():
    """Any small problem under readout "any"."""
    return st.builds(
        Problem,
        table=joint_tables(),
        widths=st.lists(st.integers(1, 3), min_size=1, max_size=3),
        epsilon=st.sampled_from([Fraction(0), Fraction(1, 10), Fraction(1, 2)]),
    )


@st.composite
def dichotomies(draw, *, min_variables=1, max_variables=4, max_points=12):
    """Distinct binary points with a dichotomy of them as a bitmask."""
    variables = draw(st.integers(min_variables, max_variables))
    most = min(max_points, 2**variables)
    points = draw(st.lists(codes(variables), min_size=1, max_size=most, unique=True))
    return points, draw(st.integers(0, 2 ** len(points) - 1))
