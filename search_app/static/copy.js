// Optional: citations can be selected and copied by hand. With this, a button copies one, with its
// italics, and words selected in the passage become the ones that are quoted.
"use strict";
(function () {
  var status = document.querySelector("[data-copied]");
  if (!status) return;
  function tell(name) {
    status.textContent = "";
    // A pause, so that the same words are announced again.
    window.setTimeout(function () {
      status.textContent = status.dataset[name];
    }, 50);
  }
  // The older way keeps italics everywhere and needs no secure connection.
  function select(element) {
    var range = document.createRange();
    range.selectNodeContents(element);
    var selection = window.getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
    return selection;
  }
  function copy(element) {
    var selection = select(element);
    var done = false;
    try {
      done = document.execCommand("copy");
    } catch (error) {
      done = false;
    }
    if (done) {
      selection.removeAllRanges();
      tell("copied");
    } else if (navigator.clipboard) {
      navigator.clipboard.writeText(element.innerText).then(
        function () {
          tell("copied");
        },
        function () {
          tell("selected");
        }
      );
    } else {
      tell("selected");
    }
  }
  document.querySelectorAll("button[data-copy]").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", function () {
      copy(document.getElementById(button.dataset.copy));
    });
  });
  // The marks of notes are superscripts; those of "m²" and "10³" belong to the word. As in
  // indexer/note_marks.py.
  var exponentOrMark =
    /((?:^|[^\p{L}])(?:nm|[µμ]m|mm|cm|dm|km|hm|ft|in|mi|yd|co|\p{L})⁻?[¹²³](?![⁰¹²³⁴-⁹])|(?:^|[^\d])10⁻?[⁰¹²³⁴-⁹]+)|[⁰¹²³⁴-⁹]+(?:[,;–⁻-][⁰¹²³⁴-⁹]+)*|⁽[^⁽⁾\s]{1,8}⁾/giu;
  function withoutNoteMarks(words) {
    return words.replace(exponentOrMark, function (found, exponent) {
      return exponent || "";
    });
  }
  var text = document.querySelector(".text");
  var quoted = document.querySelectorAll("[data-quoted]");
  if (!text || !quoted.length) return;
  document.querySelector("[data-hint]").hidden = false;
  document.addEventListener("selectionchange", function () {
    var selection = window.getSelection();
    if (selection.isCollapsed || !text.contains(selection.anchorNode) || !text.contains(selection.focusNode)) return;
    var words = withoutNoteMarks(selection.toString()).replace(/\s+/g, " ").trim().replace(/\.$/, "");
    if (!words) return;
    quoted.forEach(function (element) {
      var inner = element.dataset.left + "$1$2$3" + element.dataset.right;
      element.textContent = words.replace(/"([^"]*)"|“([^”]*)”|«\s*([^»]*?)\s*»/g, inner);
    });
  });
})();
