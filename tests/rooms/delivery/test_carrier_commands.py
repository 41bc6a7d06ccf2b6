"""`zhixing delivery`: carriers listed and entered, and every kind of wrong input answered with its exit code."""

import json
from contextlib import nullcontext
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from zhixing.cli import delivery as commands
from zhixing.cli.root import main
from zhixing.delivery.models import Carrier
from zhixing.delivery.queries.carrier_secrets import secret_of
from zhixing.foundation.identity.models import Court

SMS = {"--name": "短信一号", "--way": "sms", "--connector": "sms_http", "--address": "https://sms.example.cn"}


@pytest.fixture(autouse=True)
def _open_house(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commands, "open_house", nullcontext)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["delivery", *arguments])


def add(*more: str, code: str = "sms-1", **changed: str) -> Result:
    options = SMS | {f"--{name}": value for name, value in changed.items()}
    return run("add-carrier", code, *(part for pair in options.items() for part in pair), *more)


def test_a_carrier_is_entered_with_its_secret_and_listed(wangqing: Court, tmp_path: Path) -> None:
    assert run("carriers").output == "还没有登记承运方。\n"
    secret = tmp_path / "secret"
    secret.write_bytes(b"agreed-secret\n")
    made = add(
        "--secret-file", str(secret), "--set", "account=法院", "--set", "seconds=5", "--rank", "2", "--json"
    )
    assert made.exit_code == 0, made.output
    row = Carrier.objects.get()
    assert json.loads(made.stdout) == {"carrier": str(row.pk), "problems": []}
    assert (row.code, row.rank, row.settings) == ("sms-1", 2, {"account": "法院", "seconds": "5"})
    assert secret_of(wangqing.pk, "sms-1") == b"agreed-secret"
    listed = run("carriers", "--json")
    assert listed.exit_code == 0
    assert json.loads(listed.stdout)["carriers"] == [
        {"code": "sms-1", "name": "短信一号", "way": "sms", "connector": "短信网关（HTTP）", "address": "https://sms.example.cn",
         "active": True, "problems": []}
    ]  # fmt: skip
    assert run("carriers").stdout == "sms-1 短信一号（短信）：设置检查通过\n"


def test_what_cannot_be_used_yet_is_entered_and_ends_with_three(wangqing: Court) -> None:
    made = add(address="http://sms.example.cn", code="sms-2")
    assert made.exit_code == 3
    assert made.stdout == (
        "已登记。还不能使用：请填写 https:// 开头的接口地址。；还没有存入与承运方约定的签名密钥。\n"
    )
    assert run("carriers").exit_code == 3
    Carrier.objects.update(address="https://sms.example.cn")
    listed = run("carriers")
    assert (listed.exit_code, listed.stdout) == (
        3,
        "sms-2 短信一号（短信）：还没有存入与承运方约定的签名密钥。\n",
    )
    Carrier.objects.update(active=False)
    assert run("carriers").exit_code == 0


@pytest.mark.parametrize(
    ("code", "changed", "more", "said"),
    [
        ("SMS 1", {}, (), "代号用小写字母、数字和连字符"),
        ("x", {}, (), "代号用小写字母、数字和连字符"),
        ("sms-1", {"way": "pigeon"}, (), "没有“pigeon”这种方式。"),
        ("sms-1", {"way": "call"}, (), "没有“call”这种方式。"),
        ("sms-1", {"connector": "fax"}, (), "接口“fax”不能用于短信。"),
        ("sms-1", {"connector": "post"}, (), "接口“post”不能用于短信。"),
        ("sms-1", {"name": " "}, (), "请填写名称和地址。"),
        ("sms-1", {"address": ""}, (), "请填写名称和地址。"),
        ("sms-1", {"rank": "0"}, (), "次序应为 1 至 999。"),
        ("sms-1", {"rank": "abc"}, (), "abc"),
        ("sms-1", {}, ("--set", "account"), "应写成 名称 = 值"),
        ("sms-1", {}, ("--set", "a=1", "--set", "a=2"), "“a”写了两次。"),
        ("sms-1", {}, ("--secret-file", "/nowhere/at/all"), "/nowhere/at/all"),
        ("sms-1", {}, ("--court", "吉9999"), "吉9999"),
        ("sms-1", {}, ("--colour", "red"), "--colour"),
    ],
)
def test_wrong_input_enters_nothing_and_ends_with_two(
    wangqing: Court, code: str, changed: dict[str, str], more: tuple[str, ...], said: str
) -> None:
    refused = add(*more, code=code, **changed)
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert said in refused.stderr
    assert Carrier.objects.count() == 0


@pytest.mark.parametrize("content", [b"", b"  \n", b"short", b"x" * 401])
def test_a_secret_that_cannot_be_kept_leaves_no_carrier_behind(
    wangqing: Court, tmp_path: Path, content: bytes
) -> None:
    secret = tmp_path / "secret"
    secret.write_bytes(content)
    refused = add("--secret-file", str(secret), code="sms-9")
    assert (refused.exit_code, Carrier.objects.count()) == (2, 0)
    assert secret_of(wangqing.pk, "sms-9") == b""


def test_a_code_is_entered_once(wangqing: Court) -> None:
    add()
    again = add()
    assert (again.exit_code, Carrier.objects.count()) == (2, 1)
    assert again.stderr == "代号“sms-1”已经登记。\n"


def test_options_are_demanded_and_unknown_commands_refused(wangqing: Court) -> None:
    missing = run("add-carrier", "sms-1", "--name", "短信一号")
    assert (missing.exit_code, "--way" in missing.stderr) == (2, True)
    assert run("add-carrier").exit_code == 2
    assert run("carriers", "--court", "吉0000").exit_code == 2
    assert run("nothing").exit_code == 2
