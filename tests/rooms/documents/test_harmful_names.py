"""Parties whose names try to do harm, on documents of every kind: printed sign for sign, or refused, and never obeyed.

A short run goes through every kind once; `ZHIXING_HARMFUL=1000` sets so many.
"""

import os
import random
import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from test_thousand_documents import bare, printed, text_of

from document_world import WorldDocument, documents_of
from zhixing.documents.rendering.renderer import Renderer
from zhixing.documents.rules.faults import DocumentRefused
from zhixing.documents.rules.kinds import DocumentKind
from zhixing.documents.rules.writing import texts_of

AT = datetime(2024, 6, 1, tzinfo=UTC)
COUNT = int(os.environ.get("ZHIXING_HARMFUL", "44"))
LONGEST = 200
KINDS = list(DocumentKind)
MARKUP = (
    '#panic("x")', '#read("court.typ")', "#sys.inputs", "#eval(\"1+1\")", "#import \"print_run.typ\": *", "#[", "#{7*7}", "$x^2$",
    "*粗*", "_斜_", "`raw`", "```typ #x```", "= 标题", "@引用", "<标签>", "// 注", "/* 注 */", "\\u{41}", "\\", '\\"', '"))', '")\n', "\\n",
    "{{ 7*7 }}", "{% for x in y %}", "{# x #}", "${jndi:x}", "%s", "%(a)s", "%%", "{0}", "{a.b}", "<w:p/>", "<script>alert(1)</script>",
    "&lt;", "&#x202e;", "]]>", "<!--", "' OR 1=1 --", "); DROP TABLE x;", "(D:1) Tj ET", "endstream endobj", "/JS (app.alert(1))",
    "%%EOF", "../../etc/passwd", "file:///etc/passwd", "=1+1", "~", "--", "---", "...", "[链接](u)", "\\textbf{x}", "^a_b", "“”‘’",
)  # fmt: skip
COMBINING = (
    "e\u0301cole",
    "n\u0303",
    "A\u030a",
    "u\u0308\u0304",
    "o\u0302\u0301",
    "\u1100\u1161\u11a8",
    "か\u3099",
    "Z\u0361a",
)
UNSEEN = (
    "\x00", "\x07", "\x08", "\x1b[31m", "\r", "\n", "\t", "\x7f", "\x85", "\xad", "\u061c", "\u180e", "\u200b", "\u200c", "\u200d", "\u200e",
    "\u200f", "\u2028", "\u2029", "\u202a", "\u202b", "\u202d", "\u202e", "\u2060", "\u2066", "\u2067", "\u2069", "\ufe0f", "\ufeff", "\ufff9",
    "\U000e0041", "\U000e0100", "\ue000", "\ud800", "\U000f0000",
)  # fmt: skip
BACKWARDS = ("مرحبا", "שלום", "ܐܒܓ", "ޱ", "مدين ١٢٣")
RARE = ("堃", "喆", "䶮", "㛃", "𬭎", "·", "김철수", "Müller", "ß", "…", "〇", "Ω")
HARMLESS = "甲乙丙丁金李朴崔"
FORBIDDEN = re.compile(rb"/(JavaScript|JS|Launch|EmbeddedFiles|URI|GoToR|SubmitForm|OpenAction)\b")
INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}


def names(dice: random.Random) -> Callable[[], str]:
    """Names drawn from all that may do harm, of one sort or mixed, from three signs to two hundred."""

    def of(parts: tuple[str, ...], most: int) -> str:
        made = dice.choice(HARMLESS)
        for _ in range(dice.randint(1, most)):
            made += dice.choice(parts) + dice.choice(("", "", " ", dice.choice(HARMLESS)))
        return made + dice.choice(HARMLESS)

    sorts: tuple[Callable[[], str], ...] = (
        lambda: of(tuple(part for part in MARKUP if "\n" not in part), 6),
        lambda: of(tuple(part for part in MARKUP if "\n" not in part), 60),
        lambda: of(COMBINING, 4),
        lambda: of(RARE, 8),
        lambda: dice.choice(("朴", "W", "1", "，", "“", "e\u0301", "@", "{", "#", "《")) * LONGEST,
        lambda: of(UNSEEN, 1),
        lambda: of((*UNSEEN, *MARKUP), 8),
        lambda: of(BACKWARDS, 2),
        lambda: of((*MARKUP, *COMBINING, *RARE), 10),
        lambda: dice.choice((" ", "\u3000", "\u00a0", "", "\u200b")),
    )
    return lambda: dice.choice(sorts)()[:LONGEST]


