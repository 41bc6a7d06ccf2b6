import hashlib
import io
import multiprocessing
import subprocess
import threading
import time
import unicodedata
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pypdf import PdfReader

from document_samples import acceptance, enforcement
from zhixing.documents.rendering.lanes import Lanes, RenderingUnavailable, RenderTimeout
from zhixing.documents.rendering.renderer import Rendered, Renderer
from zhixing.documents.rules.blocks import Block, Column, Note, Paragraph, Qr, SignOff, Table, Title
from zhixing.documents.rules.content import blocks_of
from zhixing.documents.rules.contexts import DocumentKind, Recipient
from zhixing.documents.rules.faults import NoGlyph, UnfitField
from zhixing.documents.rules.writing import texts_of

AT = datetime(2022, 1, 12, 1, 30, tzinfo=UTC)
Matrix = list[float]
Spots = list[tuple[float, str]]
ACCEPTANCE, ENFORCEMENT = DocumentKind.ACCEPTANCE_NOTICE, DocumentKind.ENFORCEMENT_NOTICE


def pages_of(made: Rendered) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(made.pdf)).pages]


def bare(text: str) -> str:
    return "".join(unicodedata.normalize("NFC", text).split())


def test_both_notices_are_tagged_archival_pdfs_in_chinese(renderer: Renderer) -> None:
    for kind, context, pages, title in (
        (ACCEPTANCE, acceptance(), 2, "受理案件通知书（2022）吉2424执7号"),
        (ENFORCEMENT, enforcement(), 8, "执行通知书（2022）吉2424执7号"),
    ):
        made = renderer.render(kind, context, timestamp=AT)
        pdf = PdfReader(io.BytesIO(made.pdf))
        assert made.sha256 == hashlib.sha256(made.pdf).hexdigest()
        assert made.pages == len(pdf.pages) == pages
        root = pdf.trailer["/Root"]
        assert root["/Lang"] == "zh-CN"
        assert root["/MarkInfo"]["/Marked"]
        metadata = root["/Metadata"].get_object().get_data().decode()
        assert "<pdfaid:part>2</pdfaid:part>" in metadata
        assert "<pdfaid:conformance>A</pdfaid:conformance>" in metadata
        assert "<pdfuaid:part>1</pdfuaid:part>" in metadata
        assert pdf.metadata is not None
        assert pdf.metadata.title == title
        assert pdf.metadata.author == "汪清县人民法院"


def test_every_word_of_the_blocks_is_in_the_pdf(renderer: Renderer) -> None:
    for kind, context in ((ACCEPTANCE, acceptance()), (ENFORCEMENT, enforcement())):
        whole = bare("".join(pages_of(renderer.render(kind, context, timestamp=AT))))
        plain = "".join(char for char in whole if char not in "—0123456789")
        for name, text in texts_of(blocks_of(context)):
            if name == "二维码":  # drawn, not written; its words stand beside it as paragraphs
                continue
            wanted = "".join(char for char in bare(text) if char not in "—0123456789")
            assert wanted in plain, (name, text)


def test_the_same_document_has_the_same_bytes_in_another_renderer(
    renderer: Renderer, fonts_dir: Path
) -> None:
    other = Renderer(fonts_dir, lanes=1)
    first = renderer.render(ENFORCEMENT, enforcement(), timestamp=AT)
    assert other.render(ENFORCEMENT, enforcement(), timestamp=AT) == first
    assert other.font_set.sha256 == renderer.font_set.sha256
    later = renderer.render(ENFORCEMENT, enforcement(), timestamp=AT + timedelta(seconds=1))
    assert later.sha256 != first.sha256
    batch = [acceptance(), enforcement()] * 30
    assert renderer.render_batch(batch, timestamp=AT) == other.render_batch(batch, timestamp=AT)
    other.close()


def test_a_full_page_holds_22_lines_of_28_signs(renderer: Renderer) -> None:
    text = "关于执行通知书版面的验证文本每行应当恰好排满二十八个汉字"
    blocks = (Title("汪清县人民法院", "通知书"), Paragraph(text * 47, indented=False))
    first, second, _ = pages_of(renderer.render(ACCEPTANCE, blocks, timestamp=AT))
    assert len(text) == 28
    assert [line for line in first.splitlines() if line == text] == [text] * 19
    assert [line for line in second.splitlines() if line == text] == [text] * 22


