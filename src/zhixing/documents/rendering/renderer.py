"""Sets documents as tagged PDF/A-2a with PDF/UA-1, and print runs as plain PDF.

The same blocks, fonts and timestamp give the same bytes: the hash of a stored document can be proved years later.
"""

import hashlib
import json
import os
import re
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

import typst

from zhixing.documents.rendering.codes import Modules, code_of
from zhixing.documents.rendering.font_set import Families, FontSet
from zhixing.documents.rendering.joining import joined
from zhixing.documents.rendering.lanes import Lanes
from zhixing.documents.rules.blocks import Block, CaseNumberLine, Title
from zhixing.documents.rules.content import blocks_of
from zhixing.documents.rules.contexts import AcceptanceNotice, Context, DocumentKind, EnforcementNotice
from zhixing.documents.rules.faults import NoGlyph
from zhixing.documents.rules.writing import texts_of, to_json

TEMPLATES = Path(__file__).parent.parent / "typst"
TIME_LIMIT = timedelta(seconds=30)
BATCH_TIME_LIMIT = timedelta(minutes=5)
MOST_IN_BATCH = 1000
LARGE_CODE = 52
"""From so many modules on a code is printed larger (mm), so that a phone reads it from paper."""
FEWEST_NUMBERS = 16
NO_TIME = datetime(2000, 1, 1, tzinfo=UTC)
SHEAF = 1000
"""Blocks set in one go, some 24 notices: memory grows by some megabytes a notice, so long print runs are set in sheaves and joined."""

# Runs that may not fit their line and would be set beyond the edge of the page, since no line may break within them: of
# Latin signs; of other signs that are no ideographs, or letters under marks; and of all of these mixed.
_MARKS = "\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\u3099\u309a\ufe20-\ufe2f"
_BREAKABLE = "\\s\u1100-\u11ff\u2e80-\u2fff\u3040-\u30ff\u3130-\u318f\u3400-\u9fff\ua960-\ua97f\uac00-\ud7ff\U00020000-\U0003ffff"
_LONG_RUN = re.compile(
    "[!-~\u00a1-\u02ff\u0370-\u052f]{20,}"
    f"|(?:[^\\x00-\\x7f{_BREAKABLE}]|[!-~\u00a1-\u02ff][{_MARKS}]+){{12,}}"
    f"|[^{_BREAKABLE}]{{40,}}"
)
_SIGN = re.compile(f".[{_MARKS}]*", re.DOTALL)
_DARK = re.compile(rb"\x01+")
_PAGE_COUNT = re.compile(rb"/Type\s*/Pages\b[^>]*?/Count (\d+)|/Count (\d+)[^>]*?/Type\s*/Pages\b")


# The data stands in the main file, not among the inputs of the compiler: those belong to the library that every step is
# remembered with, so with other inputs nothing that was set before could be used again.
_DOCUMENT = '#import "court.typ": court-document\n#court-document(json(bytes("%s")))\n'
_NUMBER_PAGES = '#import "print_run.typ": number-pages\n#number-pages(%s)\n'
_PRINT_RUN = '#import "print_run.typ": print-run\n#print-run(json(bytes("%s")))\n'


class RenderFailed(RuntimeError):
    """The typesetter refused a document that passed every check; the message holds what it said."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A finished PDF, its SHA-256 in hex, and how many pages it has."""

    pdf: bytes
    sha256: str
    pages: int


