// Comforts of the import page: it works without this file.
(function () {
  "use strict";

  var form = document.querySelector("[data-drop]");
  if (!form) {
    return;
  }
  var input = form.querySelector("input[type=file]");
  var place = form.querySelector("[data-chosen]");
  var button = form.querySelector("button");
  var limit = Number(form.dataset.limit);
  var most = Number(form.dataset.most);

  function weight(size) {
    var units = [[1e9, "Go"], [1e6, "Mo"], [1e3, "ko"]];
    for (var i = 0; i < units.length; i += 1) {
      if (size >= units[i][0]) {
        return (size / units[i][0]).toFixed(1).replace(".", ",") + "\u00a0" + units[i][1];
      }
    }
    return size + "\u00a0octets";
  }

  function paragraph(text) {
    var line = document.createElement("p");
    line.textContent = text;
    return line;
  }

  function show() {
    var files = Array.prototype.slice.call(input.files);
    var big = files.filter(function (file) { return file.size > limit; });
    var fault = "";
    if (files.length > most) {
      fault = "Déposez au plus " + most + " fichiers à la fois (" + files.length + " choisis).";
    } else if (big.length) {
      fault = "Trop gros (plus de " + weight(limit) + ")\u00a0: " +
        big.map(function (file) { return file.name; }).join(", ") + ".";
    }
    input.setCustomValidity(fault);
    place.replaceChildren();
    if (fault) {
      var told = paragraph(fault);
      told.className = "entry__error";
      place.append(told);
      return;
    }
    if (!files.length) {
      return;
    }
    place.append(paragraph(files.length === 1 ? "1 fichier choisi\u00a0:" :
      files.length + " fichiers choisis\u00a0:"));
    var list = document.createElement("ul");
    files.forEach(function (file) {
      var item = document.createElement("li");
      item.textContent = file.name + " (" + weight(file.size) + ")";
      list.append(item);
    });
    place.append(list);
  }

  // Files dropped anywhere on the card count as dropped on the entry.
  ["dragover", "drop"].forEach(function (name) {
    form.addEventListener(name, function (event) {
      if (event.target === input || !event.dataTransfer) {
        return;
      }
      event.preventDefault();
      if (name === "drop" && event.dataTransfer.files.length) {
        input.files = event.dataTransfer.files;
        show();
      }
    });
  });
  // A file that misses the card must not replace the page.
  ["dragover", "drop"].forEach(function (name) {
    window.addEventListener(name, function (event) {
      if (event.target !== input) {
        event.preventDefault();
      }
    });
  });
  input.addEventListener("change", show);
  form.addEventListener("submit", function () {
    button.disabled = true;
    button.textContent = "Envoi et lecture en cours…";
  });
  window.addEventListener("pageshow", function () {
    button.disabled = false;
    button.textContent = "Lire les fichiers";
  });
})();
