"""A case to put money to."""

from uuid import UUID

import pytest

from funds_world import make_case
from zhixing.foundation.identity.models import Court


@pytest.fixture
def one_case(wangqing: Court) -> UUID:
    """（2022）吉2424执7号."""
    return make_case(wangqing, 7).id