class Renderer:
    """One set of fonts and one compiler per lane; safe to use from any thread. Make one per process.

    Making it loads the fonts and compiles nothing, so it may be made before a fork; rendering may not have begun
    then. `limit` bounds a document, `batch_limit` a print run.
    """

    def __init__(
        self,
        fonts_dir: Path,
        *,
        court_fonts: Path | None = None,
        families: Families | None = None,
        lanes: int | None = None,
        limit: timedelta = TIME_LIMIT,
        batch_limit: timedelta = BATCH_TIME_LIMIT,
    ) -> None:
        self.font_set = FontSet(fonts_dir, court_fonts, families)
        self._lanes = Lanes(lanes or os.cpu_count() or 1)
        self._limit = limit
        self._batch_limit = batch_limit
        self._local = threading.local()
        self._numbers: dict[int, bytes] = {}

    def render(
        self, kind: DocumentKind, content: Context | Sequence[Block], *, timestamp: datetime
    ) -> Rendered:
        """One document for the file: tagged, archival, reproducible. `timestamp` is aware and written into the PDF.

        Raises DocumentRefused (a missing field, a sign that cannot be printed), RenderTimeout, RenderFailed.
        """
        return self.render_data(kind, self.data_of(content), timestamp=timestamp)

    def data_of(self, content: Context | Sequence[Block]) -> dict[str, Any]:
        """What the typesetter is given of a document, checked and plain, to be kept with the issued file.

        Raises DocumentRefused.
        """
        blocks = _blocks(content)
        name = _name_of(blocks)
        return {"title": name, "author": _court_of(blocks), "blocks": self._checked(name, blocks)}

    def render_data(self, kind: DocumentKind, data: Mapping[str, Any], *, timestamp: datetime) -> Rendered:
        """A document from what was kept of it: the same bytes with the same templates, fonts and typesetter."""
        whole = {**data, "kind": kind.value}
        job = self._job(_DOCUMENT, _literal(whole), timestamp, archival=True)
        return _rendered(self._lanes.run([job], self._limit)[0])

    @cached_property
    def templates_sha256(self) -> str:
        """The fingerprint of the templates."""
        digest = hashlib.sha256()
        for file in sorted(TEMPLATES.glob("*.typ")):
            digest.update(file.name.encode() + b"\x00" + file.read_bytes())
        return digest.hexdigest()

    def render_batch(self, contents: Sequence[Context | Sequence[Block]], *, timestamp: datetime) -> Rendered:
        """Up to 1,000 documents in one plain PDF for the printer, in order, each beginning on its own page.

        Raises DocumentRefused naming the document by its number, ValueError for an empty or too long list.
        """
        return self.render_batch_data([self.data_of(content) for content in contents], timestamp=timestamp)

    def render_batch_data(self, kept: Sequence[Mapping[str, Any]], *, timestamp: datetime) -> Rendered:
        """`render_batch` from what was kept of issued documents. Raises ValueError for an empty or too long list."""
        if not 1 <= len(kept) <= MOST_IN_BATCH:
            raise ValueError(f"一次打印 1 至 {MOST_IN_BATCH} 份文书，现有 {len(kept)} 份，请分批打印。")
        jobs = [
            self._job(
                _PRINT_RUN,
                _literal(
                    {
                        "title": f"打印批次（{len(kept)} 份）",
                        "author": kept[0]["author"],
                        "parts": [part for blocks in sheaf for part in _parts(blocks)],
                    }
                ),
                timestamp,
                archival=False,
            )
            for sheaf in _sheaves([one["blocks"] for one in kept])
        ]
        sheaves = self._lanes.run(jobs, self._batch_limit)
        return _rendered(joined(sheaves, self._number_pages))

    def _number_pages(self, highest: int) -> bytes:
        """Pages with their numbers, some more than are needed, so that few different counts are ever set."""
        count = max(FEWEST_NUMBERS, 1 << (highest - 1).bit_length())
        if count not in self._numbers:
            job = self._job(_NUMBER_PAGES, str(count), NO_TIME, archival=False)
            self._numbers[count] = self._lanes.run([job], self._limit)[0]
        return self._numbers[count]

    def close(self) -> None:
        """Ends the idle compile threads."""
        self._lanes.close()

    def _checked(self, kind: str, blocks: Sequence[Block]) -> list[dict[str, Any]]:
        plain = to_json(kind, blocks)
        texts = list(texts_of(blocks))
        if self.font_set.missing_from("".join(text for _, text in texts)):
            for name, text in texts:
                if missing := self.font_set.missing_from(text):
                    raise NoGlyph(kind, name, missing)
        return [_for_typst(block) for block in plain]

    def _job(
        self, template: str, filling: str, timestamp: datetime, *, archival: bool
    ) -> Callable[[], bytes]:
        if timestamp.tzinfo is None:
            raise ValueError("文书的时间戳必须带时区。")
        seconds = int(timestamp.timestamp())
        source = (template % filling).encode()

        def job() -> bytes:
            try:
                result = self._compiler(archival=archival).compile(
                    input=source,
                    pdf_standards=["a-2a", "ua-1"] if archival else [],
                    pdf_tags=archival,
                    timestamp=seconds,
                )
            except typst.TypstError as error:
                raise RenderFailed(f"文书排版失败：{error.message}") from error
            if not isinstance(result, bytes):
                raise RenderFailed("文书排版没有产生文件。")
            return result

        return job

    def _compiler(self, *, archival: bool) -> typst.Compiler:
        """This thread's compiler for the archive or for print; made at its first job, since compilers may not be shared."""
        known: dict[bool, typst.Compiler] | None = getattr(self._local, "compilers", None)
        if known is None:
            known = self._local.compilers = {}
        if archival not in known:
            inputs = {"fonts": json.dumps(self.font_set.chains, ensure_ascii=False)}
            known[archival] = typst.Compiler(
                root=TEMPLATES,
                font_paths=self.font_set.fonts,
                sys_inputs=inputs if archival else inputs | {"plain": "yes"},
            )
        return known[archival]