def test_pages_are_counted_within_each_part_odd_right_even_left(renderer: Renderer) -> None:
    made = renderer.render(ENFORCEMENT, enforcement(), timestamp=AT)
    found: list[tuple[str, bool]] = []
    for page in PdfReader(io.BytesIO(made.pdf)).pages:
        footer: list[tuple[float, str]] = []

        def see(text: str, cm: Matrix, tm: Matrix, _font: object, _size: object, to: Spots = footer) -> None:
            x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
            y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
            if text.strip() and 0 < y < 35 / 25.4 * 72:
                to.append((x, text.strip()))

        page.extract_text(visitor_text=see)
        footer.sort()
        found.append(("".join(text for _, text in footer).strip("— "), footer[0][0] > 297))
    assert [number for number, _ in found] == ["1", "2", "3", "4", "1", "2", "1", "2"]
    assert [right for _, right in found] == [True, False, True, False, True, False, True, False]


@pytest.mark.parametrize("length", range(0, 900, 75))
def test_a_sign_off_never_stands_alone(renderer: Renderer, length: int) -> None:
    blocks: tuple[Block, ...] = (
        Title("汪清县人民法院", "通知书"),
        Paragraph("正" * (length + 1)),
        Paragraph("以上事项，请按期办理。"),
        Paragraph("特此通知。"),
        SignOff("汪清县人民法院", "二〇二二年一月十二日"),
        Note(("联系人：崔明哲",)),
    )
    pages = pages_of(renderer.render(ACCEPTANCE, blocks, timestamp=AT))
    last = pages[-1]
    for words in ("请按期办理。", "特此通知。", "二〇二二年一月十二日", "（院印）", "联系人：崔明哲"):
        assert words in last


@pytest.mark.parametrize(
    "name",
    [
        '#panic("x")',
        "#let a = 1; $x^2$ *粗* _斜_ `raw` = 标题",
        "{{ 7*7 }}{% for x in y %}",
        "@ref <label> \\u{41} \\ // c /* d */",
        '#image("/etc/passwd") #read("court.typ")',
        'it\'s "q" -- --- ...',
        "堃喆䶮㛃𬭎𰻞",
        "张" * 200,
        "A" * 200,
        "https://example.org/" + "x" * 180,
        "Müller·库尔班江·買買提",
        "e\u0301cole",
        "김철수",
    ],
)
def test_a_name_is_printed_as_written_and_within_the_page(renderer: Renderer, name: str) -> None:
    context = replace(enforcement(), debtor=Recipient(name, True))
    for made in (
        renderer.render(ENFORCEMENT, context, timestamp=AT),
        renderer.render_batch([context], timestamp=AT),
    ):
        assert bare("".join(pages_of(made))).count(bare(name)) >= 3
        assert max(len(line) for page in pages_of(made) for line in page.splitlines()) < 60


@pytest.mark.parametrize(("name", "missing"), [("مرحبا", "مرحبا"), ("甲😀乙😀", "😀"), ("שלום", "שלום")])
def test_a_character_that_no_font_has_is_refused_by_name(renderer: Renderer, name: str, missing: str) -> None:
    context = replace(enforcement(), debtor=Recipient(name, True))
    for call in (
        lambda: renderer.render(ENFORCEMENT, context, timestamp=AT),
        lambda: renderer.render_batch([acceptance(), context], timestamp=AT),
    ):
        with pytest.raises(NoGlyph) as refused:
            call()
        assert refused.value.characters == missing
        assert "（2022）吉2424执7号的“受文人”含有字体中没有的字" in str(refused.value)
        assert f"U+{ord(missing[0]):04X}" in str(refused.value)


@pytest.mark.parametrize("name", ["甲\x00乙", "甲\u202e乙", "甲\r\n乙"])
def test_control_signs_and_overrides_are_refused(renderer: Renderer, name: str) -> None:
    with pytest.raises(UnfitField, match=r"^执行通知书的“被执行人·姓名或名称”第 2 字是"):
        renderer.render(ENFORCEMENT, replace(enforcement(), debtor=Recipient(name, True)), timestamp=AT)


def test_a_code_to_scan_is_drawn_with_its_text(renderer: Renderer) -> None:
    blocks = (
        Title("汪清县人民法院", "通知书"),
        Qr("https://example.org/v/1", "核验二维码", "扫码核验本文书"),
    )
    made = renderer.render(ACCEPTANCE, blocks, timestamp=AT)
    assert "扫码核验本文书" in pages_of(made)[0]
    assert made.pages == 1


