"""Writes `docs/law/*.md`: for every module of the law its rules, each beside the articles it decides.

`make docs` runs it; a test holds that what it writes is what is there.
"""

import ast
import inspect
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

from zhixing.law.articles import VERIFIED, Article, rules, statute_book

ROOT = Path(__file__).resolve().parent.parent
LAW = ROOT / "src" / "zhixing" / "law"
FOLDER = ROOT / "docs" / "law"
NOTICE = "<!-- Written by scripts/law_docs.py from the code and the statute book. Change those, then `make docs`. -->"


def pages() -> dict[str, str]:
    """Every page by file name: one for each module that declares rules, and the index."""
    names = sorted(file.stem for file in LAW.glob("*.py") if file.stem != "__init__")
    modules = [import_module(f"zhixing.law.{name}") for name in names]
    declaring = [module for module in modules if _rules_of(module)]
    made = {f"{_short(module)}.md": _page(module) for module in declaring}
    return {"README.md": _index(declaring), **made}


def _short(module: ModuleType) -> str:
    return module.__name__.rpartition(".")[2]


def _rules_of(module: ModuleType) -> list[tuple[str, tuple[str, ...]]]:
    """The rules of a module in the order in which it declares them."""
    prefix = f"{module.__name__}."
    return [
        (name.removeprefix(prefix), subjects) for name, subjects in rules().items() if name.startswith(prefix)
    ]


def _index(declaring: list[ModuleType]) -> str:
    book = statute_book()
    lines = [
        NOTICE, "# 法律与代码对照 · The law beside the code", "",
        "每一页先列规则（代码的签名与说明），再列规则所依据的条文原文和施行日期。", "",
        "Each page shows the rules of one module of `zhixing.law`: what each decides, and under it the articles it rests on,",
        "with the days on which each wording is in force. A rule never names an article's number. It names a subject, and",
        "the statute book (`src/zhixing/law/statutes/*.toml`) tells which article governs that subject on a given day.", "",
        "| module | what it decides | rules | articles |", "|---|---|---:|---:|",
    ]  # fmt: skip
    for module in declaring:
        found = _rules_of(module)
        articles = sum(len(book[subject]) for subject in _subjects(found))
        lines.append(
            f"| [{_short(module)}]({_short(module)}.md) | {_headline(module)} | {len(found)} | {articles} |"
        )
    every = [article for versions in book.values() for article in versions]
    unsure = sum(article.mark != VERIFIED for article in every)
    lines += [
        "",
        f"The book holds {len(every)} articles under {len(book)} subjects. {len(every) - unsure} were checked against the"
        f" full text; the other {unsure} bear their mark on the page and on screen.",
    ]
    return "\n".join(lines) + "\n"


def _subjects(found: list[tuple[str, tuple[str, ...]]]) -> list[str]:
    return list(dict.fromkeys(subject for _, subjects in found for subject in subjects))


def _headline(module: ModuleType) -> str:
    return (inspect.getdoc(module) or "").partition("\n")[0].replace("|", "\\|")


def _page(module: ModuleType) -> str:
    found = _rules_of(module)
    source = f"../../src/zhixing/law/{_short(module)}.py"
    lines = [
        NOTICE,
        f"# {_short(module)}",
        "",
        *_quoted(inspect.getdoc(module) or ""),
        "",
        f"Code: [{_short(module)}.py]({source})",
        "",
    ]
    for name, subjects in found:
        lines += [*_rule(module, name, subjects), ""]
    lines += ["## 条文 · The articles", ""]
    for subject in _subjects(found):
        lines += [f'### <a id="{subject}"></a>`{subject}`', ""]
        for article in statute_book()[subject]:
            lines += [*_article(article), ""]
    return "\n".join(lines).rstrip("\n") + "\n"


def _quoted(text: str) -> Iterator[str]:
    for line in text.splitlines():
        yield line.rstrip()


def _rule(module: ModuleType, name: str, subjects: tuple[str, ...]) -> Iterator[str]:
    written = _definition(module, name)
    yield f"## {name}"
    yield ""
    yield "```python"
    yield f"{name}({ast.unparse(written.args)}) -> {ast.unparse(written.returns) if written.returns else None}"
    yield "```"
    yield ""
    yield from _quoted(ast.get_docstring(written) or "")
    yield ""
    yield "依据 · rests on: " + ", ".join(f"[`{subject}`](#{subject})" for subject in subjects)


def _definition(module: ModuleType, name: str) -> ast.FunctionDef:
    """A rule as its file writes it; the same words under every version of Python."""
    body: list[ast.stmt] = ast.parse(inspect.getsource(module)).body
    for part in name.split("."):
        found = next(
            node for node in body if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name == part
        )
        if isinstance(found, ast.FunctionDef):
            return found
        body = found.body
    raise LookupError(f"{module.__name__} does not define the function {name}")


def _article(article: Article) -> Iterator[str]:
    until = f" 至 {article.in_force_to}" if article.in_force_to else " 起"
    mark = "" if article.mark == VERIFIED else f" · *{article.mark}*"
    yield f"**{article.citation}** · {article.in_force_from}{until}{mark}"
    yield ""
    for paragraph in article.text.splitlines():
        yield f"> {paragraph}".rstrip()
        yield ">"


def main() -> None:
    """Write every page and remove those whose module is gone."""
    made = pages()
    FOLDER.mkdir(parents=True, exist_ok=True)
    for file in FOLDER.glob("*.md"):
        if file.name not in made:
            file.unlink()
    for name, text in made.items():
        (FOLDER / name).write_text(text, encoding="utf-8")
    sys.stdout.write(f"docs/law：{len(made)} 页。\n")


if __name__ == "__main__":
    main()
