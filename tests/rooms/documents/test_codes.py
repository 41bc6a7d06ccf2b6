"""Codes to scan: module for module what a general library makes of the same text."""

import numpy as np
import pytest
import segno

from zhixing.documents.rendering.codes import CodeTooLong, code_of

# The longest texts of their versions: with room to spare the library pads in a way of its own, which no reader looks at.
FULL = {1: 14, 2: 26, 5: 84, 6: 106, 7: 122, 9: 180, 10: 213, 14: 362, 21: 711, 27: 1125, 34: 1722, 40: 2331}


@pytest.mark.parametrize(("version", "size"), FULL.items())
def test_a_full_code_is_the_one_of_the_library(version: int, size: int) -> None:
    text = "".join(chr(97 + place * 7 % 26) for place in range(size))
    made = segno.make(text, error="m", micro=False, encoding="utf-8", mask=2, mode="byte", boost_error=False)
    assert np.array_equal(code_of(text), np.array([list(row) for row in made.matrix]))
    assert len(code_of(text)) == 17 + 4 * version
    if version < 40:
        assert len(code_of(text + "a")) == 21 + 4 * version


def test_a_text_that_no_code_holds_is_refused() -> None:
    with pytest.raises(CodeTooLong, match="2334 字节"):
        code_of("汉" * 778)