def always(name: str) -> Callable[[str], str]:
    """Every party is called so."""
    return lambda was: name


def must_be_refused(name: str, renderer: Renderer) -> bool:
    """Nothing to see in it, a sign that cannot be seen, or one that no font has."""
    unseen = any(unicodedata.category(sign) in INVISIBLE or 0xFE00 <= ord(sign) <= 0xFE0F for sign in name)
    tagged = any(0xE0000 <= ord(sign) <= 0xE0FFF for sign in name)
    return unseen or tagged or not name.strip() or renderer.font_set.missing_from(name) != ""


def faults_of(one: WorldDocument, renderer: Renderer, folder: Path) -> list[str]:
    """What is wrong with a document that was not refused: signs lost or unseen, blanks, anything that acts."""
    made = renderer.render(one.kind, one.blocks, timestamp=AT)
    file, faults = folder / "one.pdf", []
    file.write_bytes(made.pdf)
    text = text_of(file)
    if lost := printed(one.blocks) - Counter(text):
        faults.append(f"signs lost: {dict(lost)}")
    if unseen := {sign for sign in text if unicodedata.category(sign) in INVISIBLE}:
        faults.append(f"unseen signs: {unseen}")
    if any(not words.strip() for _, words in texts_of(one.blocks)):
        faults.append("a blank field")
    if acts := FORBIDDEN.findall(re.sub(rb"stream\r?\n.*?endstream", b"", made.pdf, flags=re.DOTALL)):
        faults.append(f"something that acts: {acts}")
    return faults


@pytest.mark.timeout(3600)
def test_a_name_is_printed_as_it_is_or_refused_and_never_obeyed(renderer: Renderer, tmp_path: Path) -> None:
    draw = names(random.Random(20_261_123))
    faults: list[str] = []
    made: Counter[DocumentKind] = Counter()
    refused: Counter[str] = Counter()
    whole: list[WorldDocument] = []
    for n in range(COUNT * 4):  # many are refused: as many more are drawn as it takes
        if made.total() >= COUNT:
            break
        kind = KINDS[made.total() % len(KINDS)]
        name = draw()
        expected = must_be_refused(name, renderer)
        try:
            one = next(documents_of(n % 7, 1, only=kind, spoil=always(name)))
            found = faults_of(one, renderer, tmp_path)
        except DocumentRefused as refusal:
            refused["rightly" if expected else "wrongly"] += 1
            if not expected:
                faults.append(f"{kind.value} {name!r}: {refusal}")
            continue
        named = any(name in words for _, words in texts_of(one.blocks))
        if expected and named and name:
            faults.append(f"{kind.value} {name!r}: not refused")
        faults += [f"{kind.value} {name!r}: {fault}" for fault in found]
        made[kind] += 1
        whole.append(one)
    assert faults == []
    assert set(made) == set(DocumentKind)
    assert made.total() == COUNT
    assert refused["rightly"] > COUNT // 10
    for start in range(0, COUNT, 44):
        some = whole[start : start + 44]
        (tmp_path / "run.pdf").write_bytes(
            renderer.render_batch([one.blocks for one in some], timestamp=AT).pdf
        )
        lost = sum((printed(one.blocks) for one in some), Counter()) - Counter(text_of(tmp_path / "run.pdf"))
        assert not lost


def test_what_is_drawn_holds_every_kind_of_harm(renderer: Renderer) -> None:
    draw = names(random.Random(20_261_123))
    drawn = [draw() for _ in range(2000)]
    together = "".join(drawn)
    for part in (*MARKUP, *COMBINING, *UNSEEN, *BACKWARDS, *RARE):
        assert part in together, part
    assert max(map(len, drawn)) == LONGEST
    assert 0.2 < sum(must_be_refused(name, renderer) for name in drawn) / 2000 < 0.6
    assert bare(together) != together
