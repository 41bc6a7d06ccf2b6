"""What this house forbids, as functions from a source to findings, so that each can be shown to find something."""

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
SRC = ROOT / "src" / "zhixing"
LINES_OF_FUNCTION_MAX = 70
LINES_OF_FILE_MAX = 450
NAMES_THAT_SAY_NOTHING = frozenset(
    {"utils", "util", "helpers", "helper", "common", "manager", "managers", "services", "misc"}
)
MARKS_OF_UNFINISHED_WORK = re.compile(
    "|".join(
        (
            "TO" + "DO",
            "FIX" + "ME",
            "X" + "XX",
            r"type:\s*ig" + "nore",
            r"#\s*no" + "qa",
            r"pragma:\s*no " + "cover",
        )
    )
)
ROOMS = ("cases", "documents", "delivery", "funds", "inquiries", "freezes", "robot", "command")
FLOORS = frozenset({"rules", "models", "queries", "operations", "sweeps", "api", "pages", "urls", "apps"})
BESIDE_THE_FLOORS = {
    "connectors": "the outside worlds",
    "migrations": "schema",
    "sql": "triggers, functions and large reads",
    "templates": "HTML",
    "due": "cases: what the clocks ask of whom, read by queries",
    "personal": "cases: the only place that seals and opens personal data",
    "uploads": "cases: files on their way from preview to acceptance",
    "fonts": "documents: brings the fonts",
    "handing_out": "documents: how a file leaves the house",
    "sealing": "documents: the port to the court's seal and its local provider",
    "rendering": "documents: sets a page; pure but for files",
    "korean": "documents: translations that come with the house",
    "typst": "documents: page templates",
    "wire": "inquiries: messages between court and unit; pure, shared by both sides",
    "rehearsal": "inquiries: a unit's table tried out over the wire, nothing kept",
    "node": "inquiries: the program a unit runs; knows nothing of the court's tables",
    "storing": "freezes: how read rows become rows of the database",
    "statements": "freezes, robot: set-based SQL, by name",
    "actions": "robot: the registry of what it can do; each family of acts registers itself",
    "procedures": "robot: procedures as data, which a court reads and changes",
}


@dataclass(frozen=True, slots=True)
class Source:
    """A file as text; `path` is relative to `src/zhixing`."""

    path: str
    text: str

    @property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)


Check = Callable[[Source], Iterator[str]]


def sources(*parts: str) -> list[Source]:
    """Every Python file below these folders of the package, without migrations, which are history."""
    found = []
    for part in parts or ("",):
        for file in sorted((SRC / part).rglob("*.py")):
            if "migrations" not in file.parts:
                found.append(Source(str(file.relative_to(SRC)), file.read_text(encoding="utf-8")))
    return found


def findings(check: Check, files: list[Source]) -> list[str]:
    return [f"{file.path}: {finding}" for file in files for finding in check(file)]


def long_files(file: Source) -> Iterator[str]:
    lines = file.text.count("\n")
    if lines > LINES_OF_FILE_MAX:
        yield f"{lines} lines"


