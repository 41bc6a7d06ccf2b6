"""Who holds the courts' seals: `ZHIXING_HOME/seals.toml`. Without the file each court has a key of its own in the home.

A setting that is wrong is named by its place, and nothing is sealed until it is right: a key in a file never steps in
for a seal that the court keeps elsewhere.
"""

import re
import stat
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from cryptography import x509

from zhixing.documents.sealing.base import SealingFailed, SealUse
from zhixing.documents.sealing.envelope import public_key_of

FILE = "seals.toml"
SOFTWARE, PKCS11, SERVER = "software", "pkcs11", "server"
SECONDS_MOST = 30
RSA_LEAST = 2048
_CLIENT = re.compile(r"[A-Za-z0-9_.-]{1,40}")
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_KNOWN = {
    "": {"provider", "pkcs11", "server", "seals"},
    PKCS11: {"module", "token", "pin_file"},
    SERVER: {"address", "client", "seconds", "ca", "certificate", "key"},
    "seals": {"court", "use", "name", "certificate"},
}


@dataclass(frozen=True, slots=True)
class KeptSeal:
    """A seal that is kept elsewhere: whose, under which name there, and its certificate with those above it."""

    court_name: str
    use: SealUse
    name: str
    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...] = ()


@dataclass(frozen=True, slots=True)
class Module:
    """A PKCS#11 module, the label of the token in it, and the file that holds its PIN ("" for the environment)."""

    library: Path
    token: str
    pin_file: Path | None


@dataclass(frozen=True, slots=True)
class Server:
    """The court's seal server: where, who we are to it, how long to wait, and the files of mutual TLS."""

    address: str
    client: str
    seconds: int = 5
    ca: Path | None = None
    certificate: Path | None = None
    key: Path | None = None


@dataclass(frozen=True, slots=True)
class SealSettings:
    """What the file says. With `faults` nothing else of it is used."""

    provider: str = SOFTWARE
    holder: Module | Server | None = None
    seals: tuple[KeptSeal, ...] = ()
    faults: tuple[str, ...] = ()


def read_settings(root: Path) -> SealSettings:
    """The settings of a home; every fault of the file is told, not only the first."""
    file = root / FILE
    try:
        told = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return SealSettings()
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        return SealSettings(faults=(f"{FILE} 读不出：{error}。",))
    reader = _Reader(root)
    made = reader.settings(told)
    faults = tuple(f"{FILE}：{fault}" for fault in reader.faults)
    return SealSettings(made.provider, faults=faults) if faults else made


