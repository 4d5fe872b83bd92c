// Optional: suggestions while typing (ARIA: combobox, list autocomplete with manual selection).
// Enter searches what was typed, unless the arrow keys have chosen a suggestion.
"use strict";
document.querySelectorAll("input[data-suggest]").forEach(function (box) {
  var texts = box.dataset, list = make("ul", box.form, "suggestions"), status = make("p", box.form, "hidden");
  var options = [], chosen = -1, timer, asking;

  function make(name, parent, kind, text) {
    var made = document.createElement(name);
    made.className = kind;
    made.textContent = text || "";
    parent.append(made);
    return made;
  }
  function set(element, values) {
    for (var name in values) element.setAttribute(name, values[name]);
  }
  function close() {
    clearTimeout(timer);
    if (asking) asking.abort();
    asking = null;
    choose(-1);
    options = [];
    list.hidden = true;
    list.textContent = status.textContent = "";
    set(box, { "aria-expanded": "false" });
  }
  function choose(at) {
    if (options[chosen]) set(options[chosen], { "aria-selected": "false" });
    chosen = at;
    box.removeAttribute("aria-activedescendant");
    if (at < 0) return;
    set(options[at], { "aria-selected": "true" });
    set(box, { "aria-activedescendant": options[at].id });
    options[at].scrollIntoView({ block: "nearest" });
  }
  function take(option) {
    box.value = option.dataset.text;
    close();
    box.form.requestSubmit();
  }
  function show(found) {
    close();
    if (!found.length) return;
    options = found.map(function (one, at) {
      var option = make("li", list, "", one.label);
      option.id = list.id + at;
      option.dataset.text = one.text;
      set(option, { role: "option", "aria-selected": "false" });
      var count = make("span", option, "count", " " + one.publications + " ");
      make("span", count, "hidden", texts.publications.split("|")[+(one.publications > 1)]);
      return option;
    });
    status.textContent = texts.counts.split("|")[found.length - 1];
    list.hidden = false;
    set(box, { "aria-expanded": "true" });
  }
  function ask() {
    var mine = asking = new AbortController();
    // Words stand in no address.
    fetch(texts.suggest, {
      method: "POST", body: new URLSearchParams({ q: box.value }), signal: mine.signal, credentials: "omit"
    }).then(function (answer) {
      return answer.json();
    }).then(function (answer) {
      if (mine === asking && document.activeElement === box) show(answer.suggestions);
    }).catch(function () {});
  }
  function later(event) {
    var few = box.value.trim().length < 2;
    if (few || list.hidden) close();
    choose(-1);
    clearTimeout(timer);
    if (!few && !event.isComposing) timer = setTimeout(ask, 150);
  }

  list.id = box.id + "-suggestions";
  set(list, { role: "listbox", "aria-label": texts.list });
  set(status, { role: "status" });
  set(box, { role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id });
  close();
  box.addEventListener("input", later);
  box.addEventListener("compositionend", later);
  box.addEventListener("blur", close);
  box.addEventListener("keydown", function (event) {
    var key = event.key, last = options.length - 1;
    if (event.isComposing) return;
    if (key === "Enter" && chosen < 0 || key === "Tab") return close();
    if (list.hidden) return;
    if (key === "ArrowDown") choose(chosen < last ? chosen + 1 : -1);
    else if (key === "ArrowUp") choose(chosen < 0 ? last : chosen - 1);
    else if (key === "Enter") take(options[chosen]);
    else if (key === "Escape") close();
    else return /^(Arrow|Home|End)/.test(key) && choose(-1);
    event.preventDefault();
  });
  // The box keeps the focus, else the list is gone before the click.
  list.addEventListener("mousedown", function (event) {
    event.preventDefault();
  });
  list.addEventListener("click", function (event) {
    var option = event.target.closest("li");
    if (option) take(option);
  });
});
