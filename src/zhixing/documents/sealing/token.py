"""A security module or smart card behind PKCS#11 holds the keys; it signs digests and never gives a key away.

A PIN that was refused is not tried again until its file is saved anew: three wrong tries lock most tokens for good, and
several processes would use them up in a second.
"""

import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zhixing.documents.sealing.base import SealingFailed
from zhixing.documents.sealing.settings import PKCS11, Module

if TYPE_CHECKING:
    from pkcs11 import Session, SignMixin

DIGEST_INFO = bytes.fromhex("3031300d060960864801650304020105000420")
"""What stands before a SHA-256 digest under an RSA signature (RFC 8017, 9.2): modules that cannot hash still sign it."""
REFUSED = "pin.refused"


class TokenHolder:
    """A token behind a PKCS#11 module. One session, one call at a time: modules need not stand more."""

    name = PKCS11

    def __init__(self, module: Module, folder: Path) -> None:
        self.title = f"PKCS#11 令牌“{module.token}”"
        self._module, self._folder = module, folder
        self._guard = threading.Lock()
        self._session: Session | None = None
        self._keys: dict[str, SignMixin] = {}

    def problems(self, names: list[str]) -> list[str]:
        """Whether the module loads, the token is there, its PIN opens it, and it holds a key of each name."""
        found = dict.fromkeys(self._problem(partial(self._key, name)) for name in names)
        return [problem for problem in found if problem]

    def sign(self, name: str, digest: bytes) -> bytes:
        """The raw RSA signature; a session that the token lost is opened once more. Raises SealingFailed."""
        from_token: list[bytes] = []
        problem = self._problem(lambda: from_token.append(self._raw(name, digest)))
        if problem and self._session_is_lost:
            problem = self._problem(lambda: from_token.append(self._raw(name, digest)))
        if problem:
            raise SealingFailed(f"{problem}文书没有制作。")
        return from_token[-1]

    @property
    def _session_is_lost(self) -> bool:
        return self._session is None and not self._pin_was_refused

    def _problem(self, work: Callable[[], Any]) -> str:
        """What went wrong, in words; "" when nothing did. After a failure the next call opens the token anew."""
        try:
            import pkcs11
        except ImportError:
            return "没有安装 python-pkcs11，不能使用密码机：请安装 zhixing[pkcs11]。"
        with self._guard:
            try:
                work()
            except SealingFailed as problem:
                return str(problem)
            except pkcs11.PKCS11Error as error:
                return self._told(error)
        return ""

    def _told(self, error: Exception) -> str:
        """What an answer of the token means to people. Unless it is about a key, the next call opens the token anew."""
        import pkcs11

        match error:
            case pkcs11.NoSuchKey() | pkcs11.MultipleObjectsReturned():
                return f"{self.title}中应有且只有一个设置中所写名称的私钥，请核对名称。"
            case pkcs11.PinIncorrect() | pkcs11.PinInvalid() | pkcs11.PinLenRange():
                self._mark_refused()
                words = "拒绝了 PIN，不再尝试以免锁死；请更正 pin_file 后重新保存。"
            case pkcs11.PinLocked():
                self._mark_refused()
                words = "的 PIN 已锁死，请用管理口令解锁后重新保存 pin_file。"
            case pkcs11.NoSuchToken() | pkcs11.TokenNotPresent():
                return self._forgotten(f"没有找到{self.title}，请检查设备是否连接、标签是否正确。")
            case _:
                words = f"出错：{type(error).__name__} {error}".strip() + "。"
        return self._forgotten(f"{self.title}{words}")

    def _raw(self, name: str, digest: bytes) -> bytes:
        from pkcs11 import Mechanism

        return bytes(self._key(name).sign(DIGEST_INFO + digest, mechanism=Mechanism.RSA_PKCS))

    def _key(self, name: str) -> "SignMixin":
        from pkcs11 import KeyType, ObjectClass, SignMixin

        if name not in self._keys:
            key = self._open().get_key(object_class=ObjectClass.PRIVATE_KEY, key_type=KeyType.RSA, label=name)
            if not isinstance(key, SignMixin):
                raise SealingFailed(f"{self.title}中的“{name}”不是可以签名的私钥。")
            self._keys[name] = key
        return self._keys[name]

    def _open(self) -> "Session":
        import pkcs11

        if self._session is not None:
            return self._session
        token = pkcs11.lib(str(self._module.library)).get_token(token_label=self._module.token)
        try:
            self._session = token.open(user_pin=self._pin())
        except pkcs11.UserAlreadyLoggedIn:
            self._session = token.open()
        return self._session

    def _forgotten(self, words: str) -> str:
        """The words, once the session is closed."""
        session, self._session = self._session, None
        self._keys.clear()
        if session is not None:
            import pkcs11

            try:
                session.close()
            except pkcs11.PKCS11Error:
                pass
        return words

    def _pin(self) -> str | None:
        place = self._module.pin_file
        if place is None:
            return None
        if self._pin_was_refused:
            raise SealingFailed(f"{self.title}拒绝过现在的 PIN，请更正 {place} 后重新保存。")
        return place.read_text(encoding="utf-8").strip()

    @property
    def _pin_was_refused(self) -> bool:
        place, mark = self._module.pin_file, self._folder / REFUSED
        if place is None or not mark.exists():
            return False
        return mark.read_text(encoding="ascii") == str(place.stat().st_mtime_ns)

    def _mark_refused(self) -> None:
        place = self._module.pin_file
        if place is not None:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            (self._folder / REFUSED).write_text(str(place.stat().st_mtime_ns), encoding="ascii")
