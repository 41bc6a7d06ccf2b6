"""Mutation testing of pure rules: `python -m bench.mutants [--sample N] [FILE…]`, by default all of src/zhixing/funds/rules.

Each mutant changes one thing in a file's syntax tree (a comparison, a boolean, an operator, a constant, a returned value, a
statement left out). A mutant that no test notices has survived.

The tests are collected and run once without any change, and it is noted which function each of them calls. A change
inside a function is then bound into that function in a forked process, which runs the tests that call it, the quickest
first: some hundredths of a second. A change outside (a constant table, a default), or in what runs while modules load,
costs a fork that loads the rules anew and runs the tests that name the module. `--sample N` takes at most N mutants of
each file, always the same ones.
"""

import argparse
import ast
import copy
import gc
import importlib.abc
import importlib.machinery
import importlib.util
import os
import random
import resource
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import CodeType, FrameType, FunctionType

import pytest

ROOT = Path(__file__).resolve().parent.parent
RULES = ROOT / "src/zhixing/funds/rules"
TESTS = ROOT / "tests/rules/funds"
SECONDS_MAX = 10
BYTES_MAX = 3 << 30
"""A mutant may loop for ever (seconds of processor) or fill the memory: either way it is noticed."""
COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.FloorDiv: ast.Mult, ast.Mod: ast.Mult,
}  # fmt: skip


