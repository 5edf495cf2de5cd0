// Signing in without losing what was typed: the form is sent in the background, an error is said beside the button.
// Without this script the same form is posted plainly.
(() => {
  // A tab that arrives here after signing out tells the others of this browser.
  if (new URLSearchParams(location.search).get("raison") === "fin") localStorage.setItem("carnet_fin", String(Date.now()));

  // Say each error under its field; returns the first wrong one.
  function show(form, errors) {
    let first = null;
    for (const field of form.querySelectorAll("input[name]:not([type=hidden])")) {
      const said = errors[field.name] ?? "";
      const place = document.getElementById(`${field.id}-erreur`);
      if (place) place.textContent = said;
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
    box.textContent = "";
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        headers: { accept: "application/json" },
        body: new URLSearchParams(new FormData(form)),
      });
      const said = await answer.json();
      if (answer.ok) return location.assign(said.suite);
      box.textContent = said.message;
      const first = show(form, said.champs ?? {}) ?? form.querySelector("[name=mot_de_passe]");
      first?.focus();
      first?.select?.();
    } catch {
      box.textContent = box.dataset.unreachable;
    }
    button.disabled = false;
  });
})();
