"""Ballots over HTTP against a server of its own: all at once, twice each, and a server killed in the middle."""

import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from benchmarks import _postgresql, ballots
from tests.conftest import missing

pytestmark = pytest.mark.live


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a database for this test alone; empty for SQLite."""
    if request.param == "sqlite":
        yield ""
        return
    folder = _postgresql.binaries()
    if folder is None:
        missing("PostgreSQL")
        return
    with _postgresql.cluster(folder) as address:
        yield address


@pytest.mark.parametrize("method", ["named", "secret"])
def test_two_hundred_at_once_and_twice_each_lose_none_and_double_none(
    tmp_path: Path, url: str, method: str
) -> None:
    given = ballots.fill(tmp_path, url, 200, method)
    with ballots.server(tmp_path, url) as (_process, port):
        answers = ballots.vote_at_once(port, given["address"], given["sessions"])
    assert {answer.status for each in answers for answer in each if answer} == {302}
    assert all(answer is not None for each in answers for answer in each)
    held = ballots.stored(tmp_path, url)
    assert held == {"ballots": 200, "voted": 200, "events": 200, "findings": []}


@pytest.mark.parametrize("method", ["named", "secret"])
def test_a_server_killed_among_the_ballots_leaves_nothing_half(tmp_path: Path, url: str, method: str) -> None:
    """Between the ballot and the flag of its voter there is no moment at which a crash could part them."""
    voters = 120
    given = ballots.fill(tmp_path, url, voters, method)
    address, sessions = given["address"], given["sessions"]
    with ballots.server(tmp_path, url) as (process, port):
        killer = threading.Thread(target=_kill_among_the_ballots, args=(process.pid,))
        killer.start()
        answers = ballots.vote_at_once(port, address, sessions, times=1)
        killer.join()
        process.wait(timeout=20)
    told = sum(each[0] is not None and each[0].status == 302 for each in answers)
    assert told < voters  # the server really died among them
    held = ballots.stored(tmp_path, url)
    assert held["findings"] == []
    assert held["ballots"] == held["voted"] == held["events"]
    assert held["voted"] >= told  # whoever was told that the ballot is in, has it in
    with ballots.server(tmp_path, url) as (_process, port):  # and everyone may simply try again
        ballots.vote_at_once(port, address, sessions, times=1)
    held = ballots.stored(tmp_path, url)
    assert held == {"ballots": voters, "voted": voters, "events": voters, "findings": []}


def _kill_among_the_ballots(pid: int) -> None:
    time.sleep(0.4)
    os.killpg(pid, signal.SIGKILL)
