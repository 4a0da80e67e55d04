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

  // The menu: open on a wide screen in a browser whose style cannot show what is folded; Escape
  // folds it again and leaves the keyboard on what opens it.
  var menu = document.querySelector(".mainnav__fold");
  var canShowFolded = window.CSS && CSS.supports("selector(::details-content)");
  if (menu && !canShowFolded && window.matchMedia("(min-width: 48rem)").matches) {
    menu.open = true;
  }
  if (menu) {
    menu.addEventListener("keydown", function (event) {
      if (event.key === "Escape" && menu.open) {
        menu.open = false;
        menu.querySelector("summary").focus();
      }
    });
  }

  // Screens made for a projector follow the arrows, and Escape leaves them.
  document.addEventListener("keydown", function (event) {
    var slides = document.querySelector("[data-slides]");
    var way = { ArrowRight: "next", ArrowLeft: "prev", Escape: "up" }[event.key];
    if (!slides || !way || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) {
      return;
    }
    // Left and right first move what scrolls under the focus.
    if (event.target.closest("input, textarea, select, [role=region]")) {
      return;
    }
    var link = slides.querySelector("a[rel=" + way + "]");
    if (link) {
      event.preventDefault();
      link.click();
    }
  });

  // A form is sent once, however many times its button is pressed. One that answers with a file
  // leaves the page as it is: it may be sent again after a while.
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (event.defaultPrevented || form.method !== "post") {
      return;
    }
    if (form.hasAttribute("data-sent")) {
      event.preventDefault();
      return;
    }
    form.setAttribute("data-sent", "");
    window.setTimeout(function () {
      form.removeAttribute("data-sent");
    }, 10000);
  });
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("[data-sent]").forEach(function (form) {
      form.removeAttribute("data-sent");
    });
  });

  // A form that comes back leads to the first entry to mend; a file that is refused, to the words
  // that say so.
  var wrong = document.querySelector("main form:not([data-sample]) [aria-invalid=true]");
  var came = performance.getEntriesByType("navigation")[0];
  if (!wrong && came && came.responseStatus >= 400) {
    wrong = document.querySelector("main .notice--error");
    if (wrong) {
      wrong.tabIndex = -1;
    }
  }
  if (wrong && !window.location.hash) {
    for (var fold = wrong.closest("details"); fold; fold = fold.parentElement.closest("details")) {
      fold.open = true;
    }
    wrong.focus();
  }

  ready(document);
})();
