"""Messages to accounts of a messenger, through the gateway of its operator."""

from zhixing.delivery.connectors.base import Letter
from zhixing.delivery.connectors.json_line import SignedJsonLine
from zhixing.delivery.rules.ways import Way


class MessengerGateway(SignedJsonLine):
    """The operator confirms arrival and reading."""

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
