"""Checks an evidence pack of Zhixing. Needs Python 3.8 or later and nothing else: no database, no Zhixing.

    python3 verify.py [evidence.json]

It recomputes the hash of every fact, climbs from the fact to the root of its batch, checks that the heads of the
batches form one chain from the first to the last, checks each head's Ed25519 signature, and compares the documents in
the pack with the hashes that the facts name. It prints what it found and ends with 0 only if everything holds.

Ask the court for the fingerprint of its public key by another way than this pack, and compare.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from typing import Any, Tuple

Point = Tuple[int, int, int, int]
GENESIS = "0" * 64
P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def canonical(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def x_of(y: int, sign: int) -> int | None:
    """The x of a point of the curve with this y, or None (RFC 8032, 5.1.3)."""
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    if square == 0:
        return None if sign else 0
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if (x * x - square) % P:
        return None
    return P - x if (x & 1) != sign else x


def point(data: bytes) -> Point | None:
    """The point that 32 bytes stand for, in extended coordinates, or None."""
    if len(data) != 32:
        return None
    number = int.from_bytes(data, "little")
    y = number & ((1 << 255) - 1)
    x = x_of(y, number >> 255)
    return None if x is None else (x, y, 1, x * y % P)


def add(a: Point, b: Point) -> Point:
    e = (a[1] - a[0]) * (b[1] - b[0]) % P
    f = (a[1] + a[0]) * (b[1] + b[0]) % P
    g = 2 * a[3] * b[3] * D % P
    h = 2 * a[2] * b[2] % P
    left, right, over, under = f - e, h - g, h + g, f + e
    return (left * right % P, over * under % P, right * over % P, left * under % P)


def times(number: int, a: Point) -> Point:
    total = (0, 1, 1, 0)
    while number:
        if number & 1:
            total = add(total, a)
        a = add(a, a)
        number >>= 1
    return total


BASE_Y = 4 * pow(5, P - 2, P) % P
BASE_X = x_of(BASE_Y, 0) or 0
BASE = (BASE_X, BASE_Y, 1, BASE_X * BASE_Y % P)


def is_signed(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether an Ed25519 signature is good (RFC 8032, 5.1.7)."""
    if len(public) != 32 or len(signature) != 64:
        return False
    a, r = point(public), point(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= L:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % L
    left, right = times(s, BASE), add(r, times(h, a))
    return (left[0] * right[2] - right[0] * left[2]) % P == 0 and (
        left[1] * right[2] - right[1] * left[2]
    ) % P == 0


def problems_of_heads(pack: dict[str, Any]) -> list[str]:
    """What is wrong with the chain of batches."""
    found, previous = [], GENESIS
    keys = {name: bytes.fromhex(key) for name, key in pack["public_keys"].items()}
    for expected, head in enumerate(pack["heads"], start=1):
        covered = {
            name: head[name] for name in ("number", "previous_head", "root", "fact_count", "sealed_at")
        }
        if head["number"] != expected or head["previous_head"] != previous:
            found.append("batch %s does not follow the one before" % head["number"])
        if sha256(canonical(covered)) != head["head"]:
            found.append("batch %s: its head does not match its content" % head["number"])
        key = keys.get(head["key_id"])
        if key is None or hashlib.sha256(key).hexdigest()[:16] != head["key_id"]:
            found.append("batch %s: its key is not in the pack" % head["number"])
        elif not is_signed(key, bytes.fromhex(head["head"]), bytes.fromhex(head["signature"])):
            found.append("batch %s: its signature is not good" % head["number"])
        previous = head["head"]
    return found


def problems_of_facts(pack: dict[str, Any]) -> tuple[list[str], int]:
    """What is wrong with the facts, and how many are not sealed yet."""
    found, unsealed = [], 0
    roots = {head["number"]: head["root"] for head in pack["heads"]}
    for fact in pack["facts"]:
        name = "fact %s (%s)" % (fact["header"]["id"], fact["header"]["kind"])
        if sha256(canonical(fact["body"])) != fact["header"]["body_sha256"]:
            found.append(name + ": its body was changed")
        if fact["header"]["subject"] not in pack["subjects"]:
            found.append(name + ": does not belong to this pack")
        if fact["sealed"] is None:
            unsealed += 1
            found.append(name + ": not sealed yet, so nothing proves it; ask for the pack again in an hour")
            continue
        node = sha256(b"\x00" + canonical(fact["header"]))
        for side, neighbour in fact["sealed"]["path"]:
            pair = (neighbour, node) if side == "left" else (node, neighbour)
            node = sha256(b"\x01" + bytes.fromhex(pair[0]) + bytes.fromhex(pair[1]))
        if node != roots.get(fact["sealed"]["seal"]):
            found.append(name + ": does not lead to the root of batch %s" % fact["sealed"]["seal"])
    return found, unsealed


def problems_of_files(pack: dict[str, Any], folder: str) -> list[str]:
    """What is wrong with the documents beside the pack."""
    found = []
    for name, digest in pack.get("files", {}).items():
        path = os.path.join(folder, name)
        if os.path.isabs(name) or ".." in name.split("/"):
            found.append("file %s: a name that leaves the pack" % name)
        elif not os.path.exists(path):
            found.append("file %s is missing" % name)
        else:
            with open(path, "rb") as file:
                if sha256(file.read()) != digest:
                    found.append("file %s was changed" % name)
    named = {fact["body"].get("sha256") for fact in pack["facts"]}
    found += [
        "file %s: no fact names it" % n for n, digest in pack.get("files", {}).items() if digest not in named
    ]
    return found


def main(arguments: list[str]) -> int:
    place = (
        arguments[1]
        if len(arguments) > 1
        else os.path.join(os.path.dirname(os.path.abspath(__file__)), "evidence.json")
    )
    try:
        with open(place, encoding="utf-8") as file:
            pack = json.load(file)
        if pack.get("format") != "zhixing-evidence-1":
            print("not an evidence pack of a known format")
            print("NOT PROVED")
            return 2
        found = problems_of_heads(pack)
        of_facts, unsealed = problems_of_facts(pack)
        found += of_facts + problems_of_files(pack, os.path.dirname(os.path.abspath(place)))
    except (AttributeError, KeyError, TypeError, ValueError) as broken:
        print("PROBLEM  the pack is not whole: %r" % broken)
        print("NOT PROVED")
        return 1
    for problem in found:
        print("PROBLEM  " + problem)
    print(
        "facts %d, of them not sealed yet %d; batches %d; files %d"
        % (len(pack["facts"]), unsealed, len(pack["heads"]), len(pack.get("files", {})))
    )
    for name in pack["public_keys"]:
        print("public key " + name)
    print("NOT PROVED" if found else "PROVED")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
