"""However a text is damaged, reading it gives a problem or a CaseFileError, never anything else."""

from contextlib import suppress
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from ibsolve.errors import CaseFileError
from ibsolve.files import read_case
from ibsolve.files.data_set import parse_data_set

CASES = Path(__file__).parents[2] / "cases"
TEXTS = [path.read_text(encoding="utf-8") for path in sorted(CASES.glob("*.*"))]
PIECES = st.sampled_from(
    [
        "true",
        "[",
        "]",
        "{",
        "}",
        "=",
        '"',
        "\n",
        "-1",
        "0.5",
        "{}",
        "[[1]]",
        '["y"]',
        "weight",
        ".o 3",
        "-",
        "2",
        "1e9",
    ]
)


@st.composite
def damaged(draw):
    """An example with one or two pieces of it replaced by something else."""
    text = draw(st.sampled_from(TEXTS))
    for _ in range(draw(st.integers(1, 2))):
        start = draw(st.integers(0, len(text)))
        text = text[:start] + draw(PIECES) + text[start + draw(st.integers(0, 12)) :]
    return text


@settings(max_examples=150, deadline=None)
@given(damaged())
def test_a_damaged_case_is_read_or_refused(text):
    with suppress(CaseFileError):
        read_case(text, source="damaged", folder=CASES, targets=[0])


@settings(max_examples=50, deadline=None)
@given(damaged())
def test_a_damaged_data_set_is_read_or_refused(text):
    with suppress(CaseFileError):
        data = parse_data_set(text, source="damaged")
        data.law(inputs=data.columns[:-1], targets=data.columns[-1:])
