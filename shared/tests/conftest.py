"""What all tests in this folder have."""

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def temporary_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What a parent that is killed leaves behind goes with pytest's own folders."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
