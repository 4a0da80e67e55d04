"""The documentation is under test: links, commands, pages made from the code, snippets."""

from __future__ import annotations

import importlib.util
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import click
import pytest

from vigie.cli.main import cli
from vigie.config import urls as site
from vigie.observatory import urls as observatory
from vigie.sources.registry import SOURCE_NAMES

ROOT = Path(__file__).parents[1]
PAGES = sorted(
    [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "examples").glob("*.md")]
)
TESTED = (ROOT / "README.md", ROOT / "docs" / "tutorial.md")
CLI_PAGE = (ROOT / "docs/reference/cli.md").read_text(encoding="utf-8")


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def anchors(path: Path) -> set[str]:
    """Anchors of the headings of a page, as code hosts make them."""
    titles = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def links(path: Path) -> list[str]:
    text = re.sub(r"```.*?```", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    found = re.findall(r"\]\(([^)\s]+)\)", text)
    return [link for link in found if not re.match(r"https?:|mailto:", link)]


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_links_lead_somewhere(page: Path) -> None:
    for link in links(page):
        target, _, anchor = link.partition("#")
        place = (page.parent / target).resolve() if target else page
        assert place.exists(), f"{name(page)} → {link}"
        if anchor:
            assert anchor in anchors(place), f"{name(page)} → {link}"


def test_every_page_can_be_reached_from_the_readme() -> None:
    seen, queue = set(), [ROOT / "README.md"]
    while queue:
        page = queue.pop()
        if page in seen or page.suffix != ".md":
            continue
        seen.add(page)
        queue += [(page.parent / link.partition("#")[0]).resolve() for link in links(page)]
    assert set(PAGES) - seen == set()


def test_pages_made_from_the_code_are_up_to_date() -> None:
    build = load(ROOT / "docs" / "build.py")
    for page, made in build.PAGES.items():
        assert (ROOT / "docs" / page).read_text(encoding="utf-8") == made(), "run `make docs`"


def commands() -> list[str]:
    return cli.list_commands(click.Context(cli))


@pytest.mark.parametrize("command", commands())
def test_every_command_and_option_is_documented(command: str) -> None:
    context = click.Context(cli)
    loaded = cli.get_command(context, command)
    assert loaded is not None
    section = CLI_PAGE.partition(f"## vigie {command}\n")[2].partition("\n## ")[0]
    assert section, f"vigie {command} has no section"
    # `vigie explain` takes the options of `vigie measure`, and says so.
    if command == "explain":
        section += CLI_PAGE.partition("## vigie measure\n")[2].partition("\n## ")[0]
    for parameter in loaded.params:
        for option in parameter.opts:
            assert not option.startswith("--") or option in section, f"{command} {option}"


@pytest.mark.parametrize("source", SOURCE_NAMES)
def test_every_source_is_documented(source: str) -> None:
    formats = [*(ROOT / "docs/reference/formats").glob("*.md")]
    assert any(f"\n## {source}\n" in page.read_text(encoding="utf-8") for page in formats)
    assert f"`{source}`" in (ROOT / "docs/reference/formats.md").read_text(encoding="utf-8")


def test_every_part_of_the_site_is_documented() -> None:
    page = (ROOT / "docs/reference/pages.md").read_text(encoding="utf-8")
    first = {
        str(pattern.pattern).partition("/")[0]
        for pattern in [*observatory.urlpatterns, *site.urlpatterns]
    }
    # The gallery of components is for developers, and off in an installation.
    assert {part for part in first - {"", "composants"} if f"`/{part}/" not in page} == set()


def test_every_setting_is_documented() -> None:
    # What only the tests set is for CONTRIBUTING, not for who installs.
    used = {
        name
        for path in (ROOT / "src").rglob("*.py")
        if path.name != "testing.py"
        for name in re.findall(r"environ\W.*?\b(VIGIE_[A-Z_]+)", path.read_text(encoding="utf-8"))
    }
    page = (ROOT / "docs/reference/settings.md").read_text(encoding="utf-8")
    assert {name for name in used if f"`{name}`" not in page} == set()


def blocks(page: Path) -> list[str]:
    return re.findall(
        r"^```sh\n(.*?)^```$", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )


def test_make_targets_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    asked = {
        target
        for page in PAGES
        for target in re.findall(
            r"(?:^|`)make ([a-z]+)", page.read_text(encoding="utf-8"), re.MULTILINE
        )
    }
    assert asked
    assert {
        target for target in asked if not re.search(rf"^{target}:", makefile, re.MULTILINE)
    } == set()


def test_both_readmes_give_the_same_commands() -> None:
    assert blocks(ROOT / "README.md") == blocks(ROOT / "README.fr.md")


def steps(page: Path) -> list[tuple[str, str]]:
    """The commands of a page, each with what it should print: the `text` block after it, if any."""
    found = re.findall(
        r"^```sh\n(.*?)^```$(?:\n\n```text\n(.*?)^```$)?",
        page.read_text(encoding="utf-8"),
        re.MULTILINE | re.DOTALL,
    )
    return [
        (line, printed if line == lines[-1] else "")
        for block, printed in found
        for lines in [block.splitlines()]
        for line in lines
    ]


def flat(text: str) -> str:
    """Without what depends on the width of the screen."""
    return " ".join(text.split())


@pytest.mark.slow
@pytest.mark.parametrize("page", TESTED, ids=name)
def test_commands_of_the_page_run(page: Path, tmp_path: Path) -> None:
    """In an empty folder, in the order of the page; `# ends with N` is the exit code to expect.

    Each line of the printed block starts some line of the output, in this order; `…` stands for
    lines that are left out.
    """
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    environment = {name: value for name, value in os.environ.items() if name != "VIGIE_HOME"}
    environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{environment['PATH']}"
    environment["COLUMNS"] = "200"
    ran = 0
    for line, printed in steps(page):
        words = shlex.split(line, comments=True)
        # Installing is what brought us here, and a server does not end.
        if words[0] == "make" or words[:2] == ["vigie", "serve"]:
            continue
        expected = re.search(r"# ends with (\d)$", line)
        done = subprocess.run(
            ["bash", "-c", line],
            cwd=tmp_path,
            env=environment,
            check=False,
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode == int(expected[1] if expected else 0), f"{line}\n{done.stderr}"
        output = iter([flat(each) for each in done.stdout.splitlines()])
        for wanted in [
            flat(each) for each in printed.splitlines() if each.strip() not in ("", "…")
        ]:
            assert any(each.startswith(wanted) for each in output), f"{wanted}\n{done.stdout}"
        ran += 1
    assert ran > 3
