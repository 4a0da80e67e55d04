// The access page inside a learning platform: profile and département asked when they are not
// known, then nine links. Texts are put in as text, never as markup.
(() => {
  "use strict";
  const { steps, profiles, departments, links, contacts, participant, on } = window.VIGIE;
  const { Scorm } = window;
  const $ = (id) => document.getElementById(id);
  const make = (tag, text, attributes = {}) => {
    const made = document.createElement(tag);
    if (text) made.textContent = text;
    Object.entries(attributes).forEach(([name, value]) => made.setAttribute(name, value));
    return made;
  };
  const fill = (select, pairs) =>
    pairs.forEach(([value, label]) => select.append(make("option", label, { value })));
  const label = (pairs, code) => (pairs.find(([value]) => value === code) || ["", ""])[1];
  const entries = ["profile", "department"];

  const completed = (link, address) => {
    if (!address) return link;
    const whole = new URL(link);
    whole.searchParams.set(participant, address);
    return whole.href;
  };

  const card = ([code, name, help], place, profile, address) => {
    const made = make("li", "", { class: "card" });
    made.append(make("h3", name), make("p", help));
    const link = links[place][profile][code];
    const line = make("p");
    if (link) {
      const anchor = make("a", "Commencer", {
        class: "button button--primary",
        href: completed(link, address),
        rel: "noopener noreferrer",
        referrerpolicy: "no-referrer",
        target: "_blank",
      });
      anchor.append(make("span", `\u00a0: ${name}, sur Pix, nouvelle fenêtre`, { class: "visually-hidden" }));
      line.append(anchor);
    } else {
      const [service, email] = contacts[place] || ["", ""];
      line.append(make("strong", "Aucune campagne n’est ouverte pour votre profil dans ce département."), " ");
      if (email) line.append("Écrivez à ", make("a", email, { href: `mailto:${email}` }), service ? ` (${service}).` : ".");
      else line.append("Demandez-la à l’équipe numérique de votre académie.");
    }
    made.append(line);
    return made;
  };

  const show = () => {
    const [profile, place] = entries.map((id) => $(id).value);
    const address = $("address").validity.valid ? $("address").value.trim() : "";
    $("asked").textContent = `Profil\u00a0: ${label(profiles, profile)}. Département\u00a0: ${label(departments, place)}.`;
    $("steps").replaceChildren(
      ...steps.map((step, index) => {
        const section = make("section", "", { "aria-labelledby": `step-${index}` });
        const list = make("ul", "", { class: "cards" });
        list.append(...step.pathways.map((pathway) => card(pathway, place, profile, address)));
        section.append(make("h2", `${index + 1}. ${step.name}`, { id: `step-${index}` }), make("p", step.sentence), list);
        return section;
      }),
    );
    $("form").hidden = true;
    $("links").hidden = false;
    Scorm.done();
  };

  const ask = () => {
    $("links").hidden = true;
    $("form").hidden = false;
  };

  fill($("profile"), profiles);
  fill($("department"), departments);
  if (departments.length === 1) [[$("department").value]] = departments;
  $("on").textContent = on;
  const [profile, department] = Scorm.kept().split(" ");
  if (label(profiles, profile)) $("profile").value = profile;
  if (label(departments, department)) $("department").value = department;
  const learner = Scorm.learner();
  if (learner.includes("@")) $("address").value = learner;
  if (!$("address").validity.valid) $("address").value = "";

  document.querySelector("form").addEventListener("submit", (event) => {
    event.preventDefault();
    const all = [...entries, "address"];
    const wrong = all.filter((id) => !$(id).validity.valid);
    all.forEach((id) => {
      $(`${id}-error`).hidden = !wrong.includes(id);
      $(id).setAttribute("aria-invalid", String(wrong.includes(id)));
    });
    if (wrong.length) {
      $(wrong[0]).focus();
      return;
    }
    Scorm.keep(entries.map((id) => $(id).value).join(" "));
    show();
    $("links").focus();
  });
  $("edit").addEventListener("click", () => {
    ask();
    $("profile").focus();
  });
  if (entries.every((id) => $(id).value) && Scorm.kept()) show();
  else ask();
})();
