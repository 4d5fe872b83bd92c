"""The cache of rendered pages: bounded, silent about readers, and never in the way."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from indexer.rendering.render_cache import PassageKey, RenderCache

MIB = 1024 * 1024


def size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.iterdir())


def test_cached_files_are_shared(tmp_path: Path) -> None:
    RenderCache(tmp_path / "views", MIB).put("a", b"picture")
    assert RenderCache(tmp_path / "views", MIB).get("a") == b"picture"
    assert RenderCache(tmp_path / "views", MIB).get("b") is None


def test_names_are_unique_per_page_and_width() -> None:
    keys = [PassageKey("ab", 1), PassageKey("ab", 11), PassageKey("cd", 1)]
    names = [key.name(what) for key in keys for what in ("160", "layout")]
    assert len(set(names)) == 6
    assert all(name.startswith(("ab-", "cd-")) and "/" not in name for name in names)


@pytest.mark.parametrize("harm", [b"", b"short", b"x" * 60])
def test_a_damaged_file_counts_as_missing(tmp_path: Path, harm: bytes) -> None:
    cache = RenderCache(tmp_path, MIB)
    cache.put("a", b"picture")
    (tmp_path / "a").write_bytes(harm)
    assert cache.get("a") is None
    cache.put("a", b"again")
    assert cache.get("a") == b"again"


def test_files_reveal_no_times(tmp_path: Path) -> None:
    cache = RenderCache(tmp_path / "views", MIB)
    for name in ("a", "b"):
        cache.put(name, b"picture")
        cache.get(name)
    listed = [tmp_path / "views", *(tmp_path / "views").iterdir()]
    assert {(s.st_atime, s.st_mtime) for s in map(os.stat, listed)} == {(4_102_444_800, 0)}


@pytest.mark.skipif(os.name != "posix", reason="access rights of POSIX")
def test_other_users_cannot_read_the_folder(tmp_path: Path) -> None:
    RenderCache(tmp_path / "views", MIB).put("a", b"picture")
    assert (tmp_path / "views").stat().st_mode & 0o777 == 0o700


def test_it_stays_within_its_limit_and_uses_most_of_it(tmp_path: Path) -> None:
    cache = RenderCache(tmp_path, 100_000)
    for number in range(300):
        cache.put(str(number), bytes(1_000))
        assert size(tmp_path) <= 100_000
    assert size(tmp_path) > 80_000


def test_eviction_does_not_depend_on_age(tmp_path: Path) -> None:
    cache = RenderCache(tmp_path, 50_000)
    for number in range(500):
        cache.put(f"{number:03}", bytes(1_000))
    left = sorted(int(file.name) for file in tmp_path.iterdir())
    assert left != list(range(500 - len(left), 500))


def test_files_of_other_processes_count_too(tmp_path: Path) -> None:
    for name in "abcdefgh":
        RenderCache(tmp_path, 4_000).put(name, bytes(1_000))
    assert size(tmp_path) <= 4_000


def test_a_file_larger_than_the_limit_is_not_cached(tmp_path: Path) -> None:
    RenderCache(tmp_path / "views", 0).put("a", b"x")
    assert not (tmp_path / "views").exists()


def test_several_threads_and_caches_can_share_a_folder(tmp_path: Path) -> None:
    caches = [RenderCache(tmp_path, 40_000) for _ in range(3)]

    def work(number: int) -> bool:
        cache, name = caches[number % 3], str(number % 40)
        cache.put(name, name.encode() * 1_000)
        return cache.get(name) in (None, name.encode() * 1_000)

    with ThreadPoolExecutor(6) as threads:
        assert all(threads.map(work, range(600)))
    assert not [file for file in tmp_path.iterdir() if file.name.startswith(".new-")]


def test_only_pages_of_known_files_and_of_this_version_are_kept(tmp_path: Path) -> None:
    cache = RenderCache(tmp_path, MIB)
    kept, gone = PassageKey("ab", 1).name("160"), PassageKey("cd", 1).name("160")
    for name in (kept, gone, "ab-1-0_0.0-160", ".new-0123"):
        cache.put(name, b"x")
    cache.keep_only({"ab"})
    assert [file.name for file in tmp_path.iterdir()] == [kept]


def test_an_unusable_folder_behaves_like_an_empty_one(tmp_path: Path) -> None:
    (tmp_path / "views").write_text("a file")
    cache = RenderCache(tmp_path / "views", MIB)
    cache.put("a", b"x")
    cache.keep_only(set())
    assert cache.get("a") is None


def test_a_folder_that_disappears_is_created_again(tmp_path: Path) -> None:
    cache = RenderCache(tmp_path / "views", MIB)
    cache.put("a", b"x")
    (tmp_path / "views" / "a").unlink()
    (tmp_path / "views").rmdir()
    assert cache.get("a") is None
    cache.put("a", b"y")
    assert cache.get("a") == b"y"
