"""The court's seal in a security module, or in its seal server: the same port, and never a document without its seal."""

import os
import shutil
import ssl
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives import hashes
from kept_seals import COURT, FUNDS, NAMES, OWN, Issued, both, issued, write_settings

from document_samples import acceptance
from zhixing.cli import main
from zhixing.config import running
from zhixing.documents.rendering.renderer import Renderer
from zhixing.documents.rules.kinds import DocumentKind
from zhixing.documents.sealing.base import SealingFailed, SealOf, SealProvider, SealUse
from zhixing.documents.sealing.of_home import seals_by_settings
from zhixing.documents.sealing.server import own_key
from zhixing.simulator.seal_server import HeldSeal, SealDoor, SealServer

LIBRARY = next(
    (
        path
        for path in ("/usr/lib/softhsm/libsofthsm2.so", "/usr/lib64/pkcs11/libsofthsm2.so")
        if os.path.exists(path)
    ),
    "",
)
softhsm = pytest.mark.skipif(
    not (LIBRARY and shutil.which("softhsm2-util")),
    reason="SoftHSM is not installed (Debian: softhsm2), so that there is no PKCS#11 token to sign with",
)
PIN = "48213907"


@pytest.fixture(scope="module")
def pdf(renderer: Renderer) -> bytes:
    at = datetime(2022, 1, 1, tzinfo=UTC)
    return renderer.render(DocumentKind.ACCEPTANCE_NOTICE, acceptance(), timestamp=at).pdf


@pytest.fixture(scope="module")
def certified() -> dict[SealUse, Issued]:
    return both()


def provider_of(root: Path) -> SealProvider:
    return seals_by_settings(root, root / "keys")


def sha256_of(one: Issued) -> str:
    return one.certificate.fingerprint(hashes.SHA256()).hex()