def _blocks(content: Context | Sequence[Block]) -> Sequence[Block]:
    return blocks_of(content) if isinstance(content, AcceptanceNotice | EnforcementNotice) else content


def _name_of(blocks: Sequence[Block]) -> str:
    title = next((block.name for block in blocks if isinstance(block, Title)), "文书")
    number = next((block.number for block in blocks if isinstance(block, CaseNumberLine)), "")
    return f"{title}{number}"


def _court_of(blocks: Sequence[Block]) -> str:
    return next((block.court for block in blocks if isinstance(block, Title)), "")


def _literal(data: Mapping[str, Any]) -> str:
    """The data as it stands between the quotes of a typst string: only these two signs mean something there."""
    text = json.dumps(data, ensure_ascii=False)
    return text.replace("\\", "\\\\").replace('"', '\\"')


def _for_typst(value: Any) -> Any:
    """Long Latin runs in pieces that may be broken; a code to scan drawn."""
    if isinstance(value, str):
        return _pieces(value) if _LONG_RUN.search(value) else value
    if isinstance(value, list):
        return [_for_typst(part) for part in value]
    if isinstance(value, dict):
        if value.get("type") == "qr":
            return _drawn(value)
        return {name: _for_typst(part) for name, part in value.items()}
    return value


def _drawn(code: dict[str, Any]) -> dict[str, Any]:
    """A code to scan as a picture."""
    modules = code_of(code["data"])
    side = 24 if len(modules) < LARGE_CODE else 32
    words = {"lines": _for_typst(code.get("lines", [])), "caption": _for_typst(code["caption"])}
    if code.get("in_margin"):
        words["in_margin"] = True
    return {"type": "qr", "svg": _svg(modules), "side": side, "alt": code["alt"], **words}


def _svg(modules: Modules) -> str:
    """The dark modules as one path of lines, with two light ones around."""
    lines = "".join(
        f"M{run.start() + 2} {y + 2}.5h{run.end() - run.start()}"
        for y, row in enumerate(modules)
        for run in _DARK.finditer(row.tobytes())
    )
    side = len(modules) + 4
    return f'<svg width="{side}" height="{side}"><path stroke="#000" d="{lines}"/></svg>'


def _pieces(text: str) -> list[str]:
    pieces: list[str] = []
    place = 0
    for run in _LONG_RUN.finditer(text):
        pieces += [text[place : run.start()], *_SIGN.findall(run.group())]
        place = run.end()
    pieces.append(text[place:])
    return [piece for piece in pieces if piece]


def _parts(blocks: Sequence[Mapping[str, Any]]) -> list[list[Mapping[str, Any]]]:
    """The parts of a document, each with a title and pages of its own."""
    parts: list[list[Mapping[str, Any]]] = [[]]
    for block in blocks:
        if block["type"] == "page_break":
            parts.append([])
        else:
            parts[-1].append(block)
    return [part for part in parts if part]


def _sheaves(documents: Sequence[Any]) -> list[list[Any]]:
    sheaves: list[list[Any]] = [[]]
    size = 0
    for blocks in documents:
        if size and size + len(blocks) > SHEAF:
            sheaves.append([])
            size = 0
        sheaves[-1].append(blocks)
        size += len(blocks)
    return sheaves


def _rendered(pdf: bytes) -> Rendered:
    return Rendered(pdf, hashlib.sha256(pdf).hexdigest(), _pages_of(pdf))


def _pages_of(pdf: bytes) -> int:
    counts = [int(first or second) for first, second in _PAGE_COUNT.findall(pdf)]
    if not counts:
        raise RenderFailed("排版产生的文件读不出页数。")
    return max(counts)
