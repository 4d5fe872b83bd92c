"""Settings: where a value comes from, and what is refused."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from indexer.errors import UsageError
from indexer.settings import SETTINGS, Settings, load_settings


def test_the_table_and_the_settings_have_the_same_names_and_kinds() -> None:
    defaults = load_settings({}, {"ALUNA_SETTINGS": "/dev/null"})
    assert [field.name for field in fields(Settings)] == [setting.name for setting in SETTINGS]
    for setting in SETTINGS:
        assert isinstance(getattr(defaults, setting.name), type(setting.default))


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


@pytest.mark.parametrize(
    ("environment", "told"),
    [
        ({"ALUNA_PORT": "eighty"}, "ALUNA_PORT must be a whole number, and is 'eighty'"),
        ({"ALUNA_WORKERS": "-1"}, "ALUNA_WORKERS must not be below zero"),
        ({"ALUNA_SETTINGS": "/nowhere/aluna.toml"}, "cannot be read"),
    ],
)
def test_what_cannot_be_followed_is_told(environment: dict[str, str], told: str) -> None:
    with pytest.raises(UsageError, match=told):
        load_settings({}, environment)


@pytest.mark.parametrize("text", ["colour = 1", "port = ", "port = 'x'"])
def test_a_wrong_settings_file_is_told(tmp_path: Path, text: str) -> None:
    file = tmp_path / "aluna.toml"
    file.write_text(text, "utf-8")
    with pytest.raises(UsageError, match="settings file"):
        load_settings({}, {"ALUNA_SETTINGS": str(file)})
