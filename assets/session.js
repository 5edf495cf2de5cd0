// Signing in without losing what was typed: the form is sent in the background, an error is said beside the button.
// Without this script the same form is posted plainly.
(() => {
  // The other tabs of this browser hear what is written there (`idle.js`); nothing is kept of it.
  function tell(what) {
    localStorage.setItem("carnet_fin", what);
    localStorage.removeItem("carnet_fin");
  }

  // A tab that arrives here after signing out tells the others of this browser.
  if (new URLSearchParams(location.search).get("raison") === "fin") tell(String(Date.now()));

  // Where one signs in nobody is: the icon of the application says nothing of anybody.
  if (location.pathname === "/") navigator.clearAppBadge?.()?.catch(() => {});

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

  // Passkeys speak bytes; what travels is base64url.
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
  const text = (data) =>
    btoa(String.fromCharCode(...new Uint8Array(data ?? []))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");

  async function post(where, fields) {
    const answer = await fetch(where, {
      method: "POST",
      headers: { accept: "application/json" },
      body: new URLSearchParams(fields),
    });
    return [answer.ok, await answer.json()];
  }

  async function signed(options) {
    const publicKey = { ...options, challenge: bytes(options.challenge), allowCredentials: [] };
    const { id, rawId, type, response } = await navigator.credentials.get({ publicKey });
    const { clientDataJSON, authenticatorData, signature, userHandle } = response;
    const said = { clientDataJSON, authenticatorData, signature, userHandle };
    for (const name in said) said[name] = text(said[name]);
    return JSON.stringify({ id, rawId: text(rawId), type, response: said });
  }

  // A button with data-passkey signs in with a passkey of this device, in place of the form it is beside.
  addEventListener("click", async (event) => {
    const button = event.target.closest?.("[data-passkey]");
    if (!button) return;
    const box = document.getElementById(button.dataset.passkey);
    if (!navigator.credentials?.get) return say(box, button.dataset.absent);
    button.disabled = true;
    say(box, "");
    try {
      const [ready, options] = await post("/session/passe/defi", {});
      if (!ready) throw options.message;
      const suite = document.querySelector("input[data-suite]")?.value ?? "";
      const [done, said] = await post("/session/passe", { reponse: await signed(options), suite });
      if (done) return location.assign(said.suite);
      throw said.message;
    } catch (refusal) {
      say(box, typeof refusal === "string" ? refusal : button.dataset.failed);
    }
    button.disabled = false;
  });

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
      if (answer.ok) {
        if (said.suite.startsWith("/compte-ferme")) tell("ferme");
        return location.assign(said.suite);
      }
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
