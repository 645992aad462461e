"""A player and sessions that are none: no terminal, no process, no waiting."""

from collections.abc import Iterator

import pytest
from tests.app.watched import Table


@pytest.fixture
def table() -> Iterator[Table]:
    table = Table()
    table.player.start()
    table.read()
    yield table
    for session in table.sessions:
        session.close()
