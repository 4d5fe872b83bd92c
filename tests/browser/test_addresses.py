"""A real browser resolves every address on pages that nasty requests bring to this service."""

from __future__ import annotations

from tests.attacks.nasty_paths import NASTY_PATHS
from tests.browser.reader import Reader
from tests.search_app.site import Site

_ADDRESSES = """
const [paths] = arguments;
const names = ['href', 'src', 'action', 'formaction', 'data-suggest'];
return Promise.all(paths.map(async path => {
  // A request for the path itself: `fetch` would resolve it to another site.
  const answer = await fetch(new URL(location.origin + path));
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  return names.flatMap(name => [...page.querySelectorAll(`[${name}]`)]
    .map(element => new URL(element.getAttribute(name), answer.url)))
    .filter(url => url.origin !== location.origin).map(url => `${path}: ${url}`);
})).then(found => found.flat());
"""


def test_no_address_leads_to_another_site(site: Site, reader: Reader) -> None:
    reader.open(site.root)
    asked = [f"{path}{more}" for path in NASTY_PATHS for more in ("", "?lang=en", "?discreet=on")]
    assert reader.probe(_ADDRESSES, asked) == []