@pytest.fixture(scope="module")
def token(tmp_path_factory: pytest.TempPathFactory, certified: dict[SealUse, Issued]) -> Iterator[str]:
    """A token of SoftHSM with both keys in it; the configuration is read once, when the module is loaded."""
    place = tmp_path_factory.mktemp("softhsm")
    (place / "tokens").mkdir()
    (place / "softhsm2.conf").write_text(
        f"directories.tokendir = {place / 'tokens'}\nobjectstore.backend = file\nlog.level = ERROR\n"
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOFTHSM2_CONF", str(place / "softhsm2.conf"))
        tool = ["softhsm2-util", "--pin", PIN]
        subprocess.run(
            [*tool, "--init-token", "--free", "--label", "zhixing", "--so-pin", "91919191"], check=True
        )
        for number, (use, one) in enumerate(certified.items(), 1):
            (place / "key.pem").write_bytes(one.pkcs8)
            words = ["--import", str(place / "key.pem"), "--token", "zhixing", "--label", NAMES[use]]
            subprocess.run([*tool, *words, "--id", f"A{number}"], check=True)
        yield "zhixing"


def token_settings(
    root: Path, seals: dict[SealUse, Issued], *, pin: str = PIN, token: str = "zhixing"
) -> None:
    head = f'provider = "pkcs11"\n[pkcs11]\nmodule = "{LIBRARY}"\ntoken = "{token}"\npin_file = "keys/pin"\n'
    write_settings(root, head, seals)
    (root / "keys" / "pin").touch(mode=0o600)
    (root / "keys" / "pin").write_text(f"{pin}\n")


@softhsm
def test_a_document_is_sealed_by_a_key_that_never_leaves_its_token(
    token: str, certified: dict[SealUse, Issued], pdf: bytes, tmp_path: Path
) -> None:
    token_settings(tmp_path, certified)
    seals = provider_of(tmp_path)
    assert (seals.name, seals.title, seals.check_config()) == ("pkcs11", "PKCS#11 令牌“zhixing”", [])
    own, funds = seals.sign(pdf, seal=OWN), seals.fill(seals.prepare(pdf, seal=FUNDS), seal=FUNDS)
    for sealed, use in ((own, SealUse.COURT), (funds, SealUse.FUNDS)):
        assert (sealed.provider, sealed.level) == ("pkcs11", "PAdES-B-B")
        assert sealed.pdf.startswith(pdf)
        assert sealed.certificate_sha256 == sha256_of(certified[use])
        assert seals.check(sealed.pdf, seal=OWN).ok
    changed = bytearray(own.pdf)
    changed[3000] ^= 1
    assert not seals.check(bytes(changed), seal=OWN).ok
    assert not [file for file in (tmp_path / "keys").rglob("*") if b"PRIVATE KEY" in _bytes(file)]
    # the certificate stays known when the keys move elsewhere: what was sealed remains sealed
    (tmp_path / "seals.toml").unlink()
    assert provider_of(tmp_path).check(own.pdf, seal=OWN).ok


def _bytes(file: Path) -> bytes:
    return file.read_bytes() if file.is_file() else b""


@softhsm
def test_a_refused_pin_is_not_tried_until_the_token_is_locked(
    token: str, certified: dict[SealUse, Issued], pdf: bytes, tmp_path: Path
) -> None:
    import pkcs11

    pkcs11.lib(LIBRARY).reinitialize()
    token_settings(tmp_path, certified, pin="0000")
    assert "拒绝了 PIN" in provider_of(tmp_path).check_config()[0]
    for _ in range(5):
        with pytest.raises(SealingFailed, match="拒绝过现在的 PIN"):
            provider_of(tmp_path).sign(pdf, seal=OWN)
    (tmp_path / "keys" / "pin").write_text(PIN)
    assert provider_of(tmp_path).check_config() == []


@softhsm
def test_a_token_that_was_taken_away_is_opened_again(
    token: str, certified: dict[SealUse, Issued], pdf: bytes, tmp_path: Path
) -> None:
    import pkcs11

    token_settings(tmp_path, certified)
    seals = provider_of(tmp_path)
    seals.sign(pdf, seal=OWN)
    pkcs11.lib(LIBRARY).reinitialize()
    assert seals.check(seals.sign(pdf, seal=OWN).pdf, seal=OWN).ok


@softhsm
def test_a_token_or_key_that_is_not_there_is_named(
    token: str, certified: dict[SealUse, Issued], pdf: bytes, tmp_path: Path
) -> None:
    token_settings(tmp_path, certified, token="别的")
    assert provider_of(tmp_path).check_config() == [
        "没有找到PKCS#11 令牌“别的”，请检查设备是否连接、标签是否正确。"
    ]
    with pytest.raises(SealingFailed, match=r"没有找到.*文书没有制作"):
        provider_of(tmp_path).sign(pdf, seal=OWN)
    token_settings(tmp_path, certified)
    text = (tmp_path / "seals.toml").read_text(encoding="utf-8").replace("汪清院印", "没有的印")
    (tmp_path / "seals.toml").write_text(text, encoding="utf-8")
    assert provider_of(tmp_path).check_config() == [
        "PKCS#11 令牌“zhixing”中应有且只有一个设置中所写名称的私钥，请核对名称。"
    ]
    # a key that is not the certificate's: its signature is not believed
    token_settings(tmp_path, {**certified, SealUse.COURT: certified[SealUse.FUNDS]})
    with pytest.raises(SealingFailed, match="签名与印章证书不符"):
        provider_of(tmp_path).sign(pdf, seal=OWN)


@pytest.fixture
def door(certified: dict[SealUse, Issued], tmp_path: Path) -> SealDoor:
    callers = tmp_path / "callers"
    callers.mkdir()
    held = {
        NAMES[use]: HeldSeal(one.key, one.certificate, ("zhixing-2424",)) for use, one in certified.items()
    }
    return SealDoor(held, callers)


def server_settings(root: Path, address: str, seals: dict[SealUse, Issued], more: str = "") -> SealProvider:
    head = (
        f'provider = "server"\n[server]\naddress = "{address}"\nclient = "zhixing-2424"\nseconds = 1\n{more}'
    )
    write_settings(root, head, seals)
    own_key(root / "keys" / "seals")
    public = (root / "keys" / "seals" / "client.public.pem").read_bytes()
    (root / "callers" / "zhixing-2424.public.pem").write_bytes(public)
    return provider_of(root)


def test_the_server_gets_a_digest_and_its_signature_seals_the_document(
    door: SealDoor, certified: dict[SealUse, Issued], pdf: bytes, tmp_path: Path
) -> None:
    with SealServer(door) as server:
        seals = server_settings(tmp_path, server.address, certified)
        assert (seals.name, seals.check_config()) == ("server", [])
        sealed = seals.sign(pdf, seal=OWN)
    assert seals.check(sealed.pdf, seal=OWN).ok
    assert sealed.certificate_sha256 == sha256_of(certified[SealUse.COURT])
    assert [entry[:2] for entry in door.log] == [("zhixing-2424", "汪清院印")]
    keys = {key.use: key for key in seals.held_keys()}
    assert (keys[SealUse.COURT].court_name, keys[SealUse.COURT].issuer) == (COURT, "测试电子认证")


@pytest.mark.parametrize("fault", ["dropped", "timed_out", "unavailable", "garbage"])
def test_after_silence_the_same_number_is_asked_again_and_signed_once(
    fault: str, door: SealDoor, certified: dict[SealUse, Issued], pdf: bytes, tmp_path: Path
) -> None:
    with SealServer(door) as server:
        seals = server_settings(tmp_path, server.address, certified)
        door.faults = [fault]
        assert seals.check(seals.sign(pdf, seal=OWN).pdf, seal=OWN).ok
        assert (door.calls, len(door.log)) == (2, 1)
        door.faults = [fault, fault]
        with pytest.raises(SealingFailed, match="是否盖章不明，文书没有制作"):
            seals.sign(pdf, seal=OWN)


def test_a_forged_signature_and_a_refusal_are_no_seal(
    door: SealDoor, certified: dict[SealUse, Issued], pdf: bytes, tmp_path: Path
) -> None:
    with SealServer(door) as server:
        seals = server_settings(tmp_path, server.address, certified)
        door.faults = ["forged"]
        with pytest.raises(SealingFailed, match="签名与印章证书不符"):
            seals.sign(pdf, seal=OWN)
        calls = door.calls
        door.seals["汪清院印"] = HeldSeal(
            certified[SealUse.COURT].key, certified[SealUse.COURT].certificate, ("another",)
        )
        with pytest.raises(SealingFailed, match="拒绝盖章（403）：这枚印章不允许该系统使用。文书没有制作"):
            seals.sign(pdf, seal=OWN)
        assert door.calls == calls + 1
        assert seals.check_config() == [
            f"签章服务器 {server.address}中没有“汪清院印”这枚印章，或者不允许本系统使用。"
        ]
        (tmp_path / "callers" / "zhixing-2424.public.pem").unlink()
        assert "拒绝了本系统（401）：签名不对" in seals.check_config()[0]


def test_a_server_that_is_down_is_left_in_peace(
    door: SealDoor, certified: dict[SealUse, Issued], pdf: bytes, tmp_path: Path
) -> None:
    with SealServer(door) as server:
        seals = server_settings(tmp_path, server.address, certified)
    for _ in range(3):
        with pytest.raises(SealingFailed, match="没有应答"):
            seals.sign(pdf, seal=OWN)
    with pytest.raises(SealingFailed, match="连续没有应答，正在等待它恢复"):
        seals.sign(pdf, seal=OWN)


def test_both_sides_prove_themselves_where_the_settings_say_so(
    door: SealDoor, certified: dict[SealUse, Issued], pdf: bytes, tmp_path: Path
) -> None:
    """Mutual TLS: the server's certificate is not known to the machine, and ours is asked for."""
    theirs, ours = issued("127.0.0.1"), issued("zhixing-2424")
    for name, one in (("theirs", theirs), ("ours", ours)):
        (tmp_path / f"{name}.crt").write_bytes(one.pem)
        (tmp_path / f"{name}.key").touch(mode=0o600)
        (tmp_path / f"{name}.key").write_bytes(one.pkcs8)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "theirs.crt", tmp_path / "theirs.key")
    context.load_verify_locations(tmp_path / "ours.crt")
    context.verify_mode = ssl.CERT_REQUIRED
    with SealServer(door, tls=context) as server:
        more = 'ca = "theirs.crt"\n'
        assert "没有应答" in server_settings(tmp_path, server.address, certified, more).check_config()[0]
        more += 'certificate = "ours.crt"\nkey = "ours.key"\n'
        seals = server_settings(tmp_path, server.address, certified, more)
        assert seals.check_config() == []
        assert seals.check(seals.sign(pdf, seal=OWN).pdf, seal=OWN).ok


