"""Puts the fonts of court documents into one folder, without installing anything on the machine.

A face is taken, in this order: from the folder itself, from the fonts the system already has, from its Debian package
(downloaded by ``apt-get download``, unpacked file by file, thrown away). All of it works as an ordinary user: when the
machine has no package lists, private ones are fetched beside the download. Files are copied, not linked, because the
hash of a stored document is reproducible only as long as its fonts are.

``python -m zhixing.documents.fonts [FOLDER]`` installs into FOLDER, by default ``<ZHIXING_HOME>/fonts``.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import typst

from zhixing.foundation.home import home

LOCK_NAME = "fonts.lock"
DOWNLOAD_SECONDS = 900
SYSTEM_FOLDERS = (
    Path("/usr/share/fonts"),
    Path("/usr/local/share/fonts"),
    Path("/usr/share/texlive/texmf-dist/fonts"),
    Path("/usr/share/texmf/fonts"),
    Path("~/.local/share/fonts"),
    Path("~/.fonts"),
)

Report = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Face:
    """One font file: the family as typst calls it, its Debian package, and what it is for.

    `required` faces must be there for any document to be set. Without the others documents are set in the required
    ones, which looks plainer; that is a warning.
    """

    file: str
    family: str
    package: str
    use: str
    required: bool = False


FACES = (
    Face("NotoSerifCJK-Regular.ttc", "Noto Serif CJK SC", "fonts-noto-cjk", "宋体与生僻字", required=True),
    Face("NotoSerifCJK-Bold.ttc", "Noto Serif CJK SC", "fonts-noto-cjk", "标题（小标宋）"),
    Face("NotoSansCJK-Regular.ttc", "Noto Sans CJK SC", "fonts-noto-cjk", "黑体生僻字"),
    Face("FandolFang-Regular.otf", "FandolFang R", "texlive-lang-chinese", "仿宋（正文）"),
    Face("FandolHei-Regular.otf", "FandolHei", "texlive-lang-chinese", "黑体"),
    Face("FandolKai-Regular.otf", "FandolKai", "texlive-lang-chinese", "楷体"),
    Face("FandolSong-Regular.otf", "FandolSong", "texlive-lang-chinese", "宋体（表格、页码）"),
    Face("FandolSong-Bold.otf", "FandolSong", "texlive-lang-chinese", "宋体加粗"),
    Face("LXGWWenKai-Regular.ttf", "LXGW WenKai", "fonts-lxgw-wenkai", "楷体生僻字"),
    Face("LiberationSerif-Regular.ttf", "Liberation Serif", "fonts-liberation", "数字与西文"),
    Face("LiberationSerif-Bold.ttf", "Liberation Serif", "fonts-liberation", "数字与西文加粗"),
)

# Names written with characters of the extensions B to F need these; 30 MB, so only on request.
RARE_FACES = (Face("HanaMinB.ttf", "HanaMinB", "fonts-hanazono", "扩展B至F区人名用字"),)


class FontsMissing(RuntimeError):
    """A face without which no document can be set is neither here nor obtainable; the message says how to get it."""


@dataclass(frozen=True, slots=True)
class FontReport:
    """What the folder holds after an installation or a check."""

    folder: Path
    present: tuple[Face, ...]
    missing: tuple[Face, ...]
    families: frozenset[str]

    @property
    def usable(self) -> bool:
        """Whether documents can be set at all."""
        return not any(face.required for face in self.missing)


def to_stderr(line: str) -> None:
    """Progress goes to standard error: standard output belongs to the command's result."""
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


def how_to_get(faces: Iterable[Face], folder: Path) -> str:
    """One line telling an administrator how to supply the faces."""
    packages = " ".join(sorted({face.package for face in faces}))
    return f"请执行 sudo apt-get install {packages}，或将字体文件放入 {folder}，然后重试。"


def check(folder: Path, *, faces: Sequence[Face] = FACES) -> FontReport:
    """Which faces of the list the folder holds and typst can read."""
    readable = {
        (Path(font.path).name, font.family) for font in _fonts_in(folder).fonts() if font.path is not None
    }
    present = tuple(face for face in faces if (face.file, face.family) in readable)
    missing = tuple(face for face in faces if face not in present)
    return FontReport(folder, present, missing, frozenset(family for _, family in readable))


def install(
    folder: Path,
    *,
    rare: bool = False,
    report: Report = to_stderr,
    system_folders: Sequence[Path] = SYSTEM_FOLDERS,
) -> FontReport:
    """Brings every face into the folder; what is there already is kept. Safe to run twice and at the same time.

    `rare` adds the large fallback for names outside the common sets. Raises FontsMissing when no Chinese face can
    be had; a missing 仿宋 or 楷体 is only reported, the documents are then set in 宋体.
    """
    faces = FACES + RARE_FACES if rare else FACES
    folder.mkdir(parents=True, exist_ok=True)
    with _only_one(folder):
        wanted = check(folder, faces=faces).missing
        if wanted:
            wanted = _from_system(wanted, folder, system_folders, report)
        for package in dict.fromkeys(face.package for face in wanted):
            _from_package(package, [face for face in wanted if face.package == package], folder, report)
        result = check(folder, faces=faces)
        _write_lock(result)
    if not result.usable:
        raise FontsMissing(f"缺少中文字体，无法生成文书。{how_to_get(result.missing, folder)}")
    if result.missing:
        names = "、".join(f"{face.family}（{face.use}）" for face in result.missing)
        report(f"字体：缺少 {names}，以宋体代替。{how_to_get(result.missing, folder)}")
    return result


