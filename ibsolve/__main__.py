"""`python -m ibsolve`: the same as the `ibsolve` command."""

from ibsolve.cli import main

main()
