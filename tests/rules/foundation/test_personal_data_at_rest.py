import multiprocessing
import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhixing.foundation.personal_data import (
    KeyFileUnusable,
    Keys,
    Purpose,
    SealedValueUnreadable,
    blind_index,
    load_keys,
    new_keys,
    seal,
    unseal,
)

KEYS = new_keys()
NUMBER = "222424198308300002"


@given(st.text(max_size=200), st.sampled_from(Purpose))
def test_what_is_sealed_opens_again(text: str, purpose: Purpose) -> None:
    assert unseal(KEYS, seal(KEYS, text, purpose=purpose), purpose=purpose) == text


def test_sealing_twice_shows_no_likeness() -> None:
    one, other = (seal(KEYS, NUMBER, purpose=Purpose.ID_NUMBER) for _ in range(2))
    assert one != other
    assert one[:4] == b"\x01\x02k1"
    assert NUMBER.encode() not in one


def test_a_changed_or_moved_value_does_not_open() -> None:
    sealed = seal(KEYS, NUMBER, purpose=Purpose.ID_NUMBER)
    for place in range(len(sealed)):
        changed = sealed[:place] + bytes((sealed[place] ^ 1,)) + sealed[place + 1 :]
        with pytest.raises(SealedValueUnreadable):
            unseal(KEYS, changed, purpose=Purpose.ID_NUMBER)
    with pytest.raises(SealedValueUnreadable):
        unseal(KEYS, sealed, purpose=Purpose.PHONE)
    for length in range(len(sealed)):
        with pytest.raises(SealedValueUnreadable):
            unseal(KEYS, sealed[:length], purpose=Purpose.ID_NUMBER)
    with pytest.raises(SealedValueUnreadable, match="找不到加密时使用的密钥"):
        unseal(new_keys("k2"), sealed, purpose=Purpose.ID_NUMBER)


def test_an_old_key_still_opens_what_it_sealed() -> None:
    sealed = seal(KEYS, NUMBER, purpose=Purpose.ID_NUMBER)
    second = new_keys("k2")
    both = Keys({**KEYS.encryption, **second.encryption}, "k2", KEYS.index)
    assert unseal(both, memoryview(sealed), purpose=Purpose.ID_NUMBER) == NUMBER
    assert seal(both, NUMBER, purpose=Purpose.ID_NUMBER)[:4] == b"\x01\x02k2"


def test_a_text_too_long_is_refused() -> None:
    with pytest.raises(ValueError, match="最多 4096 个字符"):
        seal(KEYS, "长" * 4097, purpose=Purpose.ADDRESS)


def test_the_blind_index_is_stable_and_of_its_purpose() -> None:
    keys = Keys({"k1": bytes(32)}, "k1", bytes(range(32)))
    index = blind_index(keys, NUMBER, purpose=Purpose.ID_NUMBER)
    assert index == blind_index(keys, NUMBER, purpose=Purpose.ID_NUMBER)
    assert len(index) == 16
    assert index.hex() == "c1164312265aa70292fb40b3ad783035"
    assert index != blind_index(keys, NUMBER, purpose=Purpose.ACCOUNT)
    assert index != blind_index(KEYS, NUMBER, purpose=Purpose.ID_NUMBER)


def test_keys_do_not_show_themselves() -> None:
    assert repr(KEYS) == "Keys(current='k1')"


def test_the_key_file_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    keys = load_keys(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert load_keys(path) == keys
    assert [entry.name for entry in tmp_path.iterdir()] == ["keys.json"]


def _index_of(path: Path) -> bytes:
    return load_keys(path).index


def test_processes_that_start_at_once_read_the_same_keys(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    with multiprocessing.get_context("spawn").Pool(3) as pool:
        found = pool.map(_index_of, [path] * 12)
    assert len(set(found)) == 1
    assert [entry.name for entry in tmp_path.iterdir()] == ["keys.json"]


def test_a_key_file_open_to_others_is_not_used(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    load_keys(path)
    path.chmod(0o640)
    with pytest.raises(KeyFileUnusable, match="权限过宽"):
        load_keys(path)


@pytest.mark.parametrize(
    "body", ["", "{}", "[]", '{"version": 1, "current": "k1", "keys": {"k1": "AA=="}, "index": "AA=="}']
)
def test_a_damaged_key_file_is_never_replaced(tmp_path: Path, body: str) -> None:
    path = tmp_path / "keys.json"
    handle = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
    os.write(handle, body.encode())
    os.close(handle)
    with pytest.raises(KeyFileUnusable, match="密钥文件已损坏"):
        load_keys(path)
    assert path.read_text() == body
