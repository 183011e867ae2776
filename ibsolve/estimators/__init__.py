"""Row 5: estimates of mutual information and entropy, one method a module behind one interface."""

from ibsolve.estimators.diagnosis import Violation, data_processing_violations
from ibsolve.estimators.estimate import Caution, Concern, Covers, Estimate, Interval, Quantity
from ibsolve.estimators.interface import (
    AbstractEntropyEstimator,
    AbstractEstimator,
    AbstractInformationEstimator,
)
from ibsolve.estimators.labels import Labels
from ibsolve.estimators.measuring import entropy, mutual_information
from ibsolve.estimators.plug_in import PlugIn
from ibsolve.estimators.registry import NOT_BUILT, estimator_by_name, estimator_class, estimator_names
from ibsolve.estimators.variable import Kind
from ibsolve.estimators.variational import BarberAgakov, InfoNce, Mine, Nwj

__all__ = [
    "NOT_BUILT",
    "AbstractEntropyEstimator",
    "AbstractEstimator",
    "AbstractInformationEstimator",
    "BarberAgakov",
    "Caution",
    "Concern",
    "Covers",
    "Estimate",
    "InfoNce",
    "Interval",
    "Kind",
    "Labels",
    "Mine",
    "Nwj",
    "PlugIn",
    "Quantity",
    "Violation",
    "data_processing_violations",
    "entropy",
    "estimator_by_name",
    "estimator_class",
    "estimator_names",
    "mutual_information",
]
