"""A pytest plugin (`-p reversed_order`): the same tests back to front, so that none leans on the one before it."""

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.reverse()
