"""Word files per second and core: the house's own writer beside docxtpl filling a template of the very same document.

The template is our own file with a field in place of each text, so that docxtpl has no loop to run and no style to choose; what
goes into the fields is taken out beforehand. CPU time of this process is counted.
"""

import re
import time
import zipfile
from collections.abc import Callable, Sequence
from html import unescape
from io import BytesIO
from itertools import count

from bench.measuring import Row

COUNT = 40
PEERS = 8
RUNS = 3
_TEXT = re.compile(r'(<w:t xml:space="preserve">)([^<]*)(</w:t>)')
_MAIN = "word/document.xml"


def _rate(work: Callable[[int], object], each: int) -> float:
    """Files per second of CPU in the best run."""
    taken = []
    for _ in range(RUNS):
        begun = time.process_time()
        for n in range(each):
            work(n)
        taken.append((time.process_time() - begun) / each)
    return 1 / min(taken)


def _body(file: bytes) -> str:
    with zipfile.ZipFile(BytesIO(file)) as package:
        return package.read(_MAIN).decode()


def _template(file: bytes) -> bytes:
    """The file with `{{ t[n] }}` in place of its n-th text."""
    places, out = count(), BytesIO()
    with zipfile.ZipFile(BytesIO(file)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            if name == _MAIN:
                data = _TEXT.sub(lambda m: f"{m[1]}{{{{ t[{next(places)}] }}}}{m[3]}", data.decode()).encode()
            new.writestr(name, data)
    return out.getvalue()


def measure() -> list[Row]:
    """The enforcement notice with its order and form, of a case each."""
    from docxtpl import DocxTemplate

    from document_world import documents_of
    from zhixing.documents.rendering.docx_writing import docx_of
    from zhixing.documents.rules.kinds import DocumentKind

    drawn = list(documents_of(31, COUNT, only=DocumentKind.ENFORCEMENT_NOTICE))
    files = [docx_of(one.blocks, {0, 1}) for one in drawn]
    texts: list[Sequence[str]] = [
        [unescape(found[1]) for found in _TEXT.findall(_body(file))] for file in files
    ]
    template = _template(files[0])
    alike = [said for said in texts if len(said) == len(texts[0])][:PEERS]

    def theirs(n: int) -> bytes:
        made, out = DocxTemplate(BytesIO(template)), BytesIO()
        made.render({"t": alike[n % len(alike)]}, autoescape=True)
        made.save(out)
        return out.getvalue()

    said = [unescape(found[1]) for found in _TEXT.findall(_body(theirs(0)))]
    if said != alike[0]:
        raise RuntimeError("docxtpl did not make the same document")
    ours = _rate(lambda n: docx_of(drawn[n].blocks, {0, 1}), COUNT)
    peer = _rate(theirs, PEERS)
    return [
        Row(
            "导出 Word docx",
            "files/s/core",
            ours,
            "docxtpl",
            peer,
            "≥ 8 ×",
            ours / peer >= 8,
            "执行通知书，每份一案",
        )
    ]
