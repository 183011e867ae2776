"""Row 4: files and the problems and networks in them; nothing in a file is ever executed."""

from ibsolve.files.array_file import load_array
from ibsolve.files.case import load_case, read_case
from ibsolve.files.case_text import case_text
from ibsolve.files.expression import parse_expression
from ibsolve.files.network_file import load_network, network_text
from ibsolve.files.samples import load_samples
from ibsolve.files.text_file import check_writable, read_standard_input, read_text, write_atomically

__all__ = [
    "case_text",
    "check_writable",
    "load_array",
    "load_case",
    "load_network",
    "load_samples",
    "network_text",
    "parse_expression",
    "read_case",
    "read_standard_input",
    "read_text",
    "write_atomically",
]
