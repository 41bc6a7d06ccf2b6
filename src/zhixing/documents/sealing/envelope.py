"""The envelope of a signature, whoever holds the key: PAdES B-B, built once and filled in for each file.

Of the envelope only the digest of the file and the raw signature differ from one file to the next; both are as long each
time. Building it anew takes four times as long as everything else, so the first one, made with a mark in place of the
digest, is kept and filled in.
"""

import asyncio
import hashlib
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from asn1crypto import cms
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from pyhanko.sign.signers import Signer
from pyhanko_certvalidator.registry import SimpleCertificateStore

from zhixing.documents.sealing.base import SealingFailed

LEVEL = "PAdES-B-B"
RawSigning = Callable[[bytes], bytes]
"""Gives the raw RSA signature (PKCS #1 v1.5) over a SHA-256 digest, or raises SealingFailed."""


class EnvelopeSigner(Signer):
    """Signs under one certificate with a raw signature from somewhere, which is believed only when it verifies."""

    def __init__(
        self, certificate: x509.Certificate, raw: RawSigning, *, chain: Sequence[x509.Certificate] = ()
    ) -> None:
        self._public = public_key_of(certificate)
        self._raw = raw
        self._envelope: _Envelope | None = None
        others = cast(Any, SimpleCertificateStore).from_certs([_in_asn1(one) for one in chain])
        super().__init__(signing_cert=_in_asn1(certificate), cert_registry=others, embed_roots=True)

    @property
    def raw_bytes(self) -> int:
        """How long a raw signature is."""
        return self._public.key_size // 8

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        """The raw RSA signature; a trial run gets as many zero bytes."""
        if dry_run:
            return bytes(self.raw_bytes)
        if digest_algorithm.lower() != "sha256":
            raise SealingFailed(f"只用 SHA-256 签名，不用 {digest_algorithm}。")
        return self._signed(data)

    def envelope_over(self, digest: bytes) -> bytes:
        """The plain PAdES B-B envelope over the SHA-256 of a file, as it stands in the file. Raises SealingFailed."""
        if self._envelope is None:
            mark = secrets.token_bytes(len(digest))
            trial = asyncio.run(self.async_sign(mark, "sha256", dry_run=True, use_pades=True))
            self._envelope = _envelope(trial, mark, bytes(self.raw_bytes))
        to_be_signed, whole = self._envelope.filled(digest)
        return self._envelope.signed(whole, self._signed(to_be_signed))

    def _signed(self, data: bytes) -> bytes:
        digest = hashlib.sha256(data).digest()
        raw = self._raw(digest)
        try:
            self._public.verify(raw, digest, PKCS1v15(), Prehashed(hashes.SHA256()))
        except InvalidSignature:
            raise SealingFailed(
                "得到的签名与印章证书不符，文书没有制作；请核对密钥与证书是否成对。"
            ) from None
        return raw


def public_key_of(certificate: x509.Certificate) -> RSAPublicKey:
    """The RSA key that a seal's certificate names. Raises SealingFailed for any other, which PDF/A-2 does not know."""
    key = certificate.public_key()
    if not isinstance(key, RSAPublicKey):
        raise SealingFailed("印章证书不是 RSA 证书。PDF/A-2 只能用 RSA 签名。")
    return key


def _in_asn1(certificate: x509.Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))


@dataclass(frozen=True, slots=True)
class _Envelope:
    """A signature's bytes with a mark where the digest goes and zeros where the raw signature goes."""

    attributes: bytes
    whole: bytes
    mark: bytes
    empty: bytes

    def filled(self, digest: bytes) -> tuple[bytes, bytes]:
        """What is signed, and the whole, for a file of this digest."""
        return self.attributes.replace(self.mark, digest), self.whole.replace(self.mark, digest)

    def signed(self, whole: bytes, raw: bytes) -> bytes:
        """The whole with the raw signature in its place, which is the last."""
        place = whole.rindex(self.empty)
        return whole[:place] + raw + whole[place + len(raw) :]


def _envelope(trial: cms.ContentInfo, mark: bytes, empty: bytes) -> _Envelope:
    signer = trial["content"]["signer_infos"][0]
    attributes, whole = signer["signed_attrs"].untag().dump(), trial.dump()
    if attributes.count(mark) != 1 or whole.count(mark) != 1 or whole.count(empty) != 1:
        raise SealingFailed("签名结构与预期不符，不能签名；请联系运维核对签名组件的版本。")
    return _Envelope(attributes, whole, mark, empty)
