"""Books somebody else can check: Beancount's words, the signed statement's figures, and their recomputation."""

import hashlib
import json
import runpy
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from zhixing.funds.rules import recomputation
from zhixing.funds.rules.beancount import (
    Movement,
    Opened,
    account_name,
    assertion,
    head,
    in_order,
    opening,
    quoted,
    transaction,
    yuan,
)
from zhixing.funds.rules.proofs import digest_of_cases, same_figures, statement_of
from zhixing.funds.rules.recomputation import figures, problems, read_books

DAY = date(2022, 3, 31)
CASE = Opened(
    "0190aaaa-0000-7000-8000-00000000abcd",
    3,
    "622200001",
    "汪清县人民法院",
    "case",
    "",
    "（2022）吉2424执7号",
)
BANK = Opened("0190aaaa-0000-7000-8000-000000000001", 3, "622200001", "汪清县人民法院", "bank", "", "")
MOVED = Movement(
    "k1", "receipt:1", "receipt", DAY, "到账", "", "", None, (("Assets:Bank:B3", 5), ("Liabilities:X", -5))
)


@pytest.mark.parametrize(("account", "name"), [
    (CASE, "Liabilities:Case:B3:Y2022-C2424-N7-00000000ABCD"),
    (replace(CASE, case="旧号"), "Liabilities:Case:B3:Case-00000000ABCD"),
    (BANK, "Assets:Bank:B3"),
    (replace(BANK, holder="unidentified", drawer="paper"), "Liabilities:Unidentified:B3:Paper"),
])  # fmt: skip
def test_every_account_of_the_books_has_a_name_of_its_own(account: Opened, name: str) -> None:
    assert account_name(account) == name


@pytest.mark.parametrize(
    ("fen", "text"),
    [
        (0, "0.00 CNY"), (1, "0.01 CNY"), (-1, "-0.01 CNY"), (99, "0.99 CNY"), (100, "1.00 CNY"), (-12_345, "-123.45 CNY"),
    ],
)  # fmt: skip
def test_every_fen_is_written_in_yuan(fen: int, text: str) -> None:
    assert yuan(fen) == text


def test_words_of_the_books_stay_on_one_line() -> None:
    assert quoted('甲 "乙"\n\\丙') == '"甲 \\"乙\\" \\\\丙"'


def test_the_books_open_with_their_currency_and_accounts() -> None:
    assert head(title="账册", made_at="2022-04-01", first=date(2022, 1, 1)) == (
        "; 账册\n; 生成于 2022-04-01。金额单位：元（CNY）；持有人为负债，贷方为负。\n"
        'option "title" "账册"\noption "operating_currency" "CNY"\n\n2022-01-01 commodity CNY\n\n'
    )
    assert opening(BANK, "Assets:Bank:B3", date(2022, 1, 1)) == (
        f'2022-01-01 open Assets:Bank:B3 CNY\n  key: "{BANK.key}"\n  court: "汪清县人民法院"\n'
        '  bank-account: "622200001"\n  holder: "bank"\n'
    )


def test_a_journal_is_a_transaction_and_a_correction_names_what_it_corrects() -> None:
    legs = "  Assets:Bank:B3  0.05 CNY\n  Liabilities:X  -0.05 CNY\n\n"
    assert transaction(MOVED) == f'2022-03-31 * "receipt" "到账" ^k1\n  ref: "receipt:1"\n{legs}'
    corrected = replace(MOVED, key="k2", reverses="k1", by="王会计", true_on=date(2022, 3, 30))
    assert transaction(corrected) == (
        '2022-03-31 * "receipt" "到账" ^k2 ^k1\n  ref: "receipt:1"\n  by: "王会计"\n  belongs-to: 2022-03-30\n'
        + legs
    )


def test_what_the_bank_says_for_a_day_is_asserted_on_the_day_after() -> None:
    assert assertion("Assets:Bank:B3", DAY, 1000, -250) == (
        "2022-04-01 balance Assets:Bank:B3  7.50 ~ 0.00 CNY\n  statement: 10.00 CNY\n  under-way: -2.50 CNY\n"
    )
    assert assertion("Assets:Bank:B3", DAY, 1000, 0) == (
        "2022-04-01 balance Assets:Bank:B3  10.00 ~ 0.00 CNY\n  statement: 10.00 CNY\n"
    )


