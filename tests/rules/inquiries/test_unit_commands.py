"""What a unit's people type: keys, the queue, decisions, the log, the check of somebody's node."""

import asyncio
import json
import sqlite3
from pathlib import Path

from click.testing import CliRunner, Result

from unit_world import COURT, COURT_SIGNER, FUND, UNIT, desk, query
from zhixing.cli import main
from zhixing.foundation import clock
from zhixing.inquiries.node.serving import Server
from zhixing.inquiries.node.settings import Approval, load_settings
from zhixing.inquiries.wire.envelopes import new_message, seal
from zhixing.inquiries.wire.signing import PublicKey

TOML = f"""
[unit]
code = "{UNIT.code}"
name = "{UNIT.name}"
listen = "127.0.0.1:0"
[table]
file = "table.csv"
mapping = "guess"
[approval]
query = "by_hand"
[[courts]]
code = "{COURT.code}"
keys = ["{COURT_SIGNER.public}"]
"""


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["unit", *map(str, arguments)])


def test_keys_are_printed_as_they_are_handed_over(tmp_path: Path) -> None:
    first, again = (run("keys", tmp_path / "court.key", "--json") for _ in range(2))
    assert (first.exit_code, first.stdout) == (0, again.stdout)
    told = json.loads(first.stdout)
    assert PublicKey.of(told["key"]).kid == told["kid"]
    (tmp_path / "court.key").write_text("{", encoding="ascii")
    assert run("keys", tmp_path / "court.key").exit_code == 2


def test_the_liaison_lists_decides_and_reads_the_log(tmp_path: Path) -> None:
    config = tmp_path / "unit.toml"
    config.write_text(TOML, encoding="utf-8")
    with desk(tmp_path, FUND, query=Approval.BY_HAND) as court:
        wanted, unwanted = court.message(query()), court.message(query(purpose="另一目的"))
        for message in (wanted, unwanted):
            court.node.take(seal(message, COURT_SIGNER))
        listed = json.loads(run("pending", "--config", config, "--json").stdout)["pending"]
        assert [one["编号"] for one in listed] == [wanted.number, unwanted.number]
        assert run("approve", "--config", config, "--by", "朴科长", wanted.number).exit_code == 0
        assert run("approve", "--config", config, "--by", "朴科长", wanted.number).exit_code == 2
        assert run("refuse", "--config", config, "--by", "朴科长", unwanted.number).exit_code == 2
        assert (
            run(
                "refuse", "--config", config, "--by", "朴科长", "--reason", "超出协议", unwanted.number
            ).exit_code
            == 0
        )
        said = {answer.in_reply_to: court.read(answer, message).body for answer, message in
                zip(court.node.work_off(), (wanted, unwanted), strict=True)}  # fmt: skip
        assert said[wanted.number].rows[0].row_ref == "2"
        assert said[unwanted.number].words == "超出协议"
    log = json.loads(run("log", "--config", config, "--last", 3, "--json").stdout)
    assert (len(log["last"]), log["entries"]) == (3, log["last"][-1]["seq"])
    database = sqlite3.connect(tmp_path / "unit.sqlite3")
    database.execute("DROP TRIGGER entry_remains")
    database.execute("DELETE FROM entry WHERE seq = 1")
    database.commit()
    database.close()
    assert run("log", "--config", config).exit_code == 3


def test_settings_that_cannot_be_used_stop_with_words(tmp_path: Path) -> None:
    (tmp_path / "unit.toml").write_text("[unit]\n", encoding="utf-8")
    done = run("serve", "--config", tmp_path / "unit.toml")
    assert (done.exit_code, "code" in done.output) == (2, True)
    assert run("check", "http://127.0.0.1:1", "--key", tmp_path / "k").exit_code == 2


def test_a_node_that_does_not_know_us_fails_the_check_and_is_told_what_to_add(tmp_path: Path) -> None:
    (tmp_path / "unit.toml").write_text(TOML, encoding="utf-8")
    (tmp_path / "table.csv").write_text(FUND, encoding="utf-8")

    async def work() -> Result:
        server = Server(load_settings(tmp_path / "unit.toml"))
        await server.start()
        try:
            return await asyncio.to_thread(
                run, "check", f"http://127.0.0.1:{server.port}", "--key", tmp_path / "other.key", "--json"
            )
        finally:
            await server.stop()

    done = asyncio.run(work())
    assert done.exit_code == 3
    told = json.loads(done.stdout)
    assert told["failed"] > 10
    assert "[[courts]]" in done.stderr
    stranger = new_message(query(), sender=COURT, to=UNIT, now=clock.real_now())
    assert stranger.number.startswith(COURT.code)
