"""A small plane for the tests of charts: two layers, four times, intervals on one axis."""

from itertools import product

from ibsolve.estimators import Covers, Estimate, Interval, Quantity
from ibsolve.studies.information_plane import Axis, Clock, InformationPlane, PlanePoint
from ibsolve.theory import Unit

TIMES = (0, 1, 10, 100)


def plane(*, unit=Unit.NATS, target=Axis.TARGET):
    """I(X;T) of layer number l at the i-th time is 1 + i − l/2, the target a half of it."""
    points = []
    for (place, time), (number, layer), axis in product(
        enumerate(TIMES), enumerate(("layer1", "layer2")), (Axis.INPUT, target)
    ):
        value = (1 + place - number / 2) / (1 if axis is Axis.INPUT else 2)
        interval = None
        if axis is Axis.INPUT:
            interval = Interval(
                lower=value - 0.1, upper=value + 0.1, confidence=0.95, covers=Covers.MONTE_CARLO
            )
        estimate = Estimate(
            value=value,
            unit=unit,
            quantity=Quantity.MUTUAL_INFORMATION,
            estimator="binning",
            n=100,
            floor=0.0,
            ceiling=None,
            interval=interval,
            warnings=(),
            parameters={},
        )
        points.append(
            PlanePoint(time=time, layer=layer, axis=axis, probe="test", method="bins", estimate=estimate)
        )
    return InformationPlane(clock=Clock.EPOCH, unit=unit, layers=("layer1", "layer2"), points=tuple(points))
