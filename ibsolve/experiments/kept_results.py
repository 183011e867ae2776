"""Results of one part of a long run after another, kept in a file: what was broken off goes on from there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from json import dumps, loads
from pathlib import Path
from typing import Any

from ibsolve.errors import CaseFileError, Fault, shown
from ibsolve.files import read_text, write_atomically

_LARGEST = 2**28
"""Bytes of the file that are read."""


class KeptResults:
    """Results as JSON types by name of their part.

    path: of the file, whose folder is made with the first result; None keeps them in memory alone.
    settings: of the run, by name, as text. What a file has is not made again, whatever made it: it is told by
    its settings alone whether it fits.
    Raises CaseFileError for a file of other settings, or one that is no such file.

    >>> kept = KeptResults(None, settings={"seed": "0"})
    >>> [kept.result("first", lambda: 1.5) for _ in range(2)], len(kept)
    ([1.5, 1.5], 1)
    """

    def __init__(self, path: Path | None, *, settings: Mapping[str, str]) -> None:
        self._path, self._settings = path, dict(settings)
        self._results: dict[str, Any] = {}
        if path is not None and path.exists():
            self._results = self._read(path)

    def __len__(self) -> int:
        return len(self._results)

    def result(
        self, part: str, made: Callable[[], Any], *, read: Callable[[Any], Any] = lambda found: found
    ) -> Any:
        """The result kept of a part, or the one that is made and, if so, written before it is returned.

        read: what is returned of it. Raises CaseFileError where it cannot read what the file has.
        """
        if part not in self._results:
            self._results[part] = made()
            if self._path is not None:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                write_atomically(self._path, dumps(self._object(), allow_nan=False))
            return read(self._results[part])
        try:
            return read(self._results[part])
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise self._is_none(self._results[part], part) from error

    def _object(self) -> dict[str, Any]:
        return {"settings": self._settings, "results": self._results}

    def _read(self, path: Path) -> dict[str, Any]:
        text = read_text(path, limit=_LARGEST)
        try:
            found = loads(text)
            settings, results = dict(found["settings"]), dict(found["results"])
        except (ValueError, KeyError, TypeError, RecursionError):
            raise self._is_none(text[:80]) from None
        faults = [
            Fault(
                where=f"{path}, {name}",
                expected=str(self._settings.get(name)),
                found=str(settings.get(name)),
                remedy="take another folder for other settings, or remove the file",
            )
            for name in {**self._settings, **settings}
            if self._settings.get(name) != settings.get(name)
        ]
        if faults:
            raise CaseFileError(*faults)
        return results

    def _is_none(self, found: Any, *part: str) -> CaseFileError:
        return CaseFileError(
            Fault(
                where=", ".join((str(self._path), *part)),
                expected="results that a run has kept",
                found=shown(found),
                remedy="take another folder, or remove the file",
            )
        )
