"""The nine courts of Yanbian, known from the start. Codes follow the administrative codes and stay editable.

Address and phone are what is certain of each (its county, the courts' common hotline 12368) until an operator enters
the court's own.
"""

from zhixing.foundation.identity.models import Court

INTERMEDIATE = ("吉24", "延边朝鲜族自治州中级人民法院", "延边中院", "222400")
BASIC = (
    ("吉2401", "延吉市人民法院", "延吉法院", "222401"),
    ("吉2402", "图们市人民法院", "图们法院", "222402"),
    ("吉2403", "敦化市人民法院", "敦化法院", "222403"),
    ("吉2404", "珲春市人民法院", "珲春法院", "222404"),
    ("吉2405", "龙井市人民法院", "龙井法院", "222405"),
    ("吉2406", "和龙市人民法院", "和龙法院", "222406"),
    ("吉2424", "汪清县人民法院", "汪清法院", "222424"),
    ("吉2426", "安图县人民法院", "安图法院", "222426"),
)


def _reached_at(place: str) -> dict[str, str]:
    return {"address": f"吉林省延边朝鲜族自治州{place}", "phone": "12368"}


def know_the_courts() -> None:
    """Register the courts that are missing; what an operator has edited stays."""
    code, name, short_name, area = INTERMEDIATE
    upper, _ = Court.objects.get_or_create(
        code=code,
        defaults={"name": name, "short_name": short_name, "area_code": area, **_reached_at("延吉市")},
    )
    for code, name, short_name, area in BASIC:
        Court.objects.get_or_create(
            code=code,
            defaults={
                "name": name,
                "short_name": short_name,
                "area_code": area,
                "parent": upper,
                **_reached_at(name.removesuffix("人民法院")),
            },
        )
