"""Where settings come from, what each takes, and what is refused."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from indexer.errors import UsageError
from indexer.setting_rows import Value
from indexer.settings import SETTINGS, Settings, load_settings

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
    ("port", "80  # as the firewall has it", 80),
    ("port", "80;", 80),
    ("lang", '"ES"', "es"),
    ("annotations", "True", True),
    ("annotations", "sí", True),
    ("annotations", "“no”", False),
    ("site_name", "Nuestras publicaciones", "Nuestras publicaciones"),
    ("site_name", "“Nuestras publicaciones”", "Nuestras publicaciones"),
    ("site_name", "'Lo que \"nosotras\" hacemos'", 'Lo que "nosotras" hacemos'),
    ("site_name", "Taller #7", "Taller"),
    ("public_url", "https://h.example/buscar/#x", "https://h.example/buscar/#x"),
    ("ocr", '["spa", "eng"]', "spa+eng"),
    ("ocr", '"spa, eng"', "spa+eng"),
    ("ocr", '""', ""),
    ("proxies", '["127.0.0.1", "10.0.0.0/8"]', "127.0.0.1 10.0.0.0/8"),
    ("corpus", r'"C:\Users\ana\textos"', Path(r"C:\Users\ana\textos")),
    ("corpus", r'"C:\temp\nuevo"  # \t is a tabulator in TOML', Path(r"C:\temp\nuevo")),
    ("corpus", r'"C:\\Users\\ana"', Path(r"C:\Users\ana")),
    ("corpus", r"'C:\Users\ana'", Path(r"C:\Users\ana")),
    ("corpus", r"C:\Users\ana\Mis textos", Path(r"C:\Users\ana\Mis textos")),
    ("corpus", r'"\\servidor\unidad"', Path(r"\\servidor\unidad")),
    ("corpus", r'"C:\Users\ana\"', Path("C:\\Users\\ana\\")),
    ("ALUNA_CORPUS", r'"C:\Users\ana"', Path(r"C:\Users\ana")),
    ("ALUNA_CORPUS", "~/textos", Path.home() / "textos"),
    ("engine", '"embedded"', "embedded"),
    ("site_name", '"Biblioteca"', "Biblioteca"),
]

REFUSED = [
    ("ALUNA_PORT", "eighty", 'ALUNA_PORT must be a whole number, and is "eighty"'),
    ("ALUNA_PORT", "", "ALUNA_PORT is empty. Give it a value, or delete it"),
    ("ALUNA_PORT", "99999", "ALUNA_PORT must be 0 to 65535, and is 99999"),
    ("ALUNA_PORT", "-1", "ALUNA_PORT must be 0 to 65535, and is -1"),
    ("ALUNA_PORT", "9" * 5000, "ALUNA_PORT must be a whole number"),
    ("ALUNA_WORKERS", "-1", "ALUNA_WORKERS must be 0 or more, and is -1"),
    ("ALUNA_WORKERS", "1.5", "ALUNA_WORKERS must be a whole number"),
    ("ALUNA_GENERATIONS", "0", "ALUNA_GENERATIONS must be 1 or more"),
    ("ALUNA_ENGINE", "lucene", 'ALUNA_ENGINE must be embedded, and is "lucene"'),
    ("ALUNA_ANNOTATIONS", "perhaps", 'ALUNA_ANNOTATIONS must be true or false, and is "perhaps"'),
    ("ALUNA_CORPUS", "", "ALUNA_CORPUS is empty"),
    ("ALUNA_CORPUS", "~nobody-here/a", "no such home folder"),
    ("ALUNA_CORPUS", "%NOWHERE%/a", "names %NOWHERE%, but there is no such"),
    ("ALUNA_CORPUS", "$NOWHERE/a", "names $NOWHERE, but there is no such"),
    ("ALUNA_SETTINGS", "/nowhere/aluna.toml", "/nowhere/aluna.toml cannot be read"),
    ("ALUNA_SETTINGS", "/", "The settings file / cannot be read"),
    ("ALUNA_PROT", "80", "ALUNA_PROT is not a setting. Did you mean ALUNA_PORT?"),
    ("ALUNA_COPRUS", "a", "ALUNA_COPRUS is not a setting. Did you mean ALUNA_CORPUS?"),
    ("Aluna_Corpus", "a", "Aluna_Corpus is not a setting. Did you mean ALUNA_CORPUS?"),
    ("ALUNA_MAXPAGES", "80", "ALUNA_MAXPAGES is not a setting. Did you mean ALUNA_MAX_PAGES?"),
    ("ALUNA_QQQQQQQQQ", "80", "ALUNA_QQQQQQQQQ is not a setting."),
    ("port", "", 'line 1: this cannot be understood: "port =". Write it like this: port = 8000'),
    ("port", "'x'", 'aluna.toml, line 1: port must be a whole number, and is "x"'),
    ("port", "true", "line 1: port must be a whole number, and is true"),
    ("port", "80.0", "line 1: port must be a whole number, and is 80.0"),
    ("port", "70000", "line 1: port must be 0 to 65535, and is 70000"),
    ("port", "8 000", "line 1: port must be a whole number"),
    ("port", "[80]", "port takes one value and no list. Write it like this: port = 8000"),
    ("port", "{a = 1}", "port takes one value"),
    ("annotations", "2", "line 1: annotations must be true or false, and is 2"),
    ("annotations", "quizá", "line 1: annotations must be true or false"),
    ("site_name", '["a"]', "site_name takes one value and no list"),
    ("site_name", "5", 'must be text. Write it between quotation marks: site_name = "5"'),
    ("site_name", "2026-01-01", 'site_name = "2026-01-01"'),
    ("site_name", '"Nuestras', "Write it like this: site_name = 'Publicaciones de Aluna'"),
    ("corpus", '["a"]', "corpus takes one value and no list"),
    ("corpus", '""', "corpus is empty"),
    ("corpus", "5", 'Write it between quotation marks: corpus = "5"'),
    ("engine", "'lucene'", "line 1: engine must be embedded"),
    ("lang", '"español"', 'lang must be es, en, pt, fr, and is "español"'),
    ("site_name", '""', "site_name is empty"),
    ("exit_url", '""', "exit_url is empty"),
    ("ocr", "'spa' 'eng'", "Write it like this: ocr = 'spa+eng'"),
    ("public_url", "[a]", "public_url = 'https://buscar.example.org/'"),
    ("ocr", "[spa, eng]", "Write it like this: ocr = 'spa+eng'"),
    ("prot", "80", 'line 1: there is no setting "prot". Did you mean port?'),
    ("Port", "80", 'there is no setting "Port". Did you mean port?'),
    ("public-url", "'http://h'", 'no setting "public-url". Did you mean public_url?'),
    ("ALUNA.PORT", "80", 'no setting "ALUNA"'),
    ("zzzzzz", "nada", 'no setting "zzzzzz".'),
]


def _environment(name: str, value: str, folder: Path) -> dict[str, str]:
    """`value` in a variable, or, for a name without its prefix, in a settings file."""
    if name.upper().startswith("ALUNA_"):
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
    with pytest.raises(UsageError, match=re.escape(message)):
        load_settings({}, _environment(name, value, tmp_path))


def _written(folder: Path, data: bytes) -> dict[str, str]:
    file = folder / "aluna.toml"
    file.write_bytes(data)
    return {"ALUNA_SETTINGS": str(file)}


LINES = 'site_name = "Año de Ñandú"\r\nport = 80\r\n'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_a_file_is_read_as_any_editor_saves_it(tmp_path: Path, encoding: str) -> None:
    settings = load_settings({}, _written(tmp_path, LINES.encode(encoding)))
    assert (settings.site_name, settings.port) == ("Año de Ñandú", 80)


def test_a_file_may_hold_remarks_and_values_of_several_lines(tmp_path: Path) -> None:
    text = '# Ajustes\n\nocr = [\n  "spa",  # la principal\n  "por",\n]\n\nport = 81\n'
    settings = load_settings({}, _written(tmp_path, text.encode()))
    assert (settings.ocr, settings.port) == ("spa+por", 81)


@pytest.mark.parametrize(
    "data", [b"PK\x03\x04\0\0\0", b"port = 80\n\0", b"\x81\x8d = 2", b"\xff\xfe\0"]
)
def test_what_is_no_text_is_named(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(UsageError, match=r"aluna.toml is not a text file"):
        load_settings({}, _written(tmp_path, data))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("port = 80\n\nport = 81\n", "port is there twice, in lines 1 and 3. Delete one"),
        ("workers = 2\n[server]\nport = 80\n", 'line 2: settings stand without sections'),
        ("[server]\nport = 80\n", 'Delete the line "[server]"'),
        ("workers = 2\nport: 80\n", "line 2: this cannot be understood"),
        ("workers = 2\nsin sentido\n", "line 2: this cannot be understood"),
        ("\n\nworkers = dos\n", 'line 3: workers must be a whole number, and is "dos"'),
        ("workers = 2\nprot = C:\\x\n", 'line 2: there is no setting "prot"'),
    ],
)  # fmt: skip
def test_the_line_is_named_and_what_to_write(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(UsageError, match=re.escape(message)):
        load_settings({}, _written(tmp_path, text.encode()))


@pytest.mark.parametrize("name", ["aluna.toml.txt", "Aluna.toml", "aluna.toml.docx"])
def test_a_file_under_another_name_is_named(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / name).write_text("port = 80\n", "utf-8")
    with pytest.raises(UsageError, match=f"There is a file {name} here"):
        load_settings({}, {})
    assert load_settings({}, NO_FILE).port == 8000
    (tmp_path / name).rename(tmp_path / "aluna.toml")
    assert load_settings({}, {}).port == 80


def test_paths_name_variables_as_on_windows_and_elsewhere() -> None:
    variables = {"HOME": "/home/ana", "USERPROFILE": "/users/ana"}
    for written in ("%USERPROFILE%/textos", "$USERPROFILE/textos", "${USERPROFILE}/textos"):
        found = load_settings({}, NO_FILE | variables | {"ALUNA_CORPUS": written})
        assert found.corpus == Path("/users/ana/textos")
    assert load_settings({"index": "~/i"}, NO_FILE | variables).index == Path("/home/ana/i")
    assert load_settings({"index": "50%/a%b"}, NO_FILE).index == Path("50%/a%b")


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
    assert re.match(r"--port must be 0 to 65535, and is -?\d+\.", done.stderr)
    assert done.stdout == ""


def test_settings_made_in_code_have_the_same_defaults() -> None:
    assert Settings(corpus=Path("texts")).port == load_settings({}, NO_FILE).port
