"""Reproduced experiments: what one gives, as text, as JSON and as a folder of files."""

from ibsolve.report.reproduction.folder import check_folder, write_reproduction
from ibsolve.report.reproduction.reproduction import Check, Report, Reproduction, ResultTable
from ibsolve.report.reproduction.text import print_reproduction, reproduction_object

__all__ = [
    "Check",
    "Report",
    "Reproduction",
    "ResultTable",
    "check_folder",
    "print_reproduction",
    "reproduction_object",
    "write_reproduction",
]
