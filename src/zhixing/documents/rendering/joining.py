"""Plain PDFs of the typesetter made one print run, by moving their objects' numbers and adding the numbers of the pages.

The typesetter writes whole objects and one classic table of their places, so the parts need no PDF library, which would
take as long for a page as setting it did. Only our own print runs are joined so; nothing else may be given here.

It would have to set every page twice to know what number it bears at its foot, but it says beside the pages how they are
counted. So pages that bear nothing but their number are set once, and each page of the run is given the one it needs.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

_START = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*$")
_ENTRY = re.compile(rb"(\d{10}) \d{5} n")
_REFERENCE = re.compile(rb"\b(\d+) 0 (R|obj)\b")
_ROOT = re.compile(rb"/Root (\d+) 0 R")
_INFO = re.compile(rb"/Info (\d+) 0 R")
_PAGES = re.compile(rb"/Pages (\d+) 0 R")
_LABELS = re.compile(rb"/PageLabels (\d+) 0 R")
_COUNT = re.compile(rb"/Count (\d+)")
_KIDS = re.compile(rb"/Kids\[([^\]]*)\]")
_NUMS = re.compile(rb"(\d+) (\d+) 0 R")
_FIRST = re.compile(rb"/St (\d+)")
_CONTENTS = re.compile(rb"/Contents (\d+) 0 R")
_RESOURCES = re.compile(rb"/Resources (\d+) 0 R")
_BOX = re.compile(rb"/MediaBox(\[[^\]]*\])")


class NotJoinable(ValueError):
    """A part is not a plain file of our typesetter."""


def _found(pattern: re.Pattern[bytes], where: bytes) -> int:
    match = pattern.search(where)
    if match is None:
        raise NotJoinable("打印批次的一部分读不出结构，请重新打印。")
    return int(match.group(1))


class _Part:
    """A file of the typesetter, object by object; `numbers` is what each page bears at its foot."""

    def __init__(self, content: bytes) -> None:
        start = _found(_START, content)
        table = content[start:]
        offsets = [int(place) for place in _ENTRY.findall(table)]
        ends = dict(pairwise(sorted([*offsets, start])))
        self.bodies = [content[offset : ends[offset]] for offset in offsets]
        self.info = _found(_INFO, table)
        catalog = self.body(_found(_ROOT, table))
        self.node = _found(_PAGES, catalog)
        tree = self.body(self.node)
        listed = _KIDS.search(tree)
        self.pages = [int(number) for number, _ in _REFERENCE.findall(listed.group(1))] if listed else []
        if len(self.pages) != _found(_COUNT, tree):
            raise NotJoinable("打印批次的一部分读不出各页，请重新打印。")
        self.numbers = self._numbered(catalog) if _LABELS.search(catalog) else []

    def body(self, number: int) -> bytes:
        return self.bodies[number - 1]

    def _numbered(self, catalog: bytes) -> list[int]:
        """What the labels say; a page that they say nothing of goes on from the one before."""
        labels = self.body(_found(_LABELS, catalog))
        said = {
            int(place): _found(_FIRST, self.body(int(label)))
            for place, label in _NUMS.findall(labels.partition(b"[")[2])
        }
        numbers: list[int] = []
        for place in range(len(self.pages)):
            numbers.append(said[place] if place in said else numbers[-1] + 1)
        return numbers


def _moved(body: bytes, base: int) -> bytes:
    """An object with every number in its words raised by `base`; a stream stays as it is."""
    words, stream, content = body.partition(b"\nstream")
    words = _REFERENCE.sub(lambda m: b"%d 0 %s" % (int(m.group(1)) + base, m.group(2)), words)
    return words + stream + content


def joined(parts: Sequence[bytes], numbers: Callable[[int], bytes]) -> bytes:
    """The pages of the parts in order, as one file, each under its number.

    `numbers` makes a file that has a page for every number from one to at least the given, with nothing else on it. Raises
    NotJoinable.
    """
    read = [_Part(part) for part in parts]
    highest = max((number for part in read for number in part.numbers), default=0)
    if any(len(part.numbers) != len(part.pages) for part in read) or not highest:
        raise NotJoinable("打印批次的一部分没有页码，请重新打印。")
    return _Joining(read, _Part(numbers(highest))).file()


class _Joining:
    """The objects of the numbers, the parts and the page tree one after another, with their places."""

    def __init__(self, parts: Sequence[_Part], numbers: _Part) -> None:
        self._parts, self._numbers = parts, numbers
        self._out = bytearray(b"%PDF-1.7\n%\x80\x80\x80\x80\n\n")
        self._places: list[int] = []
        self._top = len(numbers.bodies) + len(numbers.pages) + sum(len(part.bodies) for part in parts) + 1

    def file(self) -> bytes:
        for body in self._number_bodies():
            self._add(body)
        nodes, count = [], 0
        info = self._parts[0].info + len(self._places)
        for part in self._parts:
            base = len(self._places)
            nodes.append(base + part.node)
            count += len(part.pages)
            for body in self._bodies(part, base):
                self._add(body)
        listed = b" ".join(b"%d 0 R" % node for node in nodes)
        top = self._top
        self._add(b"%d 0 obj\n<</Type/Pages/Count %d/Kids[%s]>>\nendobj\n\n" % (top, count, listed))
        self._add(b"%d 0 obj\n<</Type/Catalog/Pages %d 0 R/Lang(zh-CN)>>\nendobj\n\n" % (top + 1, top))
        return self._closed(info)

    def _add(self, body: bytes) -> None:
        self._places.append(len(self._out))
        self._out += body

    def _number_bodies(self) -> Iterator[bytes]:
        """What a page of a number shows as a drawing of its own, and after these what calls each."""
        numbers, drawings = self._numbers, {}
        for page in numbers.pages:
            words = numbers.body(page)
            box = _BOX.search(words)
            drawings[_found(_CONTENTS, words)] = b"/Type/XObject/Subtype/Form/BBox%s/Resources %d 0 R" % (
                box.group(1) if box else b"[0 0 596 842]", _found(_RESOURCES, words),
            )  # fmt: skip
        needless = {numbers.node, *numbers.pages}
        for number, body in enumerate(numbers.bodies, start=1):
            if number in needless:
                yield b"%d 0 obj\nnull\nendobj\n\n" % number
            else:
                drawn = drawings.get(number)
                yield body.replace(b"<<", b"<<" + drawn, 1) if drawn else body
        for n in range(1, len(numbers.pages) + 1):
            call = b"/Number%d Do" % n
            yield b"%d 0 obj\n<</Length %d>>\nstream\n%s\nendstream\nendobj\n\n" % (
                len(numbers.bodies) + n, len(call), call,
            )  # fmt: skip

    def _bodies(self, part: _Part, base: int) -> Iterator[bytes]:
        called, needed = self._calls(part)
        for number, body in enumerate(part.bodies, start=1):
            moved = _moved(body, base)
            if number in called:
                call = b"/Contents[%d 0 R \\1]" % (len(self._numbers.bodies) + called[number])
                moved = re.sub(rb"/Contents (\d+ 0 R)", call, moved, count=1)
            elif number in needed:
                moved = _with_drawings(moved, needed[number])
            elif number == part.node:
                moved = moved.replace(b"<<", b"<</Parent %d 0 R" % self._top, 1)
            yield moved

    def _calls(self, part: _Part) -> tuple[dict[int, int], dict[int, dict[bytes, int]]]:
        """The number of each page, and by resources the drawings they must know."""
        drawings = [_found(_CONTENTS, self._numbers.body(page)) for page in self._numbers.pages]
        called = dict(zip(part.pages, part.numbers, strict=True))
        needed: dict[int, dict[bytes, int]] = {}
        for page, number in called.items():
            known = needed.setdefault(_found(_RESOURCES, part.body(page)), {})
            known[b"Number%d" % number] = drawings[number - 1]
        return called, needed

    def _closed(self, info: int) -> bytes:
        out, table_at = self._out, len(self._out)
        out += b"xref\n0 %d\n0000000000 65535 f\r\n" % (len(self._places) + 1)
        out += b"".join(b"%010d 00000 n\r\n" % place for place in self._places)
        out += b"trailer\n<</Size %d/Root %d 0 R/Info %d 0 R>>\nstartxref\n%d\n%%%%EOF" % (
            len(self._places) + 1, self._top + 1, info, table_at,
        )  # fmt: skip
        return bytes(out)


def _with_drawings(resources: bytes, drawings: dict[bytes, int]) -> bytes:
    """Resources of a page that know the drawings by their names."""
    entries = b"".join(b"/%s %d 0 R" % drawing for drawing in drawings.items())
    if b"/XObject<<" in resources:
        return resources.replace(b"/XObject<<", b"/XObject<<" + entries, 1)
    return resources.replace(b"<<", b"<</XObject<<%s>>" % entries, 1)
