"""PLA files of espresso: named outputs of up to 16 inputs with don't-care sets.

What the symbols mean follows the manual page espresso(5); where the manual leaves a choice:

* an input in both the ON-set and the DC-set is don't-care (the manual: such a minterm "is
  considered a don't care");
* an input in both the ON-set and the OFF-set is an error;
* under `fdr`, an input that no cube covers is don't-care, since espresso treats whatever lies
  outside the OFF-set as free;
* the number after `.p` must be the number of rows, since another number betrays a cut file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ibsolve.errors import shown
from ibsolve.files.line_faults import LineFaults
from ibsolve.files.output_bits import OutputBits, cube_mask, full_mask
from ibsolve.files.selection import did_you_mean, repeated
from ibsolve.problem import CUBE_LIMIT, default_variables

OUTPUT_LIMIT = 256
"""Most outputs of a PLA file."""

_TYPES = ("f", "fd", "fr", "fdr")
_KNOWN = (".i", ".o", ".ilb", ".ob", ".p", ".type", ".e", ".end")
_REFUSED = {
    ".mv": "multiple-valued variables",
    ".phase": "output phases",
    ".pair": "paired variables",
    ".symbolic": "symbolic variables",
    ".symbolic-output": "symbolic outputs",
    ".kiss": "state machines",
    ".label": "labels of multiple-valued variables",
}
# The synonyms of espresso(5): 2 for -, 4 for 1, 3 for ~.
_INPUT_SYNONYMS = str.maketrans("2", "-")
_OUTPUT_SYNONYMS = str.maketrans("243", "-1~")
_COMMENT = re.compile(r"(^|\s)#.*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pla:
    """What a PLA file says. variables: input names, shape (n,). outputs: their truth tables."""

    variables: tuple[str, ...]
    outputs: OutputBits


def parse_pla(text: str, *, source: str) -> Pla:
    r"""The PLA of a text. source: how messages call the file.

    Raises CaseFileError with every fault found, each with its line.

    >>> and_or = parse_pla(".i 2\n.o 2\n11 11\n-1 01\n1- 01\n.e\n", source="and_or.pla")
    >>> and_or.variables, and_or.outputs.labels()
    (('x1', 'x2'), ['00', '01', '01', '11'])
    """
    reading = _Reading(LineFaults(source))
    for line, content in _lines(text):
        reading.take(line, content)
    return reading.finished()


def looks_like_pla(text: str) -> bool:
    """Whether the first line with content is a directive such as `.i 2`, which TOML cannot begin with."""
    return next((content.startswith(".") for _, content in _lines(text)), False)


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """The lines with content, numbered from 1, without comments."""
    for number, line in enumerate(text.split("\n"), start=1):
        content = _COMMENT.sub("", line).strip()
        if content:
            yield number, content


@dataclass(slots=True)
class _Reading:
    """What has been read so far.

    settings: line and words of each directive. rows: line, input part and output part. is_lost:
    a fault was met from which others would only follow, so those are not reported.
    """

    faults: LineFaults
    settings: dict[str, tuple[int, list[str]]] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)
    rows: list[tuple[int, str, str]] = field(default_factory=list)
    row_count: int = 0
    is_lost: bool = False

    def take(self, line: int, content: str) -> None:
        ended = self.settings.get(".e", self.settings.get(".end"))
        if ended is not None:
            if not self.is_lost:
                self.faults.add(
                    line, f"nothing after the end on line {ended[0]}", shown(content), "one PLA a file"
                )
            self.is_lost = True
        elif content.startswith("."):
            self._take_directive(line, content)
        else:
            self._take_row(line, content)

    def finished(self) -> Pla:
        for key, what in ((".i", "inputs"), (".o", "outputs")):
            if key not in self.settings and not self.is_lost:
                self.faults.add(None, f"{key} and the number of {what}", "no such line")
        self._check_row_count()
        variables = self._names(".ilb", ".i", "x")
        names = self._names(".ob", ".o", "y")
        self.faults.raise_if_any()
        outputs = self._outputs(names)
        self.faults.raise_if_any()
        return Pla(variables=tuple(variables), outputs=outputs)

    def _take_directive(self, line: int, content: str) -> None:
        key, *words = content.split()
        if key in _REFUSED:
            self.is_lost = True
            self.faults.add(
                line, "a two-valued PLA", f"{key} ({_REFUSED[key]})", "expand it with espresso first"
            )
        elif key not in _KNOWN:
            known = f"one of {' '.join(_KNOWN)}"
            self.faults.add(line, known, shown(key), did_you_mean(key, _KNOWN))
        elif key in self.settings:
            self.faults.add(line, f"{key} once", f"{key} again after line {self.settings[key][0]}")
        else:
            self.settings[key] = line, words
            self._check_words(line, key, words)

    def _check_words(self, line: int, key: str, words: list[str]) -> None:
        if key in (".i", ".o"):
            limit = CUBE_LIMIT if key == ".i" else OUTPUT_LIMIT
            size = _whole_number(words)
            if size is None or not 1 <= size <= limit:
                what = "inputs" if key == ".i" else "outputs"
                self.faults.add(
                    line, f"{key} and a number of {what} from 1 to {limit}", shown(" ".join(words))
                )
                return
            self.sizes[key] = size
        elif key == ".p" and _whole_number(words) is None:
            self.faults.add(line, ".p and a number of rows", shown(" ".join(words)))
        elif key == ".type" and (len(words) != 1 or words[0] not in _TYPES):
            self.faults.add(line, ".type and one of f, fd, fr, fdr", shown(" ".join(words)))
        elif key in (".e", ".end") and words:
            self.faults.add(line, f"{key} alone", shown(" ".join(words)))

    def _take_row(self, line: int, content: str) -> None:
        self.row_count += 1
        if len(self.sizes) < 2:
            missing = [key for key in (".i", ".o") if key not in self.settings]
            if missing and not self.is_lost:
                self.faults.add(line, f"{' and '.join(missing)} before the first row", shown(content))
            self.is_lost = True
            return
        symbols = re.sub(r"[\s|]", "", content)
        inputs, outputs = self.sizes[".i"], self.sizes[".o"]
        if len(symbols) != inputs + outputs:
            self.faults.add(
                line,
                f"a row of {inputs} input and {outputs} output symbols",
                f"{len(symbols)} symbols in {shown(content)}",
            )
            return
        cube, output = symbols[:inputs], symbols[inputs:]
        strange = set(cube) - set("01-2")
        if strange:
            self.faults.add(line, "input symbols 0, 1, - or 2", shown(min(strange)))
        strange = set(output) - set("01-~234")
        if strange:
            self.faults.add(line, "output symbols 0, 1, -, ~, 2, 3 or 4", shown(min(strange)))
        self.rows.append((line, cube.translate(_INPUT_SYNONYMS), output.translate(_OUTPUT_SYNONYMS)))

    def _check_row_count(self) -> None:
        line, words = self.settings.get(".p", (0, []))
        promised = _whole_number(words)
        if promised is not None and promised != self.row_count:
            self.faults.add(
                line,
                f"as many rows as .p says, {promised}",
                f"{self.row_count} rows",
                "correct the number or leave .p out",
            )

    def _names(self, key: str, size_key: str, letter: str) -> list[str]:
        """The names that a .ilb or .ob line gives, or the default ones."""
        size = self.sizes.get(size_key)
        if key not in self.settings:
            return _default_names(letter, size or 0)
        line, names = self.settings[key]
        if size is not None and len(names) != size:
            self.faults.add(line, f"{size} names, as many as {size_key} says", str(len(names)))
        twice = repeated(names)
        if twice:
            self.faults.add(line, "names that differ", f"{shown(twice[0])} more than once")
        if not all(name.isprintable() for name in names):
            self.faults.add(line, "printable names", shown(names))
        return names

    def _outputs(self, names: list[str]) -> OutputBits:
        kind = self.settings[".type"][1][0] if ".type" in self.settings else "fd"
        sets = {symbol: [0] * len(names) for symbol in "10-~"}
        for _, cube, outputs in self.rows:
            mask = cube_mask(cube)
            for output, symbol in enumerate(outputs):
                sets[symbol][output] |= mask
        full = full_mask(self.sizes[".i"])
        free = sets["-"] if "d" in kind else [0] * len(names)
        if "r" in kind:
            for output, name in enumerate(names):
                self._check_consistency(output, name, sets["1"][output] & sets["0"][output])
            cares = [(on | off) & ~dc for on, off, dc in zip(sets["1"], sets["0"], free, strict=True)]
        else:
            cares = [full & ~dc for dc in free]
        return OutputBits(
            variables=self.sizes[".i"],
            names=tuple(names),
            ones=tuple(on & care for on, care in zip(sets["1"], cares, strict=True)),
            cares=tuple(cares),
        )

    def _check_consistency(self, output: int, name: str, clash: int) -> None:
        """An input in the ON-set and the OFF-set is reported with the two lines that put it there."""
        if not clash:
            return
        lowest = clash & -clash
        first = {
            symbol: next(
                line
                for line, cube, outputs in self.rows
                if outputs[output] == symbol and cube_mask(cube) & lowest
            )
            for symbol in "01"
        }
        later = max(first, key=first.__getitem__)
        earlier = "1" if later == "0" else "0"
        code = f"{lowest.bit_length() - 1:0{self.sizes['.i']}b}"
        self.faults.add(
            first[later],
            f"one value of output {name} on input {code}, {earlier} by line {first[earlier]}",
            later,
        )


def _default_names(letter: str, size: int) -> list[str]:
    if letter == "x":
        return default_variables(size)
    return [letter] if size == 1 else [f"{letter}{number}" for number in range(size)]


def _whole_number(words: list[str]) -> int | None:
    """The one number on a line; None for anything else, numbers of thousands of digits included."""
    if len(words) != 1 or not re.fullmatch(r"[0-9]{1,9}", words[0]):
        return None
    return int(words[0])
