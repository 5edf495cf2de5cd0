// Without activity the session ends after 15 minutes; a dialog warns at 13. Tabs of one person share their activity.
(() => {
  const MINUTE = 60_000;
  const [WARN, END, PING] = [13 * MINUTE, 15 * MINUTE, MINUTE];
  const STORE = "carnet_activite";
  let pinged = Date.now();
  let noted = 0;

  const dialog = () => document.getElementById("inactivite");
  const last = () => Number(localStorage.getItem(STORE)) || pinged;
  const leave = () => location.assign("/?raison=inactif");

  async function ping() {
    pinged = Date.now();
    const answer = await fetch("/session/vie", { method: "POST" }).catch(() => null);
    if (answer?.status === 401) leave();
  }

  function active() {
    const now = Date.now();
    if (now - noted < 1000 || dialog()?.open) return;
    if (now - last() >= END) return leave();
    noted = now;
    localStorage.setItem(STORE, String(now));
    if (now - pinged > PING) ping();
  }

  function watch() {
    const box = dialog();
    if (!box) return;
    const still = Date.now() - last();
    if (still >= END) leave();
    else if (still >= WARN && !box.open) box.showModal();
    else if (still < WARN && box.open) box.close();
  }

  localStorage.setItem(STORE, String(Date.now()));
  for (const name of ["pointerdown", "pointermove", "keydown", "scroll"]) addEventListener(name, active, { passive: true });
  addEventListener("click", (event) => {
    if (!event.target.closest?.("[data-stay]")) return;
    dialog().close();
    localStorage.setItem(STORE, String(Date.now()));
    ping();
  });
  document.addEventListener("visibilitychange", watch);
  setInterval(watch, 1000);
})();
