"""QR codes (ISO/IEC 18004, model 2) of texts as they are printed: bytes, error correction M, one mask.

Nearly every document bears a code, and a general library takes longer to make one than the typesetter to set its page. Here
what depends on the size alone is made once: where the fixed patterns stand, in which order the modules are filled, which of
them the mask turns. Weighing all eight masks is left out; readers take any.
"""

from dataclasses import dataclass
from functools import cache
from itertools import chain, zip_longest

import numpy as np

Modules = np.ndarray[tuple[int, int], np.dtype[np.uint8]]
_MASK = 2
_ERROR_WORDS = (
    10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26,
    26, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28,
)  # fmt: skip
"""Error correction words of a block, by version from 1 to 40, at level M."""
_BLOCKS = (
    1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16,
    17, 17, 18, 20, 21, 23, 25, 26, 28, 29, 31, 33, 35, 37, 38, 40, 43, 45, 47, 49,
)  # fmt: skip


class CodeTooLong(ValueError):
    """More text than the largest code holds."""


@dataclass(frozen=True, slots=True)
class _Frame:
    """All of a version that no text changes."""

    modules: Modules
    order: np.ndarray[tuple[int], np.dtype[np.intp]]
    turned: np.ndarray[tuple[int], np.dtype[np.uint8]]
    words: int


def code_of(text: str) -> Modules:
    """The modules, 1 for dark, without the light margin. Raises CodeTooLong above 2,331 bytes of UTF-8."""
    data = text.encode()
    version = next((one for one in range(1, 41) if len(data) <= _holds(one)), None)
    if version is None:
        raise CodeTooLong(f"二维码内容过长（{len(data)} 字节），请缩短。")
    frame = _frame(version)
    bits = np.unpackbits(np.frombuffer(_interleaved(version, _packed(version, data)), np.uint8))
    whole = frame.modules.copy()
    filled = frame.turned.copy()
    filled[: len(bits)] ^= bits
    whole.reshape(-1)[frame.order] = filled
    return whole


def _count_bits(version: int) -> int:
    return 8 if version < 10 else 16


def _data_words(version: int) -> int:
    return _frame(version).words - _ERROR_WORDS[version - 1] * _BLOCKS[version - 1]


@cache
def _holds(version: int) -> int:
    return (_data_words(version) * 8 - 4 - _count_bits(version)) // 8


