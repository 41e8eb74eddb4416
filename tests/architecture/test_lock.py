"""The lock pins everything the project asks for, by hash, and says nothing of where from."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
LOCK = (ROOT / "requirements.lock").read_text("utf-8")
BLOCK = re.compile(
    r"^(?P<name>[a-z0-9.-]+)==(?P<version>[^ ;\\]+)(?: \\\n    --hash=sha256:[0-9a-f]{64})+$",
    re.MULTILINE,
)
PINNED = {match["name"]: match["version"] for match in BLOCK.finditer(LOCK)}
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
WANTED = [
    *PROJECT["project"]["dependencies"],
    *(line for group in PROJECT["dependency-groups"].values() for line in group),
    *PROJECT["build-system"]["requires"],
]


@pytest.mark.parametrize("line", WANTED)
def test_what_the_project_asks_for_is_pinned_to_a_version_it_allows(line):
    wanted = Requirement(line)
    pinned = PINNED[canonicalize_name(wanted.name)]
    assert wanted.specifier.contains(pinned)


def test_the_lock_holds_pins_with_hashes_and_comments_only():
    rest = [line for line in BLOCK.sub("", LOCK).splitlines() if line.strip()]
    assert [line for line in rest if not line.lstrip().startswith("#")] == []


def test_the_lock_names_no_index_and_no_file_of_a_machine():
    assert re.findall(r"https?:|file:|@ |--(?!hash=|require-hashes)\S+|-[ir] /\S+", LOCK) == []


def test_each_distribution_is_pinned_once():
    names = [match["name"] for match in BLOCK.finditer(LOCK)]
    assert len(names) == len(set(names))
