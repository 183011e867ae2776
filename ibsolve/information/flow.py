"""The flow of entropy through the layers of a network (paper 000, Sections II and III).

Glossary, paper symbol → code name (bits unless said otherwise):

| symbol | code | equation |
|---|---|---|
| X, X_n, Y | input, layer n's code, target | (1), (2) |
| Θ^n | theta: block of each code of the layer below | (25) |
| H(X_n) | entropy | Def. 2 |
| Δ_n = H(X_{n−1}) − H(X_n) | reduction | (5), (26) |
| Δ′_n = H(X_{n−1}|Y) − H(X_n|Y) | reduction_given_target | (11), (27) |
| C_ν = ΣΔ_n = H(X) − H(X_ν) | compression | Def. 4 |
| D = I(X;Y|X_ν) | distortion | (14), (19) |
| Σ(ν−i+1)Δ_i | objective | (28) |

Identity (Lemma 3 in its right form): C_ν = H(X|Y) − H(X_ν|Y) + D.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from ibsolve.errors import Fault, ProblemError
from ibsolve.information.entropy import (
    exact_conditional_entropy,
    exact_distortion,
    exact_entropy,
    exact_information,
    exact_partition_entropy,
    finest_partition,
)
from ibsolve.information.logform import LogForm
from ibsolve.problem import Code, JointTable, Network, Partition


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerFlow:
    """Exact entropies at one layer, and the layer map; names as in the glossary above."""

    codes: tuple[Code, ...]
    partition: Partition
    theta: tuple[int, ...]
    entropy: LogForm
    reduction: LogForm
    reduction_given_target: LogForm
    conditional_entropy: LogForm
    information_about_target: LogForm


@dataclass(frozen=True, slots=True, kw_only=True)
class TableEntropies:
    """H(X), H(Y), H(X|Y) and I(X;Y) of a table, bits, exact."""

    H_X: LogForm
    H_Y: LogForm
    H_X_given_Y: LogForm
    I_XY: LogForm

    @classmethod
    def of(cls, table: JointTable) -> TableEntropies:
        finest = finest_partition(table)
        return cls(
            H_X=exact_entropy(table.input_counts),
            H_Y=exact_entropy(table.label_counts),
            H_X_given_Y=exact_conditional_entropy(table, finest),
            I_XY=exact_information(table, finest),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """Exact entropies of the table and of every layer; names as in the glossary above."""

    given: TableEntropies
    layers: tuple[LayerFlow, ...]
    compression: LogForm
    distortion: LogForm
    objective: LogForm


def network_flow(table: JointTable, network: Network) -> Flow:
    """The flow of entropy through a network that reads the table's inputs.

    Raises ProblemError when the network reads another number of variables.

    >>> from ibsolve.problem import Layer, Neuron, Problem
    >>> xor = Problem.from_function(lambda a, b: a ^ b, widths=[1]).table
    >>> both = Network((Layer((Neuron(weights=(1, 1), threshold=2),)),))
    >>> str(network_flow(xor, both).distortion)
    '-1/2 + 3/4*log2(3)'
    """
    if network.fan_in != len(table.variables):
        raise ProblemError(
            Fault(
                where="network",
                expected=f"{len(table.variables)} weights a neuron in layer 1, one for each variable",
                found=str(network.fan_in),
            )
        )
    return code_flow(table, list(zip(*(network.codes(code) for code in table.inputs), strict=True)))


def code_flow(table: JointTable, layers: Sequence[Sequence[Code]]) -> Flow:
    """The flow of entropy of given layer codes.

    layers: the code of every support input at each layer, shape (depth, n).
    Raises ProblemError when equal codes below go to different codes: then there is no layer map.
    """
    given = TableEntropies.of(table)
    below = table.inputs
    entropy, conditional = given.H_X, given.H_X_given_Y
    flows: list[LayerFlow] = []
    for codes in layers:
        partition = Partition.of(codes)
        layer = LayerFlow(
            codes=tuple(codes),
            partition=partition,
            theta=_theta(below, partition),
            entropy=exact_partition_entropy(table, partition),
            reduction=entropy - exact_partition_entropy(table, partition),
            reduction_given_target=conditional - exact_conditional_entropy(table, partition),
            conditional_entropy=exact_conditional_entropy(table, partition),
            information_about_target=exact_information(table, partition),
        )
        flows.append(layer)
        below, entropy, conditional = layer.codes, layer.entropy, layer.conditional_entropy
    return Flow(
        given=given,
        layers=tuple(flows),
        compression=given.H_X - entropy,
        distortion=exact_distortion(table, flows[-1].partition),
        objective=exact_objective(table, [layer.partition for layer in flows]),
    )


def exact_objective(table: JointTable, partitions: Sequence[Partition]) -> LogForm:
    """Σ(ν−i+1)Δ_i = νH(X) − ΣH(X_i), bits, exact (paper 000, eq. (28))."""
    kept = LogForm.total(exact_partition_entropy(table, partition) for partition in partitions)
    return exact_entropy(table.input_counts) * len(partitions) - kept


def exact_total_entropy(table: JointTable, layers: Iterable[Sequence[Code]]) -> LogForm:
    """ΣH(X_i), bits, exact, of the codes that each layer gives the support inputs: what (28) makes small."""
    return LogForm.total(exact_partition_entropy(table, Partition.of(codes)) for codes in layers)


def entropy_floor(table: JointTable, epsilon: Fraction) -> LogForm:
    """A lower bound on H(X_n) of every layer of a network with distortion <= epsilon, bits.

    At epsilon = 0 each layer refines the minimal sufficient partition T*, so H(T*); otherwise
    H(X_n) >= I(X_n;Y) >= I(X;Y) − epsilon.
    """
    if epsilon == 0:
        return exact_partition_entropy(table, table.minimal_sufficient_partition)
    return max(LogForm(), exact_information(table, finest_partition(table)) - epsilon)


def _theta(below: Sequence[Code], partition: Partition) -> tuple[int, ...]:
    """The block of each attained code of the layer below, codes ascending."""
    block = dict(zip(below, partition.block_of, strict=True))
    if any(block[code] != own for code, own in zip(below, partition.block_of, strict=True)):
        raise ProblemError(
            Fault(where="codes", expected="one code for each code of the layer below", found="two")
        )
    return tuple(block[code] for code in sorted(block))
