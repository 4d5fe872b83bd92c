"""What readers would stumble over and axe does not look at; each probe answers with the faults.

They look at what the browser has laid out, not at how a page is written.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Any, Final

from tests.browser.reader import Reader

_TEXTS: Final = """
const hidden = el => {
  for (let up = el; up; up = up.parentElement) {
    const style = getComputedStyle(up), box = up.getBoundingClientRect();
    if (style.clipPath !== 'none' || (box.width <= 1 && style.overflow === 'hidden')) return true;
    if (style.position === 'absolute' && (box.bottom <= 0 || box.right <= 0)) return true;
  }
  return !el.checkVisibility({visibilityProperty: true, opacityProperty: true});
};
const texts = [];
for (let walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT); walk.nextNode();) {
  const node = walk.currentNode, el = node.parentElement;
  if (!node.data.trim() || ['SCRIPT', 'STYLE'].includes(el.tagName) || hidden(el)) continue;
  const range = document.createRange();
  range.selectNodeContents(node);
  texts.push([node.data.trim(), el, [...range.getClientRects()]]);
}
"""

_CUT: Final = (
    _TEXTS
    + """
const room = document.documentElement.clientWidth, cut = [];
const clips = value => value === 'hidden' || value === 'clip';
const scrolls = value => value === 'auto' || value === 'scroll';
for (const [text, el, found] of texts) {
  let boxes = found;
  let left = 0, right = room, top = -Infinity, bottom = Infinity;
  for (let up = el; up && up !== document.documentElement; up = up.parentElement) {
    const style = getComputedStyle(up), box = up.getBoundingClientRect();
    if (style.display === 'inline') continue;
    if (scrolls(style.overflowX)) boxes = [box];  // what is in it can be brought into sight
    if (clips(style.overflowX)) {
      [left, right] = [Math.max(left, box.left), Math.min(right, box.right)];
    }
    if (clips(style.overflowY)) {
      [top, bottom] = [Math.max(top, box.top), Math.min(bottom, box.bottom)];
    }
  }
  if (boxes.some(box => box.left < left - 1 || box.right > right + 1
                     || box.top < top - 4 || box.bottom > bottom + 4)) cut.push(text.slice(0, 60));
}
const needed = document.documentElement.scrollWidth;
if (needed > room) cut.push(`the page is ${needed} wide and its window ${room}`);
return cut;
"""
)

_MOVING: Final = """
const moving = document.getAnimations().map(a => `${a.constructor.name} runs`);
for (const el of document.querySelectorAll('*')) {
  for (const part of [undefined, '::before', '::after']) {
    const style = getComputedStyle(el, part), name = `${el.localName}${part || ''}`;
    if (style.transitionDuration.split(', ').some(time => parseFloat(time) > 0.01))
      moving.push(`${name} changes in ${style.transitionDuration}`);
    if (style.animationName !== 'none' && parseFloat(style.animationDuration) > 0.01)
      moving.push(`${name} moves as ${style.animationName}`);
    if (style.scrollBehavior === 'smooth') moving.push(`${name} scrolls smoothly`);
  }
}
const look = rules => { for (const rule of rules) {
  if (rule.constructor.name === 'CSSViewTransitionRule' && rule.navigation === 'auto')
    moving.push('pages fade into each other');
  const inForce = !rule.media || matchMedia(rule.media.mediaText).matches;
  if (rule.cssRules && inForce) look(rule.cssRules);
}};
for (const sheet of document.styleSheets) look(sheet.cssRules);
return [...new Set(moving)];
"""

_ALIKE: Final = """
const canvas = document.createElement('p');
canvas.style.background = 'Canvas';
document.body.append(canvas);
const bare = getComputedStyle(canvas).backgroundColor;
canvas.remove();
const ground = el => {  // what is seen behind its letters
  for (; el; el = el.parentElement) {
    const colour = getComputedStyle(el).backgroundColor;
    if (!/^rgba.*, 0\\)$/.test(colour)) return colour;
  }
  return bare;
};
const letters = el => { const s = getComputedStyle(el); return [
  ground(el), s.fontWeight, s.fontStyle].join(' '); };
const lines = el => { const s = getComputedStyle(el); return [
  s.textDecorationLine, s.outlineStyle, s.borderTopStyle, s.borderBottomStyle, s.borderLeftStyle,
].join(' '); };
const shape = el => `${letters(el)} ${lines(el)}`;
const faults = [];
for (const mark of document.querySelectorAll('mark'))
  if (letters(mark) === letters(mark.parentElement) && lines(mark) === 'none none none none none')
    faults.push(`mark ${mark.textContent}`);
for (const here of document.querySelectorAll('[aria-current]:not([aria-current=false])')) {
  if (!here.checkVisibility()) continue;
  const place = here.closest('nav, ul, ol, fieldset') || here.parentElement;
  const others = [...place.querySelectorAll(`${here.localName}, a`)].filter(
    other => !other.hasAttribute('aria-current') && other.checkVisibility());
  if (others.some(other => shape(other) === shape(here)))
    faults.push(`current ${here.textContent}`);
}
return [...new Set(faults)];
"""

_WATCH: Final = """
const can = 'a[href], button, input, select, textarea, summary, iframe, object, [tabindex]';
const reachable = [...document.querySelectorAll(can)].filter(
  el => el.tabIndex >= 0 && !el.disabled && el.getClientRects().length
     && el.checkVisibility({visibilityProperty: true}));
