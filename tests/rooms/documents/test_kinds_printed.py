"""Every kind printed: what is written is what can be read back, sign for sign, also with names that try to do harm."""

import io
import subprocess
import unicodedata
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from pypdf import PdfReader

from document_facts import FACTS, paper_for
from document_samples import paper
from zhixing.documents.rendering.renderer import Renderer
from zhixing.documents.rules.all_kinds import DRAFTED_BY_HAND
from zhixing.documents.rules.blocks import Block, Qr, Seal, SignOff
from zhixing.documents.rules.control_rulings import (
    ASSISTANCE_NOTICE,
    CONTROL_RULING,
    AssistanceFacts,
    ControlFacts,
    RulingAction,
    RulingAsset,
)
from zhixing.documents.rules.faults import UnfitField
from zhixing.documents.rules.paper import Kind
from zhixing.documents.rules.writing import texts_of

AT = datetime(2022, 12, 1, tzinfo=UTC)
HARMFUL = {
    "markup": "#let x=1 $a^2$ *粗* _斜_ [链接](u) @引用 <标签> `code` \\u{41} // 注 /* */",
    "template": "{{ 7*7 }} {% raw %} ${jndi:x} %s {0}",
    "long": "朴" * 200,
    "latin": "A" * 200,
    "rare": "堃喆䶮㛃𬭎尔·阿卜杜热合曼 김철수",
}
BY_NAME = pytest.mark.parametrize("kind", DRAFTED_BY_HAND, ids=lambda kind: kind.kind.value)


def bare(text: str) -> str:
    return "".join(unicodedata.normalize("NFC", text).split())


def printed(renderer: Renderer, kind: Kind, blocks: tuple[Block, ...]) -> str:
    made = renderer.render(kind.kind, blocks, timestamp=AT)
    command = ["pdftotext", "-raw", "-enc", "UTF-8", "-", "-"]
    return bare(subprocess.run(command, input=made.pdf, check=True, capture_output=True).stdout.decode())


def in_order(renderer: Renderer, kind: Kind, blocks: tuple[Block, ...]) -> str:
    """The same in the order it was set, cell by cell."""
    pdf = io.BytesIO(renderer.render(kind.kind, blocks, timestamp=AT).pdf)
    return bare("".join(page.extract_text() for page in PdfReader(pdf).pages))


def reads_back(text: str, blocks: tuple[Block, ...]) -> list[str]:
    """The texts of the blocks that cannot be found in what was printed; page numbers and rows may stand between."""
    seals = {piece for block in blocks if isinstance(block, SignOff) for piece in (block.court,)}
    lost = []
    for block in blocks:
        if isinstance(block, Qr | Seal):
            continue
        for _, words in texts_of([block]):
            pieces = [bare(words)[n : n + 12] for n in range(0, len(bare(words)), 12)]
            missing = [piece for piece in pieces if piece not in text and words not in seals]
            if len(missing) > 2 + len(pieces) // 8:  # a page may end, or a cell wrap, inside a few of them
                lost.append(words)
    return lost


@BY_NAME
def test_what_is_written_is_what_can_be_read(renderer: Renderer, kind: Kind) -> None:
    blocks = kind.draft(paper_for(kind), FACTS[kind.kind])
    text = printed(renderer, kind, blocks)
    assert reads_back(text, blocks) == []
    assert set(text) >= set(bare(kind.kind.document_name))


@pytest.mark.parametrize("harm", HARMFUL)
def test_names_that_try_to_do_harm_are_printed_as_they_are(renderer: Renderer, harm: str) -> None:
    name = HARMFUL[harm]
    for kind in DRAFTED_BY_HAND:
        whole = paper_for(kind)
        applicants = (replace(whole.applicants[0], name=name),)
        to = applicants[0] if whole.to in whole.applicants else whole.to
        blocks = kind.draft(replace(whole, applicants=applicants, to=to), FACTS[kind.kind])
        named = any(name in words for _, words in texts_of(blocks))
        text = printed(renderer, kind, blocks)
        assert not named or set(bare(name)) <= set(text), kind.kind
        assert "49" not in text or harm != "template" or "49" in "".join(w for _, w in texts_of(blocks))


@pytest.mark.parametrize("sign", ["\u202e", "\u200b", "\x00", "\n", "\ue000"])
def test_names_with_signs_that_cannot_be_seen_are_refused(sign: str) -> None:
    for kind in DRAFTED_BY_HAND:
        whole = paper_for(kind)
        with pytest.raises(UnfitField):
            kind.draft(
                replace(whole, debtors=(replace(whole.debtors[0], name=f"金{sign}哲"),)), FACTS[kind.kind]
            )


def test_a_ruling_on_forty_assets_prints_each(renderer: Renderer) -> None:
    day = AT.date()
    assets = tuple(
        RulingAsset(
            "中国农业银行股份有限公司汪清县支行",
            "金哲洙",
            "银行存款",
            f"62284808601234{n:05d}",
            100_000 + n,
            day,
            day,
        )
        for n in range(40)
    )
    facts = ControlFacts(RulingAction.FREEZE, assets, "经查询，被执行人有存款")
    ruling = in_order(renderer, CONTROL_RULING, CONTROL_RULING.draft(paper(), facts))
    notice = in_order(
        renderer, ASSISTANCE_NOTICE,
        ASSISTANCE_NOTICE.draft(paper(), AssistanceFacts(RulingAction.FREEZE, assets, assets[0].unit_name, "（2022）吉2424执7号", day)),
    )  # fmt: skip
    for one in assets:
        assert one.identifier in ruling
        assert notice.count(one.identifier) == 2
