// Without activity the session ends after the minutes that the dialog names (15, more at a counter); it warns two before. Tabs of one person share their activity,
// and when one of them signs out the others leave at once.
(() => {
  const MINUTE = 60_000;
  const [AHEAD, PING] = [2 * MINUTE, MINUTE];
  const STORE = "carnet_activite";
  const SIGNED_OUT = "carnet_fin";
  let pinged = Date.now();
  let noted = 0;
  let leaving = false;
  let step;

  const dialog = () => document.getElementById("inactivite");
  const end = () => (Number(dialog()?.querySelector("[data-idle]")?.dataset.idle) || 15) * MINUTE;
  const last = () => Number(localStorage.getItem(STORE)) || pinged;

  function leave(reason) {
    if (leaving) return;
    leaving = true;
    document.documentElement.hidden = true;
    location.replace(`/?raison=${reason}`);
  }

  // Tells the server that someone is there; leaves when it answers that the session is over.
  async function ping(reason = "session") {
    pinged = Date.now();
    const answer = await fetch("/session/vie", { method: "POST" }).catch(() => null);
    if (answer?.status === 401) leave(reason);
  }

  function active() {
    const now = Date.now();
    if (now - noted < 1000 || dialog()?.open) return;
    if (now - last() >= end()) return leave("inactif");
    noted = now;
    localStorage.setItem(STORE, String(now));
    if (now - pinged > PING) ping();
  }

  // Whoever waits for something long that they asked for is there: each step of it in front of them is a sign of life.
  function stepped() {
    const before = step;
    step = document.querySelector("[data-step]")?.dataset.step;
    return step !== undefined && step !== before;
  }

  function alive() {
    const now = Date.now();
    localStorage.setItem(STORE, String(now));
    if (now - pinged > PING) ping();
  }

  // A file that goes on its way is such a step too, as it is for the server (`ui/upload_queue.js` says so).
  addEventListener("carnet-envoi", () => Date.now() - last() > 1000 && alive());

  function watch() {
    const box = dialog();
    if (!box) return;
    const still = Date.now() - last();
    const warn = end() - AHEAD;
    if (still >= end()) leave("inactif");
    else if (stepped()) alive();
    else if (still >= warn && !box.open) box.showModal();
    else if (still < warn && box.open) box.close();
  }

  localStorage.setItem(STORE, String(Date.now()));
  for (const name of ["pointerdown", "pointermove", "keydown", "scroll"]) addEventListener(name, active, { passive: true });
  function stay() {
    dialog().close();
    localStorage.setItem(STORE, String(Date.now()));
    ping();
  }

  addEventListener("click", (event) => event.target.closest?.("[data-stay]") && stay());
  // Escape on the dialog is a sign of life too.
  addEventListener("cancel", (event) => event.target === dialog() && stay(), true);
  // Another tab of this browser says that someone signed out, or closed their account. The server is asked, because that tab may
  // only have been loaded again after a new sign-in.
  addEventListener("storage", (event) => event.key === SIGNED_OUT && event.newValue && ping(event.newValue === "ferme" ? "ferme" : "fin"));
  // A page the browser kept and shows again after « back » may be older than the end of the session.
  addEventListener("pageshow", (event) => event.persisted && ping());
  document.addEventListener("visibilitychange", watch);
  setInterval(watch, 1000);
})();