def test_an_assertion_stands_after_the_last_transaction_of_its_day() -> None:
    days = [date(2022, 3, 30), DAY, DAY, date(2022, 4, 2)]
    moved = [replace(MOVED, key=f"k{place}", on=on) for place, on in enumerate(days)]
    said = [(date(2022, 3, 29), "a29"), (DAY, "a31"), (date(2022, 4, 1), "a01"), (date(2022, 4, 2), "a02"), (date(2022, 4, 3), "a03")]  # fmt: skip
    found = list(in_order(moved, said))
    k0, k1, k2, k3 = (transaction(one) for one in moved)
    assert found == ["a29\n", k0, k1, k2, "a31\n", "a01\n", k3, "a02\n", "a03\n"]
    assert list(in_order(moved[:1], [])) == [k0]


def test_the_hash_over_all_cases_leaves_out_what_holds_nothing_and_knows_no_order() -> None:
    held = [
        ("（2022）吉2424执8号", "case", 1),
        ("（2022）吉2424执7号", "case", -2),
        ("（2022）吉2424执9号", "case", 0),
    ]
    written = "（2022）吉2424执7号\tcase\t-2\n（2022）吉2424执8号\tcase\t1\n".encode()
    assert digest_of_cases(held) == digest_of_cases(held[::-1]) == hashlib.sha256(written).hexdigest()


def _statement(**other: Any) -> dict[str, Any]:
    usual: dict[str, Any] = {
        "court": ("吉2424", "汪清县人民法院"), "account": "622200001", "on": DAY, "ledger": (700, 3, 5),
        "bank": (950, DAY, "S9"), "items": [("在途", -250, "ZX1")],
        "holders": [("case", 700), ("unidentified", 0)],
        "cases": (1, 700, digest_of_cases([("（2022）吉2424执7号", "case", 700)])), "differences": [], "difference_fen": 0,
    }  # fmt: skip
    return statement_of(**(usual | other))


def test_the_signed_statement_holds_the_three_ways_of_a_day() -> None:
    found = _statement(differences=[("差一分", 1, "S8")], difference_fen=1)
    assert found == {
        "format": "zhixing-three-ways-1", "court": {"code": "吉2424", "name": "汪清县人民法院"}, "account": "622200001",
        "on": "2022-03-31", "ledger": {"fen": 700, "journals": 3, "postings": 5},
        "bank": {"fen": 950, "on": "2022-03-31", "serial": "S9"},
        "items": [{"text": "在途", "fen": -250, "reference": "ZX1"}], "holders": {"case": 700, "unidentified": 0},
        "cases": {"count": 1, "fen": 700, "sha256": digest_of_cases([("（2022）吉2424执7号", "case", 700)])},
        "differences": [{"text": "差一分", "fen": 1, "reference": "S8"}], "difference_fen": 1,
    }  # fmt: skip
    assert _statement(bank=(5, DAY, ""))["bank"]["on"] == "2022-03-31"
    assert _statement(bank=(0, None, ""))["bank"] == {"fen": 0, "on": None, "serial": ""}


def test_statements_are_the_same_whoever_made_them_and_differ_by_a_fen() -> None:
    one = _statement() | {"made_at": "10:00", "made_by": "甲"}
    assert same_figures(one, _statement() | {"made_at": "11:00", "made_by": "乙"})
    assert not same_figures(one, _statement(difference_fen=1))
    assert not same_figures(one, _statement() | {"note": ""})


