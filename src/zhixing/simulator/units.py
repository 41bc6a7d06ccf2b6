"""What the agreement units know: six registers keyed by ID number, with namesakes who owe nothing."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from zhixing.simulator.people import INDUSTRIES, Census, Marriage, Party

Line = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UnitFile:
    """One unit's register: the file's stem, its header and its lines."""

    name: str
    header: Line
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Units:
    """All units' registers, and the ID numbers of people who only share a debtor's name."""

    files: tuple[UnitFile, ...]
    namesakes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Register:
    name: str
    header: Line
    per_cent: int
    persons_only: bool
    write: Callable[["_Clerk", Party], Line]


class _Clerk:
    """Writes one line of each register."""

    def __init__(
        self, rng: random.Random, census: Census, county: str, marriages: dict[str, Marriage]
    ) -> None:
        self.rng = rng
        self.census = census
        self.county = county
        self.marriages = marriages

    def house(self, who: Party) -> Line:
        rng = self.rng
        place = (
            f"{self.county}{rng.choice(self.census.towns)}{rng.randint(1, 60)}委{rng.randint(1, 30)}号楼"
            f"{rng.randint(1, 4)}单元{rng.randint(101, 702)}"
        )
        sealed = rng.random() < 0.24
        return (
            f"吉({rng.randint(2016, 2021)}){self.county}不动产权第{rng.randrange(10**7):07}号",
            who.name,
            who.id_number,
            rng.choice(("单独所有", "共同共有")),
            place,
            f"{rng.randint(38, 179)}.{rng.randrange(100):02}",
            rng.choice(("住宅", "住宅", "商业")),
            f"中国建设银行{self.county[:-1]}支行" if rng.random() < 0.36 else "",
            f"（2021）吉2401执保{rng.randint(1, 300)}号 轮候{rng.randint(1, 3)}" if sealed else "",
        )

    def car(self, who: Party) -> Line:
        rng = self.rng
        return (
            f"吉H{rng.choice('ABCDEFGH')}{rng.randint(1000, 9999)}",
            who.name,
            who.id_number,
            rng.choice(("五菱宏光", "一汽解放J6", "红旗H5", "大众捷达")),
            f"{rng.randint(2008, 2021)}-06-01",
            rng.choice(("正常", "正常", "查封", "逾期未检验")),
        )

    def provident_fund(self, who: Party) -> Line:
        rng = self.rng
        return (
            who.name,
            who.id_number,
            f"{self.county}{rng.choice(INDUSTRIES)}公司",
            f"{rng.randint(500, 139_000)}.{rng.randrange(100):02}",
            rng.choice(("正常", "封存")),
            f"2022{rng.randint(1, 11):02}",
        )

    def share(self, who: Party) -> Line:
        rng = self.rng
        return (
            self.census.firm_name(),
            self.census.credit_code(),
            who.name,
            who.id_number,
            str(rng.randint(20, 800)),
            rng.choice(("10%", "20%", "33.3%", "50%", "100%")),
        )

    def forest(self, who: Party) -> Line:
        rng = self.rng
        return (
            f"{self.county[0]}林证字({rng.randint(2005, 2020)})第{rng.randrange(10**6):06}号",
            who.name,
            who.id_number,
            f"{rng.choice(self.census.towns)}林场{rng.randint(1, 90)}林班",
            f"{rng.randint(20, 899)}.{rng.randrange(10)}",
            rng.choice(("用材林", "经济林", "薪炭林")),
            f"{rng.randint(2030, 2065)}-12-31",
            "抵押给吉林银行" if rng.random() < 0.27 else "无",
        )

    def marriage(self, who: Party) -> Line:
        record = self.marriages.get(who.id_number) or self.census.marriage(who)
        status = "离婚" if record.divorced else "已婚"
        return (
            who.name,
            who.id_number,
            record.spouse_name,
            record.spouse_id,
            record.on.isoformat(),
            status,
        )


# In the order the truth file lists them.
_REGISTERS = (
    _Register(
        "林业局-林权",
        ("林权证号", "权利人", "证件号码", "坐落", "面积亩", "林种", "使用期限至", "抵押情况"),
        9,
        True,
        _Clerk.forest,
    ),
    _Register(
        "民政局-婚姻",
        ("持证人", "证件号码", "配偶姓名", "配偶证件号码", "登记日期", "状态"),
        100,
        True,
        _Clerk.marriage,
    ),
    _Register(
        "不动产登记中心-房产",
        ("不动产权证号", "权利人", "证件号", "共有情况", "坐落", "建筑面积", "用途", "抵押权人", "查封情况"),
        25,
        False,
        _Clerk.house,
    ),
    _Register(
        "公积金中心-缴存",
        ("姓名", "身份证号", "单位名称", "缴存余额", "状态", "最近缴存月"),
        24,
        True,
        _Clerk.provident_fund,
    ),
    _Register(
        "交警大队-车辆",
        ("号牌号码", "所有人", "身份证明号码", "品牌型号", "初次登记日期", "状态"),
        30,
        False,
        _Clerk.car,
    ),
    _Register(
        "市场监管局-股权",
        ("企业名称", "统一社会信用代码", "股东", "股东证件号", "认缴出资万元", "持股比例"),
        8,
        False,
        _Clerk.share,
    ),
)


def draw_units(
    rng: random.Random,
    census: Census,
    *,
    county: str,
    debtors: Sequence[Party],
    marriages: dict[str, Marriage],
) -> Units:
    """Each debtor has what people there have; one in twenty-five has a namesake on some unit's books."""
    persons = [debtor for debtor in debtors if debtor.person]
    namesakes = [census.person(name=who.name) for who in rng.sample(persons, max(1, len(persons) // 25))]
    clerk = _Clerk(rng, census, county, marriages)
    lines: dict[str, list[Line]] = {register.name: [] for register in _REGISTERS}
    for who in debtors:
        for register in _REGISTERS:
            if register.persons_only and not who.person:
                continue
            known = who.id_number in marriages if register.name == "民政局-婚姻" else True
            if known and rng.randrange(100) < register.per_cent:
                lines[register.name].append(register.write(clerk, who))
    for who in namesakes:
        for register in rng.sample(_REGISTERS, rng.choice((1, 1, 2, 2))):
            lines[register.name].append(register.write(clerk, who))
    files = []
    for register in _REGISTERS:
        rng.shuffle(lines[register.name])
        files.append(UnitFile(register.name, register.header, tuple(lines[register.name])))
    return Units(tuple(files), tuple(who.id_number for who in namesakes))
