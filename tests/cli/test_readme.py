"""What the README shows is what the commands print, and its Python examples run."""

import doctest
import re
import shlex

import pytest
from command import ROOT, ibsolve

from ibsolve.experiments.catalogue import EXPERIMENTS

README = (ROOT / "README.md").read_text(encoding="utf-8")
CONSOLES = re.findall(r"```console\n(.*?)```", README, re.DOTALL)


def shown_commands(console):
    """(command, shown output) of every command in a console block."""
    parts = re.split(r"^\$ ", console, flags=re.MULTILINE)[1:]
    return [(part.partition("\n")[0], part.partition("\n")[2]) for part in parts]


def stripped(text):
    """The text without spaces at the ends of lines, and without the figures of a last column `seconds`."""
    lines, is_timed = [], False
    for line in map(str.rstrip, text.strip().splitlines()):
        is_timed = line.endswith(" seconds") or (is_timed and line != "")
        lines.append(re.sub(r" +[\d.]+$", "", line) if is_timed else line)
    return "\n".join(lines)


@pytest.mark.parametrize("console", CONSOLES, ids=lambda console: console.partition("\n")[0])
def test_the_output_shown_is_the_output_printed(console, tmp_path):
    for command, shown in shown_commands(console):
        name, *arguments = shlex.split(command.replace("/tmp/", f"{tmp_path}/"))  # noqa: S108  # only its name
        assert name == "ibsolve"
        quiet = "> /dev/null" in command and "2>" not in command
        cut = next((i for i, argument in enumerate(arguments) if argument in (">", "2>")), len(arguments))
        printed = ibsolve(*arguments[:cut]).stdout
        assert stripped("" if quiet else printed) == stripped(shown), command


def test_the_case_file_shown_is_the_one_in_cases():
    blocks = re.findall(r"```toml\n(.*?)```", README, re.DOTALL)
    assert (ROOT / "cases" / "xor2.toml").read_text() in blocks


def test_every_figure_shown_is_one_that_the_command_beside_it_writes():
    figures = re.findall(
        r"`ibsolve reproduce (\S+)[^`]*--out figures`[^`]*`figures/(\S+)`.*?!\[[^]]+\]\((\S+)\)",
        README,
        re.DOTALL,
    )
    assert len(figures) == README.count("![") == 2
    for experiment, written, shown in figures:
        assert experiment in {each.name for each in EXPERIMENTS if each.module}
        assert (ROOT / shown).name == written
        assert (ROOT / shown).read_text(encoding="utf-8").rstrip().endswith("</svg>")


def test_the_python_examples_run():
    found = doctest.testfile(str(ROOT / "README.md"), module_relative=False, encoding="utf-8")
    assert (found.failed, found.attempted > 5) == (0, True)
