"""Keep of a stylesheet what the console uses: on an old PC parsing 635 KB of rules costs more than the whole page."""

import re
from collections.abc import Iterator

KEEP = re.compile(
    r"^(?:\*|:root|html|body|hr|h[1-6]|p|ol|ul|dl|dt|dd|li|b|strong|small|a|pre|code|kbd|samp|img|svg|table|caption|"
    r"th|thead|tbody|tr|td|tfoot|label|button|input|select|optgroup|textarea|fieldset|legend|summary|details|progress|"
    r"output|abbr|address|blockquote|mark|sub|sup|dialog|\[hidden\]|\[type|\[role|\[data-bs-theme|"
    r"\.(?:btn(?:-primary|-sm|-ghost|-icon)?|form-(?:control|select|label|check|check-input|check-label|text|hint)|"
    r"input-group(?:-text|-flat)?|table|visually-hidden|progress|progress-bar|icon)(?![\w-]))"
)
DROP = re.compile(
    r"\.(?:was-validated|btn-check|dropdown|modal|carousel|accordion|offcanvas|nav|card|page|input-icon)"
)


def blocks(css: str) -> Iterator[tuple[str, str]]:
    """The prelude and body of each top-level block, in order; statements without a block are left out."""
    start = position = 0
    while (opening := css.find("{", position)) >= 0:
        depth, place = 1, opening + 1
        while depth:
            sign = re.compile(r"[{}]").search(css, place)
            if sign is None:
                raise ValueError("unbalanced braces in the stylesheet")
            depth += 1 if sign.group() == "{" else -1
            place = sign.end()
        yield css[start:opening].rpartition(";")[2].strip(), css[opening + 1 : place - 1]
        start = position = place


def subset(css: str) -> str:
    """The rules whose selectors are kept, with the media they stand in; animations go, nothing here moves."""
    css = re.sub(r"/\*(?!!).*?\*/", "", css, flags=re.DOTALL)
    licence = re.search(r"/\*!.*?\*/", css, flags=re.DOTALL)
    return (licence.group() + "\n" if licence else "") + _kept(re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL))


def _kept(css: str) -> str:
    parts = []
    for prelude, body in blocks(css):
        if prelude.startswith(("@media", "@supports")):
            inner = _kept(body)
            parts.append(f"{prelude}{{{inner}}}" if inner else "")
        elif not prelude.startswith("@"):
            chosen = [one for one in _selectors(prelude) if KEEP.match(one) and not DROP.search(one)]
            parts.append(f"{','.join(chosen)}{{{body}}}" if chosen else "")
    return "".join(parts)


def _selectors(prelude: str) -> list[str]:
    """Selectors of a list, split at commas outside brackets."""
    found, depth, start = [], 0, 0
    for place, char in enumerate(prelude):
        depth += (char in "([") - (char in ")]")
        if char == "," and not depth:
            found.append(prelude[start:place].strip())
            start = place + 1
    return [*found, prelude[start:].strip()]