def sites(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Every place and kind of change, by the node's number in the walk. Words shown to people and types are left alone."""
    skipped = {id(inner) for node in ast.walk(tree) for inner in _no_code(node)}
    for number, node in enumerate(ast.walk(tree)):
        if id(node) in skipped:
            continue
        match node:
            case ast.Compare() if type(node.ops[0]) in COMPARISONS:
                yield number, "comparison"
            case ast.BoolOp():
                yield number, "and/or"
            case ast.UnaryOp(op=ast.Not()):
                yield number, "not"
            case ast.BinOp() if type(node.op) in OPERATORS and not _is_text(node):
                yield number, "operator"
            case ast.Constant(value=bool()):
                yield number, "true/false"
            case ast.Constant(value=int()):
                yield number, "constant+1"
            case ast.Return(value=value) if value is not None and not _is_nothing(value):
                yield number, "return None"
            case ast.If() | ast.IfExp():
                yield number, "condition"
            case ast.AugAssign() | ast.Continue() | ast.Raise():
                yield number, "left out"


def _no_code(node: ast.AST) -> Iterator[ast.AST]:
    """Annotations, decorators, and everything of a property called `label` or a constant table of words."""
    if isinstance(node, ast.FunctionDef):
        inner: list[ast.AST | None] = [
            node.returns,
            *node.decorator_list,
            *(arg.annotation for arg in node.args.args),
        ]
        inner += [arg.annotation for arg in node.args.kwonlyargs]
        if node.name == "label":
            inner.append(node)
    elif isinstance(node, ast.ClassDef):
        inner = [*node.decorator_list]
    elif isinstance(node, ast.AnnAssign):
        inner = [node.annotation]
    elif isinstance(node, ast.JoinedStr):
        inner = [node]
    else:
        return
    for part in inner:
        if part is not None:
            yield from ast.walk(part)


def _is_text(node: ast.BinOp) -> bool:
    return any(isinstance(side, ast.JoinedStr) or (isinstance(side, ast.Constant) and isinstance(side.value, str))
               for side in (node.left, node.right))  # fmt: skip


def _is_nothing(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and value.value is None


def mutate(tree: ast.Module, number: int, kind: str) -> tuple[ast.Module, int]:
    """A copy of the tree with one change; the line of it."""
    changed = copy.deepcopy(tree)
    node = next(node for place, node in enumerate(ast.walk(changed)) if place == number)
    match node:
        case ast.Compare():
            node.ops[0] = COMPARISONS[type(node.ops[0])]()
        case ast.BoolOp():
            node.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        case ast.UnaryOp():
            node.op = ast.UAdd()
            node.operand = ast.Call(ast.Name("bool", ast.Load()), [node.operand], [])
        case ast.BinOp():
            node.op = OPERATORS[type(node.op)]()
        case ast.Constant(value=bool()):
            node.value = not node.value
        case ast.Constant(value=int(value)):
            node.value = value + 1
        case ast.Return():
            node.value = ast.Constant(None)
        case ast.If() | ast.IfExp():
            node.test = ast.UnaryOp(ast.Not(), node.test)
        case _:
            _leave_out(changed, node)
    return ast.fix_missing_locations(changed), int(getattr(node, "lineno", 0))


def _leave_out(tree: ast.Module, gone: ast.AST) -> None:
    for node in ast.walk(tree):
        for name in ("body", "orelse", "finalbody"):
            block = getattr(node, name, None)
            if isinstance(block, list) and gone in block:
                block[block.index(gone)] = ast.copy_location(ast.Pass(), gone)


EXAMPLES_MAX = 25
"""Examples of each property test: fewer than the suite's hundred, so a figure can only be too low."""
_Key = tuple[str, str]
"""A function: its file and its qualified name."""


class _Mutant(importlib.abc.Loader, importlib.abc.MetaPathFinder):
    """Gives one module its changed code; every other module comes as ever."""

    def __init__(self, name: str, file: Path, tree: ast.Module) -> None:
        self.name, self.file, self.tree = name, file, tree

    def find_spec(
        self, name: str, path: object, target: object = None
    ) -> importlib.machinery.ModuleSpec | None:
        if name != self.name:
            return None
        return importlib.util.spec_from_loader(name, self, origin=str(self.file))

    def exec_module(self, module: object) -> None:
        exec(compile(self.tree, str(self.file), "exec"), vars(module))


class Room:
    """A plugin of pytest: when the tests are collected it runs them once, and then every mutant."""

    def __init__(self, files: list[Path], sample: int | None, out: int) -> None:
        self.files, self.sample, self.out = files, sample, out
        self.callers: dict[_Key, list[pytest.Item]] = defaultdict(list)
        self.at_loading: set[_Key] = set()
        self.is_good = False

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """The tests as they are, then the mutants."""
        sys.setprofile(None)
        import hypothesis  # not before pytest, which watches its import

        hypothesis.settings.register_profile("mutants", hypothesis.settings(), max_examples=EXAMPLES_MAX)
        hypothesis.settings.load_profile("mutants")
        times: dict[pytest.Item, float] = {}
        for item, following in zip(session.items, [*session.items[1:], None], strict=True):
            called: set[_Key] = set()
            started = time.monotonic()
            with calls_noted(called):
                item.ihook.pytest_runtest_protocol(item=item, nextitem=following)
            times[item] = time.monotonic() - started
            for key in called:
                self.callers[key].append(item)
        if session.testsfailed:
            self._say("the tests fail without any change")
            return True
        gc.freeze()  # so that a fork copies no page but what it writes
        for items in self.callers.values():
            items.sort(key=lambda item: times[item])
        figures = [self._file(file) for file in self.files]
        killed, everything = sum(one for one, _ in figures), sum(one for _, one in figures)
        self._say(f"altogether {killed} of {everything} killed ({100 * killed // max(1, everything)} %)")
        self.is_good = killed * 10 >= everything * 9
        return True

    def _say(self, line: str) -> None:
        os.write(self.out, f"{line}\n".encode())

    def _file(self, file: Path) -> tuple[int, int]:
        started = time.monotonic()
        tree = ast.parse(file.read_text(encoding="utf-8"))
        chosen = places = list(sites(tree))
        if self.sample is not None and self.sample < len(places):
            chosen = sorted(random.Random(file.name).sample(places, self.sample))
        tests, survivors = _tests_of(file), []
        for number, kind in chosen:
            changed, line = mutate(tree, number, kind)
            if not self._is_killed(file, changed, _owner(tree, number), tests):
                survivors.append((line, kind))
        killed = len(chosen) - len(survivors)
        of = f"{len(chosen)}" if chosen is places else f"{len(chosen)} drawn from {len(places)}"
        share, seconds = 100 * killed // max(1, len(chosen)), time.monotonic() - started
        self._say(f"{file.name}: {killed} of {of} killed ({share} %), {seconds:.0f} s")
        for line, kind in sorted(survivors):
            self._say(f"    {file.name}:{line}: {kind}")
        return killed, len(chosen)

    def _is_killed(self, file: Path, tree: ast.Module, owner: str, tests: list[str]) -> bool:
        name = "zhixing." + ".".join(file.relative_to(ROOT / "src/zhixing").with_suffix("").parts)
        function = _functions(sys.modules.get(name)).get(owner)
        code = _codes(compile(tree, str(file), "exec")).get(owner)
        key = (str(file), owner)
        if function is None or code is None or key in self.at_loading:
            return bool(tests) and _fails(lambda: _run_anew(name, file, tree, tests))
        return key in self.callers and _fails(lambda: _run_bound(function, code, self.callers[key]))


@contextmanager
def calls_noted(called: set[_Key]) -> Iterator[None]:
    """Notes which functions of the rules are called meanwhile."""
    rules = str(RULES)

    def note(frame: FrameType, event: str, _: object) -> None:
        code = frame.f_code
        if event == "call" and code.co_filename.startswith(rules):
            called.add((code.co_filename, code.co_qualname.partition(".<locals>")[0]))

    sys.setprofile(note)
    try:
        yield
    finally:
        sys.setprofile(None)


def _owner(tree: ast.Module, number: int) -> str:
    """The qualified name of the function or method in whose body a node of the walk is; empty outside of any."""
    wanted = next(node for place, node in enumerate(ast.walk(tree)) if place == number)
    for top in tree.body:
        inside = top.body if isinstance(top, ast.ClassDef) else [top]
        for function in inside:
            if isinstance(function, ast.FunctionDef) and any(
                wanted is node for statement in function.body for node in ast.walk(statement)
            ):
                return f"{top.name}.{function.name}" if isinstance(top, ast.ClassDef) else function.name
    return ""


def _functions(module: object) -> dict[str, FunctionType]:
    """The module's own functions and methods by their qualified names."""
    space = list(vars(module).values()) if module else []
    space += [inner for one in space if isinstance(one, type) for inner in vars(one).values()]
    plain = [getattr(one, "fget", None) or getattr(one, "__func__", None) or one for one in space]
    own = getattr(module, "__name__", "")
    return {one.__qualname__: one for one in plain if isinstance(one, FunctionType) and one.__module__ == own}


def _codes(code: CodeType) -> dict[str, CodeType]:
    found: dict[str, CodeType] = {}
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            found |= {inner.co_qualname: inner} | _codes(inner)
    return found


def _fails(run: Callable[[], int]) -> bool:
    """Whether a test fails, or takes far too long, in a forked process."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            resource.setrlimit(resource.RLIMIT_CPU, (SECONDS_MAX, SECONDS_MAX))
            resource.setrlimit(resource.RLIMIT_AS, (BYTES_MAX, BYTES_MAX))
            code = run()
        finally:
            os._exit(1 if code else 0)
    _, status = os.waitpid(child, 0)
    return status != 0


def _run_bound(function: FunctionType, code: CodeType, items: Sequence[pytest.Item]) -> int:
    function.__code__ = code
    for item, following in zip(items, [*items[1:], None], strict=True):
        item.ihook.pytest_runtest_protocol(item=item, nextitem=following)
        if item.session.testsfailed:
            return 1
    return 0


def _run_anew(name: str, file: Path, tree: ast.Module, tests: list[str]) -> int:
    package = name.rpartition(".")[0]
    for module in [one for one in sys.modules if one.startswith((package, "test_"))]:
        del sys.modules[module]
    sys.meta_path.insert(0, _Mutant(name, file, tree))
    return int(pytest.main(["-x", "-q", "-o", "timeout=0", *tests]))


def _tests_of(file: Path) -> list[str]:
    """Test files that name the module, itself or through another rules module; quickest first by size."""
    wanted = {file.stem}
    for other in RULES.glob("*.py"):
        if f"rules.{file.stem} import" in other.read_text(encoding="utf-8"):
            wanted.add(other.stem)
    found = [
        test for test in TESTS.glob("test_*.py")
        if any(f"rules.{stem} import" in (text := test.read_text(encoding="utf-8")) or f"rules import {stem}" in text
               for stem in wanted)
    ]  # fmt: skip
    return [str(test) for test in sorted(found, key=lambda test: test.stat().st_size)]


def main() -> int:
    """Mutate each file, print what survived; 1 when fewer than nine in ten were killed."""
    parser = argparse.ArgumentParser(description="Mutation testing of pure rules")
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--sample", type=int)
    given = parser.parse_args()
    files = [file.resolve() for file in given.files]
    files = files or sorted(file for file in RULES.glob("*.py") if file.name != "__init__.py")
    sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests")]
    room = Room(files, given.sample, os.dup(1))
    with open(os.devnull, "w") as nowhere:
        os.dup2(nowhere.fileno(), 1)
        os.dup2(nowhere.fileno(), 2)
    with calls_noted(room.at_loading):
        pytest.main(["-q", "-o", "timeout=0", str(TESTS)], plugins=[room])
    return 0 if room.is_good else 1


if __name__ == "__main__":
    sys.exit(main())
