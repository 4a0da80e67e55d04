// Comforts only: every page works without this file.
(function () {
  "use strict";

  function ready(root) {
    root.querySelectorAll("[data-print]").forEach(function (button) {
      button.hidden = false;
    });
  }

  document.addEventListener("click", function (event) {
    if (event.target.closest("[data-print]")) {
      window.print();
    }
  });

  // A table that was sorted or filtered in place says how many lines it now has: the region that
  // speaks must stay in the page, so the words are copied into it.
  document.addEventListener("htmx:afterSettle", function (event) {
    var place = document.getElementById("annonce");
    var words = event.target.querySelector && event.target.querySelector("[data-announce]");
    if (place && words) {
      place.textContent = words.textContent;
    }
    ready(document);
  });

  ready(document);
})();
