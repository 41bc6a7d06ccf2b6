"""Mutation testing of pure rules: `python -m bench.mutants [FILE…]`, by default everything in src/zhixing/funds/rules.

Each mutant changes one thing in a file's syntax tree (a comparison, a boolean, an operator, a constant, a returned value, a
statement left out) and runs the tests of the rules in a forked process that has everything else loaded. A mutant that no
test notices has survived. A mutant costs a fork and the tests that name its module,
a second or two, because nothing is copied or imported anew but the rules.
"""

import ast
import copy
import importlib.abc
import importlib.machinery
import importlib.util
import io
import os
import resource
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RULES = ROOT / "src/zhixing/funds/rules"
TESTS = ROOT / "tests/rules/funds"
SECONDS_MAX = 60
BYTES_MAX = 3 << 30
"""A mutant may loop for ever or fill the memory: either way it is noticed."""
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
        case ast.Constant(value=int()):
            node.value += 1
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


def is_killed(name: str, file: Path, tree: ast.Module, tests: list[str]) -> bool:
    """Whether a test fails, or takes far too long, with this code."""
    child = os.fork()
    if child == 0:
        signal.alarm(SECONDS_MAX)
        resource.setrlimit(resource.RLIMIT_AS, (BYTES_MAX, BYTES_MAX))
        code = 1
        try:
            code = _run(name, file, tree, tests)
        finally:
            os._exit(1 if code else 0)
    _, status = os.waitpid(child, 0)
    return status != 0


def _run(name: str, file: Path, tree: ast.Module, tests: list[str]) -> int:
    import pytest

    package = name.rpartition(".")[0]
    for module in [one for one in sys.modules if one.startswith((package, "test_"))]:
        del sys.modules[module]
    sys.meta_path.insert(0, _Mutant(name, file, tree))
    with open(os.devnull, "w") as nowhere:
        os.dup2(nowhere.fileno(), 1)
        os.dup2(nowhere.fileno(), 2)
        return int(pytest.main(["-x", "-q", "-p", "no:cacheprovider", *tests]))


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


def main(files: list[Path]) -> int:
    """Mutate each file, print what survived; 1 when fewer than nine in ten were killed."""
    sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests")]
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        import pytest

        pytest.main(["-q", "--collect-only", "-p", "no:cacheprovider", str(TESTS)])
    everything = killed_of_all = 0
    for file in files:
        started, tests = time.monotonic(), _tests_of(file)
        tree = ast.parse(file.read_text(encoding="utf-8"))
        name = "zhixing." + ".".join(file.relative_to(ROOT / "src/zhixing").with_suffix("").parts)
        if tests and is_killed(name, file, tree, tests):
            print(f"{file.name}: its tests fail without any change")
            return 1
        found, survivors = list(sites(tree)), []
        for number, kind in found if tests else []:
            changed, line = mutate(tree, number, kind)
            if not is_killed(name, file, changed, tests):
                survivors.append(f"{file.name}:{line}: {kind}")
        killed = len(found) - len(survivors) if tests else 0
        everything, killed_of_all = everything + len(found), killed_of_all + killed
        share = 100 * killed // max(1, len(found))
        print(
            f"{file.name}: {killed} of {len(found)} killed ({share} %), {time.monotonic() - started:.0f} s",
            flush=True,
        )
        print("".join(f"    {survivor}\n" for survivor in survivors), end="", flush=True)
    print(
        f"altogether {killed_of_all} of {everything} killed ({100 * killed_of_all // max(1, everything)} %)"
    )
    return 0 if killed_of_all * 10 >= everything * 9 else 1


if __name__ == "__main__":
    chosen = [Path(name).resolve() for name in sys.argv[1:]]
    sys.exit(main(chosen or sorted(file for file in RULES.glob("*.py") if file.name != "__init__.py")))
