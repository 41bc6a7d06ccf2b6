"""A draft goes to Word and comes back: every kind unchanged, reworded where it may be, refused where the file could do harm."""

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from test_drafting import NOW, SYSTEM, case, officer, wish

from document_world import documents_of
from funds_world import person
from zhixing.cases.models import Case
from zhixing.documents.models import Awaiting, Document
from zhixing.documents.operations import Wish, bring_back, draft_of, issue_draft, word_file
from zhixing.documents.operations.signing import ask_for_signature, draft_awaiting, sign_and_issue
from zhixing.documents.queries import verify_documents
from zhixing.documents.rendering.docx_reading import DocxRefused, pieces_of
from zhixing.documents.rendering.docx_writing import docx_of
from zhixing.documents.rules.all_kinds import KINDS
from zhixing.documents.rules.blocks import Paragraph, Title
from zhixing.documents.rules.faults import UnfitField
from zhixing.documents.rules.kinds import DocumentKind
from zhixing.documents.rules.returned import (
    Change,
    Difference,
    adjustments,
    compared,
    mandatory_places,
    pieces_again,
)
from zhixing.documents.rules.writing import to_text
from zhixing.foundation.evidence.models import Fact
from zhixing.foundation.identity.models import Court
from zhixing.foundation.identity.roles import Role
from zhixing.foundation.keys import uuid7

__all__ = ["case", "officer"]
MAIN = "word/document.xml"


