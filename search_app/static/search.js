// Optional: the pages work without it. Filters apply when they are changed, and are folded away
// where there is little room; more passages of a publication come without another page; the strip of
// pages that match shows the one at hand; printed pages hold the whole address.
"use strict";
(function () {
  // A page that is come back to shows what belongs to its results, not what was chosen since.
  window.addEventListener("pageshow", function (event) {
    if (!event.persisted) return;
    document.querySelectorAll("form").forEach(function (form) {
      form.reset();
    });
  });
  var address = document.getElementById("address");
  if (address) address.textContent = location.origin + address.textContent;
  var form = document.querySelector("form[data-submit-on-change]");
  if (form) {
    var panel = form.closest("details");
    var wide = window.matchMedia("(min-width: 60rem)");
    var fit = function () {
      panel.open = wide.matches;
    };
    // Empty fields would only make the address longer; a page that is come back to needs them again.
    var fill = function (disabled) {
      form.querySelectorAll("input[type=number]").forEach(function (field) {
        field.disabled = disabled && field.value === "";
      });
    };
    fit();
    wide.addEventListener("change", fit);
    document.documentElement.classList.add("scripted");
    form.addEventListener("change", function (event) {
      if (event.target.type === "checkbox") form.requestSubmit();
    });
    form.addEventListener("submit", function () {
      fill(true);
    });
    window.addEventListener("pageshow", function () {
      fill(false);
    });
  }

  var here = document.querySelector(".strip [aria-current]");
  if (here) {
    var strip = here.closest(".strip");
    var show = function () {
      strip.scrollLeft = here.offsetLeft - strip.offsetLeft - (strip.clientWidth - here.offsetWidth) / 2;
    };
    show();
    // Only a picture that is there has its width: as soon as it is known, all behind it moves.
    var pictures = new ResizeObserver(show);
    strip.querySelectorAll("img").forEach(function (picture) {
      pictures.observe(picture);
    });
  }

  function ask(from) {
    if (from.href) return fetch(from.href);
    return fetch(from.formAction, { method: "POST", body: new URLSearchParams({ with: from.value }) });
  }
  document.addEventListener("click", function (event) {
    var from = event.target.closest("[data-swap]");
    if (!from || event.ctrlKey || event.metaKey || event.shiftKey) return;
    var old = document.getElementById(from.dataset.swap);
    event.preventDefault();
    ask(from)
      .then(function (answer) {
        return answer.ok ? answer.text() : Promise.reject();
      })
      .then(function (text) {
        // They come in the order of the publication, so that new ones can stand before known ones.
        var known = Array.from(old.querySelectorAll(".place"), function (place) {
          return place.textContent;
        });
        var page = new DOMParser().parseFromString(text, "text/html");
        old.replaceWith(document.adoptNode(page.getElementById(old.id)));
        var places = Array.from(document.getElementById(old.id).querySelectorAll(".place"));
        var added = places.find(function (place) {
          return known.indexOf(place.textContent) < 0;
        });
        (added || places[0]).focus();
      })
      .catch(function () {
        from.removeAttribute("data-swap");
        from.click();
      });
  });
})();
