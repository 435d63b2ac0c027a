/**
 * Keys of the whole page: Ctrl+Enter paints, Escape stops, Space compares.
 * @param {{ paint: () => void, stop: () => void, compare: () => void }} actions
 */
export function listenForKeys({ paint, stop, compare }) {
  document.addEventListener("keydown", (event) => {
    if (document.querySelector("dialog[open]")) return; // the keys are the dialog's
    const target = /** @type {HTMLElement} */ (event.target);
    const isOnControl = target.closest("input, textarea, select, button, a");
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      paint();
    } else if (event.key === "Escape" && !document.fullscreenElement) {
      if (!document.querySelector("[role=listbox]")) stop();
    } else if (event.key === " " && !isOnControl) {
      event.preventDefault();
      compare();
    }
  });
}