def faults_of(root: Path, text: str) -> list[str]:
    (root / "seals.toml").write_text(text, encoding="utf-8")
    return provider_of(root).check_config()


def test_wrong_settings_are_named_and_no_key_in_a_file_steps_in(pdf: bytes, tmp_path: Path) -> None:
    (tmp_path / "keys").mkdir(mode=0o700)
    assert faults_of(tmp_path, 'provider = "hsm"') == [
        "seals.toml：provider 只能是 software、pkcs11 或 server，现在是“hsm”。"
    ]
    assert faults_of(tmp_path, "provider = ") == ["seals.toml 读不出：Invalid value (at end of document)。"]
    (tmp_path / "pin").write_text("1")
    (tmp_path / "pin").chmod(0o644)
    assert faults_of(
        tmp_path,
        'provider = "pkcs11"\n[pkcs11]\nmodule = "no.so"\nlabel = "x"\npin_file = "pin"\n'
        '[[seals]]\ncourt = "汪清县人民法院"\nuse = "own"\nname = "a"\ncertificate = "pin"\n',
    ) == [
        "seals.toml：[pkcs11] 中没有“label”这一项，请核对拼写。",
        f"seals.toml：[pkcs11] 的 module 指向的文件不存在或读不到：{tmp_path / 'no.so'}。",
        "seals.toml：[pkcs11] 缺少 token（令牌的标签）。",
        f"seals.toml：[pkcs11] 的 pin_file 权限过宽：{tmp_path / 'pin'}，请执行 chmod 600。",
        "seals.toml：第 1 个 [[seals]] 的 use 只能是 court 或 funds，现在是“own”。",
    ]
    assert faults_of(
        tmp_path,
        'provider = "server"\n[server]\naddress = "http://seal.court.cn"\nclient = "a b"\nseconds = 60\nkey = "pin"\n',
    ) == [
        "seals.toml：[server] 的 address 没有加密：http://seal.court.cn，请使用 https://。",
        "seals.toml：[server] 的 client 只能是字母、数字、点、横线和下划线：a b。",
        "seals.toml：[server] 的 seconds 应是 1 至 30 的整数：60。",
        "seals.toml：[server] 的 certificate 和 key 要么都填，要么都不填（双向 TLS）。",
        f"seals.toml：[server] 的 key 权限过宽：{tmp_path / 'pin'}，请执行 chmod 600。",
        "seals.toml：没有 [[seals]]：每枚印章写一节，注明法院、用途、名称和证书。",
    ]
    with pytest.raises(SealingFailed, match="印章设置有误，文书没有制作"):
        provider_of(tmp_path).sign(pdf, seal=OWN)
    assert list((tmp_path / "keys").iterdir()) == []


