"""Writes the evidence of one case as a pack that a stranger can check."""

import json
import zipfile
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from zhixing.cases.models import Case
from zhixing.documents.queries import documents_of
from zhixing.foundation import clock
from zhixing.foundation.evidence.operations import seal_next
from zhixing.foundation.evidence.queries import pack_of

SEAL_BATCH = 2000


@dataclass(frozen=True, slots=True)
class Pack:
    """What was written."""

    file: Path
    facts: int
    sealed: int
    documents: int


def write_pack(*, case: Case, folder: Path) -> Pack:
    """Write `<case number>.zip` with the facts, their proofs, the issued documents and the verifier.

    What waits for its seal is sealed first, because an unsealed fact proves nothing. Call it where every court is
    visible.
    """
    while seal_next(now=clock.now(), limit=SEAL_BATCH) == SEAL_BATCH:
        pass
    content = pack_of([f"case:{case.id}"])
    documents = documents_of(case.id)
    content["case"] = case.number
    content["files"] = {f"documents/{item.file_name}": item.sha256 for item in documents}
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{case.number}证据包.zip"
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("evidence.json", json.dumps(content, ensure_ascii=False, indent=1))
        for item in documents:
            archive.writestr(f"documents/{item.file_name}", item.read())
        verifier = resources.files("zhixing.foundation.evidence") / "verifier.py"
        archive.writestr("verify.py", verifier.read_text(encoding="utf-8"))
    sealed = sum(fact["sealed"] is not None for fact in content["facts"])
    return Pack(target, len(content["facts"]), sealed, len(documents))
