"""Documents of every kind from offices of other seeds: nothing blank, no sign lost, no wrong amount, tagged, archival, sealed.

A short run goes through every kind once; `ZHIXING_DOCUMENTS=1000` sets so many.
"""

import io
import os
import re
import shutil
import subprocess
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from document_facts import FACTS
from document_world import WorldDocument, documents_of
from zhixing.documents.rendering.renderer import Renderer
from zhixing.documents.rules.blocks import Block, Form, Qr, SignOff
from zhixing.documents.rules.faults import DocumentRefused
from zhixing.documents.rules.kinds import DocumentKind
from zhixing.documents.rules.wording import yuan, yuan_and_capitals
from zhixing.documents.rules.writing import texts_of
from zhixing.documents.sealing.base import SealOf
from zhixing.documents.sealing.local import LocalSeals
from zhixing.law.capitals import capitals_of_fen

AT = datetime(2024, 6, 1, tzinfo=UTC)
COUNT = int(os.environ.get("ZHIXING_DOCUMENTS", "44"))
SEEDS = (4_711, 90_125, 1_848)
EACH_SEED = -(-COUNT // len(SEEDS))
SEAL = SealOf(1, "汪清县人民法院")
AMOUNT = re.compile(r"(?<![\d,.])(\d{1,3}(?:,\d{3})*|\d+)\.(\d\d)元")
FOOTER = re.compile(r"—\d+—")
CAPITALS = re.compile(r"(?<![\d,.])((?:\d{1,3}(?:,\d{3})*|\d+)\.\d\d)元（大写：([^）]+)）")
HARMFUL = (
    '#panic("x") $x^2$ *粗* _斜_ `raw` = 标题 @引 <签> \\u{41} // c /* d */',
    "{{ 7*7 }}{% for x in y %} ${jndi:x} %s {0}",
    '<w:p/> & "甲" <script>alert(1)</script> \' --',
    "朴" * 200,
    "A" * 200,
    "堃喆䶮㛃𬭎尔·阿卜杜热合曼 김철수",
)
UNPRINTABLE = ("甲\u202e乙", "甲\x07乙", "甲\u200b乙", "مرحبا", "甲\n乙")


def bare(text: str) -> str:
    return "".join(unicodedata.normalize("NFC", text).split())


def printed(blocks: Sequence[Block]) -> Counter[str]:
    """Every sign that must be read on paper.

    A code is drawn and its text is not, officials stand in place of the court, and a form stands under the title of its part,
    not under a caption of its own.
    """
    words: list[str] = []
    for block in blocks:
        if isinstance(block, Qr):
            words += [*block.lines, block.caption]
        elif isinstance(block, SignOff):
            words += [*(block.above or (block.court,)), block.date, *block.below]
        else:
            named = replace(block, caption="") if isinstance(block, Form) else block
            words += [text for _, text in texts_of([named])]
    return Counter(bare("".join(words)))


def text_of(pdf: Path) -> str:
    made = subprocess.run(["pdftotext", "-raw", "-enc", "UTF-8", pdf, "-"], check=True, capture_output=True)
    return bare(made.stdout.decode())


def fen_in(text: str) -> set[int]:
    return {int(whole.replace(",", "") + rest) for whole, rest in AMOUNT.findall(text)}


def told_in(value: Any) -> set[int]:
    """Amounts in the sentences of sample facts."""
    if isinstance(value, str):
        return fen_in(value)
    if isinstance(value, tuple):
        return {fen for part in value for fen in told_in(part)}
    if is_dataclass(value) and not isinstance(value, type):
        return {fen for slot in fields(value) for fen in told_in(getattr(value, slot.name))}
    return set()


def wrong_amounts(one: WorldDocument, text: str) -> set[int]:
    """Amounts on paper that neither the law room nor the facts know, and any not said rightly in capitals."""
    text = FOOTER.sub("", text)  # a page may end inside of one
    steps = "".join(f"{step.text}；{step.arithmetic}；{step.result}；" for step in one.owed.explanation)
    known = one.allowed | fen_in(bare(steps)) | told_in(FACTS.get(one.kind))
    misread = {
        int(digits.replace(",", "").replace(".", ""))
        for digits, words in CAPITALS.findall(text)
        if capitals_of_fen(int(digits.replace(",", "").replace(".", ""))) != words
    }
    return (fen_in(text) - known) | misread


def signed_and_whole(file: Path, content: bytes) -> bool:
    """By tools that are none of ours: OpenSSL over the byte range, and pdfsig where it is there."""
    span = re.search(rb"/ByteRange\s*\[\s*(\d+) (\d+) (\d+) (\d+)\s*\]", content)
    assert span is not None
    start, length, second, rest = map(int, span.groups())
    assert (start, second + rest) == (0, len(content))
    envelope = bytes.fromhex(content[length + 1 : second - 1].decode())
    der, data = file.with_suffix(".der"), file.with_suffix(".dat")
    der.write_bytes(envelope[: 4 + int.from_bytes(envelope[2:4])])
    data.write_bytes(content[:length] + content[second:])
    command = [
        "openssl",
        "cms",
        "-verify",
        "-inform",
        "DER",
        "-binary",
        "-noverify",
        "-in",
        der,
        "-content",
        data,
    ]
    if subprocess.run([*command, "-out", os.devnull], capture_output=True, check=False).returncode:
        return False
    if shutil.which("pdfsig") is None:
        return True
    said = subprocess.run(["pdfsig", "-nocert", file], capture_output=True, check=False).stdout
    return b"Signature is Valid" in said and b"Total document signed" in said


def faults_of(one: WorldDocument, renderer: Renderer, seals: LocalSeals, folder: Path) -> list[str]:
    """Everything that is wrong with a document once it is printed and sealed."""
    content = seals.sign(renderer.render(one.kind, one.blocks, timestamp=AT).pdf, seal=SEAL).pdf
    file = folder / "one.pdf"
    file.write_bytes(content)
    text, faults = text_of(file), []
    if lost := printed(one.blocks) - Counter(text):
        faults.append(f"signs lost: {dict(lost)}")
    if any(not words.strip() for _, words in texts_of(one.blocks)) or "None" in text:
        faults.append("a blank field")
    if wrong := wrong_amounts(one, text):
        faults.append(f"amounts: {wrong}")
    root = PdfReader(io.BytesIO(content)).trailer["/Root"]
    marks = root["/Metadata"].get_object().get_data()
    for mark in (b'pdfaid:part="2"', b'pdfaid:conformance="A"', b'pdfuaid:part="1"'):
        if mark not in marks:
            faults.append(f"not marked {mark!r}")
    if "/StructTreeRoot" not in root or not root["/MarkInfo"]["/Marked"]:
        faults.append("not tagged")
    if not signed_and_whole(file, content):
        faults.append("signature")
    return [f"{one.kind.value} {one.number}: {fault}" for fault in faults]


@pytest.mark.timeout(3600)
def test_documents_of_other_offices_are_whole_right_and_sealed(renderer: Renderer, tmp_path: Path) -> None:
    seals = LocalSeals(tmp_path)
    made: Counter[DocumentKind] = Counter()
    faults: list[str] = []
    for seed in SEEDS:
        for one in documents_of(seed, EACH_SEED if COUNT > 44 else 44):
            if COUNT > 44 or made[one.kind] == 0:
                faults += faults_of(one, renderer, seals, tmp_path)
                made[one.kind] += 1
    assert faults == []
    assert set(made) == set(DocumentKind)
    assert made.total() >= COUNT


def test_what_a_notice_orders_is_what_the_law_room_reckons(renderer: Renderer, tmp_path: Path) -> None:
    for one in documents_of(77, 6, only=DocumentKind.ENFORCEMENT_NOTICE):
        file = tmp_path / "notice.pdf"
        file.write_bytes(renderer.render(one.kind, one.blocks, timestamp=AT).pdf)
        text, debt = text_of(file), one.owed.debt
        whole = (
            debt.principal_left
            + debt.costs_left
            + debt.general_left
            + debt.doubled_left
            + one.owed.fee_left_fen
        )
        assert whole == one.owed.owed_with_fee_fen
        assert yuan_and_capitals(whole) in text
        for part in (debt.principal_left, debt.general_left, debt.doubled_left, one.owed.fee_left_fen):
            assert part == 0 or yuan(part) in text


@pytest.mark.parametrize("name", HARMFUL, ids=["typst", "templates", "xml", "long", "latin", "rare"])
def test_a_harmful_name_is_only_a_name(renderer: Renderer, tmp_path: Path, name: str) -> None:
    def spoil(was: str) -> str:
        return (was[:1] + name)[:200]

    seals = LocalSeals(tmp_path)
    number = HARMFUL.index(name)
    for place, one in enumerate(documents_of(60 + number, 44, spoil=spoil)):
        if COUNT > 44 or place % len(HARMFUL) == number:
            assert faults_of(one, renderer, seals, tmp_path) == []


@pytest.mark.parametrize("name", UNPRINTABLE, ids=["override", "bell", "zero width", "arabic", "line break"])
def test_a_name_that_cannot_be_printed_is_refused(renderer: Renderer, name: str) -> None:
    def printed_with_it() -> None:
        for one in documents_of(9, 2, spoil=lambda was: name):
            renderer.render(one.kind, one.blocks, timestamp=AT)

    with pytest.raises(DocumentRefused):
        printed_with_it()
