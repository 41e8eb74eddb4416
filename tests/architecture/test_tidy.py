"""What the linters cannot say: names, lengths, no float near money, nothing of one machine."""

import ast
import re
import subprocess
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[2]
TOPS = ("core", "simulation", "console")
FILES = [path for top in TOPS for path in sorted((ROOT / top).rglob("*.py"))]
TREES = {path.relative_to(ROOT).as_posix(): ast.parse(path.read_text("utf-8")) for path in FILES}
SHARED_NAMES = {"__init__.py", "__main__.py"}
LINES_MAX = 300
MONEY = ("core/domain/", "core/pricing/", "core/ledger/", "core/settlement/")
BANNED_NOUNS = {"manager", "helper", "helpers", "util", "utils", "handler"}
BANNED_VERBS = {"handle", "manage", "process"}
BANNED_WORDS_OF_FILES = BANNED_NOUNS | {"handle", "manage", "data", "info", "misc", "common"}
# Homes, temporary folders and drives of somebody's machine; hosts that packages come from.
MACHINE = re.compile(
    rb"/(?:root|home/[a-z]+|Users/[A-Za-z]+|tmp|work)/[a-z]|[A-Z]:\\Users"
    rb"|pypi\.(?:org|python)|files\.pythonhosted|registry\.npmjs|deb\.debian|(?:--|extra-)index-url"
)


def test_there_is_something_to_look_at():
    assert {path.relative_to(ROOT).parts[0] for path in FILES} == set(TOPS)


def test_every_file_name_is_unique():
    names = Counter(path.name for path in FILES if path.name not in SHARED_NAMES)
    assert [name for name, uses in names.items() if uses > 1] == []


def test_no_file_is_longer_than_a_sitting():
    lines = {path: path.read_text("utf-8").count("\n") for path in FILES}
    assert {path: count for path, count in lines.items() if count > LINES_MAX} == {}


def test_no_float_where_money_is():
    found = [
        f"{name}:{node.lineno}"
        for name, tree in TREES.items()
        if name.startswith(MONEY)
        for node in ast.walk(tree)
        if (isinstance(node, ast.Constant) and isinstance(node.value, float))
        or (isinstance(node, ast.Name) and node.id == "float")
    ]
    assert found == []


def test_every_module_says_what_it_is():
    assert [name for name, tree in TREES.items() if ast.get_docstring(tree) is None] == []


def test_no_file_is_named_by_a_word_that_says_nothing():
    words = {name: set(re.split(r"[/_.]", name)) for name in TREES}
    assert {name for name, parts in words.items() if parts & BANNED_WORDS_OF_FILES} == set()


def test_no_class_or_function_is_named_by_a_word_that_says_nothing():
    found = [
        f"{name}:{node.lineno} {node.name}"
        for name, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        if BANNED_NOUNS & set(words_of(node.name)) or BANNED_VERBS & set(words_of(node.name)[:1])
    ]
    assert found == []


def test_types_are_imported_as_everything_else_is():
    found = [
        f"{name}:{node.lineno}"
        for name, tree in TREES.items()
        for node in ast.walk(tree)
        if (isinstance(node, ast.Name) and node.id == "TYPE_CHECKING")
        or (isinstance(node, ast.alias) and node.name == "TYPE_CHECKING")
    ]
    assert found == []


def test_every_package_says_what_it_holds_and_nothing_else():
    found = [
        name for name, tree in TREES.items() if name.endswith("__init__.py") and len(tree.body) != 1
    ]
    assert found == []


def test_every_test_of_a_package_mirrors_a_file_or_folder_of_it():
    strangers = []
    for top in TOPS:
        for path in (ROOT / "tests" / top).rglob("test_*.py"):
            source = path.relative_to(ROOT / "tests").with_name(path.stem.removeprefix("test_"))
            named = (ROOT / source).with_suffix(".py")
            # A law, a machine or a journey of a whole stage is named after what it proves.
            if not named.exists() and not (ROOT / source.parent).is_dir():
                strangers.append(path)
    assert strangers == []


def test_the_top_of_the_checkout_holds_nothing_unexpected():
    expected = {
        *("pyproject.toml", "console", "simulation", "core", "resources", "tests", "README.md"),
        *("Makefile", "requirements.lock", ".ci", ".gitignore"),
    }
    assert {name.split("/")[0] for name in tracked_names()} - expected == set()


def test_no_file_names_a_folder_of_one_machine_or_a_package_registry():
    this_file = Path(__file__).relative_to(ROOT).as_posix()
    found = {
        name: sorted(set(MACHINE.findall((ROOT / name).read_bytes())))
        for name in tracked_names()
        if name != this_file
        and (ROOT / name).is_file()
        and Path(name).suffix not in {".ttf", ".otf", ".png", ".npz"}
    }
    assert {name: hits for name, hits in found.items() if hits} == {}


def tracked_names() -> list[str]:
    """Names of the files that git keeps, relative to the checkout."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"],  # noqa: S607 (git is found on the path as by any developer)
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    return [name.decode() for name in listed.stdout.split(b"\0") if name]


def words_of(name: str) -> list[str]:
    """The words of a name in snake_case or CamelCase, in small letters."""
    return [word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+", name)]
