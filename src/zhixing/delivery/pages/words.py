"""This room's words in the language of the person, its tabs, and who may act."""

from django.urls import reverse

from zhixing.delivery import operations
from zhixing.delivery.queries import VIEWS
from zhixing.foundation.identity.requests import HouseRequest
from zhixing.foundation.language import t

_ENGLISH = {
    "诉讼服务平台": "portal", "短信": "SMS", "电子邮件": "e-mail", "即时通讯": "messenger", "电话": "call", "法院专递": "court express",
    "邮寄": "post", "直接送达": "in person", "网格员协助": "with a grid member", "留置送达": "left at residence", "到院领取": "at court",
    "委托送达": "by another court", "公告送达": "public notice", "送达中": "under way", "公告中": "notice runs", "推定送达": "presumed",
    "已送达": "served", "已撤回": "withdrawn", "缺少地址": "no address", "须当面送达": "by hand", "须公告送达": "public notice due",
    "承运方结果不明": "carrier in doubt", "待交付": "to hand over", "结果不明": "in doubt", "已交付": "handed over", "已结束": "ended",
    "承运方拒绝": "refused", "不明，待人工核实": "in doubt, ask the carrier", "手机号": "mobile", "电子邮箱": "e-mail",
    "即时通讯账号": "messenger account", "诉讼平台账号": "portal account", "邮寄地址": "postal address", "送达地址确认书": "address form",
    "本人诉讼材料载明": "own pleading", "事先约定": "agreed before", "立案登记": "register", "运营商核实": "carrier look-up",
    "电话确认": "by telephone", "查询取得": "found by query", "已到达": "arrived", "未能到达": "did not arrive", "已打开": "opened", "已下载": "downloaded",
    "已回复": "answered", "已作出相应行为": "acted upon", "受送达人证明的到达日": "arrival proved", "推定被推翻": "rebutted",
    "投递未成": "tried", "签收": "signed for", "回执收件": "receipt", "退回": "came back", "受送达人无过错": "no fault", "留置": "left",
    "当面送达": "handed over", "上门未遇": "not met", "受托法院收到": "other court has it", "公告刊登": "published", "电话联系": "called",
}  # fmt: skip


def word(chinese: str) -> str:
    """One of this room's words in the language of the person."""
    return t(chinese, _ENGLISH.get(chinese, chinese))


def view_words(view: str) -> str:
    """The name of a view of the list."""
    return {
        "out": t("送达中", "Out"),
        "call": t("须电话确认", "To be called"),
        "back": t("退回、未达", "Came back"),
        "hand": t("须当面送达", "By hand"),
        "notice": t("须公告", "By public notice"),
        "posted": t("公告中", "Notice runs"),
        "doubt": t("推定与存疑", "Presumed, in doubt"),
        "done": t("已送达", "Served"),
    }[view]


def room_tabs(current: str) -> list[tuple[str, str, bool, int | None]]:
    """The parts of the room."""
    parts = (
        ("delivery", t("送达", "Deliveries")), ("delivery-success", t("成功率", "Success")),
        ("delivery-carriers", t("承运方", "Carriers")),
    )  # fmt: skip
    return [(words, reverse(name), name == current, None) for name, words in parts]


def may_serve(request: HouseRequest, court_id: int) -> bool:
    """Whether the person may deliver in the court."""
    return request.actor.has(court_id, *operations.SERVERS)


def is_view(view: str) -> bool:
    """Whether the list has such a view."""
    return view in VIEWS
