"""The command line. It is a contract: others check the house through it.

Exit code 0 when the work was done (also with refused rows; `--strict` makes that 3), 2 for wrong usage or an unreadable
file. `--json` prints one JSON object on standard output and nothing else; progress goes to standard error.
"""

from zhixing.cli.root import main

__all__ = ["main"]
