"""Table I of paper 002: the literature surveyed, as printed, with what of it is run here."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Mark(StrEnum):
    """A mark of the columns COMP and GEN, as printed.

    COMP: compression was observed, was not, or the picture was inconsistent. GEN: the authors' claims
    support a causal link between compression and generalisation, deny it, or both.
    """

    YES = "✓"
    NO = "×"
    BOTH = "~"


@dataclass(frozen=True, slots=True, kw_only=True)
class Surveyed:
    """A row. gen: None where the column is empty. The other columns are as printed.

    reason: why the survey does not run it; empty where it runs the setting, on its own data.
    """

    references: str
    architecture: str
    activation: str
    training: str
    data: str
    estimator: str
    comp: Mark
    gen: Mark | None
    reason: str = ""


_YES, _NO, _BOTH = Mark.YES, Mark.NO, Mark.BOTH

TABLE: tuple[Surveyed, ...] = (
    Surveyed(
        references="[8], [9]",
        architecture="MLP, LN, DN",
        activation="tanh, sig., ReLU",
        training="SGD",
        data="MNIST, CIFAR, SYN.",
        estimator="DECISION RULE",
        comp=_NO,
        gen=None,
    ),
    Surveyed(
        references="[5]",
        architecture="MLP",
        activation="tanh, ReLU",
        training="ADAM",
        data="SZT",
        estimator="BIN, KDE",
        comp=_BOTH,
        gen=_BOTH,
    ),
    Surveyed(
        references="[10]",
        architecture="MLP, CNN",
        activation="SOFTMAX",
        training="ALL",
        data="MNIST, CIFAR-10",
        estimator="BIN",
        comp=_BOTH,
        gen=_YES,
    ),
    Surveyed(
        references="[11]",
        architecture="RESNET",
        activation="LEAKY ReLU",
        training="SGD",
        data="CINIC-10",
        estimator="VAR.",
        comp=_YES,
        gen=None,
        reason="CINIC-10 and a PixelCNN++ as decoder q(x|l), neither of which a CPU can train here",
    ),
    Surveyed(
        references="[12]",
        architecture="MLP",
        activation="tanh, ReLU",
        training="ADAM",
        data="MNIST",
        estimator="MINE",
        comp=_BOTH,
        gen=None,
        reason="MINE trains a critic for every layer and time: too long for a grid",
    ),
    Surveyed(
        references="[13]",
        architecture="MLP, LN, DN",
        activation="ReLU",
        training="ADAM",
        data="MNIST",
        estimator="KDE",
        comp=_BOTH,
        gen=None,
    ),
    Surveyed(
        references="[14]",
        architecture="MLP",
        activation="HARDTAN, ReLU",
        training="SGD",
        data="SYN.",
        estimator="REPLICA",
        comp=_BOTH,
        gen=_NO,
        reason="the replica method is not built: a formula for an ensemble of weight matrices, not "
        "an estimate "
        "from samples",
    ),
    Surveyed(
        references="[6]",
        architecture="MLP, CNN",
        activation="tanh, ReLU",
        training="SGD",
        data="SZT, MNIST, SYN.",
        estimator="BIN, OWN",
        comp=_BOTH,
        gen=_NO,
    ),
    Surveyed(
        references="[15]",
        architecture="VGG16",
        activation="ReLU",
        training="?",
        data="CIFAR-10",
        estimator="MINE",
        comp=_YES,
        gen=None,
        reason="a VGG-16 on CIFAR-10 takes a GPU and a download, and the training is not stated",
    ),
    Surveyed(
        references="[16]",
        architecture="MLP, CNN",
        activation="tanh, ReLU",
        training="ADAM",
        data="MNIST",
        estimator="BIN + HASH",
        comp=_YES,
        gen=None,
    ),
    Surveyed(
        references="[3]",
        architecture="MLP",
        activation="tanh",
        training="SGD",
        data="SZT",
        estimator="BIN",
        comp=_YES,
        gen=_YES,
    ),
    Surveyed(
        references="[4]",
        architecture="MLP",
        activation="tanh, ReLU, LIN.",
        training="SGD, BGD",
        data="SZT, MNIST, SYN.",
        estimator="BIN, KDE",
        comp=_BOTH,
        gen=_NO,
    ),
    Surveyed(
        references="[7]",
        architecture="MLP",
        activation="tanh, ReLU",
        training="SGD",
        data="SZT, MNIST",
        estimator="BIN",
        comp=_BOTH,
        gen=_NO,
    ),
    Surveyed(
        references="[17]",
        architecture="MLP, CNN",
        activation="ERF, ReLU",
        training="?",
        data="MNIST, SYN.",
        estimator="VAR., SAMPLE",
        comp=_NO,
        gen=_NO,
        reason="infinite ensembles of infinitely wide networks are not built: p(l|x) is known in closed form "
        "there and for no network of finite width",
    ),
    Surveyed(
        references="[18]",
        architecture="MLP, CNN, VGG16",
        activation="tanh, ReLU",
        training="SGD",
        data="MNIST, CIFAR-10",
        estimator="KERNEL",
        comp=_BOTH,
        gen=_NO,
    ),
    Surveyed(
        references="[19]",
        architecture="LN",
        activation="SIG.",
        training="SGD",
        data="MNIST, F-MNIST",
        estimator="KERNEL",
        comp=_NO,
        gen=None,
        reason="LeNet-5 with sigmoids: the survey trains fully connected networks of tanh and ReLU",
    ),
)
"""The sixteen rows in printed order; references are numbers of the paper's bibliography."""
