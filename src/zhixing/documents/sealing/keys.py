"""A court's signing keys and their certificates: RSA-3072, issued by the court to itself, in the home's keys folder.

The court's own seal (院印) and the seal of its case funds (案款专用章) are two keys under two certificates: a receipt cannot be
passed off as a ruling, and whoever keeps the funds' seal need not hold the court's.

RSA and not an elliptic curve: a curve would make the signed file PDF 2.0, which PDF/A-2 is not. The certificate says by
its name that it is issued by the house itself; an accredited seal takes its place through another provider.
"""

import os
import secrets
import stat
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.x509.oid import NameOID

from zhixing.documents.sealing.base import SealingFailed, SealKey, SealOf, SealUse

RSA_BITS = 3072
VALID_FOR = timedelta(days=3653)
UNLOCKED_BY = "ZHIXING_SEAL_PASSPHRASE"
"""When set, new keys lie encrypted under it, and it is needed to sign."""


@dataclass(frozen=True, slots=True)
class CourtKey:
    """A loaded key with its certificate."""

    private: RSAPrivateKey
    certificate: x509.Certificate

    @property
    def sha256(self) -> str:
        """The certificate's fingerprint in hex."""
        return self.certificate.fingerprint(hashes.SHA256()).hex()


def court_key(folder: Path, seal: SealOf, *, now: datetime) -> CourtKey:
    """The key of a court, made on first use. Of several processes that start at once, one makes it and all read the same.

    Raises SealingFailed when the file is damaged, open to others, or its passphrase is not set.
    """
    place = folder / key_name(seal)
    if not place.exists():
        _create(place, seal, now)
    found = _read(place)
    keep_certificate(folder, seal.court_id, found.certificate)
    return found


def keep_certificate(folder: Path, court_id: int, certificate: x509.Certificate) -> None:
    """Keep a certificate that a court signs under, so that what it sealed is known as its own ever after."""
    kept = folder / f"seal-{court_id}-{certificate.fingerprint(hashes.SHA256()).hex()[:16]}.crt"
    if not kept.exists():
        draft = kept.with_name(f".{kept.name}.{os.getpid()}.{secrets.token_hex(8)}")
        draft.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
        draft.replace(kept)


def key_name(seal: SealOf) -> str:
    """The name of a key's file; the funds' seal came first and has the plain name."""
    return f"seal-{seal.court_id}.pem" if seal.use is SealUse.FUNDS else f"seal-{seal.court_id}-court.pem"


def seal_of_key(place: Path) -> SealOf:
    """Whose key lies in a file. Raises ValueError for a name that is none of ours."""
    court, _, use = place.stem.removeprefix("seal-").partition("-")
    return SealOf(int(court), "", SealUse(use) if use else SealUse.FUNDS)


def keys_in(folder: Path) -> list[SealKey]:
    """The keys of a folder under their certificates, one that does not open with the reason; then the replaced ones."""
    found = []
    for file in sorted(folder.glob("seal-*.pem")):
        problem = ""
        try:
            _read(file)
        except SealingFailed as error:
            problem = str(error)
        content = file.read_bytes()
        if (start := content.find(b"-----BEGIN CERTIFICATE")) >= 0:
            certificate = x509.load_pem_x509_certificate(content[start:])
            seal = seal_of_key(file)
            found.append(seal_key(seal.court_id, seal.use, certificate, problem, is_in_use=True))
    return found + replaced_in(folder, {key.sha256 for key in found})


def replaced_in(folder: Path, used: set[str]) -> list[SealKey]:
    """The certificates of earlier days: those that were kept and are none of the ones used now."""
    found = []
    for file in sorted(folder.glob("seal-*-*.crt")):
        certificate = x509.load_pem_x509_certificate(file.read_bytes())
        if certificate.fingerprint(hashes.SHA256()).hex() not in used:
            of_funds = "案款" in _common_name(certificate.subject)
            use = SealUse.FUNDS if of_funds else SealUse.COURT
            found.append(seal_key(int(file.stem.split("-")[1]), use, certificate, "", is_in_use=False))
    return found


def seal_key(
    court_id: int, use: SealUse, certificate: x509.Certificate, problem: str, *, is_in_use: bool
) -> SealKey:
    """What the operator is shown of a certificate."""
    return SealKey(
        court_id, use, _common_name(certificate.subject), _common_name(certificate.issuer),
        certificate.fingerprint(hashes.SHA256()).hex(), certificate.not_valid_before_utc,
        certificate.not_valid_after_utc, is_in_use, problem,
    )  # fmt: skip


def _common_name(name: x509.Name) -> str:
    found = name.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(found[0].value) if found else name.rfc4514_string()


def certificates_of(folder: Path, court_id: int) -> list[x509.Certificate]:
    """The certificates that the court has signed under, the present one among them."""
    return [
        x509.load_pem_x509_certificate(file.read_bytes())
        for file in sorted(folder.glob(f"seal-{court_id}-*.crt"))
    ]


def _name_of(seal: SealOf) -> str:
    what = "执行案款专用章" if seal.use is SealUse.FUNDS else "院印"
    return f"{seal.court_name}{what}（本院自签）"[:64]


def _passphrase() -> bytes | None:
    return os.environ.get(UNLOCKED_BY, "").encode() or None


def _create(place: Path, seal: SealOf, now: datetime) -> None:
    private = generate_private_key(public_exponent=65537, key_size=RSA_BITS)
    passphrase = _passphrase()
    closed: serialization.KeySerializationEncryption = serialization.NoEncryption()
    if passphrase:
        closed = serialization.BestAvailableEncryption(passphrase)
    key = private.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, closed)
    certificate = _certificate(private, seal, now).public_bytes(serialization.Encoding.PEM)
    draft = place.with_name(f".{place.name}.{os.getpid()}.{secrets.token_hex(8)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(key + certificate)
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, place)
        except FileExistsError:
            return
    finally:
        draft.unlink()


def _certificate(private: RSAPrivateKey, seal: SealOf, now: datetime) -> x509.Certificate:
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, seal.court_name[:64]),
            x509.NameAttribute(NameOID.COMMON_NAME, _name_of(seal)),
        ]
    )
    usage = x509.KeyUsage(
        digital_signature=True, content_commitment=True, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=False, crl_sign=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + VALID_FOR)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(private.public_key()), critical=False)
    )
    return builder.sign(private, hashes.SHA256())


def _read(place: Path) -> CourtKey:
    if stat.S_IMODE(place.stat().st_mode) & 0o077:
        raise SealingFailed(f"签名密钥文件权限过宽：{place}，请执行 chmod 600。")
    content = place.read_bytes()
    encrypted = b"ENCRYPTED" in content
    try:
        key = serialization.load_pem_private_key(content, _passphrase() if encrypted else None)
        certificate = x509.load_pem_x509_certificate(content[content.index(b"-----BEGIN CERTIFICATE") :])
    except (ValueError, TypeError) as error:
        what = f"口令不对或未设置（{UNLOCKED_BY}）" if encrypted else "已损坏，请从备份恢复"
        raise SealingFailed(f"签名密钥文件{what}：{place}。") from error
    if not isinstance(key, RSAPrivateKey):
        raise SealingFailed(f"签名密钥不是 RSA 密钥：{place}。PDF/A-2 只能用 RSA 签名。")
    return CourtKey(key, certificate)
