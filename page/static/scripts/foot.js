import { find } from "./dom.js";
import { say, translate } from "./words.js";

/**
 * @param {import("./types.d.ts").Part} part with `days`, for which pictures are kept, and
 *   `source`, address of the code or ""
 */
export function mountFoot({ element, props }) {
  translate(element);
  const link = find(element, ".source");
  link.hidden = !props.source;
  link.href = props.source;
  find(element, ".privacy").textContent = say("privacy", { days: props.days });
}
