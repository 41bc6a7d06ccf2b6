"""What a field of a message may hold: one description from which come the strict reader, the writer and the JSON Schema.

A dataclass of the wire declares each field by one of the functions below. Reading refuses everything that is not said:
unknown fields, nulls, wrong types, texts too long. A refusal names the place (`body.subject.id_number`) and the remedy.
"""

import base64
import binascii
import dataclasses
import re
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from typing import Any, ClassVar, Protocol

from zhixing.inquiries.wire.refusals import FieldFault

Json = Any
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|[\ud800-\udfff]")
FEN_MAX = 10**15
"""Ten thousand billion yuan: above any balance, below what JSON readers keep exactly."""


def clean(text: str, most: int) -> str:
    """A text of an office's table as a message may carry it: without invisible control characters, cut to `most`."""
    return _CONTROL.sub("", text)[:most]


class Shape(Protocol):
    """Reads, writes and describes one kind of value."""

    def read(self, value: Json, where: str) -> Any:
        """The value, or FieldFault at `where`."""
        ...

    def write(self, value: Any) -> Json:
        """The value as JSON."""
        ...

    def schema(self) -> dict[str, Json]:
        """Its JSON Schema."""
        ...


@dataclass(frozen=True, slots=True)
class _Text:
    min: int
    max: int
    pattern: str = ""
    hint: str = ""

    def read(self, value: Json, where: str) -> str:
        if not isinstance(value, str):
            raise FieldFault(where, "应为文字", "请写成 JSON 字符串")
        if not self.min <= len(value) <= self.max:
            raise FieldFault(where, f"长度 {len(value)} 不在 {self.min} 至 {self.max} 之间", "请缩短或补全")
        if _CONTROL.search(value):
            raise FieldFault(where, "含有控制字符", "请删去不可见的控制字符")
        if self.pattern and not re.fullmatch(self.pattern, value):
            raise FieldFault(where, "格式不符", self.hint or f"应匹配 {self.pattern}")
        return value

    def write(self, value: str) -> Json:
        return value

    def schema(self) -> dict[str, Json]:
        found: dict[str, Json] = {"type": "string", "minLength": self.min, "maxLength": self.max}
        return found | ({"pattern": f"^{self.pattern}$"} if self.pattern else {})