def changed(file: bytes, change: Callable[[str], str], part: str = MAIN) -> bytes:
    """The file with one part changed, packed as a word processor does."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(file)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            data = old.read(entry)
            new.writestr(entry.filename, change(data.decode()) if entry.filename == part else data)
    return out.getvalue()


def with_part(file: bytes, name: str, data: bytes) -> bytes:
    out = io.BytesIO(file)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr(name, data)
    return out.getvalue()


def test_every_kind_comes_back_as_it_went() -> None:
    seen = set()
    for one in documents_of(41, 44):
        kind = KINDS.get(one.kind)
        mandatory = mandatory_places(kind, one.blocks) if kind else frozenset()
        file = docx_of(one.blocks, mandatory)
        assert docx_of(one.blocks, mandatory) == file
        assert zipfile.ZipFile(io.BytesIO(file)).testzip() is None
        pieces = pieces_of(file, one.blocks)
        assert [piece.place for piece in pieces] == list(range(len(one.blocks)))
        if kind:
            back = compared(kind, one.blocks, pieces)
            assert (back.blocks, back.differences) == (one.blocks, ()), one.kind
            seen.add(one.kind)
    assert seen == set(KINDS)


def test_what_the_law_demands_and_every_amount_is_locked() -> None:
    kind = KINDS[DocumentKind.COMPLETION_NOTICE]
    blocks = next(iter(documents_of(3, 1, only=kind.kind))).blocks
    mandatory = mandatory_places(kind, blocks)
    text = docx_of(blocks, mandatory)
    body = zipfile.ZipFile(io.BytesIO(text)).read(MAIN).decode()
    assert body.count("sdtContentLocked") == len(mandatory)
    free = [to_text([block]) for place, block in enumerate(blocks) if place not in mandatory]
    assert all("元" not in line or "大写" not in line for line in free)
    assert not any(word in line for line in free for demand in kind.demands for word in demand.words)
    assert "docGrid" not in body
    assert (
        'w:line="580" w:lineRule="exact"'
        in zipfile.ZipFile(io.BytesIO(text)).read("word/styles.xml").decode()
    )


BLOCKS = (Title("汪清县人民法院", "传票"), Paragraph("第一段。"), Paragraph("第二段。"))


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        (lambda file: with_part(file, "word/vbaProject.bin", b"x"), "含有宏"),
        (lambda file: with_part(file, "word/embeddings/o.xml", b"<x/>"), "嵌入的对象"),
        (lambda file: changed(file, lambda s: s.replace("document.main+xml", "document.macroEnabled.main+xml"), "[Content_Types].xml"), "启用宏"),
        (lambda file: changed(file, lambda s: s.replace("</Relationships>", '<Relationship Id="x" Type="http://x/attachedTemplate" Target="http://evil/t.dotm" TargetMode="External"/></Relationships>'), "word/_rels/document.xml.rels"), "引用了外部"),
        (lambda file: changed(file, lambda s: s.replace("<w:document", '<!DOCTYPE d [<!ENTITY e SYSTEM "file:///etc/passwd">]><w:document', 1).replace("第一段", "&e;")), "DTD 或者实体"),
        (lambda file: changed(file, lambda s: s.replace("</w:body>", "<w:tbl/></w:body>")), "新增了表格"),
        (lambda file: changed(file, lambda s: s.replace("</w:body>", "")), "XML 无法读取"),
        (lambda file: with_part(file, "word/big.xml", b"0" * (25 << 20)), "解压后大于 24 MB"),
        (lambda file: with_part(file, "word/DOCUMENT.xml", b"<x/>"), "重复"),
        (lambda file: file[:200], "不是 Word 文档"),
        (lambda file: file + b"0" * (5 << 20), "文件大于 4 MB"),
        (lambda file: changed(file, lambda s: s.replace("</w:body>", "<w:sdt><w:sdtContent>" * 20 + "</w:sdtContent></w:sdt>" * 20 + "</w:body>")), "嵌套过深"),
    ],
)  # fmt: skip
def test_a_file_that_could_do_harm_is_refused_by_name(harm: Callable[[bytes], bytes], words: str) -> None:
    file = docx_of(BLOCKS, {0})
    assert len(pieces_of(file, BLOCKS)) == 3
    with pytest.raises(DocxRefused, match=words):
        pieces_of(harm(file), BLOCKS)


def test_only_words_that_stand_are_read() -> None:
    file = changed(
        docx_of(BLOCKS, {0}),
        lambda s: s.replace(
            "第二段。</w:t></w:r>",
            "第二</w:t></w:r><w:del><w:r><w:delText>删</w:delText></w:r></w:del><w:ins><w:r><w:t>增</w:t></w:r></w:ins>"
            "<w:r><w:instrText>HYPERLINK</w:instrText></w:r><w:r><w:t>段。</w:t><w:br/><w:t>另起。</w:t></w:r>",
        ),
    )
    assert pieces_of(file, BLOCKS)[2].lines == ("第二增段。", "另起。")


def test_reworded_added_removed_and_restored(case: Case) -> None:
    one = wish(case, DocumentKind.RESUMPTION_NOTICE)
    blocks = draft_of(wish=one, now=NOW)
    text = "被执行人应当立即履行尚未履行"
    assert any(isinstance(block, Paragraph) and block.text.startswith(text) for block in blocks)
    new = "<w:p><w:r><w:t>请携带身份证件。</w:t></w:r></w:p></w:body>"
    file = changed(
        word_file(wish=one, now=NOW),
        lambda s: (
            s.replace(text, "现要求被执行人立即履行尚未履行")
            .replace("特此通知。", "")
            .replace("汪清县人民法院</w:t>", "某某法院</w:t>", 1)
            .replace("</w:body>", new)
        ),
    )
    pieces, found = bring_back(wish=one, content=file, now=NOW)
    told = [(one.change, one.before[:7], one.after[:7]) for one in found.differences]
    assert told == [
        (Change.RESTORED, "汪清县人民法院", "某某法院\n恢复"),
        (Change.REWORDED, "被执行人应当立", "现要求被执行人"),
        (Change.REMOVED, "特此通知。", ""),
        (Change.ADDED, "", "请携带身份证件"),
    ]
    assert found.blocks[0] == blocks[0]
    issued = issue_draft(wish=replace(one, returned=pieces), now=NOW, actor=SYSTEM)
    said = [block.get("text") for block in Document.objects.get(pk=issued.id).said["blocks"]]
    assert said[-1] == "请携带身份证件。"
    assert "特此通知。" not in said
    report = verify_documents()
    assert (report.problems, report.figures) == ([], "文书 1 份，抽取重排 1 份，核验电子签名 1 份")


def test_a_rewording_that_changes_a_fact_is_not_taken() -> None:
    kind = KINDS[DocumentKind.DETENTION_DECISION]
    blocks = next(iter(documents_of(8, 1, only=kind.kind))).blocks
    place = next(
        n for n, block in enumerate(blocks) if isinstance(block, Paragraph) and "拘留十日" in block.text
    )
    person = blocks[place].text.split("拘留")[0].removeprefix("对")  # type: ignore[union-attr]
    file = docx_of(blocks, mandatory_places(kind, blocks))
    for old, new in (("拘留十日", "拘留十五日"), (f"对{person}拘留", "对某人拘留")):
        pieces = pieces_of(changed(file, lambda s, old=old, new=new: s.replace(old, new)), blocks)  # type: ignore[misc]
        back = compared(kind, blocks, pieces, names=[person])
        assert back.blocks == blocks
        assert {one.change for one in back.differences} == {Change.RESTORED}
    gone = [piece for piece in pieces_of(file, blocks) if piece.place != place]
    with pytest.raises(UnfitField, match="缺少必备内容"):
        compared(kind, blocks, gone, names=[person])


def test_a_mandatory_part_that_is_gone_or_moved_is_refused(case: Case) -> None:
    one = wish(case, DocumentKind.SUMMONS)
    file = word_file(wish=one, now=NOW)
    gone = changed(file, lambda s: s.replace('w:val="zx-0"', 'w:val="other"'))
    with pytest.raises(UnfitField, match="缺少必备内容“汪清县人民法院"):
        bring_back(wish=one, content=gone, now=NOW)
    moved = changed(
        file, lambda s: s.replace('"zx-0"', '"zx-x"').replace('"zx-1"', '"zx-0"').replace('"zx-x"', '"zx-1"')
    )
    with pytest.raises(UnfitField, match="次序被改动"):
        bring_back(wish=one, content=moved, now=NOW)
    stranger = changed(file, lambda s: s.replace('"zx-2"', '"zx-400"'))
    with pytest.raises(UnfitField, match="不是由这份草稿导出"):
        bring_back(wish=one, content=stranger, now=NOW)


PAUSE = "被执行人在拘留期间履行义务的，可以提前解除拘留。"


def put_up(case: Case, court: Court, one: Wish) -> UUID:
    """A detention decision, adjusted in Word and put before the president: one sentence more, ten days made fifteen."""
    new = f"<w:p><w:r><w:t>{PAUSE}</w:t></w:r></w:p></w:body>"
    file = changed(
        word_file(wish=one, now=NOW), lambda s: s.replace("拘留十日", "拘留十五日").replace("</w:body>", new)
    )
    pieces, found = bring_back(wish=one, content=file, now=NOW)
    assert [one.change for one in found.differences] == [Change.RESTORED, Change.ADDED]
    wish_back = replace(one, returned=pieces)
    return ask_for_signature(wish=wish_back, now=NOW, actor=person(court, Role.OFFICER))


def test_an_adjusted_detention_decision_waits_for_the_president_and_is_signed(
    case: Case, wangqing: Court
) -> None:
    one = wish(case, DocumentKind.DETENTION_DECISION)
    key = put_up(case, wangqing, one)
    assert PAUSE not in str(Awaiting.objects.get().facts)
    asked = Fact.objects.get(kind="document.signature_asked")
    assert asked.body["adjusted"] == 1
    # signed on another day: what the house writes is of that day, what was adjusted is as it was put up
    later = NOW + timedelta(days=3)
    seen = draft_awaiting(awaiting_id=key, now=later)
    assert [(diff.change, diff.after) for diff in seen.differences] == [(Change.ADDED, PAUSE)]
    file = sign_and_issue(awaiting_id=key, now=later, actor=person(wangqing, Role.VICE_PRESIDENT))
    text = str(Document.objects.get(pk=file.id).said["blocks"])
    assert PAUSE in text
    assert "拘留十日" in text
    assert "拘留十五日" not in text
    assert "二〇二二年十二月四日" in text
    assert verify_documents().problems == []


def test_words_put_up_for_another_state_of_the_case_are_not_signed() -> None:
    """A sentence that was reworded or taken out reads otherwise now: nobody has seen how the officer's words fit."""
    kind = KINDS[DocumentKind.COMPLETION_NOTICE]
    blocks = next(iter(documents_of(3, 1, only=kind.kind))).blocks
    place = next(n for n, one in enumerate(blocks) if isinstance(one, Paragraph) and one.text == "特此通知。")
    pieces = pieces_of(docx_of(blocks, mandatory_places(kind, blocks)), blocks)
    other = (*blocks[:place], Paragraph("此告。"), *blocks[place + 1 :])
    changed_since = "案件情况已经变化"

    reworded = tuple(replace(one, lines=("特此告知。",)) if one.place == place else one for one in pieces)
    waiting = adjustments(kind, blocks, reworded)
    assert [one.lines for one in waiting if one.lines is not None] == [("特此告知。",)]
    now = compared(kind, blocks, pieces_again(kind, blocks, waiting))
    assert now.differences == (Difference(Change.REWORDED, "特此通知。", "特此告知。"),)
    for since in (other, (*blocks, Paragraph("另一段。"))):
        with pytest.raises(UnfitField, match=changed_since):
            pieces_again(kind, since, waiting)

    gone = adjustments(kind, blocks, [one for one in pieces if one.place != place])
    assert [(one.place, one.before) for one in gone if one.lines == ()] == [(place, "特此通知。")]
    now = compared(kind, blocks, pieces_again(kind, blocks, gone))
    assert now.differences == (Difference(Change.REMOVED, "特此通知。", ""),)
    with pytest.raises(UnfitField, match=changed_since):
        pieces_again(kind, other, gone)


