"""TOML documents: parsed with clear faults, their keys checked, their values placed."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from ibsolve.errors import CaseFileError, Faults, InputError, shown
from ibsolve.files.selection import did_you_mean
from ibsolve.files.text_file import file_fault

DIGIT_LIMIT = 4_000
"""Most digits of an integer: what Python turns into text without complaint, with some to spare."""

_TOO_LARGE = 10**DIGIT_LIMIT
_POSITION = re.compile(r"\s*\(at (?:line (\d+), column (\d+)|end of document)\)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """The content of a TOML file and the faults found in it so far."""

    source: str
    content: dict[str, Any]
    faults: Faults = field(default_factory=Faults)

    def at(self, key: str) -> str:
        """Where a message places a key such as "input.variables"."""
        return f"{self.source}: {key}"

    def fault(self, key: str, expected: str, found: str, remedy: str | None = None) -> None:
        self.faults.add(self.at(key), expected=expected, found=found, remedy=remedy)

    def section(self, name: str, keys: Sequence[str]) -> dict[str, Any]:
        """The table of this name, empty when it is absent; its unknown keys become faults."""
        table = self.content.get(name, {})
        if not isinstance(table, dict):
            self.fault(name, f"a table [{name}]", shown(table))
            return {}
        self.check_keys(table, keys, prefix=f"{name}.")
        return table

    def check_keys(self, table: dict[str, Any], keys: Sequence[str], *, prefix: str = "") -> None:
        for key in table:
            if key not in keys:
                self.fault(
                    prefix + key_text(key),
                    f"one of the keys {', '.join(keys)}",
                    f"the unknown key {shown(key)}",
                    did_you_mean(key, keys),
                )


def parse_document(text: str, *, source: str) -> Document:
    """The document of a TOML text. source: how messages call the file.

    Raises CaseFileError, with the line, for what is no TOML, and for integers too long to handle.
    """
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _syntax_fault(source, text, str(error)) from None
    except RecursionError:
        raise file_fault(source, "TOML", "brackets nested too deeply to be read") from None
    except ValueError:
        # int() refuses thousands of digits and tomllib passes that on without a position.
        raise file_fault(source, "numbers of at most 4000 digits", "a longer one") from None
    document = Document(source=source, content=content)
    _check_integers(document)
    return document


@contextmanager
def placed(where: str) -> Iterator[None]:
    """Errors raised inside the block become errors of the file, placed at `where`."""
    try:
        yield
    except CaseFileError:
        raise
    except InputError as error:
        relocated = (replace(fault, where=where) for fault in error.faults)
        raise CaseFileError(*relocated, unlisted=error.unlisted) from None


def key_text(key: str) -> str:
    """The key as TOML writes it: bare where that is possible, quoted otherwise.

    >>> key_text("widths"), key_text("s 1"), key_text("00")
    ('widths', '"s 1"', '"00"')
    """
    bare = re.fullmatch(r"[A-Za-z_][A-Za-z0-9_-]*", key)
    return key if bare else json.dumps(key, ensure_ascii=False)


def _syntax_fault(source: str, text: str, message: str) -> CaseFileError:
    position = _POSITION.search(message)
    line = text.count("\n") + 1
    column = ""
    if position and position[1]:
        line = int(position[1])
        column = f" at column {position[2]}"
    reason = _POSITION.sub("", message)
    return file_fault(f"{source}, line {line}", "TOML", f"{reason[:1].lower()}{reason[1:]}{column}")


def _check_integers(document: Document) -> None:
    """Hexadecimal integers have no limit of digits in TOML, but cannot be printed beyond Python's."""
    faults = Faults()
    waiting: list[tuple[str, Any]] = [("", document.content)]
    while waiting:
        key, value = waiting.pop()
        if isinstance(value, dict):
            waiting.extend((f"{key}.{key_text(name)}", entry) for name, entry in value.items())
        elif isinstance(value, list):
            waiting.extend((f"{key}[{number}]", entry) for number, entry in enumerate(value))
        elif isinstance(value, int) and abs(value) >= _TOO_LARGE:
            faults.add(
                document.at(key.removeprefix(".")),
                expected=f"an integer of at most {DIGIT_LIMIT} digits",
                found="a longer one",
            )
    faults.raise_if_any(CaseFileError)
