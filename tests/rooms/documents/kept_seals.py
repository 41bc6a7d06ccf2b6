"""Certificates and settings for seals that are kept elsewhere, as a court would have them."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.ec import generate_private_key as generate_curve_key
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.x509.oid import NameOID

from zhixing.documents.sealing.base import SealOf, SealUse

LOOPBACK = IPv4Address("127.0.0.1")
COURT = "汪清县人民法院"
OWN, FUNDS = SealOf(7, COURT), SealOf(7, COURT, SealUse.FUNDS)
NAMES = {SealUse.COURT: "汪清院印", SealUse.FUNDS: "汪清案款专用章"}


@dataclass(frozen=True, slots=True)
class Issued:
    """A key and its certificate, issued by an authority whose own certificate goes along."""

    key: Any
    certificate: x509.Certificate
    authority: x509.Certificate

    @property
    def pem(self) -> bytes:
        pem = serialization.Encoding.PEM
        return self.certificate.public_bytes(pem) + self.authority.public_bytes(pem)

    @property
    def pkcs8(self) -> bytes:
        made: bytes = self.key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        return made


def _named(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _certificate(
    subject: str,
    key: RSAPrivateKey | EllipticCurvePrivateKey,
    issuer: str,
    by: RSAPrivateKey,
    *,
    is_authority: bool,
    days: int,
) -> x509.Certificate:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(_named(subject))
        .issuer_name(_named(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=400))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(LOOPBACK)]), critical=False)
        .sign(by, hashes.SHA256())
    )


def issued(subject: str, *, days: int = 400, bits: int = 2048) -> Issued:
    """Under an RSA key of so many bits, or under a curve for none."""
    authority = generate_private_key(65537, 2048)
    key = generate_private_key(65537, bits) if bits else generate_curve_key(SECP256R1())
    root = _certificate("测试电子认证", authority, "测试电子认证", authority, is_authority=True, days=800)
    leaf = _certificate(subject, key, "测试电子认证", authority, is_authority=False, days=days)
    return Issued(key, leaf, root)


def both(*, days: int = 400) -> dict[SealUse, Issued]:
    return {use: issued(f"{COURT}{use.label}", days=days) for use in SealUse}


def write_settings(root: Path, head: str, seals: dict[SealUse, Issued]) -> None:
    """seals.toml below a root, with the certificates beside it."""
    (root / "keys").mkdir(mode=0o700, exist_ok=True)
    parts = [head]
    for use, one in seals.items():
        (root / "keys" / f"{use.value}.crt").write_bytes(one.pem)
        parts.append(
            f'[[seals]]\ncourt = "{COURT}"\nuse = "{use.value}"\nname = "{NAMES[use]}"\n'
            f'certificate = "keys/{use.value}.crt"\n'
        )
    (root / "seals.toml").write_text("\n".join(parts), encoding="utf-8")