def test_a_print_run_holds_every_document_in_order(renderer: Renderer) -> None:
    numbers = [f"（2022）吉2424执{number}号" for number in range(1, 131)]
    run = renderer.render_batch(
        [replace(acceptance(), document_number=number) for number in numbers], timestamp=AT
    )
    said = subprocess.run(["pdftotext", "-raw", "-", "-"], input=run.pdf, check=True, capture_output=True)
    pages = said.stdout.decode().split("\f")[:-1]
    assert run.pages == len(pages) == 260
    assert [number for number, page in zip(numbers, pages[::2], strict=True) if number in page] == numbers


def test_an_empty_or_endless_print_run_is_refused(renderer: Renderer) -> None:
    for contents in ([], [acceptance()] * 1001):
        with pytest.raises(ValueError, match="一次打印 1 至 1000 份文书"):
            renderer.render_batch(contents, timestamp=AT)


def test_a_timestamp_without_zone_is_refused(renderer: Renderer) -> None:
    with pytest.raises(ValueError, match="必须带时区"):
        renderer.render(ACCEPTANCE, acceptance(), timestamp=AT.replace(tzinfo=None))


def test_many_threads_may_render_at_once(fonts_dir: Path) -> None:
    renderer = Renderer(fonts_dir, lanes=2)
    made: list[str] = []
    threads = [
        threading.Thread(
            target=lambda: made.append(renderer.render(ACCEPTANCE, acceptance(), timestamp=AT).sha256)
        )
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 8
    assert len(set(made)) == 1
    renderer.close()


def test_a_job_that_takes_too_long_is_given_up_and_its_lane_replaced() -> None:
    lanes, free = Lanes(1), threading.Event()

    def stuck() -> bytes:
        free.wait(20)
        return b""

    with pytest.raises(RenderTimeout, match=r"^文书排版超过 0.05 秒，已放弃，请重试。$"):
        lanes.run([stuck], timedelta(seconds=0.05))
    started = time.monotonic()
    assert lanes.run([lambda: b"next"], timedelta(seconds=5)) == [b"next"]
    assert time.monotonic() - started < 4
    for _ in range(3):
        with pytest.raises(RenderTimeout):
            lanes.run([stuck], timedelta(seconds=0.05))
    with pytest.raises(RenderingUnavailable, match="请重新启动本进程"):
        lanes.run([lambda: b""], timedelta(seconds=1))
    free.set()


def _in_child(renderer: Renderer, answers: "multiprocessing.Queue[str]") -> None:
    try:
        renderer.render(ACCEPTANCE, acceptance(), timestamp=AT)
    except RenderingUnavailable as error:
        answers.put(str(error))


def test_a_child_forked_after_a_render_is_refused_instead_of_hanging(renderer: Renderer) -> None:
    renderer.render(ACCEPTANCE, acceptance(), timestamp=AT)
    context = multiprocessing.get_context("fork")
    answers = context.Queue()
    child = context.Process(target=_in_child, args=(renderer, answers))
    child.start()
    assert "请以 spawn 方式启动工作进程" in answers.get(timeout=20)
    child.join(20)
    assert child.exitcode == 0


def test_a_long_print_run_is_set_in_sheaves_and_joined_whole(
    renderer: Renderer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("zhixing.documents.rendering.renderer.SHEAF", 60)
    numbers = [f"（2022）吉2424执{n}号" for n in range(1, 6)]
    contexts = [replace(acceptance(), document_number=number) for number in numbers]
    made = renderer.render_batch(contexts, timestamp=AT)
    pages = PdfReader(io.BytesIO(made.pdf), strict=True).pages
    firsts = [text for page in pages if "受理案件通知书" in (text := page.extract_text()).replace(" ", "")]
    assert [next(n for n in reversed(numbers) if n in text) for text in firsts] == numbers
    assert (
        made.pages
        == len(pages)
        == 5 * renderer.render(DocumentKind.ACCEPTANCE_NOTICE, acceptance(), timestamp=AT).pages
    )


def test_a_table_higher_than_a_page_goes_on_over_it(renderer: Renderer) -> None:
    cell = "中国邮政储蓄银行股份有限公司汪清县支行营业部" * 4
    rows = tuple((f"第{n}行" + cell, cell) for n in range(12))
    table = Table("", (Column("协助单位"), Column("财产")), rows)
    made = renderer.render(ACCEPTANCE, (Title("汪清县人民法院", "通知书"), table), timestamp=AT)
    whole = bare("".join(pages_of(made)))
    assert made.pages == 2
    assert all(f"第{n}行" in whole for n in range(12))
    assert whole.count("营业部") == 12 * 8
