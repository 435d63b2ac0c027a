// Time and memory of a run, or why it cannot be, with a button that mends it.

import { debounce } from "./debounce.js";
import { find } from "./dom.js";
import { say } from "./words.js";

/** @typedef {import("./types.d.ts").Estimate} Estimate */

export class Forecast {
  /**
   * @param {import("./types.d.ts").Part<Estimate>} part
   * @param {(isReady: boolean) => void} onReady both pictures are fit, and what they
   *   will take is known
   */
  constructor({ element, trigger, props, watch }, onReady) {
    this.element = element;
    this.line = find(element, "p");
    this.cure = find(element, "button");
    this.cure.addEventListener("click", () => trigger("cure"));
    /** Asks the server, when nothing has changed any more for a moment. */
    this.ask = debounce(250, () => trigger("wanted"));
    watch("value", () => {
      const estimate = props.value ?? {};
      this.#show(estimate);
      onReady(Boolean(estimate.estimate));
    });
  }

  /** @param {Estimate} estimate */
  #show({ trouble, estimate, cure_size }) {
    this.element.classList.toggle("trouble", Boolean(trouble));
    this.line.textContent = trouble ?? estimate ?? "";
    this.cure.hidden = !cure_size;
    if (cure_size) this.cure.textContent = say("cure", { size: cure_size });
  }
}
