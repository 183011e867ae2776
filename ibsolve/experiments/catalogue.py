"""All experiments that can be reproduced: of which paper and figure, how long they take, what is met."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from ibsolve.report.reproduction import Report, Reproduction


@dataclass(frozen=True, slots=True, kw_only=True)
class Experiment:
    """An entry of the catalogue.

    paper: its three digits. figures: as printed. quick, full: seconds on two cores, quick None where there
    is one run only. met, deviates: what a full run was seen to meet, and what not and why; empty for nothing.
    is_kept: whether a run with a folder keeps each part there, and goes on with it when started again.
    module: of this package, whose `run` does it; empty for those with a command of their own.
    """

    name: str
    paper: str
    figures: str
    summary: str
    quick: float | None
    full: float
    met: str
    deviates: str = ""
    is_kept: bool = False
    module: str = ""

    def run(
        self,
        *,
        quick: bool = False,
        seed: int = 0,
        report: Report = lambda _: None,
        folder: Path | None = None,
    ) -> Reproduction:
        """Run it. quick: the shorter form that its summary states. seed: of all that is random.

        folder: of the parts that are kept, where they are.
        """
        reproduce: Callable[..., Reproduction] = import_module(f"ibsolve.experiments.{self.module}").run
        kept = {"folder": folder} if self.is_kept else {}
        return reproduce(quick=quick, seed=seed, report=report, **kept)


EXPERIMENTS: tuple[Experiment, ...] = (
    Experiment(
        name="table1",
        paper="000",
        figures="Table I",
        summary="AND, OR and XOR of two and three inputs, by every engine",
        quick=None,
        full=20,
        met="all rows but one",
        deviates="the starred OR row: under the footnote's distribution the optimum is 0.4755 bits, not the "
        "printed 0.888, which AND has and OR with the 0.7 on another input",
    ),
    Experiment(
        name="fig2",
        paper="000",
        figures="Fig. 2",
        summary="the mappings of one neuron, and those that eq. (20) asks for XOR",
        quick=None,
        full=2,
        met="both mappings that attain the optimum of eq. (20) are forbidden",
    ),
    Experiment(
        name="fig3",
        paper="000",
        figures="Fig. 3",
        summary="the mappings X -> X1 -> X2 of XOR on two layers",
        quick=None,
        full=5,
        met="Δ_1 = Δ_2 = 0.5 bits",
    ),
    Experiment(
        name="crosscheck",
        paper="000",
        figures="Table I",
        summary="its cells, and parities of three and four inputs, against trained networks",
        quick=None,
        full=50,
        met="no trained network contradicts a proof",
    ),
    Experiment(
        name="deterministic-szt",
        paper="001",
        figures="Fig. 1",
        summary="H(Bin T) of the SZT network without noise, in bins from 0.0001 to 0.8, and its plane in "
        "bins beside the bottleneck of the joint law",
        quick=16,
        full=400,
        met="8000 epochs of five seeds, bins of 0.0001: 8.318 nats to 1e-3 in every layer before training, "
        "in layers 1 and 2 at every epoch; H(Bin T_5) in bins of 0.8 changes by 1.77 nats (median) while "
        "I(X;T_5) is a constant; no layer in bins lies above the bottleneck of p(x, y)",
        deviates="layers 4 and 5 end at 8.12 and 6.35 nats (medians; quick run: 8.310 in layer 5) where they "
        "saturate: activations come closer than 0.0001 to 1",
        module="deterministic_szt",
    ),
    Experiment(
        name="noisy-szt",
        paper="001",
        figures="Figs. 5, 6, 10",
        summary="noisy SZT networks, tanh, linear and ReLU, with and without orthonormal weights",
        quick=140,
        full=4000,
        met="10,000 epochs, median of five seeds: I(X;T_5) falls from its peak by 4.34 nats with tanh "
        "(3.70 to 4.92), by 0.52 in the linear network, by 0.91 and 0.55 with ReLU; H(Bin T_5) "
        "correlates with it at 0.990 from there; with β = 0.01 it falls less, by 2.93 nats; tanh's "
        "test loss ends at 2.99 times its least",
        deviates="with orthonormal weights and the printed α = 5e-5 it falls by 1.92 nats (1.41 to 2.04), "
        "more than a third of tanh's, and the test loss ends at 1.18 times its least. How strong α "
        "is depends on rate and batch, which the paper does not print: with 4, 10 and 20 times α "
        "the falls of two seeds are 0.71 and 0.66, 0.48 and 0.54, 0.02 and 0.06 nats. Accuracies of"
        " the linear network (86.7 %) and of tanh with β = 0.01 (94.9 %) are more than 2 points "
        "below the paper's. ReLU differs by seed, 0.00 to 3.85 nats",
        module="noisy_szt",
    ),
    Experiment(
        name="spiral",
        paper="001",
        figures="Figs. 11, 12, 13",
        summary="two spirals and layers of three units, noisy or not",
        quick=27,
        full=520,
        met="10,000 epochs, median of five seeds: I(X;T_5) falls from its peak by 1.57 nats, with "
        "orthonormal weights by 0.81; H(Bin T_5) correlates with it at 0.97 from there, and falls by 2.79 "
        "nats without noise",
        module="spiral",
    ),
    Experiment(
        name="single-neuron",
        paper="001",
        figures="Fig. 4",
        summary="one noisy tanh neuron: I(X;T) exactly, over the epochs and for several β; quick: fewer "
        "epochs by gradient descent and more by gradient flow",
        quick=3,
        full=10,
        met="the plateaus ln 4, H(1/2,1/4,1/4) and H(1/4) to 1e-3 nat, in this order and no other; at "
        "β >= 0.5 growth without dips. I is midway between plateaus at epochs 730 and 210,000, where the "
        "paper prints dips around 1,000 and 10,000 for a loss whose scale it does not state",
        deviates="the learned bias is -1.93 w at epoch 10,000 and tends to -2 w, not -2.3 w: -2 is the "
        "middle of the two classes, and the paper does not state its first bias",
        module="single_neuron",
    ),
    Experiment(
        name="leaky-relu",
        paper="001",
        figures="Fig. 9",
        summary="two noisy leaky ReLUs: I(X;T_1) and I(X;T_2) by quadrature, and their pairwise bounds",
        quick=None,
        full=4,
        met="w_1, w_2 < 0 in the end; each layer clusters its class; lower <= I <= upper at every epoch and "
        "both bounds correlate with I above 0.99; I(X;T_1) falls as inputs merge, I(X;T_2) has spikes. "
        "First weights and β are our choice, made to show this as the paper's were, which it does not print; "
        "with others the bounds on I(X;T_1) correlate less with it, down to 0.53",
        module="leaky_relu",
    ),
    Experiment(
        name="cnn",
        paper="001",
        figures="Table 1, Figs. 3, 7, 8",
        summary="convolutional networks with internal noise or dropout: errors, likeness, clustering; on "
        "MNIST where it is there (days without a GPU), else digits; quick: digits",
        quick=55,
        full=2400,
        met="on digits, the quick run and one seed of the full schedule (errors of 449 in Table 1's order: "
        "8, 8, 12, 13, 92, 22): β = 0.5 is far worse than all others; H(Bin) of Layers 1 to 3 is within 1 % "
        "of ln N; dense layers separate the distances of classes in the end",
        deviates="on digits dropout is not best; mean cosines do not fall with every β (one step of 0.005 "
        "up); units of Layer 3 do not compress (mean slopes within 1e-4 of 0, with 44 times fewer "
        "steps); Layer 2 separates too, as it sees all 8 × 8 pixels; one epoch is too short. Fig. "
        "7: ten outputs in two bins have at most 10 ln 2 = 6.931 nats, not ln N = 9.210",
        module="cnn",
    ),
    Experiment(
        name="estimator-planes",
        paper="002",
        figures="Sec. III",
        summary="two trainings on SZT, tanh and ReLU, by ten estimators side by side; --quick has 500 epochs "
        "and 256 inputs",
        quick=45,
        full=400,
        met="seen with --quick: tanh compresses in bins of fixed width (1.79 nats) and by KDE with σ² = 0.1 "
        "(0.30), ReLU in neither (0.05, 0.02), but by KDE with adapted σ² (0.90); estimators disagree on "
        "either training. KDE with σ² = 0.1 takes more epochs than bins: I(X;T_5) rises from 0.2 nats to "
        "1.6 at epoch 100 with the size of the activations, and falls once units saturate, to 1.1 at epoch "
        "1000, where 85 % are beyond 0.9; with 256, 1024 or 4096 inputs alike",
        module="estimator_planes",
    ),
    Experiment(
        name="compression-survey",
        paper="002",
        figures="Table I, Sec. IV",
        summary="the three phases over data, activation, optimiser and estimator beside the review's marks; "
        "--quick has 24 networks, the full run 120; with --out, it goes on where it was broken off",
        quick=100,
        full=7200,
        met="with --quick: tanh compresses with SGD (2 of 2 networks), with full-batch descent (2 of 2) and "
        "with Adam (1 of 2), ReLU less often (3 of 6 against 5 of 6); fitting in 75 %; estimators disagree "
        "in 15 of 24 networks; the decision rule sees no compression",
        deviates="KDE with σ² = 0.1 sees two of twelve ReLU networks compress, both of full-batch descent "
        "that ends at a mean accuracy of 0.72; compression of the softmax goes with accuracy on digits at "
        "ρ = 0.57, p = 0.058 of twelve networks. Of tanh, SGD needs more than 80 epochs to be seen in bins "
        "(1 of 2 networks by then), and more than the 120 of --quick by KDE with σ² = 0.1: its noise has "
        "a deviation of 0.32, and I(X;T_5) peaks at epoch 160 and has fallen by 0.5 of 1.7 nats at 2000",
        is_kept=True,
        module="compression_survey",
    ),
    Experiment(
        name="narrow-layer",
        paper="002",
        figures="Sec. III-A",
        summary="12-3-2-12-2-2: binned I(X;L) is larger in the wide fourth layer than in the third",
        quick=10,
        full=60,
        met="I(X;L3) < I(X;L4) at all times, by 1.78 nats or more (--quick)",
        module="narrow_layer",
    ),
    Experiment(
        name="relu-weight-decay",
        paper="002",
        figures="Sec. III-A",
        summary="a ReLU network on SZT with and without weight decay",
        quick=19,
        full=600,
        met="with --quick: two of five layers compress with decay, by up to 3.48 nats, one without, by 0.59",
        module="relu_weight_decay",
    ),
    Experiment(
        name="teacher-student",
        paper="002",
        figures="Sec. III-A",
        summary="two linear students, one overfitted, and a tanh network that learns 205 inputs by heart",
        quick=10,
        full=40,
        met="neither student compresses (falls of 0 of 0.34 and 0.92 nats); the tanh network does, "
        "by 2.51 nats, "
        "with an accuracy of 1.000 in training and 0.845 on the rest (--quick)",
        module="teacher_student",
    ),
    Experiment(
        name="softmax-bins",
        paper="002",
        figures="Sec. III-A",
        summary="the softmax layer in ten bins, on digits: at equal I(Y;L), accuracy goes with compression",
        quick=12,
        full=300,
        met="in 98 % of 834 pairs of equal I(Y;L) the more accurate has the lower I(X;L); rank "
        "correlation −0.63 "
        "(--quick)",
        module="softmax_bins",
    ),
    Experiment(
        name="mmi-curves",
        paper="003",
        figures="Fig. 1",
        summary="the capacity of one Gaussian layer over its budget, for two spectra",
        quick=None,
        full=2,
        met="all eight values of MMI(F), to four decimals",
    ),
    Experiment(
        name="renyi-width",
        paper="004",
        figures="Fig. 3, Fig. 4",
        summary="matrix-based information of correlated Gaussians by the old and the new kernel width; "
        "quick: ten runs a point instead of 50",
        quick=28,
        full=60,
        met="all 52 means of 50 runs, up to 512 samples: the old width saturates near 6.6 bits at d = 100 "
        "and 7.0 at d = 1000, the new one does not",
    ),
    Experiment(
        name="autoencoder-planes",
        paper="004",
        figures="Fig. 6, Fig. 7, Fig. 8, Fig. 9",
        summary="information planes of autoencoders by the old and the new kernel width, against theory; on "
        "MNIST where it is there (hours without a GPU), else digits; quick: digits, K = 2 and 32",
        quick=125,
        full=500,
        met="on digits: at K = 32 the old width shows compression (3 of 7 layers), the new none; at K = 2 "
        "I(X;T) falls along the encoder by the new width; variances rise at K = 2, and rise and then fall at "
        "K = 32 but for the last decoder layer; MI grows with K, stable from K = 20 (paper: 13, MNIST); "
        "the old width violates the inequalities more",
        deviates="by the old width only 3 of the 6 layers that should compress do so by more than a tenth of "
        "what they rose; by the new width too, 25 (K = 2) and 24 (K = 32) of 72 pairs of layers violate an "
        "inequality beyond intervals, by up to 19 % of I(X;X), so that layers end up to 0.63 bits from "
        "Theorem 1 and half the plane lies outside its triangle: widths set by layer are not of one law",
        module="autoencoder.reproduction",
    ),
)
"""In the order of papers and figures."""