def test_word_and_back_on_the_page(case: Case, officer: Client) -> None:
    address = f"/cases/{case.pk}/draft/?kind=third_party_debt_notice"
    told = {
        "key": str(uuid7()), "f-third_party": "延吉市林海家具有限公司", "f-debtor": "李四", "f-debt": "木材货款",
        "f-amount_fen": "2万元", "clerk": "",
    }  # fmt: skip
    file = officer.post(address, {**told, "do": "docx"})
    assert file["Content-Disposition"].startswith("attachment")
    assert file.content[:4] == b"PK\x03\x04"
    new = "<w:p><w:r><w:t>逾期来函请注明案号。</w:t></w:r></w:p></w:body>"
    adjusted = changed(
        file.content, lambda s: s.replace("20,000.00元", "10,000.00元").replace("</w:body>", new)
    )
    upload = SimpleUploadedFile("a.docx", adjusted)
    page = officer.post(address, {**told, "do": "back", "file": upload}).content.decode()
    assert "必备内容或事实，仍按原文" in page
    assert "10,000.00元" in page
    assert "逾期来函请注明案号。" in page
    returned = (
        page.split('name="returned" value="')[1].split('"')[0].replace("&#34;", '"').replace("&quot;", '"')
    )
    officer.post(address, {**told, "returned": returned.replace("&#39;", "'"), "do": "issue"})
    row = Document.objects.get(pk=UUID(told["key"]))
    text = str(row.said["blocks"])
    assert "人民币20,000.00元（大写：贰万元整）" in text
    assert "10,000.00元" not in text
    assert "逾期来函请注明案号。" in text
    broken = officer.post(address, {**told, "key": str(uuid7()), "returned": "[[0, 5]]", "do": "issue"})
    assert "修改稿已失效" in broken.content.decode()
    assert Document.objects.count() == 1
    assert Path(row.file).suffix == ".pdf"
