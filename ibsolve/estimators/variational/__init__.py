"""Lower bounds on I(X;Y) by trained networks, reported on samples that training never saw; needs torch."""

from ibsolve.estimators.variational.barber_agakov import BarberAgakov, Predicted
from ibsolve.estimators.variational.bound import AbstractVariationalBound
from ibsolve.estimators.variational.info_nce import InfoNce
from ibsolve.estimators.variational.mine import Mine
from ibsolve.estimators.variational.nwj import Nwj

__all__ = ["AbstractVariationalBound", "BarberAgakov", "InfoNce", "Mine", "Nwj", "Predicted"]
