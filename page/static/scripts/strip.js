// A few choices as one strip, of which one, or none, holds.

import { find, findAll } from "./dom.js";
import { say, translate } from "./words.js";

/** @param {import("./types.d.ts").Part<string>} part */
export function mountStrip({ element, trigger, props, watch }) {
  const description = find(element, ".about");

  function show() {
    for (const radio of findAll(element, "input")) {
      radio.checked = radio.value === props.value;
    }
    if (!description.dataset.say)
      description.textContent = say(`about_preset_${props.value || "own"}`);
  }
  // Not "change": who presses what is chosen already wants its values once more.
  element.addEventListener("click", (event) => {
    const { target } = event;
    if (!(target instanceof HTMLInputElement) || target.type !== "radio") return;
    props.value = target.value;
    show();
    trigger("input");
  });
  watch("value", show);
  translate(element);
  show();
}
