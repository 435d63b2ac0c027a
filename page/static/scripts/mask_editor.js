// The masks of one photo while they are edited, and what undo brings back. What is kept
// of the photo is a mask too, with a number of its own; without it nothing is.

import { contextOf, copyMask, createMask, invertMask, isEmpty } from "./mask_canvas.js";

const MAX_UNDO = 20;

export const KEEP = 0; // the number of what is kept; paintings count from 1

/** @typedef {import("./pixels.js").Size} Size */
/**
 * @typedef {object} UndoStep
 * @property {number} number of the painting
 * @property {HTMLCanvasElement | undefined} mask as it was before
 * @property {boolean} wasUnloaded
 */

/** A mask a painting, and one of what is kept; one is chosen. A painting without a mask
 * goes everywhere. */
export class MaskEditor {
  /** @param {Size} size of every mask, in px */
  constructor(size) {
    this.size = size;
    this.number = 1; // of the chosen painting, or KEEP
    /** @type {"brush" | "eraser"} */
    this.tool = "brush";
    /** @type {Map<number, HTMLCanvasElement>} by the painting's number */
    this.masks = new Map();
    /** @type {Set<number>} masks that could not be loaded: they stay as they are */
    this.unloaded = new Set();
    /** @type {Set<number>} */
    this.changed = new Set();
    /** @type {UndoStep[]} */
    this.undoSteps = [];
  }

  /** Mask of the chosen painting. */
  get mask() {
    return this.masks.get(this.number);
  }

  /** Whether the chosen painting goes everywhere. */
  get isEverywhere() {
    return !this.isMasked(this.number);
  }

  /** @param {number} number */
  isMasked(number) {
    return this.masks.has(number) || this.unloaded.has(number);
  }

  /** Masks of all paintings but the chosen one. */
  get otherMasks() {
    const others = [...this.masks].filter(([number]) => number !== this.number);
    return others.sort(([a], [b]) => a - b).map(([, mask]) => mask);
  }

  /**
   * Mask that a stroke is drawn on; from everywhere, the eraser takes something away.
   * @param {string} color
   */
  beginStroke(color) {
    this.#remember();
    const isEverywhere = this.tool === "eraser" && this.number !== KEEP;
    const mask = this.mask ?? createMask(this.size, isEverywhere ? color : "");
    this.masks.set(this.number, mask);
    return mask;
  }

  endStroke() {
    this.#put(this.mask);
  }

  /** @param {HTMLCanvasElement | undefined} mask none: the painting goes everywhere */
  replace(mask) {
    this.#remember();
    this.#put(mask);
  }

  /** @param {HTMLCanvasElement} mask laid over what there is, as a stroke is */
  add(mask) {
    const whole = this.mask ? copyMask(this.mask) : createMask(this.size);
    contextOf(whole).drawImage(mask, 0, 0);
    this.replace(whole);
  }

  /** @param {string} color */
  invert(color) {
    if (this.mask) this.replace(invertMask(this.mask, color));
  }

  undo() {
    const step = this.undoSteps.pop();
    if (!step) return;
    this.number = step.number;
    this.#put(step.mask);
    if (!step.wasUnloaded) return;
    this.unloaded.add(step.number);
    this.changed.delete(step.number);
  }

  #remember() {
    const mask = this.mask && copyMask(this.mask);
    const wasUnloaded = this.unloaded.has(this.number);
    this.undoSteps.push({ number: this.number, mask, wasUnloaded });
    if (this.undoSteps.length > MAX_UNDO) this.undoSteps.shift();
  }

  /** @param {HTMLCanvasElement | undefined} mask an empty one is none */
  #put(mask) {
    if (mask && !isEmpty(mask)) this.masks.set(this.number, mask);
    else this.masks.delete(this.number);
    this.unloaded.delete(this.number);
    this.changed.add(this.number);
  }
}
