"""Writers in processes of their own commit on one programme of a SQLite workspace until it is used up."""

import pytest
from benchmarks import ledger


@pytest.mark.live
def test_processes_together_never_pass_the_budget() -> None:
    run = ledger.measure("sqlite", "", writers=4, commitments=40)
    assert (run["over_commit"], run["commitments"], run["lost"], run["findings"]) == (0, 40, 0, 0)
