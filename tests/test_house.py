"""The house itself: layers, lock, sizes, words that must not be there."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions, requires
from pathlib import Path

ROOT = Path(__file__).parents[1]
SOURCES = sorted(
    path
    for folder in ("src", "tests", "examples", "docs", "benchmarks")
    for path in (ROOT / folder).rglob("*.py")
)
# Drawn once and kept, or used by tests: a site that runs does not import them.
DEVELOPERS_ONLY = {"maps_build.py", "testing.py"}
# Read by zoneinfo where the system has no time zones; named in the settings of Django.
WITHOUT_IMPORT = {"tzdata", "django-htmx", "whitenoise"}
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()


def tracked() -> list[Path]:
    """Text files under version control, or all of them in an unpacked archive."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True
    ).stdout.decode()
    return [ROOT / name for name in listed.split("\0") if name]


def name_of(requirement: str) -> str:
    """The package of a requirement, spelt as in a lock."""
    found = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert found
    return re.sub(r"[-_.]+", "-", found[0]).lower()


def test_imports_go_one_way() -> None:
    done = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout


def test_the_lock_names_versions_and_nothing_else() -> None:
    assert [
        line for line in LOCK if not re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.+!]+", line)
    ] == []


def test_the_lock_covers_what_the_package_asks() -> None:
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*asked["dependencies"], *asked["optional-dependencies"]["dev"]]
    locked = {name_of(line) for line in LOCK}
    assert {name_of(line) for line in wanted} - locked == set()


def test_the_installed_package_is_the_one_of_this_folder() -> None:
    assert requires("vigie")


def test_a_file_fits_in_a_head() -> None:
    lines = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in SOURCES}
    assert {str(path.relative_to(ROOT)): n for path, n in lines.items() if n > 400} == {}


def test_there_is_no_drawer_for_odds_and_ends() -> None:
    odds = {"utils", "helpers", "common", "services", "managers", "signals", "misc"}
    assert [path for path in SOURCES if odds & {path.stem, *path.parent.parts[-1:]}] == []


def test_each_exception_to_a_rule_gives_its_reason() -> None:
    bare = re.compile(r"#\s*(noqa|type:\s*ignore|pragma:\s*no cover)(:? ?\[?[\w, -]*\]?)?\s*$")
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in SOURCES
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if bare.search(line)
    ]
    assert found == []


def test_nothing_is_skipped_or_left_for_later() -> None:
    later = re.compile(
        r"mark\.(skip|xfail)|pytest\.(skip|xfail)\(|\b(TO" r"DO|FIX" r"ME|XX" r"X)\b"
    )
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in SOURCES
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if later.search(line)
    ]
    assert found == []


def test_no_path_of_one_machine() -> None:
    private = re.compile(r"(?<![\w.])/(wor" r"k|hom" r"e|roo" r"t|farm)/[a-z]")
    found = [
        str(path.relative_to(ROOT))
        for path in tracked()
        if path.suffix in {".py", ".md", ".toml", ".yaml", ".html", ".lock", ""}
        and path.is_file()
        and private.search(path.read_text(encoding="utf-8", errors="replace"))
    ]
    assert found == []


def test_continuous_integration_runs_the_tests() -> None:
    run = ROOT / ".ci" / "run"
    assert "make test" in run.read_text(encoding="utf-8")
    assert run.stat().st_mode & 0o111


def imported(path: Path) -> set[str]:
    """Top-level names that a file imports from elsewhere."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            names.add((node.module or "").partition(".")[0])
    return names - set(sys.stdlib_module_names) - {"vigie"}


def test_the_package_declares_what_it_imports_and_nothing_more() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = {name_of(line) for line in project["dependencies"]}
    owners = packages_distributions()
    used = {
        name_of(owner)
        for path in (ROOT / "src").rglob("*.py")
        if path.name not in DEVELOPERS_ONLY
        for name in imported(path)
        for owner in owners[name]
    }
    assert used - declared == set()
    assert declared - used == WITHOUT_IMPORT
