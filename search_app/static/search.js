// Optional: the pages work without it. Filters apply when they are changed, and are folded away
// where there is little room; printed pages hold the whole address.
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
  if (!form) return;
  var panel = form.closest("details");
  var wide = window.matchMedia("(min-width: 60rem)");
  function fit() {
    panel.open = wide.matches;
  }
  fit();
  wide.addEventListener("change", fit);
  document.documentElement.classList.add("scripted");
  form.addEventListener("change", function (event) {
    if (event.target.type === "checkbox") form.requestSubmit();
  });
  // Empty fields would only make the address longer; a page that is come back to needs them again.
  function fill(disabled) {
    form.querySelectorAll("input[type=number]").forEach(function (field) {
      field.disabled = disabled && field.value === "";
    });
  }
  form.addEventListener("submit", function () {
    fill(true);
  });
  window.addEventListener("pageshow", function () {
    fill(false);
  });
})();
