import time
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest

from zhixing.foundation.keys import uuid7


def test_a_key_bears_version_variant_and_time() -> None:
    before = time.time_ns() // 1_000_000
    key = uuid7()
    after = time.time_ns() // 1_000_000
    assert key.version == 7
    assert key.variant == uuid.RFC_4122
    assert before <= key.int >> 80 <= after + 1


def test_keys_rise_strictly() -> None:
    made = [uuid7() for _ in range(50_000)]
    assert made == sorted(made)
    assert len(set(made)) == len(made)


def test_keys_rise_when_the_clock_steps_back(monkeypatch: pytest.MonkeyPatch) -> None:
    before = uuid7()
    monkeypatch.setattr(time, "time_ns", lambda: 1_000_000_000)
    assert uuid7() > before


def test_threads_never_share_a_key() -> None:
    with ThreadPoolExecutor(4) as pool:
        made = [key for keys in pool.map(lambda _: [uuid7() for _ in range(5_000)], range(4)) for key in keys]
    assert len(set(made)) == 20_000
