"""The people and firms of a county: names as Yanbian writes them, numbers whose check digits hold.

The check digits are computed here, on their own, so that a mistake in the house's reading of them cannot
hide in the files that test it.
"""

import random
from dataclasses import dataclass
from datetime import date, timedelta

AREAS = ("222401", "222402", "222403", "222404", "222405", "222406", "222424", "222426")
BANKS = (
    "中国工商银行",
    "中国农业银行",
    "中国银行",
    "中国建设银行",
    "中国邮政储蓄银行",
    "吉林银行",
    "吉林省农村信用社联合社",
)
INDUSTRIES = (
    "木业",
    "商贸",
    "建筑工程",
    "食品",
    "物流",
    "农机",
    "矿业",
    "房地产开发",
    "药业",
    "参茸",
    "建材",
    "种业",
)
TOWNS_OF_WANGQING = (
    "汪清镇",
    "大兴沟镇",
    "天桥岭镇",
    "罗子沟镇",
    "百草沟镇",
    "春阳镇",
    "复兴镇",
    "东光镇",
    "鸡冠乡",
    "大川街道",
    "新民街道",
    "长荣街道",
)
TOWNS_ELSEWHERE = (
    "城关镇",
    "河东镇",
    "河西镇",
    "三道镇",
    "石岘镇",
    "明月镇",
    "新兴街道",
    "进学街道",
    "北山街道",
)
_VILLAGES = ("河北村", "东林村", "和平村", "民生村", "河北社区", "东林社区", "和平社区", "民生社区")

_HAN_SURNAMES = (*"王张李赵刘陈杨周吴徐孙朱马胡郭何高林罗郑梁谢宋唐许邓韩冯曹", "上官", "欧阳")
_HAN_GIVEN = "㛃䶮丽兰军刚勇华喆国垚堃娜娟宇平建强敏文斌明晶杰松柏桂梅洋浩涛淼玉磊秀红艳芳英超鑫雪霞静伟"
_KOREAN_SURNAMES = tuple("金李朴崔郑姜赵尹林张韩申权黄安宋柳洪徐吴")
_KOREAN_GIVEN = "今兰吉哲善姬子成日昌春洙淑浩玉男美花英范虎贞顺龙"

_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ORG_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def resident_check(first_17: str) -> str:
    """The 18th character of a resident ID number (GB 11643, mod 11-2)."""
    total = sum(int(digit) * weight for digit, weight in zip(first_17, _ID_WEIGHTS, strict=True))
    return "10X98765432"[total % 11]


def organisation_check(first_8: str) -> str:
    """The 9th character of an organisation code (GB 11714), which a credit code carries inside."""
    total = sum(int(digit) * weight for digit, weight in zip(first_8, _ORG_WEIGHTS, strict=True))
    remainder = (11 - total % 11) % 11
    return "X" if remainder == 10 else str(remainder)


def credit_check(first_17: str) -> str:
    """The 18th character of a unified social credit code (GB 32100, mod 31-3)."""
    total = sum(_CREDIT_ALPHABET.index(char) * pow(3, i, 31) for i, char in enumerate(first_17))
    return _CREDIT_ALPHABET[(31 - total % 31) % 31]


def luhn_check(body: str) -> str:
    """The last digit of a bank card number (Luhn)."""
    total = 0
    for i, char in enumerate(reversed(body)):
        doubled = int(char) * 2 if i % 2 == 0 else int(char)
        total += doubled - 9 if doubled > 9 else doubled
    return str(-total % 10)


def luhn_holds(number: str) -> bool:
    """Whether a card number's last digit is right; anything but digits is not a card number."""
    return number.isascii() and number.isdigit() and luhn_check(number[:-1]) == number[-1]


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody a court may meet: a person or a firm, with the numbers that tell them apart."""

    name: str
    id_number: str
    phone: str
    address: str
    bank: str
    account: str
    person: bool


@dataclass(frozen=True, slots=True)
class Marriage:
    """One line of the civil affairs bureau's register."""

    holder: Party
    spouse_name: str
    spouse_id: str
    on: date
    divorced: bool


