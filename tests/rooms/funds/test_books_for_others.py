"""Somebody else's program checks our books, and an auditor computes a signed statement again without this house."""

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from dataclasses import replace
from datetime import date, timedelta
from importlib import resources
from pathlib import Path

import pytest

from funds_world import NOW, SYSTEM, make_case, person, take_in
from zhixing.foundation.identity.models import Court, Role
from zhixing.funds import operations, queries
from zhixing.funds.models import Explanation, Holder
from zhixing.funds.rules.beancount import HOLDERS, Opened, account_name

ROOT = Path(__file__).resolve().parents[3]
TOOL = shutil.which("bean-check", path=str(Path(sys.executable).parent))
DAY = date(2022, 3, 1)


def _busy_office(court: Court) -> None:
    """Money arrives, is split and paid, is reversed; a debit is corrected; a day is closed and a line comes late."""
    chief, accountant = person(court, Role.BUREAU_CHIEF), person(court, Role.FUND_ACCOUNTANT)
    case, other = make_case(court, 7), make_case(court, 8)
    take_in(
        court, [("B1", 5_000_000, "李四", "案“款”\\", case.sub_account), ("B2", 1_234, "王五", "转账", "")]
    )
    (plan,) = operations.plan_distribution(case_id=case.id, now=NOW, actor=SYSTEM)
    (payment,) = operations.approve(plan_id=plan.id, now=NOW, actor=chief)
    operations.write_payment_file(court=court, now=NOW, actor=SYSTEM)
    operations.close_day(court=court, on=DAY, now=NOW, actor=accountant)
    lines = [
        ("P1", -payment.fen, "张三丰", f"付款 {payment.reference}", ""),
        ("D1", -77, "银行", "手续费", ""),
    ]
    take_in(court, lines, opening=305_001_234, day=2)
    take_in(court, [("B3", 300_000, "李四", "", other.sub_account)], opening=300_141_157, day=3)
    take_in(court, [("R3", -300_000, "李四", "冲正", other.sub_account)], opening=300_441_157, day=4)
    correction = operations.propose_correction(
        difference_id=queries.open_differences()[0].id, explanation=Explanation.BANK_CHARGE,
        reason="银行手续费", now=NOW, actor=accountant,
    )  # fmt: skip
    operations.approve_correction(correction_id=correction.id, now=NOW, actor=chief)
    assert queries.verify_books().problems == []


def _export(court: Court, folder: Path) -> Path:
    file = folder / "books.beancount"
    pieces = queries.beancount_lines(court_ids=[court.pk], title="账", made_at=NOW)
    file.write_text("".join(pieces), encoding="utf-8")
    return file


def _bean_check(file: Path) -> subprocess.CompletedProcess[str]:
    if TOOL is None:
        if os.environ.get("CI"):
            pytest.fail("CI must install the group “audit”: scripts/setup.sh --dev")
        pytest.skip("bean-check is not installed (group “audit”)")
    return subprocess.run([TOOL, str(file)], capture_output=True, text=True, check=False)


def test_beancount_agrees_with_the_whole_books(wangqing: Court, tmp_path: Path) -> None:
    _busy_office(wangqing)
    file = _export(wangqing, tmp_path)
    done = _bean_check(file)
    assert (done.returncode, done.stderr) == (0, "")
    text = file.read_text(encoding="utf-8")
    assert text.count(" balance Assets:Bank:") == 4
    assert "2022-03-03 balance Assets:Bank:B" in text
    assert 'case: "（2022）吉2424执7号"' in text
    assert "  belongs-to: 2022-03-01" in text


def test_beancount_finds_a_fen_that_was_moved(wangqing: Court, tmp_path: Path) -> None:
    _busy_office(wangqing)
    file = _export(wangqing, tmp_path)
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("  50000.00 CNY", "  50000.01 CNY", 1), encoding="utf-8")
    done = _bean_check(file)
    assert done.returncode == 1
    assert "Transaction does not balance: (0.01 CNY)" in done.stderr


def test_beancount_finds_a_fen_between_books_and_bank(wangqing: Court, tmp_path: Path) -> None:
    _busy_office(wangqing)
    file = _export(wangqing, tmp_path)
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("3050012.34 ~", "3050012.35 ~"), encoding="utf-8")
    done = _bean_check(file)
    assert done.returncode == 1
    assert "Balance failed for" in done.stderr
    assert "3050012.35 CNY != accumulated 3050012.34 CNY (0.01 too" in done.stderr


def test_an_auditor_computes_a_statement_again_with_pythons_own_library(
    wangqing: Court, tmp_path: Path
) -> None:
    _busy_office(wangqing)
    last = date(2022, 3, 31)
    made = operations.prove_day(court=wangqing, on=last, now=NOW + timedelta(days=40), actor=SYSTEM)
    books = _export(wangqing, tmp_path)
    for package, source, name in (
        ("zhixing.funds.rules", "recomputation.py", "recompute.py"),
        ("zhixing.foundation.evidence", "verifier.py", "verify.py"),
    ):
        (tmp_path / name).write_text((resources.files(package) / source).read_text(encoding="utf-8"))
    signed = queries.signed(made.stand[0]).as_json()
    file = tmp_path / "statement.json"

    def run(content: dict[str, object]) -> str:
        file.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
        done = subprocess.run(
            [sys.executable, "-I", "-c", f"import sys; sys.path.insert(0, {str(tmp_path)!r}); import recompute;"
             f" sys.exit(recompute.main(['', {str(books)!r}, {str(file)!r}]))"],
            capture_output=True, text=True, check=False, cwd=tmp_path,
        )  # fmt: skip
        assert done.stderr == ""
        return done.stdout

    assert run(signed).endswith("\nPROVED\n")
    closed = queries.latest_proof(account_id=made.stand[0].bank_account_id, on=DAY)
    assert closed is not None
    assert run(queries.signed(closed).as_json()).endswith("\nPROVED\n")
    forged = json.loads(json.dumps(signed))
    forged["statement"]["holders"]["case"] += 1
    words = run(forged)
    assert "the hash does not match" in words
    assert "holders: signed" in words
    assert words.endswith("NOT PROVED\n")
    forged = {**signed, "signature": "00" * 64}
    assert "the signature is not good" in run(forged)


def test_every_holder_has_a_name_in_beancount() -> None:
    assert set(HOLDERS) == {holder.value for holder in Holder}


def test_names_are_valid_and_tell_accounts_apart() -> None:
    key = "019a0000-0000-7000-8000-0123456789ab"
    one = Opened(key, 3, "", "汪清县人民法院", "case", "", "（2022）吉2424执恢7号")
    assert account_name(one) == "Liabilities:Case:B3:Y2022-C2424-N7-0123456789AB"
    assert (
        account_name(replace(one, case="", holder="unidentified", drawer="opening"))
        == "Liabilities:Unidentified:B3:Opening"
    )


def test_beancount_is_a_tool_of_the_tests_and_no_part_of_the_product() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert not [line for line in project["project"]["dependencies"] if "beancount" in line]
    assert [line for line in project["dependency-groups"]["audit"] if line.startswith("beancount")]
    for file in (ROOT / "src").rglob("*.py"):
        assert not re.search(r"^\s*(import|from) beancount\b", file.read_text(encoding="utf-8"), re.M), file
