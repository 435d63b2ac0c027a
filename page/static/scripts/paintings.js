// Several paintings: a picker that is left empty between others is closed up.

/** @typedef {import("./types.d.ts").FileData} FileData */
/** @typedef {import("./types.d.ts").Masks} Masks */

const SLOTS = [0, 1, 2, 3];

/**
 * Moves each painting behind a gap up, with its share and its mask.
 * @param {any[]} row four paintings, four shares, all masks
 * @returns {any[] | undefined} nothing where there is no gap
 */
export function closeGaps(row) {
  const [styles, shares] = [row.slice(0, 4), row.slice(4, 8)];
  /** @type {Masks} */
  const masks = row[8] ?? {};
  const filled = SLOTS.filter((slot) => styles[slot]);
  if (filled.every((from, to) => from === to)) return undefined;
  /** @type {Masks} */
  const moved = masks.photo ? { photo: masks.photo } : {};
  filled.forEach((from, to) => {
    const mask = masks[`mask${from + 1}`];
    if (mask) moved[`mask${to + 1}`] = mask;
  });
  const move = (/** @type {any[]} */ list, /** @type {any} */ empty) =>
    SLOTS.map((to) => list[filled[to]] ?? empty);
  return [...move(styles, null), ...move(shares, 1), moved];
}

/**
 * The same in all that is sent to the server: photo, paintings, masks, and the shares.
 * @param {any[]} sent
 * @param {number} share index of the first share
 */
export function withoutGaps(sent, share) {
  const row = [...sent.slice(1, 5), ...sent.slice(share, share + 4), sent[5]];
  const closed = closeGaps(row) ?? row;
  const [before, after] = [sent.slice(6, share), sent.slice(share + 4)];
  return [
    sent[0],
    ...closed.slice(0, 4),
    closed[8],
    ...before,
    ...closed.slice(4, 8),
    ...after,
  ];
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
