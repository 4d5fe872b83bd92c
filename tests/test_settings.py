"""Where settings come from, what each takes, and what is refused."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from indexer.errors import UsageError
from indexer.settings import SETTINGS, Settings, Value, load_settings

NO_FILE = {"ALUNA_SETTINGS": "/dev/null"}


def test_without_anything_the_defaults_hold() -> None:
    settings = load_settings({}, NO_FILE)
    assert settings.takedown == Path("corpus/takedown.txt")
    for setting in SETTINGS:
        if setting.name != "takedown":
            assert getattr(settings, setting.name) == setting.default


def test_every_default_is_a_value_that_its_row_takes() -> None:
    for setting in SETTINGS:
        assert load_settings({setting.name: setting.default}, NO_FILE)
        if setting.default_text:
            assert load_settings({}, NO_FILE | {setting.variable: setting.default_text})


def test_a_flag_goes_before_a_variable_before_the_file_before_the_default(tmp_path: Path) -> None:
    file = tmp_path / "aluna.toml"
    file.write_text('port = 1\nworkers = 1\nindex = "there"\n', "utf-8")
    environment = {"ALUNA_SETTINGS": str(file), "ALUNA_PORT": "2", "ALUNA_WORKERS": "2"}
    settings = load_settings({"port": 3, "host": None}, environment)
    assert (settings.port, settings.workers, settings.index) == (3, 2, Path("there"))
    assert settings.host == "127.0.0.1"


@pytest.mark.parametrize(
    ("takedown", "path"),
    [
        (None, "texts/takedown.txt"),
        ("hidden/list.txt", "texts/hidden/list.txt"),
        ("/srv/hidden.txt", "/srv/hidden.txt"),
    ],
)
def test_the_takedown_list_is_looked_for_in_the_corpus(takedown: str | None, path: str) -> None:
    environment = {"ALUNA_CORPUS": "texts"}
    assert load_settings({"takedown": takedown}, environment).takedown == Path(path)


TAKEN: list[tuple[str, str, Value]] = [
    ("ALUNA_PORT", "0", 0),
    ("ALUNA_PORT", "65535", 65535),
    ("ALUNA_PORT", " 80 ", 80),
    ("ALUNA_OCR", "", ""),
    ("ALUNA_ANNOTATIONS", "true", True),
    ("ALUNA_ANNOTATIONS", "Yes", True),
    ("ALUNA_ANNOTATIONS", "1", True),
    ("ALUNA_ANNOTATIONS", "false", False),
    ("ALUNA_ANNOTATIONS", "no", False),
    ("ALUNA_ANNOTATIONS", "0", False),
    ("annotations", "true", True),
    ("annotations", "false", False),
    ("annotations", "1", True),
    ("port", '"80"', 80),
    ("engine", '"embedded"', "embedded"),
    ("site_name", '"Biblioteca"', "Biblioteca"),
]

REFUSED = [
    ("ALUNA_PORT", "eighty", "ALUNA_PORT must be a whole number, 0 to 65535, and is “eighty”"),
    ("ALUNA_PORT", "", "ALUNA_PORT must be a whole number"),
    ("ALUNA_PORT", "99999", "ALUNA_PORT must be a whole number, 0 to 65535, and is “99999”"),
    ("ALUNA_PORT", "-1", "ALUNA_PORT must be a whole number, 0 to 65535, and is “-1”"),
    ("ALUNA_PORT", "9" * 5000, "ALUNA_PORT must be a whole number"),
    ("ALUNA_WORKERS", "-1", "ALUNA_WORKERS must be a whole number, 0 or more, and is “-1”"),
    ("ALUNA_WORKERS", "1.5", "ALUNA_WORKERS must be a whole number"),
    ("ALUNA_GENERATIONS", "0", "ALUNA_GENERATIONS must be a whole number, 1 or more"),
    ("ALUNA_ENGINE", "lucene", "ALUNA_ENGINE must be one of embedded, and is “lucene”"),
    ("ALUNA_ANNOTATIONS", "perhaps", "ALUNA_ANNOTATIONS must be true or false, and is “perhaps”"),
    ("ALUNA_CORPUS", "", "ALUNA_CORPUS must be the path of a file or folder"),
    ("ALUNA_SETTINGS", "/nowhere/aluna.toml", "/nowhere/aluna.toml cannot be read"),
    ("ALUNA_PROT", "80", "ALUNA_PROT is not a setting. Did you mean ALUNA_PORT?"),
    ("ALUNA_MAXPAGES", "80", "ALUNA_MAXPAGES is not a setting. Did you mean ALUNA_MAX_PAGES?"),
    ("ALUNA_QQQQQQQQQ", "80", "ALUNA_QQQQQQQQQ is not a setting."),
    ("port", "", "cannot be read"),
    ("port", "'x'", "port in the settings file must be a whole number, 0 to 65535, and is “x”"),
    ("port", "true", "port in the settings file must be a whole number, 0 to 65535, and is true"),
    ("port", "80.0", "port in the settings file must be a whole number, 0 to 65535, and is 80.0"),
    ("port", "70000", "port in the settings file must be a whole number, 0 to 65535, and is 70000"),
    ("annotations", "2", "annotations in the settings file must be true or false, and is 2"),
    (
        "site_name",
        '["a"]',
        r"site_name in the settings file must be a text, and is of another kind",
    ),
    ("site_name", "5", "site_name in the settings file must be a text, and is 5"),
    ("corpus", '["a"]', "corpus in the settings file must be the path of a file or folder"),
    ("engine", "'lucene'", "engine in the settings file must be one of embedded"),
    ("prot", "80", "aluna.toml is not a setting. Did you mean port?"),
]


def _environment(name: str, value: str, folder: Path) -> dict[str, str]:
    """`value` in the variable `name`, or, for a name in small letters, in a settings file."""
    if name.isupper():
        return {name: value}
    file = folder / "aluna.toml"
    file.write_text(f"{name} = {value}\n", "utf-8")
    return {"ALUNA_SETTINGS": str(file)}


@pytest.mark.parametrize(("name", "value", "taken"), TAKEN)
def test_a_value_within_its_row_is_taken(
    tmp_path: Path, name: str, value: str, taken: Value
) -> None:
    settings = load_settings({}, _environment(name, value, tmp_path))
    found = getattr(settings, name.removeprefix("ALUNA_").lower())
    assert (found, type(found)) == (taken, type(taken))


@pytest.mark.parametrize(
    ("name", "value", "message"), REFUSED, ids=[f"{n}={v}"[:30] for n, v, _ in REFUSED]
)
def test_another_value_and_an_unknown_name_are_refused(
    tmp_path: Path, name: str, value: str, message: str
) -> None:
    with pytest.raises(UsageError, match=message.replace("?", r"\?")):
        load_settings({}, _environment(name, value, tmp_path))


def test_other_variables_are_no_business_of_ours() -> None:
    assert load_settings({}, {"PORT": "x", "ALUNA": "x", "TEST_ALUNA_PORT": "x"}) == load_settings(
        {}, {}
    )


@pytest.mark.parametrize("arguments", [["--port", "99999"], ["--port", "-1"]])
def test_a_port_that_no_system_has_is_refused_before_anything_listens(
    tmp_path: Path, arguments: list[str]
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "search_app", "--index", str(tmp_path), *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    assert re.match(r"--port must be a whole number, 0 to 65535, and is “-?\d+”\.", done.stderr)
    assert done.stdout == ""


def test_settings_made_in_code_have_the_same_defaults() -> None:
    assert Settings(corpus=Path("texts")).port == load_settings({}, NO_FILE).port
