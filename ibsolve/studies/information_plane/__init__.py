"""Information planes as tables: estimates of layers over the time of a training, and what they show."""

from ibsolve.studies.information_plane.phases import (
    Change,
    PhaseRules,
    Phases,
    compression,
    fitting,
    overfitting,
    phases,
)
from ibsolve.studies.information_plane.plane import InformationPlane
from ibsolve.studies.information_plane.point import Axis, Clock, Curve, PlanePoint
from ibsolve.studies.information_plane.probes_mean import OF_PROBES, mean_and_reach, mean_over_probes
from ibsolve.studies.information_plane.table import (
    plane_csv,
    plane_from_csv,
    plane_from_json,
    plane_json,
    plane_rows,
    read_plane,
    to_pandas,
    write_plane,
)
from ibsolve.studies.information_plane.violations import PlaneViolation, plane_violations

__all__ = [
    "OF_PROBES",
    "Axis",
    "Change",
    "Clock",
    "Curve",
    "InformationPlane",
    "PhaseRules",
    "Phases",
    "PlanePoint",
    "PlaneViolation",
    "compression",
    "fitting",
    "mean_and_reach",
    "mean_over_probes",
    "overfitting",
    "phases",
    "plane_csv",
    "plane_from_csv",
    "plane_from_json",
    "plane_json",
    "plane_rows",
    "plane_violations",
    "read_plane",
    "to_pandas",
    "write_plane",
]