def _fonts_in(folder: Path) -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder)])


@contextmanager
def _only_one(folder: Path) -> Iterator[None]:
    with (folder / ".lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _put(source: Path, folder: Path) -> None:
    """Copies under a temporary name and renames, so that a killed copy leaves no half font behind."""
    unfinished = folder / f".{source.name}.part"
    shutil.copyfile(source, unfinished)
    unfinished.chmod(0o644)
    unfinished.replace(folder / source.name)


def _from_system(
    faces: Sequence[Face], folder: Path, roots: Sequence[Path], report: Report
) -> tuple[Face, ...]:
    """Copies the faces that the machine has; returns those it has not."""
    found: dict[str, Path] = {}
    names = {face.file for face in faces}
    for root in roots:
        for path, _, files in os.walk(root.expanduser()):
            for name in names.intersection(files):
                found.setdefault(name, Path(path) / name)
    for source in sorted(found.values()):
        report(f"字体：采用系统已有的 {source}")
        _put(source, folder)
    return tuple(face for face in faces if face.file not in found)


def _from_package(package: str, faces: Sequence[Face], folder: Path, report: Report) -> None:
    """Takes the faces out of a Debian package; says in one line when that is impossible."""
    if shutil.which("apt-get") is None or shutil.which("dpkg-deb") is None:
        report(f"字体：本机没有 apt-get，无法下载 {package}。")
        return
    report(f"字体：下载 {package} ……")
    with tempfile.TemporaryDirectory(prefix="zhixing-fonts-") as name:
        scratch = Path(name)
        try:
            archive = _download(package, scratch)
            taken = _unpack(archive, {face.file for face in faces}, scratch)
        except (OSError, subprocess.SubprocessError, tarfile.TarError) as error:
            report(f"字体：{package} 未能取得（{_short(error)}）。")
            return
        for path in taken:
            _put(path, folder)
        licences = folder / "licences"
        licences.mkdir(exist_ok=True)
        for path in (scratch / "licences").glob("*"):
            shutil.copyfile(path, licences / f"{package}-{path.name}")
        report(f"字体：{package} 已取出 {len(taken)} 个文件。")


def _short(error: Exception) -> str:
    if isinstance(error, subprocess.CalledProcessError):
        lines = str(error.stderr or "").strip().splitlines()
        return lines[-1][:200] if lines else f"退出码 {error.returncode}"
    return str(error)[:200]


def _run(command: Sequence[str], folder: Path) -> None:
    environment = dict(os.environ, LC_ALL="C", DEBIAN_FRONTEND="noninteractive")
    subprocess.run(
        command,
        cwd=folder,
        env=environment,
        check=True,
        capture_output=True,
        text=True,
        timeout=DOWNLOAD_SECONDS,
    )


def _download(package: str, scratch: Path) -> Path:
    """The package file. With stale or absent package lists, private lists are fetched and used instead."""
    command = ["apt-get", "-q"]
    if os.geteuid() == 0:
        command += ["-o", "APT::Sandbox::User=root"]
    try:
        _run([*command, "download", package], scratch)
    except subprocess.CalledProcessError:
        for part in ("state/lists/partial", "cache/archives/partial"):
            (scratch / part).mkdir(parents=True, exist_ok=True)
        command += ["-o", f"Dir::State::Lists={scratch}/state/lists", "-o", f"Dir::Cache={scratch}/cache"]
        _run([*command, "update"], scratch)
        _run([*command, "download", package], scratch)
    archives = sorted(scratch.glob("*.deb"))
    if not archives:
        raise OSError(f"apt-get 没有留下 {package} 的安装包")
    return archives[0]


def _unpack(archive: Path, names: set[str], scratch: Path) -> list[Path]:
    """Writes the named files, and the licence texts, beside the archive. Members are found by name, not by path."""
    faces, licences = scratch / "faces", scratch / "licences"
    faces.mkdir()
    licences.mkdir()
    command = ["dpkg-deb", "--fsys-tarfile", str(archive)]
    taken: list[Path] = []
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        with tarfile.open(fileobj=process.stdout, mode="r|") as tar:
            for member in tar:
                path = PurePosixPath(member.name)
                licence = path.name == "copyright" or (
                    "fandol" in path.parts and path.name.startswith("COPYING")
                )
                if not member.isfile() or not (licence or path.name in names):
                    continue
                content = tar.extractfile(member)
                assert content is not None
                target = (licences if licence else faces) / path.name
                with target.open("wb") as handle:
                    shutil.copyfileobj(content, handle)
                if not licence:
                    taken.append(target)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return taken


def _write_lock(result: FontReport) -> None:
    """The hashes of the faces, as ``sha256sum -c fonts.lock`` reads them."""
    lines = [f"{_sha256(result.folder / face.file)}  {face.file}\n" for face in result.present]
    unfinished = result.folder / f".{LOCK_NAME}.part"
    unfinished.write_text("".join(lines), encoding="utf-8")
    unfinished.replace(result.folder / LOCK_NAME)


def _sha256(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def main(arguments: Sequence[str]) -> int:
    """The command: install, then say in one line where the fonts are. Exit 1 when no document can be set."""
    names = [argument for argument in arguments if argument != "--rare"]
    folder = Path(names[0]) if names else home().fonts
    try:
        result = install(folder, rare="--rare" in arguments)
    except FontsMissing as error:
        to_stderr(str(error))
        return 1
    to_stderr(f"字体：{len(result.present)} 个文件就绪，位于 {folder}。")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
