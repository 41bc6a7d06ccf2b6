import hashlib
import io
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pypdf import PdfReader

from document_samples import enforcement
from zhixing.documents import fonts
from zhixing.documents.fonts import FACES, FontsMissing, check, install
from zhixing.documents.rendering.coverage import FontUnreadable, characters_of
from zhixing.documents.rendering.font_set import Families, FontSet, NoChineseFont
from zhixing.documents.rendering.renderer import Renderer
from zhixing.documents.rules.contexts import DocumentKind

AT = datetime(2022, 1, 12, 1, 30, tzinfo=UTC)


def no_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts.shutil, "which", lambda name: None)


def test_faces_are_taken_from_the_system_once(
    fonts_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    no_packages(monkeypatch)
    lines: list[str] = []
    made = install(tmp_path / "fonts", report=lines.append, system_folders=[fonts_dir])
    assert made.missing == ()
    assert len(lines) == len(FACES) == 11
    assert all(line.startswith("字体：采用系统已有的 ") for line in lines)
    lock = dict(line.split("  ")[::-1] for line in (tmp_path / "fonts/fonts.lock").read_text().splitlines())
    face = tmp_path / "fonts/FandolFang-Regular.otf"
    assert lock["FandolFang-Regular.otf"] == hashlib.sha256(face.read_bytes()).hexdigest()
    before = face.stat().st_mtime_ns
    again: list[str] = []
    assert install(tmp_path / "fonts", report=again.append, system_folders=[]).missing == ()
    assert again == []
    assert face.stat().st_mtime_ns == before
    assert not list((tmp_path / "fonts").glob(".*.part"))


def test_without_any_chinese_face_one_line_says_how(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    no_packages(monkeypatch)
    with pytest.raises(FontsMissing) as missing:
        install(tmp_path, report=lambda line: None, system_folders=[])
    assert str(missing.value) == (
        "缺少中文字体，无法生成文书。请执行 sudo apt-get install fonts-liberation fonts-lxgw-wenkai fonts-noto-cjk "
        f"texlive-lang-chinese，或将字体文件放入 {tmp_path}，然后重试。"
    )
    with pytest.raises(NoChineseFont, match="字体文件夹中没有中文字体"):
        FontSet(tmp_path)


def test_a_half_written_face_is_fetched_again(
    fonts_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    no_packages(monkeypatch)
    (tmp_path / "LXGWWenKai-Regular.ttf").write_bytes(
        (fonts_dir / "LXGWWenKai-Regular.ttf").read_bytes()[:999]
    )
    assert "LXGW WenKai" in {face.family for face in check(tmp_path).missing}
    assert install(tmp_path, report=lambda line: None, system_folders=[fonts_dir]).missing == ()


def test_with_only_noto_documents_are_still_set(
    fonts_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    no_packages(monkeypatch)
    system = tmp_path / "system"
    system.mkdir()
    shutil.copy(fonts_dir / "NotoSerifCJK-Regular.ttc", system)
    lines: list[str] = []
    report = install(tmp_path / "fonts", report=lines.append, system_folders=[system])
    assert report.usable
    assert "缺少 " in lines[-1]
    assert "FandolFang R（仿宋（正文））" in lines[-1]
    made = Renderer(tmp_path / "fonts", lanes=1).render(
        DocumentKind.ENFORCEMENT_NOTICE, enforcement(), timestamp=AT
    )
    assert "金哲洙：" in PdfReader(io.BytesIO(made.pdf)).pages[0].extract_text()


def test_the_courts_own_font_takes_precedence(fonts_dir: Path, tmp_path: Path) -> None:
    shutil.copy(fonts_dir / "LXGWWenKai-Regular.ttf", tmp_path)
    own = FontSet(fonts_dir, tmp_path, Families(fangsong=("LXGW WenKai",)))
    assert own.chains["fangsong"][:2] == [
        {"name": "Liberation Serif", "covers": "latin-in-cjk"},
        "LXGW WenKai",
    ]
    used = next(font for font in own.fonts.fonts() if font.family == "LXGW WenKai")
    assert Path(used.path or "").parent == tmp_path


def test_rare_names_are_covered_and_others_are_not(fonts_dir: Path) -> None:
    found = FontSet(fonts_dir)
    assert found.missing_from("堃喆䶮㛃𬭎𰻞〇（）《》") == ""
    assert found.missing_from("甲😀ب乙😀") == "😀ب"


def test_the_character_map_of_each_kind_of_file_is_read(fonts_dir: Path, tmp_path: Path) -> None:
    fang = characters_of(fonts_dir / "FandolFang-Regular.otf", 0)
    assert ord("院") in fang
    assert ord("堃") not in fang
    assert 0x30EDE in characters_of(fonts_dir / "NotoSerifCJK-Regular.ttc", 2)
    assert ord("A") in characters_of(fonts_dir / "LiberationSerif-Regular.ttf", 0)
    broken = tmp_path / "broken.ttf"
    broken.write_bytes(b"\x00\x01\x00\x00\x00\x09")
    with pytest.raises(FontUnreadable, match="字体文件无法读取"):
        characters_of(broken, 0)
