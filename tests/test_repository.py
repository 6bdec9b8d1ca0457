"""Files that must agree with each other."""

import re
import tomllib
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.conf import settings
from django.core.management import call_command

from forum import letters
from forum.models.message import LABELS
from forum.version import version

ROOT = Path(__file__).resolve().parent.parent
CATALOGUES = sorted(ROOT.glob("locale/*/LC_MESSAGES/django.po"))


def pinned(file: str) -> set[str]:
    return set(re.findall(r"^([a-z0-9-]+==\S+)", (ROOT / file).read_text(), re.MULTILINE))


def asked(*groups: str) -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = project["dependencies"] + [line for group in groups for line in project["optional-dependencies"][group]]
    return {re.sub(r"\[.*?\]", "", line.split(";")[0]).strip() for line in wanted}


@pytest.mark.parametrize(
    ("file", "groups"),
    [
        ("requirements.txt", ()),
        ("requirements-test.txt", ("test",)),
        ("requirements-lint.txt", ("test", "lint")),
    ],
)
def test_the_locked_packages_are_those_asked_for(file, groups):
    assert asked(*groups) - pinned(file) == set()


def test_every_dependency_says_what_it_is_for():
    text = (ROOT / "pyproject.toml").read_text()
    block = text[text.index("dependencies = [") : text.index("[tool.")]

    assert [line for line in block.splitlines() if re.match(r'\s+"', line) and "#" not in line] == []


def test_the_version_is_the_newest_of_the_change_log():
    assert re.fullmatch(r"\d+\.\d+\.\d+", version())


@pytest.mark.django_db
def test_the_migrations_are_complete():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_no_migration_is_named_by_machine():
    assert list(ROOT.glob("*/migrations/*_auto_*.py")) == []


@pytest.mark.parametrize("name", [name for name in LABELS if not name.startswith("itinerary")])
def test_every_letter_with_a_name_for_people_is_in_the_catalogue(name):
    assert name in letters.catalogue()
    assert [file.name for file in letters.templates_of(name) if not file.exists()] == []


@pytest.mark.parametrize("po", CATALOGUES, ids=lambda po: po.parent.parent.name)
def test_every_text_is_translated(po):
    with po.open("rb") as source:
        catalogue = read_po(source, locale=po.parent.parent.name)

    assert [m.id for m in catalogue if m.id and (m.fuzzy or not all(_strings(m.string)))] == []


@pytest.mark.parametrize("po", CATALOGUES, ids=lambda po: po.parent.parent.name)
def test_every_translation_keeps_its_placeholders(po):
    with po.open("rb") as source:
        catalogue = read_po(source, locale=po.parent.parent.name)

    # A form for one thing may leave its number out; none may ask for what the text does not give.
    wrong = [m.id for m in catalogue if m.id and not all(_fits(m.id, string) for string in _strings(m.string))]
    assert wrong == []


def _fits(asked: object, string: str) -> bool:
    if isinstance(asked, str):
        return _holes(asked) == _holes(string)
    return _holes(string) <= _holes(" ".join(_strings(asked)))


def _holes(text: str) -> set[str]:
    return set(re.findall(r"%\(\w+\)[sd]", text))


def _strings(string: object) -> list[str]:
    return list(string) if isinstance(string, tuple) else [str(string)]


def test_no_page_has_a_script_or_a_style_of_its_own():
    pages = [file for file in (ROOT / "templates").rglob("*.html") if "email" not in file.parts]
    inline = re.compile(r"<script(?![^>]*\bsrc=)[^>]*>|<style|\sstyle=|\son[a-z]+=", re.IGNORECASE)

    assert [str(file.relative_to(ROOT)) for file in pages if inline.search(file.read_text())] == []


def test_the_languages_of_the_house_all_have_a_catalogue():
    wanted = {code for code, _name in settings.LANGUAGES if code != "en"}
    there = {po.parent.parent.name.lower().replace("_", "-") for po in CATALOGUES}

    assert there == wanted