const ring = el => {
  const s = getComputedStyle(el);
  const outlined = s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 1;
  return [outlined ? s.outlineWidth + s.outlineColor : '', s.boxShadow, s.borderTopWidth,
          s.borderTopColor, s.backgroundColor].join(' ');
};
const before = new Map(reachable.map(el => [el, ring(el)]));
const name = el => (el.getAttribute('aria-label') || el.innerText || el.name || el.localName)
  .trim().replace(/\\s+/g, ' ').slice(0, 50);
const stops = window.stops = [];
document.addEventListener('focusin', event => {
  const el = event.target, box = el.getBoundingClientRect();
  const at = document.elementFromPoint(
    Math.max(0, box.left) + Math.min(box.width, innerWidth) / 2, box.top + box.height / 2);
  stops.push([name(el), reachable.indexOf(el), ring(el) !== before.get(el),
              !at || el.contains(at) || at.contains(el) || at.closest('label')?.control === el,
              box.left, box.top + scrollY, box.height]);
});
return reachable.map(name);
"""


@dataclass(frozen=True, slots=True)
class Stop:
    """Where the Tab key led: `order` is its place among all that can be reached, in the order of
    the page; `ringed` and `free` say whether the focus is seen there, and not covered; in CSS
    pixels of the page."""

    name: str
    order: int
    ringed: bool
    free: bool
    left: float
    top: float
    height: float


@dataclass(frozen=True, slots=True)
class Walk:
    """A walk over a page with the Tab key: the names of all that can be reached, and the stops."""

    reachable: tuple[str, ...]
    stops: tuple[Stop, ...]


def cut_texts(reader: Reader) -> list[str]:
    """Texts that stand outside the window or are clipped, and whether the page scrolls sideways."""
    return _list(reader.probe(_CUT))


def moving_parts(reader: Reader) -> list[str]:
    """Animations, transitions and smooth scrolling that are in force."""
    return _list(reader.probe(_MOVING))


def undistinguished(reader: Reader) -> list[str]:
    """Marks and current links that look like what is around them, but for the colour of letters."""
    return _list(reader.probe(_ALIKE))


def walk(reader: Reader) -> Walk:
    """Press Tab once for each thing that can be reached."""
    reachable = reader.probe(_WATCH)
    reader.tab(len(reachable))
    return Walk(tuple(reachable), tuple(Stop(*stop) for stop in reader.probe("return stops")))


def unreached(walked: Walk) -> list[str]:
    """What the Tab key does not come by, or not in the order of the page, or twice."""
    orders = [stop.order for stop in walked.stops]
    if orders == list(range(len(walked.reachable))):
        return []
    return [f"{[stop.name for stop in walked.stops]} instead of {list(walked.reachable)}"]


def unseen_focus(walked: Walk) -> list[str]:
    """Stops at which a reader does not see where the focus is."""
    return [stop.name for stop in walked.stops if not (stop.ringed and stop.free)]


def upwards(walked: Walk, tolerated: float) -> list[str]:
    """Stops that stand more than `tolerated` pixels above the one before, in one column."""
    pairs = itertools.pairwise(walked.stops)
    return [f"{a.name} → {b.name}" for a, b in pairs if b.top + b.height < a.top - tolerated]


def structure(reader: Reader) -> list[str]:
    """Headings that skip a level, landmarks of one kind that have the same name, parts that can
    have the focus and have no name, and parts that have the same identifier."""
    things = reader.things()
    levels = [0, *(thing.level for thing in things if thing.level)]
    pairs = itertools.pairwise(levels)
    faults = [f"heading {b} after {a}" for a, b in pairs if b > a + 1]
    if levels.count(1) != 1:
        faults.append(f"{levels.count(1)} headings of the first level")
    marks = [(t.role, t.name) for t in things if t.role in LANDMARKS]
    faults += [f"{mark} is there twice" for mark in set(marks) if marks.count(mark) > 1]
    faults += [f"a {role} too much" for role in ("main", "banner", "contentinfo")
               if sum(mark[0] == role for mark in marks) != 1]  # fmt: skip
    faults += [f"a {thing.role} without a name" for thing in things
               if thing.focusable and thing.role not in SCENERY and not thing.name]  # fmt: skip
    names = reader.probe("return [...document.querySelectorAll('[id]')].map(part => part.id)")
    return faults + [f"{name} is the name of two" for name in set(names) if names.count(name) > 1]


LANDMARKS: Final = (
    "banner", "main", "contentinfo", "navigation", "search", "complementary", "region", "form",
)  # fmt: skip
SCENERY: Final = ("RootWebArea", "main")
"""What can have the focus and needs no name."""


def _list(found: Any) -> list[str]:
    return [str(fault) for fault in found]
