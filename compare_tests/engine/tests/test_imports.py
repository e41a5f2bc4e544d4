"""The house: folders import downwards only, and what they import is a line in this list."""

import ast

import pytest

from shared.launcher import ROOT

BELOW = {
    "shared": (),
    "compare_tests/engine": ("shared",),
    "compare_tests/questions": ("shared", "compare_tests.engine"),
    "compare_tests/commands": ("shared", "compare_tests.engine", "compare_tests.questions"),
    "side_by_side": ("shared", "compare_tests.engine", "compare_tests.questions"),
}


@pytest.mark.parametrize("folder", BELOW)
def test_folder_imports_downwards_only(folder):
    allowed = (folder.replace("/", "."), *BELOW[folder])
    for path in (ROOT / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            module = node.module if isinstance(node, ast.ImportFrom) else ""
            if module and module.split(".")[0] in ("shared", "compare_tests", "side_by_side"):
                assert module.startswith(allowed), f"{path} imports {module}"
