"""Row 5: estimates of mutual information and entropy, one method a module behind one interface."""

from ibsolve.estimators.binning import Binning
from ibsolve.estimators.bins import Bins
from ibsolve.estimators.clustering import BinnedEntropy, DistanceHistograms, distance_histograms
from ibsolve.estimators.decision_rule import DecisionRule
from ibsolve.estimators.diagnosis import Violation, data_processing_violations
from ibsolve.estimators.estimate import Caution, Concern, Covers, Estimate, Interval, Quantity
from ibsolve.estimators.gaussian import Gaussian
from ibsolve.estimators.hashing import EDGE
from ibsolve.estimators.interface import (
    AbstractEntropyEstimator,
    AbstractEstimator,
    AbstractInformationEstimator,
)
from ibsolve.estimators.kernel_density import KDEBounds
from ibsolve.estimators.kozachenko_leonenko import KozachenkoLeonenko
from ibsolve.estimators.ksg import KSG
from ibsolve.estimators.labels import Labels
from ibsolve.estimators.measuring import entropy, mutual_information
from ibsolve.estimators.mixed import MixedKSG
from ibsolve.estimators.plug_in import PlugIn
from ibsolve.estimators.registry import NOT_BUILT, estimator_by_name, estimator_class, estimator_names
from ibsolve.estimators.renyi import MatrixRenyi
from ibsolve.estimators.ross import Ross
from ibsolve.estimators.sample_propagation import SamplePropagation
from ibsolve.estimators.similarity import CosineSimilarities, cosine_similarities
from ibsolve.estimators.unit_entropies import unit_entropies
from ibsolve.estimators.variable import Kind
from ibsolve.estimators.variational import MINE, NWJ, BarberAgakov, InfoNCE

__all__ = [
    "EDGE",
    "KSG",
    "MINE",
    "NOT_BUILT",
    "NWJ",
    "AbstractEntropyEstimator",
    "AbstractEstimator",
    "AbstractInformationEstimator",
    "BarberAgakov",
    "BinnedEntropy",
    "Binning",
    "Bins",
    "Caution",
    "Concern",
    "CosineSimilarities",
    "Covers",
    "DecisionRule",
    "DistanceHistograms",
    "Estimate",
    "Gaussian",
    "InfoNCE",
    "Interval",
    "KDEBounds",
    "Kind",
    "KozachenkoLeonenko",
    "Labels",
    "MatrixRenyi",
    "MixedKSG",
    "PlugIn",
    "Quantity",
    "Ross",
    "SamplePropagation",
    "Violation",
    "cosine_similarities",
    "data_processing_violations",
    "distance_histograms",
    "entropy",
    "estimator_by_name",
    "estimator_class",
    "estimator_names",
    "mutual_information",
    "unit_entropies",
]