def long_functions(file: Source) -> Iterator[str]:
    for node in ast.walk(file.tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > LINES_OF_FUNCTION_MAX:
                yield f"{node.name} has {lines} lines"


def names_that_say_nothing(file: Source) -> Iterator[str]:
    for part in Path(file.path).with_suffix("").parts:
        if part in NAMES_THAT_SAY_NOTHING:
            yield f"“{part}” says nothing"


def unfinished_work(file: Source) -> Iterator[str]:
    for number, line in enumerate(file.text.splitlines(), start=1):
        if found := MARKS_OF_UNFINISHED_WORK.search(line):
            yield f"line {number}: {found.group()}"
    for node in ast.walk(file.tree):
        if (
            isinstance(node, ast.Raise)
            and node.exc is not None
            and "NotImplementedError" in ast.unparse(node.exc)
        ):
            yield f"line {node.lineno}: raises NotImplementedError"


def own_clocks(file: Source) -> Iterator[str]:
    """Reading the machine's clock anywhere but in `foundation/clock.py`; measuring time is allowed."""
    for node in ast.walk(file.tree):
        if isinstance(node, ast.Attribute) and ast.unparse(node) in {
            "datetime.now", "datetime.utcnow", "datetime.today", "date.today", "datetime.datetime.now",
            "datetime.date.today", "timezone.now", "time.time",
        }:  # fmt: skip
            yield f"line {node.lineno}: {ast.unparse(node)}"


def floats(file: Source) -> Iterator[str]:
    """Floats, but for the question whether a spreadsheet's cell is one (`isinstance`), which turns it into a Decimal."""
    tree = file.tree
    asked = {
        id(inside)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "isinstance"
        for inside in ast.walk(node)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, float):
            yield f"line {node.lineno}: the float {node.value}"
        if isinstance(node, ast.Name) and node.id == "float" and id(node) not in asked:
            yield f"line {node.lineno}: float"
        if isinstance(node, ast.Attribute) and node.attr in {"FloatField", "float64", "float32"}:
            yield f"line {node.lineno}: {node.attr}"


def imports_of(file: Source) -> Iterator[tuple[int, str]]:
    """Line and full name of everything a file imports when it runs (not for annotations alone)."""
    tree = file.tree
    annotations = {
        id(inside)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for inside in ast.walk(node)
    }
    for node in ast.walk(tree):
        if id(node) in annotations:
            continue
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def imports_but(allowed: Callable[[str], bool]) -> Check:
    """A check that finds every import that is not allowed."""

    def check(file: Source) -> Iterator[str]:
        yield from (f"line {line}: imports {name}" for line, name in imports_of(file) if not allowed(name))

    return check


def tables_in_pages(file: Source) -> Iterator[str]:
    """A page (also `<something>_pages.py`) that imports the tables of a room, or asks the database itself."""
    if any(part.endswith("pages") or part == "api" for part in Path(file.path).with_suffix("").parts):
        for line, name in imports_of(file):
            if re.match(r"zhixing\.[\w.]+\.models(\.|$)", name) or name.startswith("django.db"):
                yield f"line {line}: imports {name}"


def arguments_by_place(file: Source) -> Iterator[str]:
    """Public functions of an operations module that can be called without naming what is given."""
    for node in file.tree.body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and node.args.args:
            yield f"{node.name} takes arguments by place"


def protected_vendors(pyproject: str) -> set[str]:
    """The connector packages that the import contract protects."""
    lists = re.findall(r"^protected_modules = \[([^\]]*)\]", pyproject, re.MULTILINE)
    return set(re.findall(r'"(zhixing\.\w+\.connectors\.\w+)"', " ".join(lists)))


def strange_floors(room: str, names: list[str]) -> Iterator[str]:
    """Files of a room that stand on no floor. `names` are the entries of its folder."""
    for name in names:
        stem = name.removesuffix(".py")
        if (
            not name.startswith("_")
            and stem not in FLOORS | BESIDE_THE_FLOORS.keys()
            and not stem.endswith("_pages")
        ):
            yield f"{room}/{name} stands on no floor"


def inline_code(text: str) -> Iterator[str]:
    """Scripts and styles inside a template, which the content security policy would block in front of a user."""
    for found in re.finditer(
        r"<script(?![^>]*\bsrc=)[^>]*>|<style\b|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|javascript:", text, re.I
    ):
        yield f"line {text.count(chr(10), 0, found.start()) + 1}: {found.group().strip()}"


def outside_addresses(text: str) -> Iterator[str]:
    """Anything loaded from another machine: the console works behind an air gap."""
    for found in re.finditer(
        r"(?:src|href)\s*=\s*[\"'](?:https?:)?//[^\"']+|url\(\s*[\"']?(?:https?:)?//[^)]+", text, re.I
    ):
        yield f"line {text.count(chr(10), 0, found.start()) + 1}: {found.group()}"
