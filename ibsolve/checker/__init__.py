"""Row 4: verifies a solution again with integers of its own, knowing nothing of the solver."""

from ibsolve.checker.document import read_documents
from ibsolve.checker.judgement import check
from ibsolve.checker.verdict import Outcome, Verdict

__all__ = ["Outcome", "Verdict", "check", "read_documents"]
