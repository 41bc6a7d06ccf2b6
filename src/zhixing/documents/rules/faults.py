"""Why a document is refused before anything is set: each refusal names the document and the field in it."""


class DocumentRefused(ValueError):
    """The document cannot be made from what was given. `kind` and `field` are the names people know them by."""

    def __init__(self, kind: str, field: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind
        self.field = field


class MissingField(DocumentRefused):
    """A mandatory field is empty: no document ever goes out with a blank in it."""

    def __init__(self, kind: str, field: str) -> None:
        super().__init__(kind, field, f"{kind}缺少“{field}”，请补充后再生成。")


class UnfitField(DocumentRefused):
    """A field holds something that cannot stand in a document; `reason` says what and what to do."""

    def __init__(self, kind: str, field: str, reason: str) -> None:
        super().__init__(kind, field, f"{kind}的“{field}”{reason}")
        self.reason = reason


class NoGlyph(DocumentRefused):
    """No font in the folder has these characters: printing would leave a gap in a name."""

    def __init__(self, kind: str, field: str, characters: str) -> None:
        shown = "、".join(f"“{char}”（U+{ord(char):04X}）" for char in characters)
        super().__init__(
            kind,
            field,
            f"{kind}的“{field}”含有字体中没有的字{shown}，请将含该字的字体放入字体文件夹后再生成。",
        )
        self.characters = characters
