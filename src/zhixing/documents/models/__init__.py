"""Tables of documents."""

from zhixing.documents.models.issued import Document, Signature, sealed_content

__all__ = ["Document", "Signature", "sealed_content"]
