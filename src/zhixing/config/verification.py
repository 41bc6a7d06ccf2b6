"""`zhixing verify`: proves everything again from the rows."""

from dataclasses import dataclass
from typing import Any

from zhixing.documents.queries import verify_documents
from zhixing.documents.queries.seals import verify_seals
from zhixing.foundation import clock
from zhixing.foundation.evidence.queries import verify_chain
from zhixing.foundation.identity.scope import every_court_visible
from zhixing.funds.queries import verify_books, verify_proofs


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was proved, or not."""

    name: str
    title: str
    figures: str
    problems: list[str]


@dataclass(frozen=True, slots=True)
class Verification:
    """Every check."""

    checks: tuple[Check, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing was found wrong."""
        return not any(check.problems for check in self.checks)

    def as_json(self) -> dict[str, Any]:
        """The report as the command line prints it."""
        return {
            "ok": self.ok,
            "checks": {
                check.name: {"ok": not check.problems, "figures": check.figures, "problems": check.problems}
                for check in self.checks
            },
        }


def verify_everything() -> Verification:
    """Recompute the evidence chain, the books, the signed statements and the hashes of stored documents."""
    with every_court_visible():
        chain = verify_chain()
        books = verify_books()
        proofs = verify_proofs()
        documents = verify_documents()
        seals = verify_seals(now=clock.real_now())
    return Verification(
        (
            Check(
                "evidence",
                "证据链",
                f"事实 {chain.facts + chain.unsealed} 条，批次 {chain.seals} 个，待封存 {chain.unsealed} 条",
                chain.problems,
            ),
            Check("books", "账目", books.figures, books.problems),
            Check("statements", "三方对账单与结账", proofs.figures, proofs.problems),
            Check("documents", "文书", documents.figures, documents.problems),
            Check("seals", "印章", seals.figures, seals.problems),
        )
    )
