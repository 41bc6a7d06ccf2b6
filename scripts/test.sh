#!/bin/sh
# Everything CI runs, step by step. A failed step does not hide the next; the end tells all and fails.
set -u
cd "$(dirname "$0")/.."
BIN=${UV_PROJECT_ENVIRONMENT:-$PWD/.venv}/bin
LOGS=$(mktemp -d)
trap 'rm -rf "$LOGS"' EXIT
unset ZHIXING_TODAY DATABASE_URL DATABASE_OWNER_URL PYTHONOPTIMIZE
export COVERAGE_FILE="$LOGS/coverage"
export PYTHONPATH="$PWD/tests"
failed=0
number=0
started=$(date +%s)

step() { # step NAME COMMAND...: runs it, shows its words, remembers how it ended
    name=$1
    shift
    number=$((number + 1))
    printf '\n── %s ─ %s\n' "$name" "$*"
    begun=$(date +%s)
    { "$@" 2>&1 && echo 0 >"$LOGS/end" || echo 1 >"$LOGS/end"; } | tee "$LOGS/$number"
    # the last line of pytest, or of the tool, stands for the step
    line=$(grep -E '^(=+ )?[0-9]+ (passed|failed|error|skipped|deselected)' "$LOGS/$number" | tail -n 1)
    [ -n "$line" ] || line=$(grep -v '^ *$' "$LOGS/$number" | tail -n 1)
    if [ "$(cat "$LOGS/end")" = 0 ]; then mark=✓; else mark=✗ failed=$((failed + 1)); fi
    printf '%s %-22s %4ds  %s\n' "$mark" "$name" $(($(date +%s) - begun)) "$line" >>"$LOGS/summary"
}

tests() { # tests NAME ARGUMENTS...: a part of the suite; a part that holds no test is a failure, not a pass
    name=$1
    shift
    step "$name" "$BIN/python" -m pytest -q "$@"
}

step "ruff check" "$BIN/ruff" check
step "ruff format" "$BIN/ruff" format --check
step "mypy" "$BIN/mypy"
step "imports" "$BIN/lint-imports"
step "law" "$BIN/coverage" run --branch --source=zhixing.law -m pytest -q tests/rules/law
step "law: every branch" "$BIN/coverage" report --show-missing --skip-covered --fail-under=100
tests "rules" -n 2 tests/rules --ignore=tests/rules/law
# optimised, so that no rule hides a refusal in an assert; back to front, so that no test leans on the one before it
step "rules, back to front" env PYTHONOPTIMIZE=1 "$BIN/python" -m pytest -q -n 2 -p reversed_order \
    -W "ignore:assertions not in test modules" tests/rules
tests "architecture" tests/architecture
tests "rooms" -n 2 tests/rooms
tests "races" tests/races
tests "simulation" -n 2 --dist loadfile tests/simulation
tests "journeys" -n 2 --dist loadfile tests/journeys

printf '\n'
cat "$LOGS/summary"
passed=$(sed -n 's/.*[^0-9]\([0-9][0-9]*\) passed.*/\1/p' "$LOGS/summary" | awk '{ sum += $1 } END { print sum + 0 }')
broken=$(sed -n 's/.*[^0-9]\([0-9][0-9]*\) failed.*/\1/p' "$LOGS/summary" | awk '{ sum += $1 } END { print sum + 0 }')
printf '===== %s passed, %s failed; %s of %s steps failed in %ss =====\n' \
    "$passed" "$broken" "$failed" "$number" $(($(date +%s) - started))
[ "$failed" = 0 ]
