"""A register uploaded on the page: looked at, accepted once, its refused rows given back as a form."""

import io
import stat
from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest
from cases_office import NOW, register, sample, take
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from zhixing.cases import uploads
from zhixing.cases.models import Case, IntakeFile
from zhixing.cases.rules.register import check_register, read_register
from zhixing.cases.rules.workbooks import Yuan, corrected_form, list_workbook
from zhixing.foundation.home import home
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.models import Court, User
from zhixing.foundation.identity.operations import make_demo_accounts

OWNER, OTHER = Actor(1, "金哲"), Actor(2, "李顺姬")


@pytest.fixture
def client(wangqing: Court, monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setenv("ZHIXING_TODAY", "2022-09-20")
    make_demo_accounts(wangqing, NOW)
    return signed_in("clerk")


def signed_in(username: str) -> Client:
    client = Client()
    user = User.objects.get(username=username)
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def upload(client: Client, content: bytes, name: str = "台账.xlsx") -> str:
    response = client.post("/cases/intake/", {"file": SimpleUploadedFile(name, content)})
    assert response.status_code == 302, response.content.decode()
    return response["Location"]


def kept() -> str:
    return uploads.keep(content=b"x", corrected=None, about={"name": "a"}, actor=OWNER, now=NOW)


def test_an_upload_is_open_to_its_owner_for_a_day(wangqing: Court) -> None:
    token = kept()
    assert uploads.find(token, actor=OWNER, now=NOW + timedelta(hours=23)).about["name"] == "a"
    for actor, now, asked in (
        (OTHER, NOW, token), (Actor.system("x"), NOW, token), (OWNER, NOW + timedelta(hours=24), token),
        (OWNER, NOW, "../" * 10 + "ab"), (OWNER, NOW, "A" * 32),
    ):  # fmt: skip
        with pytest.raises(uploads.UploadGone):
            uploads.find(asked, actor=actor, now=now)
    folder = home().files / "intake" / token
    modes = {stat.S_IMODE(file.stat().st_mode) & 0o077 for file in (folder, *folder.iterdir())}
    assert modes == {0}
    assert uploads.forget_old(now=NOW + timedelta(hours=25)) >= 1
    assert not folder.exists()


def test_content_is_taken_once_and_given_back_when_filing_fails(wangqing: Court) -> None:
    found = uploads.find(kept(), actor=OWNER, now=NOW)
    with pytest.raises(RuntimeError, match="断电"), uploads.taken(found):
        raise RuntimeError("断电")
    with uploads.taken(found) as content:
        assert content == b"x"
        with pytest.raises(uploads.UploadGone), uploads.taken(found):
            pass
    with pytest.raises(uploads.UploadGone), uploads.taken(found):
        pass
    uploads.forget(found)


def test_the_corrected_form_files_exactly_the_refused_rows(wangqing: Court) -> None:
    table = read_register(sample())
    refused = [
        row for row in check_register(table, court_code="吉2424", already_filed=()) if not row.accepted
    ]
    form = corrected_form(table, refused)
    again = list(check_register(read_register(form), court_code="吉2424", already_filed=()))
    assert [row.number for row in again] == [row.number for row in refused]
    assert len(again) == 19
    sheet = openpyxl.load_workbook(io.BytesIO(form)).active
    assert sheet is not None
    headings = [cell.value for cell in sheet[1]]
    assert headings[-1] == "退回原因"
    account = headings.index("账号")
    marked = sheet[2][account]
    assert (marked.fill.fgColor.rgb, "校验位不符" in marked.comment.text) == ("00F8D7D0", True)
    assert sheet[2][headings.index("案号")].comment is None
    for row in sheet.iter_rows(min_row=2):
        row[account].value = ""
    corrected = io.BytesIO()
    sheet.parent.save(corrected)
    decided = list(check_register(read_register(corrected.getvalue()), court_code="吉2424", already_filed=()))
    assert sum(row.accepted is not None for row in decided) == 5


def test_a_text_is_never_a_formula() -> None:
    content = list_workbook(
        title="案件", headings=[("名", 9), ("元", 9)], rows=[("=1+1", Yuan(123456)), ("+86\x07", Yuan(-1))]
    )
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    assert [(row[0].value, row[0].data_type, row[1].value) for row in sheet.iter_rows(min_row=2)] == [
        ("=1+1", "s", 1234.56), ("+86", "s", -0.01),
    ]  # fmt: skip


def test_a_register_is_looked_at_then_filed_once(client: Client) -> None:
    address = upload(client, register())
    page = client.get(address).content.decode()
    assert "zx-cell-wrong" in page
    assert "银行卡号校验位不符" in page
    assert Case.objects.count() == 0
    assert client.post(f"{address}accept/").status_code == 302
    assert Case.objects.count() == 9
    result = client.get(address).content.decode()
    assert "导入结果" in result
    assert client.post(f"{address}accept/").status_code == 302
    assert (Case.objects.count(), IntakeFile.objects.count()) == (9, 1)
    form = client.get(f"{address}corrected.xlsx")
    assert form["Content-Disposition"].startswith("attachment")
    assert read_register(form.content).rows[0].cells["number"]
    folder = home().files / "intake" / address.split("/")[3]
    assert not (folder / "content").exists()
    assert "preview" not in (folder / "about.json").read_text(encoding="utf-8")


def test_rows_filed_before_are_told_apart_from_faults(client: Client, wangqing: Court) -> None:
    take(wangqing, register())
    page = client.get(upload(client, register())).content.decode()
    assert "早已立案 9" in page
    assert "退回 1" in page
    assert 'id="accept"' not in page


def test_an_upload_of_somebody_else_is_gone(client: Client) -> None:
    address = upload(client, register())
    other = signed_in("officer")
    for response in (
        other.get(address),
        other.post(f"{address}accept/"),
        other.get(f"{address}corrected.xlsx"),
    ):
        assert (response.status_code, response["Location"]) == (302, "/cases/intake/")
    assert Case.objects.count() == 0
    assert client.post(f"{address}discard/")["Location"] == "/cases/intake/"
    assert client.get(address)["Location"] == "/cases/intake/"


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("空.xlsx", b"", "没有收到文件，或者文件是空的"),
        ("图.png", b"\x89PNG\r\n\x1a\n\x00\x00", "不是表格文件"),
        ("坏.xlsx", b"PK\x03\x04 broken", "已损坏"),
        ("旧.xls", b"\xd0\xcf\x11\xe0" + b"\x00" * 64, "旧版 xls"),
        ("列.csv", "案号,立案日期,承办人\n1,2,3\n".encode(), "表头"),
    ],
)
def test_what_is_no_register_is_refused_in_words(
    client: Client, name: str, content: bytes, words: str
) -> None:
    response = client.post("/cases/intake/", {"file": SimpleUploadedFile(name, content)})
    assert response.status_code == 200
    assert words in response.content.decode()


def test_a_file_too_large_is_refused(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zhixing.cases.uploads.UPLOAD_BYTES_MAX", 2**20)
    response = client.post("/cases/intake/", {"file": SimpleUploadedFile("大.csv", b"a" * (2**20 + 1))})
    assert "超过 1 MB" in response.content.decode()


def test_people_outside_the_office_do_not_file(client: Client) -> None:
    response = signed_in("accountant").get("/cases/intake/")
    assert response.status_code == 403
    assert "执行员、书记员" in response.content.decode()


def test_nothing_of_an_upload_stays_in_the_home(client: Client) -> None:
    address = upload(client, register())
    client.post(f"{address}discard/")
    assert not Path(home().files / "intake" / address.split("/")[3]).exists()
