"""The node on an exchange folder: what lies in `to-unit` is taken, answers appear in `to-court`."""

from pathlib import Path

from zhixing.inquiries.node.answering import Node, Said
from zhixing.inquiries.wire import exchange


def take_from_folder(node: Node, folder: Path, *, limit: int = 500) -> int:
    """Answer every message in the folder, then whatever was decided meanwhile; the number of messages taken.

    The answer lies there before the question is put away: a node killed between the two takes the question again, knows its
    bytes, and finds the answer given.
    """
    taken = 0
    for file in exchange.waiting(folder / exchange.TO_UNIT, limit=limit):
        raw = exchange.read_file(file)
        said = node.answer_to(raw) or node.take(raw)
        _hand_over(folder, said, file)
        exchange.discard(file)
        taken += 1
    for said in node.work_off(limit=limit):
        _hand_over(folder, said, None)
    return taken


def _hand_over(folder: Path, said: Said, question: Path | None) -> None:
    name = said.in_reply_to or (question.stem if question else "unknown")
    exchange.put(folder / exchange.TO_COURT, f"{name}", said.content)