@dataclass(frozen=True, slots=True)
class _Base64:
    max: int

    def read(self, value: Json, where: str) -> str:
        if not isinstance(value, str) or len(value) > self.max:
            raise FieldFault(where, "应为 base64 文字，且不超过上限", f"最多 {self.max} 个字符")
        try:
            base64.b64decode(value, validate=True)
        except (binascii.Error, ValueError):
            raise FieldFault(where, "不是 base64", "请按 RFC 4648 第 4 节编码，保留等号") from None
        return value

    def write(self, value: str) -> Json:
        return value

    def schema(self) -> dict[str, Json]:
        return {"type": "string", "contentEncoding": "base64", "maxLength": self.max,
                "pattern": "^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Whole:
    min: int
    max: int

    def read(self, value: Json, where: str) -> int:
        if isinstance(value, bool) or not isinstance(value, int):
            raise FieldFault(where, "应为整数", "金额以分为单位，写成整数，不带小数点")
        if not self.min <= value <= self.max:
            raise FieldFault(where, f"{value} 不在 {self.min} 至 {self.max} 之间", "请核对")
        return value

    def write(self, value: int) -> Json:
        return value

    def schema(self) -> dict[str, Json]:
        return {"type": "integer", "minimum": self.min, "maximum": self.max}


@dataclass(frozen=True, slots=True)
class _Flag:
    def read(self, value: Json, where: str) -> bool:
        if not isinstance(value, bool):
            raise FieldFault(where, "应为 true 或 false", "请不要加引号")
        return value

    def write(self, value: bool) -> Json:
        return value

    def schema(self) -> dict[str, Json]:
        return {"type": "boolean"}


@dataclass(frozen=True, slots=True)
class _Moment:
    def read(self, value: Json, where: str) -> datetime:
        if isinstance(value, str) and len(value) < 40 and _MOMENT.fullmatch(value) and value.isascii():
            try:
                moment = datetime.fromisoformat(value)
                if 1949 <= moment.year <= 2999:
                    return moment
            except ValueError:
                pass
        raise FieldFault(where, "不是带时区的时刻", "请按 RFC 3339 写，例如 2026-11-22T08:30:00+08:00")

    def write(self, value: datetime) -> Json:
        return value.isoformat()

    def schema(self) -> dict[str, Json]:
        return {
            "type": "string",
            "format": "date-time",
            "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]{1,6})?(Z|[+-][0-9]{2}:[0-9]{2})$",
        }


@dataclass(frozen=True, slots=True)
class _Day:
    def read(self, value: Json, where: str) -> date:
        if isinstance(value, str) and _DAY.fullmatch(value) and value.isascii():
            try:
                return date.fromisoformat(value)
            except ValueError:
                pass
        raise FieldFault(where, "不是日期", "请写成 2026-11-22")

    def write(self, value: date) -> Json:
        return value.isoformat()

    def schema(self) -> dict[str, Json]:
        return {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}


@dataclass(frozen=True, slots=True)
class _Choice:
    kinds: type[StrEnum]

    def read(self, value: Json, where: str) -> StrEnum:
        if isinstance(value, str):
            try:
                return self.kinds(value)
            except ValueError:
                pass
        raise FieldFault(where, "不在约定的取值之内", f"可用：{'、'.join(self.kinds)}")

    def write(self, value: StrEnum) -> Json:
        return value.value

    def schema(self) -> dict[str, Json]:
        return {"type": "string", "enum": [kind.value for kind in self.kinds]}


@dataclass(frozen=True, slots=True)
class _Listed:
    of: Shape
    max: int
    min: int = 0

    def read(self, value: Json, where: str) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise FieldFault(where, "应为数组", "请写成 JSON 数组")
        if not self.min <= len(value) <= self.max:
            raise FieldFault(where, f"有 {len(value)} 项，应为 {self.min} 至 {self.max} 项", "请拆分或补全")
        return tuple(self.of.read(item, f"{where}[{place}]") for place, item in enumerate(value))

    def write(self, value: tuple[Any, ...]) -> Json:
        return [self.of.write(item) for item in value]

    def schema(self) -> dict[str, Json]:
        return {"type": "array", "items": self.of.schema(), "minItems": self.min, "maxItems": self.max}


@dataclass(frozen=True, slots=True)
class _Words:
    """Whatever else the unit keeps: its own headings and texts."""

    keys: int = 64
    max: int = 2000

    def read(self, value: Json, where: str) -> Mapping[str, str]:
        if not isinstance(value, dict) or len(value) > self.keys:
            raise FieldFault(where, f"应为不超过 {self.keys} 项的对象", "键和值都写成文字")
        heading, text = _Text(1, 80), _Text(0, self.max)
        return {
            heading.read(key, where): text.read(item, f"{where}.{key[:40]}") for key, item in value.items()
        }

    def write(self, value: Mapping[str, str]) -> Json:
        return dict(value)

    def schema(self) -> dict[str, Json]:
        return {
            "type": "object",
            "maxProperties": self.keys,
            "propertyNames": {"minLength": 1, "maxLength": 80},
            "additionalProperties": {"type": "string", "maxLength": self.max},
        }


@dataclass(frozen=True, slots=True)
class _Part:
    of: type

    def read(self, value: Json, where: str) -> Any:
        return read_part(self.of, value, where)

    def write(self, value: Any) -> Json:
        return write_part(value)

    def schema(self) -> dict[str, Json]:
        return {"$ref": f"#/$defs/{self.of.__name__}"}


class Checked(Protocol):
    """A part with rules between its fields."""

    SCHEMA_RULES: ClassVar[tuple[dict[str, Json], ...]]

    def faults(self, where: str) -> Iterator[FieldFault]:
        """What does not fit together."""
        ...


def _declared(shape: Shape, about: str, default: Any, name: str = "") -> Any:
    metadata = {"shape": shape, "about": about, "name": name}
    if isinstance(default, dict):
        return dataclasses.field(metadata=metadata, default_factory=dict)
    return dataclasses.field(metadata=metadata, default=default)


def text(about: str, most: int = 200, *, least: int = 1, pattern: str = "", hint: str = "", default: Any = MISSING) -> Any:  # fmt: skip
    """A text of `least` to `most` characters."""
    return _declared(_Text(0 if default == "" else least, most, pattern, hint), about, default)


def packed(about: str, most: int) -> Any:
    """Bytes in base64, at most `most` characters of it."""
    return _declared(_Base64(most), about, MISSING)


def fen(about: str, *, default: Any = MISSING, least: int = 0) -> Any:
    """An amount in whole fen."""
    return _declared(_Whole(least, FEN_MAX), about, default)


def count(about: str, most: int = 10_000, *, default: Any = MISSING) -> Any:
    """A small whole number from 0."""
    return _declared(_Whole(0, most), about, default)


def flag(about: str, *, default: Any = MISSING) -> Any:
    """True or false."""
    return _declared(_Flag(), about, default)


def moment(about: str, *, default: Any = MISSING) -> Any:
    """A moment with its offset from UTC."""
    return _declared(_Moment(), about, default)


def day(about: str, *, default: Any = MISSING, name: str = "") -> Any:
    """A calendar day."""
    return _declared(_Day(), about, default, name)


def choice(about: str, kinds: type[StrEnum], *, default: Any = MISSING) -> Any:
    """One of the values of an enumeration."""
    return _declared(_Choice(kinds), about, default)


def choices(about: str, kinds: type[StrEnum], *, most: int = 32) -> Any:
    """Some values of an enumeration; none means all."""
    return _declared(_Listed(_Choice(kinds), most), about, ())


def words(about: str) -> Any:
    """Headings and texts of the unit's own."""
    return _declared(_Words(), about, {})


def part(about: str, of: type, *, default: Any = MISSING, name: str = "") -> Any:
    """Another dataclass."""
    return _declared(_Part(of), about, default, name)


def parts(about: str, of: type, *, most: int, least: int = 0) -> Any:
    """Several of another dataclass; none when left out, unless some are required."""
    return _declared(_Listed(_Part(of), most, least), about, () if least == 0 else MISSING)


@dataclass(frozen=True, slots=True)
class _Slot:
    attribute: str
    name: str
    shape: Shape
    about: str
    required: bool


@cache
def slots_of(cls: Any) -> tuple[_Slot, ...]:
    """The declared fields of a dataclass of the wire."""
    return tuple(
        _Slot(
            field.name,
            field.metadata["name"] or field.name,
            field.metadata["shape"],
            field.metadata["about"],
            field.default is MISSING and field.default_factory is MISSING,
        )
        for field in dataclasses.fields(cls)
        if "shape" in field.metadata
    )


@cache
def _known(cls: Any) -> frozenset[str]:
    return frozenset(slot.name for slot in slots_of(cls))


def read_part(cls: type, value: Json, where: str) -> Any:
    """The dataclass read from a JSON object. Raises FieldFault."""
    if not isinstance(value, dict):
        raise FieldFault(where, "应为对象", "请写成 JSON 对象")
    strange = value.keys() - _known(cls)
    if strange:
        name = min(strange)
        raise FieldFault(f"{where}.{name[:60]}", "不是本规范的字段", "请删去，或写入 details")
    given = {}
    for slot in slots_of(cls):
        if slot.name in value:
            given[slot.attribute] = slot.shape.read(value[slot.name], f"{where}.{slot.name}")
        elif slot.required:
            raise FieldFault(f"{where}.{slot.name}", "缺少", f"请填写：{slot.about}")
    made = cls(**given)
    if hasattr(made, "faults"):
        for fault in made.faults(where):
            raise fault
    return made


def write_part(value: Any) -> dict[str, Json]:
    """The JSON object of a dataclass; what is None or an empty optional list is left out."""
    written = {}
    cls: Any = type(value)
    for slot in slots_of(cls):
        item = getattr(value, slot.attribute)
        if item is not None and (slot.required or item not in ((), {}, "")):
            written[slot.name] = slot.shape.write(item)
    return written


def schema_of(cls: type) -> dict[str, Json]:
    """The JSON Schema of a dataclass, its parts by reference to `$defs`."""
    found: dict[str, Json] = {
        "type": "object",
        "description": (cls.__doc__ or "").strip().splitlines()[0],
        "properties": {
            slot.name: slot.shape.schema() | {"description": slot.about} for slot in slots_of(cls)
        },
        "required": [slot.name for slot in slots_of(cls) if slot.required],
        "additionalProperties": False,
    }
    rules = getattr(cls, "SCHEMA_RULES", ())
    return found | ({"allOf": list(rules)} if rules else {})


def parts_below(cls: type) -> Iterator[type]:
    """Every dataclass that a dataclass is made of, without itself."""
    for slot in slots_of(cls):
        shape = slot.shape.of if isinstance(slot.shape, _Listed) else slot.shape
        if isinstance(shape, _Part):
            yield shape.of
            yield from parts_below(shape.of)
