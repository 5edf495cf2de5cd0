// Keys: `/` goes to the search box of the page, or to the page that searches everywhere; `?` lists the keys, `g` then a letter goes to a page. They can be switched off.
(() => {
  const STORE = "carnet_touches";
  const PATIENCE = 1500;
  let going = 0;

  const isOn = () => localStorage.getItem(STORE) !== "non";
  const writes = (target) => target.closest?.("input, textarea, select, [contenteditable]");
  const open = (id) => {
    const dialog = document.getElementById(id);
    if (!dialog || dialog.open) return;
    const box = dialog.querySelector("[data-keys]");
    if (box) box.checked = isOn();
    dialog.showModal();
    dialog.scrollTop = 0;
  };

  const acts = {
    "/": () => {
      const box = document.querySelector("[data-search]");
      if (box) box.focus();
      else document.querySelector("[data-find]")?.click();
    },
    "?": () => open("touches"),
    g: () => (going = Date.now()),
  };

  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    if (writes(event.target) || !isOn() || document.querySelector("dialog[open]")) return;
    if (Date.now() - going < PATIENCE) {
      going = 0;
      const link = document.querySelector(`a[data-key="${CSS.escape(event.key)}"]`);
      if (link) {
        event.preventDefault();
        link.click();
        return;
      }
    }
    if (Object.hasOwn(acts, event.key)) {
      event.preventDefault();
      acts[event.key]();
    }
  });

  addEventListener("click", (event) => {
    const opener = event.target.closest?.("[data-open]");
    if (opener) open(opener.dataset.open);
    if (event.target.closest?.("[data-print]")) print();
    if (event.target.closest?.("[data-close]")) event.target.closest("dialog")?.close();
  });

  addEventListener("change", (event) => {
    if (event.target.matches?.("[data-keys]")) localStorage.setItem(STORE, event.target.checked ? "oui" : "non");
  });
})();
