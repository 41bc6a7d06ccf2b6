"""Court express (法院专递) and registered post: items are announced, get a tracking number, and are followed."""

from zhixing.delivery.connectors.base import Letter
from zhixing.delivery.connectors.json_line import SignedJsonLine
from zhixing.delivery.rules.ways import Way


class PostOffice(SignedJsonLine):
    """The carrier's own number comes with the answer; the label is printed from it."""

    name = "post"
    title = "邮政（法院专递）"
    ways = frozenset({Way.EXPRESS, Way.POST})

    def written(self, letter: Letter) -> dict[str, str]:
        """Name and postal address; what is inside is not told."""
        return {
            "reference": letter.reference,
            "name": letter.name,
            "to": letter.to,
            "service": "court_express",
        }