class Census:
    """Draws people; no ID number and no firm's name is handed out twice."""

    def __init__(self, rng: random.Random, county: str) -> None:
        self._rng = rng
        self._county = county
        self._ids: set[str] = set()
        self._firms: set[str] = set()
        self.towns = TOWNS_OF_WANGQING if county == "汪清县" else TOWNS_ELSEWHERE

    def person_name(self, surname: str | None = None) -> str:
        """A Han or Korean name, one in five of a single given character, rare characters included."""
        rng = self._rng
        korean = rng.random() < 0.5 if surname is None else surname in _KOREAN_SURNAMES
        if korean:
            return (surname or rng.choice(_KOREAN_SURNAMES)) + "".join(rng.sample(_KOREAN_GIVEN, 2))
        given = rng.choice(_HAN_GIVEN) if rng.random() < 0.4 else "".join(rng.sample(_HAN_GIVEN, 2))
        return (surname or rng.choice(_HAN_SURNAMES)) + given

    def person(self, name: str | None = None) -> Party:
        """A person with numbers of their own; with a name given, a namesake."""
        return self._party(name or self.person_name(), self.resident_id(), person=True)

    def firm(self) -> Party:
        """A firm whose name nobody else bears."""
        rng = self._rng
        county = self._county[:-1]
        while True:
            place = rng.choice(("吉林省", "延边", "图们江", county))
            form = rng.choice(("有限公司", "有限责任公司"))
            name = place + "".join(rng.choices(_HAN_GIVEN, k=2)) + rng.choice(INDUSTRIES) + form
            if name not in self._firms:
                self._firms.add(name)
                return self._party(name, self.credit_code(), person=False)

    def resident_id(self) -> str:
        """An ID number of somebody born from 1955 to 2000, never drawn before."""
        rng = self._rng
        while True:
            born = date(1955, 1, 1) + timedelta(days=rng.randrange(46 * 365))
            first = f"{rng.choice(AREAS)}{born:%Y%m%d}{rng.randrange(1, 1000):03}"
            if first not in self._ids:
                self._ids.add(first)
                return first + resident_check(first)

    def credit_code(self) -> str:
        """A unified social credit code, never drawn before."""
        while True:
            body = f"{self._rng.randrange(10**8):08}"
            first = "91" + self._rng.choice(AREAS) + body + organisation_check(body)
            if first not in self._ids:
                self._ids.add(first)
                return first + credit_check(first)

    def card(self) -> str:
        """A 19-digit debit card number that passes Luhn."""
        body = f"6217{self._rng.randrange(10**14):014}"
        return body + luhn_check(body)

    def firm_name(self) -> str:
        """A plausible local firm that is no party to anything."""
        rng = self._rng
        return "延边" + "".join(rng.choices(_HAN_GIVEN, k=2)) + rng.choice(INDUSTRIES) + "有限公司"

    def marriage(self, holder: Party) -> Marriage:
        """A marriage to somebody who is no party, at twenty or later; three in eight ended."""
        rng = self._rng
        earliest = max(date(1985, 1, 1), date(int(holder.id_number[6:10]) + 20, 1, 1))
        days = max(1, (date(2021, 1, 1) - earliest).days)
        on = earliest + timedelta(days=rng.randrange(days))
        return Marriage(holder, self.person_name(), self.resident_id(), on, rng.random() < 0.38)

    def _party(self, name: str, id_number: str, *, person: bool) -> Party:
        rng = self._rng
        return Party(
            name=name,
            id_number=id_number,
            phone=f"{rng.choice(('13', '15', '18'))}{rng.randrange(10**9):09}",
            address=f"吉林省{self._county}{rng.choice(self.towns)}{rng.choice(_VILLAGES)}{rng.randint(1, 319)}号",
            bank=rng.choice(BANKS),
            account=self.card(),
            person=person,
        )


def surname_of(name: str) -> str:
    """The surname of a person's name; two characters for the compound ones."""
    return name[:2] if name[:2] in ("上官", "欧阳") else name[0]
