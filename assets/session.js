// Signing in without losing what was typed: the form is sent in the background, an error is said beside the button.
// Without this script the same form is posted plainly.
(() => {
  // A tab that arrives here after signing out tells the others of this browser.
  if (new URLSearchParams(location.search).get("raison") === "fin") localStorage.setItem("carnet_fin", String(Date.now()));

  const say = (box, words) => (box.querySelector("[data-words]").textContent = words);

  // Say each error under its field, with the icon of the box; returns the first wrong one.
  function show(form, box, errors) {
    let first = null;
    for (const field of form.querySelectorAll("input[name]:not([type=hidden])")) {
      const said = errors[field.name] ?? "";
      const place = document.getElementById(`${field.id || field.name}-erreur`);
      const words = document.createElement("span");
      words.textContent = said;
      place?.replaceChildren(...(said ? [box.querySelector(".icon").cloneNode(true), words] : []));
      field.setAttribute("aria-invalid", String(Boolean(said)));
      if (said) first ??= field;
    }
    return first;
  }

  addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.matches?.("form[data-session]")) return;
    event.preventDefault();
    const box = document.getElementById(form.dataset.session);
    const button = form.querySelector("button[type=submit]");
    button.disabled = true;
    say(box, "");
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        headers: { accept: "application/json" },
        body: new URLSearchParams(new FormData(form)),
      });
      const said = await answer.json();
      if (answer.ok) return location.assign(said.suite);
      say(box, said.message);
      const first = show(form, box, said.champs ?? {}) ?? form.querySelector("[name=mot_de_passe]");
      first?.focus();
      first?.select?.();
    } catch {
      say(box, box.dataset.unreachable);
    }
    button.disabled = false;
  });
})();
