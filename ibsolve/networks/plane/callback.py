"""A callback for Lightning that needs no Lightning."""

from __future__ import annotations

from typing import Any

from ibsolve.arguments import Arguments
from ibsolve.errors import ProblemError
from ibsolve.networks.plane.probe import Probe
from ibsolve.networks.plane.tracker import Tracker
from ibsolve.studies.information_plane import Clock, InformationPlane, plane_from_json, plane_json


class PlaneCallback:
    """Tracks the model of a Lightning trainer: `Trainer(callbacks=[PlaneCallback(probes=…, …)])`.

    arguments: those of `Tracker` but the model. With clock "epoch" it measures before the training and after
    each epoch, with "step" after each batch, where the schedule has that time. The plane is `plane`, after
    an exception too. Checkpoints keep it: a fit that goes on from one has the times before it, from that
    training, and measures later ones; `resume` is then not looked at. A fit of another model begins a plane
    of its own. All that Lightning calls and this does not need is there and does nothing.
    """

    def __init__(self, **arguments: Any) -> None:
        self._arguments = arguments
        self._model: Any = None
        self._tracker: Tracker | None = None
        self._is_of_steps = arguments.get("clock", Clock.EPOCH) == Clock.STEP

    @property
    def plane(self) -> InformationPlane:
        """What was measured. Raises ProblemError before a fit has begun."""
        if self._tracker is None:
            arguments = Arguments()
            arguments.faults.add("plane", expected="a fit that has begun", found="none")
            arguments.check()
            raise ProblemError
        return self._tracker.plane

    @property
    def state_key(self) -> str:
        """Under which a checkpoint holds the plane: one for each choice of names, as another cannot go on."""
        names = {
            name: [getattr(each, "name", each) for each in ([given] if isinstance(given, Probe) else given)]
            for name in ("layers", "methods", "probes")
            if (given := self._arguments.get(name)) is not None
        }
        return f"{type(self).__name__}{ ({'steps': self._is_of_steps} | names)!r}"

    def setup(self, trainer: Any, pl_module: Any, stage: Any = None) -> None:  # noqa: ARG002
        """Called first; Lightning asks for a state only after it."""
        self.state_dict = self._state

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Called with what a checkpoint holds, before the fit that goes on from it."""
        self._arguments["resume"] = plane_from_json(state["plane"])
        self._tracker = None

    def on_fit_start(self, trainer: Any, pl_module: Any) -> None:  # noqa: ARG002
        """Build the tracker, so that what cannot work is told early."""
        if self._tracker is None or self._model is not pl_module:
            self._tracker = Tracker(pl_module, **self._arguments)
            self._model = pl_module

    def on_train_start(self, trainer: Any, pl_module: Any) -> None:  # noqa: ARG002
        """Measure before the first step. Only now has a trainer taken its times from a checkpoint."""
        self._measure(trainer.global_step if self._is_of_steps else trainer.current_epoch)

    def on_train_batch_end(self, trainer: Any, *_: Any) -> None:
        """Measure after a step, where steps are counted."""
        if self._is_of_steps:
            self._measure(trainer.global_step)

    def on_train_epoch_end(self, trainer: Any, pl_module: Any) -> None:  # noqa: ARG002
        """Measure after an epoch, where epochs are counted."""
        if not self._is_of_steps:
            self._measure(trainer.current_epoch + 1)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("on_") or name == "teardown":
            return _nothing
        if name == "_legacy_state_key":  # of checkpoints before Lightning 1.5
            return type(self)
        raise AttributeError(name)

    def _state(self) -> dict[str, Any]:
        return {} if self._tracker is None else {"plane": plane_json(self._tracker.plane)}

    def _measure(self, time: int) -> None:
        assert self._tracker is not None, "a fit has begun"
        self._tracker.measure(time)


def _nothing(*_: Any, **__: Any) -> None:
    pass
