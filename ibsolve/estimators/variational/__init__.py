"""Lower bounds on I(X;Y) by trained networks, reported on samples that training never saw; needs torch."""

from ibsolve.estimators.variational.barber_agakov import BarberAgakov, Predicted
from ibsolve.estimators.variational.bound import AbstractVariationalBound
from ibsolve.estimators.variational.info_nce import InfoNCE
from ibsolve.estimators.variational.mine import MINE
from ibsolve.estimators.variational.nwj import NWJ

__all__ = ["MINE", "NWJ", "AbstractVariationalBound", "BarberAgakov", "InfoNCE", "Predicted"]
