"""Messages to accounts of a messenger, through the gateway of its operator."""

from zhixing.delivery.connectors.base import ConfigProblem, Letter, Peer
from zhixing.delivery.connectors.json_line import SignedJsonLine
from zhixing.delivery.rules.ways import Way


class MessengerGateway(SignedJsonLine):
    """The operator confirms arrival and reading, and passes on what the addressee answers. A message goes out in the name of the
    court's own account there (`account` in the settings), so that the addressee sees who writes.
    """

    name = "messenger"
    title = "即时通讯网关"
    ways = frozenset({Way.MESSENGER})

    def written(self, letter: Letter) -> dict[str, str]:
        """Accounts instead of numbers, and a heading."""
        return {
            "reference": letter.reference,
            "user": letter.to,
            "title": letter.subject,
            "text": letter.text,
        }

    def check_config(self, peer: Peer) -> list[ConfigProblem]:
        """As for every signed line, and the court's own account."""
        found = super().check_config(peer)
        if not str(peer.settings.get("account", "")).strip():
            found.append(ConfigProblem("settings", "请在设置中填写本院账号，例如 account = 汪清法院服务号。"))
        return found
