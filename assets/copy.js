// A button with data-copy copies the data-copied text beside it and says so; without a clipboard the text is selected.
(() => {
  const SAID = 3000;

  addEventListener("click", async (event) => {
    const button = event.target.closest?.("[data-copy]");
    if (!button) return;
    const text = button.parentElement.querySelector("[data-copied]");
    const said = button.parentElement.querySelector("[data-said]");
    try {
      await navigator.clipboard.writeText(text.textContent);
      said.textContent = said.dataset.said;
      setTimeout(() => (said.textContent = ""), SAID);
    } catch {
      getSelection().selectAllChildren(text);
    }
  });
})();
