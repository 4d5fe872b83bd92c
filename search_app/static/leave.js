// The quick exit takes the place of the page in the browser's history, so that "back" does not lead
// here again; pressing Shift three times does the same. Without JavaScript it is a link.
"use strict";
(function () {
  var link = document.querySelector("[data-leave]");
  var presses = 0;
  var last = 0;
  function leave() {
    document.documentElement.hidden = true;
    document.title = "…";
    window.location.replace(link.href);
  }
  link.title += " (" + link.dataset.leave + ")";
  link.addEventListener("click", function (event) {
    event.preventDefault();
    leave();
  });
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Shift" || event.repeat) {
      if (event.key !== "Shift") presses = 0;
      return;
    }
    presses = event.timeStamp - last < 1500 ? presses + 1 : 1;
    last = event.timeStamp;
    if (presses === 3) leave();
  });
  // A page that the browser kept for going back to must not show again what was left.
  window.addEventListener("pageshow", function (event) {
    if (event.persisted && document.documentElement.hidden) leave();
  });
})();