BOOKS = """; 账册
2022-01-01 commodity CNY

2022-01-01 open Assets:Bank:B3 CNY
  key: "k-bank"
  court: "汪清县人民法院"
  bank-account: "622200001"
  holder: "bank"

2022-01-01 open Liabilities:Case:B3 CNY
  court: "汪清县人民法院"
  bank-account: "622200001"
  holder: "case"
  case: "（2022）吉2424执7号 \\"甲\\""

2022-01-01 open Liabilities:Empty:B3 CNY
  court: "汪清县人民法院"
  bank-account: "622200001"
  holder: "case"
  case: "（2022）吉2424执8号"

2022-01-01 open Liabilities:Deposit:B3 CNY
  court: "汪清县人民法院"
  bank-account: "622200001"
  holder: "deposit"
  case: "（2022）吉2424执7号 \\"甲\\""

2022-01-01 open Liabilities:Unidentified:B3 CNY
  court: "汪清县人民法院"
  bank-account: "622200001"
  holder: "unidentified"

2022-01-01 open Assets:Bank:B4 CNY
  court: "延吉市人民法院"
  bank-account: "622200001"
  holder: "bank"

2022-01-01 open Assets:Bank:B5 CNY
  court: "汪清县人民法院"
  bank-account: "622200005"
  holder: "bank"

2022-03-30 * "receipt" "到账" ^a
  ref: "receipt:1"
  Assets:Bank:B3  10.07 CNY
  Liabilities:Case:B3  -10.00 CNY
  Liabilities:Unidentified:B3  -0.07 CNY

2022-03-31 * "deposit" "提存" ^b
  ref: "deposit:1"
  by: "王会计"
  Liabilities:Case:B3  3.01 CNY
  Liabilities:Deposit:B3  -3.01 CNY

2022-04-01 balance Assets:Bank:B3  10.07 ~ 0.00 CNY
  statement: 10.07 CNY

2022-03-31 * "receipt" "别院到账" ^c
  Assets:Bank:B4  99.00 CNY
  Assets:Bank:B5  -99.00 CNY

2022-04-01 * "receipt" "次日" ^d
  Assets:Bank:B3  5.00 CNY
  Liabilities:Case:B3  -5.00 CNY
"""
NUMBER = '（2022）吉2424执7号 "甲"'
HELD = {
    "ledger": {"fen": 1007, "journals": 2, "postings": 5},
    "holders": {"case": 699, "deposit": 301, "unidentified": 7},
    "cases": {
        "count": 1, "fen": 1000, "sha256": hashlib.sha256(f"{NUMBER}\tcase\t699\n{NUMBER}\tdeposit\t301\n".encode()).hexdigest(),
    },
}  # fmt: skip


def test_the_books_are_added_up_to_the_day_and_no_further() -> None:
    books = read_books(BOOKS.splitlines(), "2022-03-31")
    assert books.sums["Assets:Bank:B3"] == 1007
    assert books.sums["Liabilities:Case:B3"] == -699
    assert books.about["Liabilities:Case:B3"] == {
        "court": "汪清县人民法院", "bank-account": "622200001", "holder": "case", "case": NUMBER,
    }  # fmt: skip
    assert books.journals == {
        "Assets:Bank:B3": 1, "Liabilities:Case:B3": 1, "Liabilities:Unidentified:B3": 0, "Liabilities:Deposit:B3": 0,
        "Assets:Bank:B4": 1, "Assets:Bank:B5": 0,
    }  # fmt: skip
    assert figures(books, _statement()) == HELD
    assert read_books(BOOKS.splitlines(), "2022-04-01").sums["Assets:Bank:B3"] == 1507
    assert read_books(BOOKS.splitlines(), "2022-03-29").sums == {}


def test_cases_that_hold_nothing_are_not_counted() -> None:
    paid = BOOKS.replace("-3.01", "-10.00").replace(" 3.01", " 10.00")
    found = figures(read_books(paid.splitlines(), "2022-03-31"), _statement())
    assert found["holders"] == {"case": 0, "deposit": 1000, "unidentified": 7}
    held = hashlib.sha256(f"{NUMBER}\tdeposit\t1000\n".encode()).hexdigest()
    assert found["cases"] == {"count": 1, "fen": 1000, "sha256": held}
    # Two accounts of one case and holder that cancel each other hold nothing either.
    twice = BOOKS.replace("（2022）吉2424执8号", NUMBER.replace('"', '\\"')) + (
        '\n2022-03-31 * "x" "y" ^e\n  Liabilities:Case:B3  6.99 CNY\n  Liabilities:Empty:B3  0.01 CNY\n'
        "  Liabilities:Case:B3  -0.01 CNY\n  Liabilities:Empty:B3  -0.00 CNY\n"
    )
    found = figures(read_books(twice.splitlines(), "2022-03-31"), _statement())
    assert found["cases"]["fen"] == 301
    nothing = figures(read_books([], "2022-03-31"), _statement())
    assert nothing["ledger"] == {"fen": 0, "journals": 0, "postings": 0}
    assert nothing["cases"] == {"count": 0, "fen": 0, "sha256": hashlib.sha256(b"").hexdigest()}


