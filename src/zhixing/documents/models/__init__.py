"""Tables of documents."""

from zhixing.documents.models.awaiting import Awaiting, AwaitingState
from zhixing.documents.models.editions import CheckCode, Edition, Spoken
from zhixing.documents.models.issued import Document, Signature, sealed_content
from zhixing.documents.models.ready import ReadyPage
from zhixing.documents.models.wordings import WordingState, WordingUse, WordingVersion

__all__ = [
    "Awaiting",
    "AwaitingState",
    "CheckCode",
    "Document",
    "Edition",
    "ReadyPage",
    "Signature",
    "Spoken",
    "WordingState",
    "WordingUse",
    "WordingVersion",
    "sealed_content",
]
