"""Measurements. The worlds and samples they measure are the tests' own, which find each other by name."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parent.parent / "tests"))
