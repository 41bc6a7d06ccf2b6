"""Tables of documents."""

from zhixing.documents.models.issued import Document, Signature, sealed_content
from zhixing.documents.models.ready import ReadyPage

__all__ = ["Document", "ReadyPage", "Signature", "sealed_content"]