class _Reader:
    """Reads the file and gathers what is wrong with it."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self.faults: list[str] = []

    def settings(self, told: Mapping[str, Any]) -> SealSettings:
        self._strangers("", told)
        provider = told.get("provider", SOFTWARE)
        if provider not in (SOFTWARE, PKCS11, SERVER):
            self.faults.append(f"provider 只能是 {SOFTWARE}、{PKCS11} 或 {SERVER}，现在是“{provider}”。")
            return SealSettings()
        if provider == SOFTWARE:
            return SealSettings()
        part = told.get(provider)
        if not isinstance(part, dict):
            self.faults.append(f"provider 是 {provider}，但没有 [{provider}] 一节。")
            return SealSettings(provider)
        self._strangers(provider, part)
        holder = self._module(part) if provider == PKCS11 else self._server(part)
        return SealSettings(provider, holder, self._seals(told.get("seals")))

    def _strangers(self, where: str, part: Mapping[str, Any], shown: str = "") -> None:
        for name in sorted(part.keys() - _KNOWN[where]):
            self.faults.append(
                f"{shown or (f'[{where}]' if where else '顶层')} 中没有“{name}”这一项，请核对拼写。"
            )

    def _text(self, part: Mapping[str, Any], where: str, name: str, hint: str) -> str:
        value = part.get(name, "")
        if isinstance(value, str) and value.strip():
            return value.strip()
        self.faults.append(f"{where} 缺少 {name}（{hint}）。")
        return ""

    def _file(self, part: Mapping[str, Any], where: str, name: str, *, secret: bool = False) -> Path | None:
        """A file that a setting names, where it names one. Places are read from the home."""
        if name not in part:
            return None
        place = self._root / str(part[name])
        try:
            mode = place.stat().st_mode
        except OSError:
            self.faults.append(f"{where} 的 {name} 指向的文件不存在或读不到：{place}。")
            return None
        if not stat.S_ISREG(mode):
            self.faults.append(f"{where} 的 {name} 不是文件：{place}。")
        elif secret and stat.S_IMODE(mode) & 0o077:
            self.faults.append(f"{where} 的 {name} 权限过宽：{place}，请执行 chmod 600。")
        return place

    def _module(self, part: Mapping[str, Any]) -> Module:
        where = f"[{PKCS11}]"
        self._text(part, where, "module", "密码机或智能卡厂商提供的 PKCS#11 动态库")
        library = self._file(part, where, "module") if part.get("module") else None
        token = self._text(part, where, "token", "令牌的标签")
        return Module(library or self._root, token, self._file(part, where, "pin_file", secret=True))

    def _server(self, part: Mapping[str, Any]) -> Server:
        where = f"[{SERVER}]"
        address = self._text(part, where, "address", "签章服务器的地址").rstrip("/")
        parts = urlsplit(address)
        is_near = parts.hostname in _LOOPBACK
        if address and (parts.scheme not in ("https", "http") or not parts.hostname):
            self.faults.append(f"{where} 的 address 不是地址：{address}。")
        elif address and parts.scheme == "http" and not is_near:
            self.faults.append(f"{where} 的 address 没有加密：{address}，请使用 https://。")
        client = self._text(part, where, "client", "签章服务器给本系统的编号")
        if client and not _CLIENT.fullmatch(client):
            self.faults.append(f"{where} 的 client 只能是字母、数字、点、横线和下划线：{client}。")
        seconds = part.get("seconds", Server("", "").seconds)
        if type(seconds) is not int or not 1 <= seconds <= SECONDS_MOST:
            self.faults.append(f"{where} 的 seconds 应是 1 至 {SECONDS_MOST} 的整数：{seconds}。")
            seconds = 1
        if ("certificate" in part) != ("key" in part):
            self.faults.append(f"{where} 的 certificate 和 key 要么都填，要么都不填（双向 TLS）。")
        return Server(
            address, client, seconds, self._file(part, where, "ca"), self._file(part, where, "certificate"),
            self._file(part, where, "key", secret=True),
        )  # fmt: skip

    def _seals(self, told: object) -> tuple[KeptSeal, ...]:
        if not isinstance(told, list) or not told:
            self.faults.append("没有 [[seals]]：每枚印章写一节，注明法院、用途、名称和证书。")
            return ()
        found: dict[tuple[str, SealUse], KeptSeal] = {}
        for number, part in enumerate(told, 1):
            where = f"第 {number} 个 [[seals]]"
            one = self._seal(part, where) if isinstance(part, dict) else None
            if one is None:
                continue
            if (one.court_name, one.use) in found:
                self.faults.append(f"{where} 与前面的重复：{one.court_name}{one.use.label}。")
            found[one.court_name, one.use] = one
        return tuple(found.values())

    def _seal(self, part: Mapping[str, Any], where: str) -> KeptSeal | None:
        self._strangers("seals", part, where)
        court = self._text(part, where, "court", "法院全称")
        name = self._text(part, where, "name", "印章在密码机或签章服务器中的名称")
        use = self._text(part, where, "use", "court 院印，funds 案款专用章")
        self._text(part, where, "certificate", "印章证书文件，PEM 格式")
        place = self._file(part, where, "certificate") if part.get("certificate") else None
        if use and use not in set(SealUse):
            self.faults.append(f"{where} 的 use 只能是 court 或 funds，现在是“{use}”。")
            return None
        if not (court and name and use and place):
            return None
        try:
            leaf, *chain = x509.load_pem_x509_certificates(place.read_bytes())
            if public_key_of(leaf).key_size < RSA_LEAST:
                raise SealingFailed(f"印章证书的密钥短于 {RSA_LEAST} 位。")
        except (OSError, ValueError) as error:
            self.faults.append(f"{where} 的 certificate 不是 PEM 证书：{place}（{error}）。")
            return None
        except SealingFailed as error:
            self.faults.append(f"{where}：{error}")
            return None
        return KeptSeal(court, SealUse(use), name, leaf, tuple(chain))