def _signed(**other: Any) -> dict[str, Any]:
    statement = _statement(
        ledger=(1007, 2, 5), bank=(1000, DAY, "S9"), items=[("在途", 5, "ZX1"), ("在途", 2, "ZX2")],
        holders=list(HELD["holders"].items()), cases=tuple(HELD["cases"].values()),
    )  # fmt: skip
    public = b"p" * 32
    written = json.dumps(statement, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    return {
        "statement": statement, "sha256": hashlib.sha256(written).hexdigest(), "public_key": public.hex(),
        "key_id": hashlib.sha256(public).hexdigest()[:16], "signature": b"s".hex(),
    } | other  # fmt: skip


def _is_signed(public: bytes, message: bytes, signature: bytes) -> bool:
    return (public, message.hex(), signature) == (b"p" * 32, _signed()["sha256"], b"s")


def test_a_true_statement_has_no_problems_and_each_fault_is_named_alone() -> None:
    books = read_books(BOOKS.splitlines(), "2022-03-31")
    assert problems(books, _signed(), _is_signed) == []
    assert problems(books, _signed(), None) == [
        "the signature was not checked: put verify.py of an evidence pack beside this file"
    ]
    assert problems(books, _signed(signature=b"t".hex()), _is_signed) == ["the signature is not good"]
    assert problems(books, _signed(key_id="0" * 16), _is_signed) == [
        "the public key is not the one that is named"
    ]
    assert problems(books, _signed(sha256="0" * 64), _is_signed) == ["the hash does not match the statement"]


def test_a_figure_that_the_books_do_not_give_is_named() -> None:
    later = read_books(BOOKS.splitlines(), "2022-04-01")
    found = problems(later, _signed(), _is_signed)
    assert [problem.partition(":")[0] for problem in found] == ["ledger", "holders", "cases"]
    assert found[0] == (
        "ledger: signed {'fen': 1007, 'journals': 2, 'postings': 5}, "
        "the books give {'fen': 1507, 'journals': 3, 'postings': 7}"
    )


def test_a_difference_must_be_what_ledger_statement_and_items_leave() -> None:
    signed = _signed()
    signed["statement"]["difference_fen"] = 1
    written = json.dumps(
        signed["statement"], ensure_ascii=False, sort_keys=True, separators=(",", ":")
    ).encode()
    signed["sha256"] = hashlib.sha256(written).hexdigest()
    assert problems(read_books(BOOKS.splitlines(), "2022-03-31"), signed, lambda *_: True) == [
        "ledger, statement and items do not add up to the difference that is named"
    ]


def test_the_checker_runs_alone_and_ends_with_nothing_only_when_proved(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    books, signed = tmp_path / "books.beancount", tmp_path / "statement.json"
    books.write_text(BOOKS, encoding="utf-8")
    signed.write_text(json.dumps(_signed()), encoding="utf-8")
    arguments = ["recompute.py", str(books), str(signed)]
    monkeypatch.delitem(sys.modules, "verify", raising=False)
    assert recomputation.main(arguments) == 1
    line = f"2022-03-31  622200001  key {_signed()['key_id']}\n"
    problem = "PROBLEM  the signature was not checked: put verify.py of an evidence pack beside this file\n"
    assert capsys.readouterr().out == f"{problem}{line}NOT PROVED\n"
    (tmp_path / "verify.py").write_text("def is_signed(*_):\n    return True\n", encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    assert recomputation.main(arguments) == 0
    assert capsys.readouterr().out == f"{line}PROVED\n"
    for wrong in (arguments[:2], [*arguments, "more"]):
        assert recomputation.main(wrong) == 2
        assert "python3 recompute.py books.beancount statement.json" in capsys.readouterr().out


def test_the_checker_is_a_program(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["recompute.py"])
    with pytest.raises(SystemExit) as ended:
        runpy.run_path(str(Path(recomputation.__file__)), run_name="__main__")
    assert ended.value.code == 2
