// Several paintings: a picker that is left empty between others is closed up.

import { table } from "./table.js";

/** @typedef {import("./types.d.ts").FileData} FileData */
/** @typedef {import("./types.d.ts").Masks} Masks */

/**
 * Moves each painting behind a gap up, with its share and its mask. The server does the
 * same with what it is sent.
 * @param {Record<string, any>} inputs by the names of the page's form
 * @returns {Record<string, any> | undefined} nothing where there is no gap
 */
export function closeGaps(inputs) {
  const slots = table.styles;
  const filled = slots.filter(({ style }) => inputs[style]);
  if (filled.every((slot, at) => slot === slots[at])) return undefined;
  /** @type {Masks} */
  const drawn = inputs.masks ?? {};
  /** @type {Masks} */
  const masks = drawn.photo ? { photo: drawn.photo } : {};
  /** @type {Record<string, any>} */
  const closed = { masks };
  if (drawn.keep) masks.keep = drawn.keep;
  slots.forEach(({ style, mask, blend }, at) => {
    const source = filled[at];
    closed[style] = source ? inputs[source.style] : null;
    closed[blend] = source ? inputs[source.blend] : 1;
    if (source && drawn[source.mask]) masks[mask] = drawn[source.mask];
  });
  return closed;
}

let hadMore = false;

/**
 * Opens the accordion of more paintings as soon as there is a second one, also of a
 * picture that is found again.
 * @param {(FileData | null)[]} styles
 */
export function showMorePickers(styles) {
  const hasMore = styles.slice(1).some(Boolean);
  const closed = document.querySelector("#more-styles > button:not(.open)");
  if (hasMore && !hadMore && closed instanceof HTMLElement) closed.click();
  hadMore = hasMore;
}
