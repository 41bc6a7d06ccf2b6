"""A generated office is the sample's sister: same formats, same proportions, books that balance."""

import re
from collections import Counter
from pathlib import Path

import pytest

from zhixing.simulator import Office, World, read_office, sample_folder, write_world
from zhixing.simulator.people import credit_check, luhn_holds, resident_check
from zhixing.simulator.world import MAX_CASES

SEEDS = (1, 20221231)


def rows_of(grid: tuple[tuple[object, ...], ...]) -> list[dict[str, object]]:
    header = [str(cell) for cell in grid[0]]
    return [dict(zip(header, row, strict=True)) for row in grid[1:]]


def fen(text: str) -> int:
    yuan, cents = text.replace(",", "").split(".")
    return int(yuan) * 100 + int(cents) if text else 0


def shape(value: object) -> str:
    """How a cell is written, its digits aside."""
    if not isinstance(value, str):
        return type(value).__name__
    return re.sub(r"[0-9]+", "n", re.sub(r"[０-９]+", "Ｎ", value))


@pytest.fixture(scope="module")
def sample() -> Office:
    return read_office(sample_folder())


@pytest.fixture(scope="module", params=SEEDS)
def office(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Office:
    folder = tmp_path_factory.mktemp("office")
    write_world(folder, seed=request.param, cases=600)
    return read_office(folder)


def test_same_seed_same_bytes_another_seed_others() -> None:
    first, again, other = World(7, cases=200), World(7, cases=200), World(8, cases=200)
    assert first.files() == again.files()
    assert all(first.files()[name] != other.files()[name] for name in first.files())


def test_hard_world_is_deterministic_and_keeps_the_plain_cases() -> None:
    plain, hard, again = World(7, cases=200), World(7, cases=200, hard=True), World(7, cases=200, hard=True)
    assert hard.files() == again.files()
    assert hard.cases == plain.cases


def test_same_files_and_headers_as_the_sample(sample: Office, office: Office) -> None:
    assert office.title == sample.title == "汪清县人民法院2022年执行案件台账"
    assert office.register[0] == sample.register[0]
    assert office.freezes[0] == sample.freezes[0]
    assert office.preamble == sample.preamble
    assert office.statement[0] == sample.statement[0]
    assert {name: rows[0] for name, rows in office.units.items()} == {
        name: rows[0] for name, rows in sample.units.items()
    }
    assert office.truth.keys() == sample.truth.keys()


def test_truth_has_the_sample_s_keys(sample: Office, office: Office) -> None:
    for name in ("cases", "register", "freezes"):
        assert {tuple(record) for record in office.truth[name]} == {
            tuple(record) for record in sample.truth[name]
        }
    assert {tuple(record) for record in office.truth["statement"]} == {
        tuple(record) for record in sample.truth["statement"]
    }
    assert [record.get("unit") for record in office.truth["units"]] == [
        record.get("unit") for record in sample.truth["units"]
    ]


def test_encodings_and_line_ends_are_the_sample_s(tmp_path: Path) -> None:
    write_world(tmp_path, seed=3, cases=200)
    for folder in (tmp_path, sample_folder()):
        statement = (folder / "案款专户流水.csv").read_bytes()
        assert statement.count(b"\n") == statement.count(b"\r\n")
        assert statement.decode("gb18030").startswith("账户明细查询\r\n户名:")
        for unit in (folder / "units").glob("*.csv"):
            raw = unit.read_bytes()
            assert raw.startswith(b"\xef\xbb\xbf")
            assert raw.count(b"\n") == raw.count(b"\r\n")


@pytest.mark.parametrize("column", ["立案日期", "生效日期", "执行标的额（本金）", "诉讼费", "案号", "利率"])
def test_cells_are_written_in_the_sample_s_styles(sample: Office, office: Office, column: str) -> None:
    def shares(of: Office) -> dict[str, float]:
        rows = rows_of(of.register)
        found = Counter(shape(row[column]) for row in rows)
        return {look: count / len(rows) for look, count in found.items()}

    theirs, ours = shares(sample), shares(office)
    for look in theirs.keys() | ours.keys():
        assert ours.get(look, 0) == pytest.approx(theirs.get(look, 0), abs=0.06), look


def test_proportions_follow_the_sample(sample: Office, office: Office) -> None:
    def figures(of: Office) -> dict[str, float]:
        cases = len(of.truth["cases"])
        lines = of.truth["statement"]
        remarks = rows_of(of.statement)
        paid = {line["case"] for line in lines if line["case"]}
        principal = sorted(case["principal_fen"] for case in of.truth["cases"])
        debtors = [number for case in of.truth["cases"] for number in case["debtors"]]
        return {
            "measures per case": len(of.truth["freezes"]) / cases,
            "bad measures": sum(one["bad"] is not None for one in of.truth["freezes"]) / cases,
            "refused rows": len(of.truth["register"]) / cases,
            "bank lines per case": len(lines) / cases,
            "cases paid": len(paid) / cases,
            "lines with a sub-account": sum(bool(row["虚拟子账号"]) for row in remarks) / len(lines),
            "exact numbers": sum("吉2424执" in str(row["摘要/附言"]) for row in remarks) / len(lines),
            "lines of no case": sum(line["case"] is None for line in lines) / len(lines),
            "reversals": sum(line["fen"] < 0 for line in lines) / len(lines),
            "firms among debtors": sum(number.startswith("91") for number in debtors) / len(debtors),
            "debtors per case": len(debtors) / cases / 3,
            "different debtors": len(set(debtors)) / len(debtors),
            "median principal in million": principal[cases // 2] / 1e8 * 10,
        }

    theirs, ours = figures(sample), figures(office)
    for name, share in theirs.items():
        assert ours[name] == pytest.approx(share, abs=0.08), name


def test_every_kind_of_mistake_occurs(sample: Office) -> None:
    world = World(5, cases=2000)
    kinds = {row.mistake for row in world.rows if row.mistake}
    assert kinds == {record["why"] for record in sample.truth["register"]}
    assert {measure.bad for measure in world.measures} == {one["bad"] for one in sample.truth["freezes"]}


def test_running_balance_holds_and_truth_matches(office: Office) -> None:
    balance = 300_000_000
    lines = rows_of(office.statement)
    assert len(lines) == len(office.truth["statement"])
    serials = [str(line["交易流水号"]) for line in lines]
    assert len(set(serials)) == len(serials)
    times = [str(line["交易时间"]) for line in lines]
    assert times == sorted(times)
    for line, true in zip(lines, office.truth["statement"], strict=True):
        change = fen(str(line["贷方发生额"]) or "0.00") - fen(str(line["借方发生额"]) or "0.00")
        balance += change
        assert (line["交易流水号"], change) == (true["serial"], true["fen"])
        assert fen(str(line["账户余额"])) == balance


def test_sub_accounts_and_reversals_point_to_the_true_case(office: Office) -> None:
    number_of = {case["sub_account"]: case["number"] for case in office.truth["cases"]}
    earlier: Counter[tuple[str, int]] = Counter()
    for line, true in zip(rows_of(office.statement), office.truth["statement"], strict=True):
        account, remark = str(line["对方账号"]), str(line["摘要/附言"])
        if line["虚拟子账号"]:
            assert number_of[str(line["虚拟子账号"])] == true["case"]
        if true["fen"] < 0:
            assert remark.startswith("冲正 ")
            assert true["note"] == "reversal"
            earlier[account, -true["fen"]] -= 1
            assert earlier[account, -true["fen"]] >= 0
        else:
            earlier[account, true["fen"]] += 1
        if true.get("note") == "genuine second transfer":
            assert earlier[account, true["fen"]] == 2


def test_check_digits_hold_except_where_the_truth_says_otherwise(office: Office) -> None:
    why = {record["row"]: record["why"] for record in office.truth["register"]}
    for row_number, row in enumerate(rows_of(office.register), start=3):
        if why.get(row_number) == "duplicate-number":
            continue
        assert luhn_holds(str(row["账号"])) is (why.get(row_number) != "bad-account")
        ids = [number_holds(one) for one in str(row["被执行人证件号码"]).split("、")]
        assert all(ids) is (why.get(row_number) != "debtor-id")


def number_holds(number: str) -> bool:
    check = credit_check if number.startswith("91") else resident_check
    return check(number[:17]) == number[17]


def test_refused_rows_are_where_the_truth_says(sample: Office, office: Office) -> None:
    for one in (sample, office):
        numbers = [re.sub(r"\D+", " ", str(row["案号"])) for row in rows_of(one.register)]
        for record in one.truth["register"]:
            assert numbers[record["row"] - 3].split() == re.sub(r"\D+", " ", record["number"]).split()


def test_namesakes_share_a_debtor_s_name_and_owe_nothing(office: Office) -> None:
    debtors = {number for case in office.truth["cases"] for number in case["debtors"]}
    names = {name for row in rows_of(office.register) for name in str(row["被执行人"]).split("、")}
    namesakes = set(office.truth["units"][-1]["namesakes_of_debtors_who_owe_nothing"])
    assert namesakes
    assert namesakes.isdisjoint(debtors)
    lines = [line for grid in office.units.values() for line in grid[1:]]
    for number in namesakes:
        named = {line[line.index(number) - 1] for line in lines if number in line}
        assert named
        assert named <= names


def test_case_count_is_limited() -> None:
    with pytest.raises(ValueError, match="24000"):
        World(1, cases=MAX_CASES + 1)
    assert len(World(1, cases=1).cases) == 1
    with pytest.raises(ValueError, match="50"):
        World(1, cases=49, hard=True)


def test_sample_ships_with_the_package() -> None:
    assert {path.name for path in sample_folder().iterdir()} == {
        "truth",
        "units",
        "执行案件台账.xlsx",
        "查封冻结台账.xlsx",
        "案款专户流水.csv",
    }


def test_another_court_writes_its_own_name_and_numbers() -> None:
    world = World(4, court_code="吉2426", court_name="安图县人民法院", year=2023, cases=200)
    assert world.cases[6].number == "（2023）吉2426执7号"
    assert world.cases[6].sub_account == "24262023000007"
    assert "户名:安图县人民法院" in world.files()["案款专户流水.csv"].decode("gb18030")
