"""Short messages through a gateway that speaks HTTP."""

from zhixing.delivery.connectors.json_line import SignedJsonLine
from zhixing.delivery.rules.ways import Way


class SmsOverHttp(SignedJsonLine):
    """Up to some hundred messages a call, each taken once under our reference."""

    name = "sms_http"
    title = "短信网关（HTTP）"
    ways = frozenset({Way.SMS})
