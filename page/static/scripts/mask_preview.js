// The masks outside their dialog: the photo with all of them, each in its
// painting's colour, and which colour is whose.

import { find } from "./dom.js";
import { contextOf, loadImage, readMask } from "./mask_canvas.js";
import { KEEP } from "./mask_editor.js";
import { fit } from "./pixels.js";
import { say } from "./words.js";

const LONG_EDGE = 480;
const OPACITY = 0.6;

/** @typedef {import("./types.d.ts").FileData} FileData */
/** @typedef {import("./types.d.ts").Masks} Masks */

export class MaskPreview {
  /** @param {HTMLElement} element */
  constructor(element) {
    this.legend = find(element, ".legend");
    /** @type {HTMLCanvasElement} */
    this.canvas = find(element, ".preview");
    /** Key of what is said while there are no masks; "" for nothing. */
    this.message = "";
    /** @type {unknown} the newest masks, so that a slow drawing of others is dropped */
    this.newest = null;
  }

  /**
   * @param {Masks} masks
   * @param {FileData | null} photo
   * @param {number[]} numbers of the paintings whose masks count, or KEEP
   */
  show(masks, photo, numbers) {
    this.newest = masks;
    this.canvas.hidden = !numbers.length;
    const areMasked = numbers.some((number) => number !== KEEP);
    const text = areMasked ? "masks_drawn" : numbers.length ? "" : this.message;
    this.legend.replaceChildren(
      text && say(text),
      ...numbers.flatMap((number) => [" ", createChip(number)]),
    );
    if (numbers.length && photo) this.#draw(masks, photo, numbers);
  }

  /**
   * @param {Masks} masks
   * @param {FileData} photo
   * @param {number[]} numbers
   */
  async #draw(masks, photo, numbers) {
    const files = [photo, ...numbers.map((number) => masks[maskName(number)])];
    const loading = files.map((file) => loadImage(file?.url ?? "").catch(() => null));
    const [image, ...pictures] = await Promise.all(loading);
    if (this.newest !== masks || !image) return;
    const size = fit([image.naturalWidth, image.naturalHeight], LONG_EDGE);
    [this.canvas.width, this.canvas.height] = size;
    const context = contextOf(this.canvas);
    context.drawImage(image, 0, 0, ...size);
    context.globalAlpha = OPACITY;
    pictures.forEach((picture, index) => {
      if (!picture) return; // it could not be loaded
      const color = maskColor(this.canvas, numbers[index]);
      context.drawImage(readMask(picture, size, color), 0, 0);
    });
  }
}

/**
 * Colour of a painting's mask on the screen, from masks.css.
 * @param {HTMLElement} element
 * @param {number} number
 */
export function maskColor(element, number) {
  return getComputedStyle(element).getPropertyValue(`--nst-mask-${number}`).trim();
}

/**
 * Name of a mask among the files of all.
 * @param {number} number of a painting, or KEEP
 */
export function maskName(number) {
  return number === KEEP ? "keep" : /** @type {const} */ (`mask${number}`);
}

/** @param {number} number of a painting, or KEEP */
function createChip(number) {
  const chip = document.createElement("b");
  chip.textContent =
    number === KEEP ? say("keep_drawn") : say("painting_number", { number });
  chip.style.setProperty("--mask", `var(--nst-mask-${number})`);
  return chip;
}
