"""The JSON Schemas of the messages, made from the dataclasses and checked in beside this file (draft 2020-12).

`python -m zhixing.inquiries.wire.schemas` writes them again; a test holds the files to the dataclasses.
"""

import json
from pathlib import Path
from typing import Any

from zhixing.inquiries.wire.messages import BODIES, SPEC, Envelope, Kind
from zhixing.inquiries.wire.shapes import parts_below, schema_of

FOLDER = Path(__file__).parent / "schema"


def schema(kind: Kind) -> dict[str, Any]:
    """The schema of the payload of one kind of message, envelope and body."""
    envelope, body = schema_of(Envelope), BODIES[kind]
    envelope["properties"]["spec"] = {"const": SPEC, "description": "规范与版本"}
    envelope["properties"]["kind"] = {"const": kind.value, "description": "种类"}
    envelope["properties"]["body"] = {"$ref": f"#/$defs/{body.__name__}"}
    envelope["required"] = ["spec", *envelope["required"], "body"]
    if not kind.is_request and kind is not Kind.REFUSAL:
        envelope["required"].append("in_reply_to")
        envelope["properties"]["in_reply_to"] |= {"minLength": 1}
    if kind.is_request:
        del envelope["properties"]["in_reply_to"]
    used = {body, *parts_below(body), *parts_below(Envelope)}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:{SPEC.replace('/', ':')}:{kind.value}",
        "title": f"{SPEC} {kind.value}",
        **envelope,
        "$defs": {each.__name__: schema_of(each) for each in sorted(used, key=lambda each: each.__name__)},
    }


def files() -> dict[str, str]:
    """Every schema file by name, as it should lie in the folder."""
    return {
        f"{kind.value}.json": json.dumps(schema(kind), ensure_ascii=False, indent=1) + "\n" for kind in Kind
    }


if __name__ == "__main__":
    for name, content in files().items():
        (FOLDER / name).write_text(content, encoding="utf-8")
