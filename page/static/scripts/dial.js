// A slider whose steps are factors, with a number beside it.

import { find } from "./dom.js";
import { say, translate } from "./words.js";

const STEPS = 200; // as in the template, page/controls.py

/** Steps of a slider, 0 to 200, and the values they stand for: 0, then low to high. */
export class LogScale {
  /**
   * @param {number} low the least value above 0
   * @param {number} high
   */
  constructor(low, high) {
    this.low = low;
    this.ratio = high / low;
  }

  /** @param {number} step */
  toValue(step) {
    if (step <= 0) return 0;
    return Number((this.low * this.ratio ** (step / STEPS)).toPrecision(2));
  }

  /** @param {number} value */
  toStep(value) {
    if (value < this.low) return 0;
    return (STEPS * Math.log(value / this.low)) / Math.log(this.ratio);
  }
}

/** @param {import("./types.d.ts").Part<number>} part */
export function mountDial({ element, trigger, props, watch }) {
  const scale = new LogScale(Number(props.low), Number(props.high));
  const [number, slider] = [find(element, ".number"), find(element, ".range")];

  function show() {
    slider.value = scale.toStep(props.value);
    slider.setAttribute("aria-valuetext", props.value);
    if (document.activeElement !== number) number.value = props.value;
  }
  function choose(/** @type {number} */ value) {
    if (!Number.isFinite(value) || value < 0) return show();
    props.value = value;
    show();
    trigger("input");
  }
  slider.addEventListener("input", () => choose(scale.toValue(Number(slider.value))));
  number.addEventListener("change", () => choose(Number(number.value)));
  number.addEventListener("blur", show);
  watch("value", show);
  translate(element);
  const name = find(element, "label").textContent;
  number.setAttribute("aria-label", say("number_for", { name }));
  show();
}
