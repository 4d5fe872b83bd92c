"""What leaves a reader's browser, and what stays in it: nothing but what they ask this service."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.browser import elsewhere
from tests.browser.reader import Reader
from tests.browser.traffic import fetched_ahead, kept, requests
from tests.search_app.site import Site


def test_a_visit_asks_this_service_only_and_leaves_no_trace(site: Site, recorded: Reader) -> None:
    reader = recorded
    requests(reader)  # those of the browser's own start
    ahead, left = [], {}

    def look_around() -> None:
        ahead.extend(fetched_ahead(reader))
        left.update(kept(reader, site.root))

    reader.open(site.root)
    look_around()
    reader.search("miedo")
    look_around()
    with reader.leaving():
        reader.the("checkbox", "Artículo").click()
    reader.follow("English")
    look_around()
    reader.follow("Read here")
    look_around()
    reader.back()
    reader.follow("Open the original at this section")
    reader.open(f"{site.root}/publications/claves-es?q=memoria&lang=es")
    look_around()
    reader.follow("Abrir el original")  # a PDF
    reader.open(f"{site.root}/nowhere")
    look_around()

    sent = requests(reader)
    paths = [request.url.removeprefix(site.root) for request in sent]
    assert {"/", "/search?q=miedo", "/publications/claves-es/file", "/nowhere"} <= set(paths)
    assert any("/miedo-html/file" in path for path in paths)
    own = (site.root, "data:", "blob:", "about:", "chrome-extension:")
    assert [r.url for r in sent if not r.origin.startswith(own)] == []
    assert [r.url for r in sent if "referer" in r.headers or "cookie" in r.headers] == []
    assert all("user-agent" in r.headers for r in sent if r.url.startswith(f"{site.root}/search"))
    assert ahead == []
    assert left == {}
    # What the sandbox keeps a hostile original from, and the page that is not there.
    known = (f"{site.root}/publications/miedo-html/file", f"{site.root}/nowhere")
    assert [text for text in reader.complaints() if not text.startswith(known)] == []


FAULTY = """<!doctype html><title>x</title>
<link rel="dns-prefetch" href="http://foreign.example/"><link rel="icon" href="data:,">
<a href="/next">next</a><img src="http://foreign.example/pixel.png">
<script>
localStorage.x = sessionStorage.x = 1;
window.done = Promise.all([
  new Promise(done => { indexedDB.open("x").onsuccess = done; }),
  caches.open("x").then(store => store.put("/kept", new Response("x".repeat(9999)))),
]).then(() => true);
new WebSocket("ws://foreign.example/");
console.error("said aloud");
</script>"""


@pytest.fixture
def faulty() -> Iterator[str]:
    """The root of a service that does everything that this one must not."""
    with elsewhere.serving(FAULTY, {"Set-Cookie": "who=you"}) as root:
        yield root


def test_a_site_that_tells_others_and_keeps_something_is_found_out(
    faulty: str, recorded: Reader
) -> None:
    requests(recorded)
    recorded.open(faulty)
    assert recorded.probe("return done")  # a page that is left in the middle may hold up the next
    recorded.follow("next")
    sent = requests(recorded)
    origins = {request.origin for request in sent}
    assert {"http://foreign.example", "ws://foreign.example"} <= origins
    [following] = [request for request in sent if request.url == f"{faulty}/next"]
    assert following.headers["referer"] == f"{faulty}/"
    assert following.headers["cookie"] == "who=you"
    assert fetched_ahead(recorded) == ["http://foreign.example/"]
    assert recorded.probe("return done")
    found = kept(recorded, faulty)
    assert {"localStorage", "sessionStorage", "indexedDB", "caches", "cookies"} <= set(found)
    assert any("said aloud" in text for text in recorded.complaints())
