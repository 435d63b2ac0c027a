// A picture of a gallery, larger, beside the one under the pointer or the focus.

const GAP_PX = 10;
const AFTER_MS = 120; // nothing flashes up while the pointer only passes

/** One for each gallery; it is a picture to look at, so nobody need reach it. */
export class Enlarged {
  /** @param {HTMLElement} root of the gallery */
  constructor(root) {
    this.figure = document.createElement("figure");
    this.isShown = false;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    /** @type {Element | null} that is shown, or will be in a moment */
    this.item = null;
    /** @type {Element | null} just chosen: it is large enough on the canvas */
    this.chosen = null;
    if (!("popover" in this.figure)) return; // an older browser shows none
    this.figure.className = "enlarged";
    this.figure.popover = "manual"; // above all else, cut off by nothing
    this.figure.ariaHidden = "true";
    root.after(this.figure);
    this.#listen(root);
  }

  /** @param {HTMLElement} root */
  #listen(root) {
    root.addEventListener("click", ({ target }) => {
      this.chosen = /** @type {Element} */ (target).closest(".gallery-item");
    });
    root.addEventListener("pointerover", ({ target, pointerType }) => {
      if (pointerType === "mouse") this.#show(/** @type {Element} */ (target));
    });
    root.addEventListener("focusin", ({ target }) => {
      const item = /** @type {Element} */ (target);
      if (item.matches(":focus-visible")) this.#show(item);
    });
    for (const name of ["pointerleave", "focusout", "click"])
      root.addEventListener(name, () => this.#hide());
    document.addEventListener("scroll", () => this.#place(), true);
    document.addEventListener(
      "keydown",
      (event) => {
        if (event.key !== "Escape" || !this.isShown) return;
        event.stopPropagation(); // it stops no job
        this.#hide();
      },
      true,
    );
  }

  /** @param {Element} target */
  #show(target) {
    const item = target.closest(".gallery-item");
    clearTimeout(this.timer);
    if (!item || item === this.chosen) return this.#hide();
    this.chosen = null;
    this.item = item;
    this.timer = setTimeout(() => {
      const pictures = [...item.querySelectorAll("img[src]")].reverse(); // largest first
      const label = document.createElement("figcaption");
      label.textContent = item.getAttribute("aria-label") || item.textContent;
      const copies = pictures.map((picture) => picture.cloneNode());
      this.figure.replaceChildren(...copies, label);
      if (!this.isShown) this.figure.showPopover();
      this.isShown = true;
      this.#place();
    }, AFTER_MS);
  }

  #hide() {
    clearTimeout(this.timer);
    if (this.isShown) this.figure.hidePopover();
    this.isShown = false;
  }

  #place() {
    if (!this.isShown || !this.item) return;
    const { left, right, top, height } = this.item.getBoundingClientRect();
    const { offsetWidth, offsetHeight } = this.figure;
    const isRight = right + GAP_PX + offsetWidth <= innerWidth;
    const x = isRight ? right + GAP_PX : left - GAP_PX - offsetWidth;
    const y = Math.min(
      top + height / 2 - offsetHeight / 2,
      innerHeight - offsetHeight - GAP_PX,
    );
    this.figure.style.left = `${Math.max(GAP_PX, x)}px`;
    this.figure.style.top = `${Math.max(GAP_PX, y)}px`;
  }
}