def test_wrong_settings_are_named_when_the_house_starts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZHIXING_HOME", str(tmp_path))
    monkeypatch.setattr(running.Parent, "run", lambda self: None)
    (tmp_path / "seals.toml").write_text('provider = "pkcs11"\n', encoding="utf-8")
    started = CliRunner().invoke(main, ["up"])
    assert started.exit_code == 0
    assert "印章：seals.toml：provider 是 pkcs11，但没有 [pkcs11] 一节。" in started.output


def test_a_seal_that_is_not_set_or_out_of_time_seals_nothing(
    door: SealDoor, certified: dict[SealUse, Issued], pdf: bytes, tmp_path: Path
) -> None:
    past = {SealUse.COURT: issued("过期", days=-1)}
    seals = server_settings(tmp_path, "http://127.0.0.1:9", past)
    with pytest.raises(SealingFailed, match=r"seals\.toml 中没有汪清县人民法院的执行案款专用章"):
        seals.sign(pdf, seal=FUNDS)
    with pytest.raises(SealingFailed, match=r"seals\.toml 中没有延吉市人民法院的院印"):
        seals.sign(pdf, seal=SealOf(8, "延吉市人民法院"))
    with pytest.raises(SealingFailed, match="证书不在有效期内"):
        seals.sign(pdf, seal=OWN)
    assert door.calls == 0


def test_a_short_key_and_a_curve_are_refused(tmp_path: Path) -> None:
    """A curve would make the signed file PDF 2.0, which PDF/A-2 is not."""
    write_settings(
        tmp_path, 'provider = "server"\n[server]\naddress = "https://seal.court.cn"\nclient = "zhixing"\n',
        {SealUse.COURT: issued("短", bits=1024), SealUse.FUNDS: issued("曲线", bits=0)},
    )  # fmt: skip
    assert provider_of(tmp_path).check_config() == [
        "seals.toml：第 1 个 [[seals]]：印章证书的密钥短于 2048 位。",
        "seals.toml：第 2 个 [[seals]]：印章证书不是 RSA 证书。PDF/A-2 只能用 RSA 签名。",
    ]
