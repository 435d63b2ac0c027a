// Contact sheets: their spec, as text that the choices above it fill in, and the buttons
// that paint one.

import { find, findAll } from "./dom.js";
import { say, translate } from "./words.js";

/** @typedef {(spec: string) => void} PaintSheet */

/** Buttons that paint a sheet can do so only while nothing else is painted. */
export class SheetButtons {
  constructor() {
    /** @type {Set<HTMLElement>} the parts around them */
    this.parts = new Set();
    this.isBusy = false;
  }

  /**
   * @param {HTMLElement} part
   * @param {() => void} paint
   */
  add(part, paint) {
    find(part, ".paint").addEventListener("click", paint);
    this.parts.add(part);
    this.setBusy(this.isBusy);
  }

  /** @param {boolean} isBusy */
  setBusy(isBusy) {
    this.isBusy = isBusy;
    for (const part of this.parts) {
      const button = find(part, ".paint");
      button.disabled = isBusy;
      button.title = isBusy ? say("sheet_busy") : "";
      part.classList.toggle("busy", isBusy);
    }
  }
}

/**
 * @param {import("./types.d.ts").Part} part
 * @param {SheetButtons} buttons
 * @param {PaintSheet} paint
 */
export function mountSheet({ element }, buttons, paint) {
  /** @type {HTMLInputElement} */
  const spec = find(element, "input");
  const choices = findAll(element, "[data-spec]");
  function show() {
    for (const each of choices) {
      each.setAttribute("aria-pressed", String(each.dataset.spec === spec.value));
    }
  }
  for (const each of choices) {
    each.addEventListener("click", () => {
      spec.value = each.dataset.spec;
      show();
    });
  }
  spec.addEventListener("input", show);
  translate(element);
  spec.value = choices[0].dataset.spec;
  show();
  buttons.add(element, () => paint(spec.value));
}

/**
 * One press, next to the sliders that it explains.
 * @param {import("./types.d.ts").Part} part
 * @param {SheetButtons} buttons
 * @param {PaintSheet} paint
 */
export function mountLayersSheet({ element }, buttons, paint) {
  translate(element);
  buttons.add(element, () => paint("layers"));
}