def _packed(version: int, data: bytes) -> bytes:
    """Mode, length, text, end, and the padding that fills the version."""
    head = 0b0100 << _count_bits(version) | len(data)
    whole = (head << 8 * len(data) | int.from_bytes(data)) << 4
    size = (4 + _count_bits(version) + 8 * len(data) + 4) // 8
    missing = _data_words(version) - size
    return whole.to_bytes(size) + (b"\xec\x11" * (missing // 2 + 1))[:missing]


def _interleaved(version: int, data: bytes) -> bytes:
    count, errors = _BLOCKS[version - 1], _ERROR_WORDS[version - 1]
    short, longer = divmod(len(data), count)
    blocks, at = [], 0
    for place in range(count):
        size = short + (place >= count - longer)
        blocks.append(data[at : at + size])
        at += size
    checks = [_remainder(block, errors) for block in blocks]
    words = chain(chain.from_iterable(zip_longest(*blocks)), chain.from_iterable(zip(*checks, strict=True)))
    return bytes(word for word in words if word is not None)


def _remainder(block: bytes, errors: int) -> bytes:
    """The error correction words of a block, all of them moved on together as one number."""
    steps, top, low = _steps(errors), 8 * (errors - 1), (1 << 8 * (errors - 1)) - 1
    rest = 0
    for word in block:
        rest = (rest & low) << 8 ^ steps[word ^ rest >> top]
    return rest.to_bytes(errors)


def _times(a: int, b: int) -> int:
    """The product in GF(256) with the polynomial 0x11d."""
    product = 0
    for bit in range(7, -1, -1):
        product = product << 1 ^ (product >> 7) * 0x11D
        product ^= (b >> bit & 1) * a
    return product


@cache
def _steps(errors: int) -> tuple[int, ...]:
    """What each leading word takes away: its multiple of the generator polynomial."""
    generator, root = [0] * (errors - 1) + [1], 1
    for _ in range(errors):
        for place in range(errors):
            generator[place] = _times(generator[place], root)
            if place + 1 < errors:
                generator[place] ^= generator[place + 1]
        root = _times(root, 2)
    return tuple(int.from_bytes(bytes(_times(word, one) for one in generator)) for word in range(256))


@cache
def _frame(version: int) -> _Frame:
    side = 17 + 4 * version
    modules, fixed = np.zeros((side, side), np.uint8), np.zeros((side, side), bool)
    modules[6, ::2] = modules[::2, 6] = 1
    fixed[6, :] = fixed[:, 6] = True
    for y, x in ((3, 3), (3, side - 4), (side - 4, 3)):
        _square(modules, fixed, y, x, 4, (2, 4))
    centres = _centres(version, side)
    for y in centres:
        for x in centres:
            if (y, x) not in ((6, 6), (6, side - 7), (side - 7, 6)):
                _square(modules, fixed, y, x, 2, (1,))
    _format(modules, fixed, side)
    if version > 6:
        _version(modules, fixed, side, version)
    order = _order(fixed, side)
    turned = np.array([place % side % 3 == 0 for place in order], np.uint8)
    return _Frame(modules, order, turned, len(order) // 8)


def _square(modules: Modules, fixed: Modules, y: int, x: int, reach: int, light: tuple[int, ...]) -> None:
    """A pattern of nested squares around its middle; `light` names the rings that are not dark."""
    for dy in range(-reach, reach + 1):
        for dx in range(-reach, reach + 1):
            if 0 <= y + dy < len(modules) and 0 <= x + dx < len(modules):
                modules[y + dy, x + dx] = max(abs(dy), abs(dx)) not in light
                fixed[y + dy, x + dx] = True


def _centres(version: int, side: int) -> list[int]:
    if version == 1:
        return []
    count = version // 7 + 2
    step = (version * 8 + count * 3 + 5) // (count * 4 - 4) * 2
    return [6, *sorted(side - 7 - place * step for place in range(count - 1))]


def _format(modules: Modules, fixed: Modules, side: int) -> None:
    """Level and mask, twice, and the module that is always dark."""
    rest = _MASK  # level M is 00
    for _ in range(10):
        rest = rest << 1 ^ (rest >> 9) * 0x537
    bits = (_MASK << 10 | rest) ^ 0x5412
    first = [*((y, 8) for y in (0, 1, 2, 3, 4, 5, 7, 8)), *((8, x) for x in (7, 5, 4, 3, 2, 1, 0))]
    second = [*((8, side - 1 - n) for n in range(8)), *((side - 7 + n, 8) for n in range(7))]
    for places in (first, second):
        for n, (y, x) in enumerate(places):
            modules[y, x], fixed[y, x] = bits >> n & 1, True
    modules[side - 8, 8], fixed[side - 8, 8] = 1, True


def _version(modules: Modules, fixed: Modules, side: int, version: int) -> None:
    rest = version
    for _ in range(12):
        rest = rest << 1 ^ (rest >> 11) * 0x1F25
    bits = version << 12 | rest
    for n in range(18):
        a, b = side - 11 + n % 3, n // 3
        modules[a, b] = modules[b, a] = bits >> n & 1
        fixed[a, b] = fixed[b, a] = True


def _order(fixed: Modules, side: int) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    """The free modules as they are filled: two columns at a time from the right, up and down by turns."""
    places = []
    for pair, right in enumerate((*range(side - 1, 6, -2), *range(5, 0, -2))):
        rows = range(side) if pair % 2 else range(side - 1, -1, -1)
        places += [y * side + x for y in rows for x in (right, right - 1) if not fixed[y, x]]
    return np.array(places, np.intp)
