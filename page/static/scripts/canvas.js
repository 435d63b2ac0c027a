// The canvas: one picture at a fixed place, and the photo beside it to compare.

import { find } from "./dom.js";
import { say } from "./words.js";

/**
 * @typedef {object} ShowOptions
 * @property {string} [label] in small type on the picture
 * @property {boolean} [orHint] where the browser cannot decode it, the canvas is empty;
 *   else the picture before it stays
 */

export class Canvas {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    /** @type {HTMLImageElement} */
    this.photo = find(root, ".photo");
    /** @type {HTMLInputElement} */
    this.divider = find(root, ".divider");
    /** @type {HTMLImageElement} */
    this.shown = find(root, ".shown");
    this.wantedUrl = "";
    /** @type {ShowOptions} of the picture that is wanted */
    this.options = {};
    this.isLoading = false;
    /** @type {(url: string) => void} hears what is shown from now on */
    this.onShow = () => {};
    this.divider.addEventListener("input", () => this.#place());
    new ResizeObserver(() => this.#place()).observe(root);
  }

  get isCompared() {
    return !this.photo.hidden;
  }

  /**
   * @param {string} url
   * @param {ShowOptions} options
   */
  show(url, options = {}) {
    if (!url) return;
    this.wantedUrl = url;
    this.options = options;
    this.onShow(url);
    if (!this.isLoading) this.#load();
  }

  /** Nothing is shown, but for a hint of what to do. */
  showHint() {
    this.wantedUrl = "";
    this.options = {};
    this.onShow("");
    this.compare("");
    this.#replace(new Image(), "");
  }

  /** @param {string} url of the photo; "" ends the comparison */
  compare(url) {
    this.photo.hidden = this.divider.hidden = !url;
    if (url && this.photo.getAttribute("src") !== url) this.photo.src = url;
    this.#place();
  }

  toggleFullscreen() {
    if (document.fullscreenElement) document.exitFullscreen();
    else this.root.requestFullscreen();
  }

  // A picture is swapped in when it is decoded, so nothing flickers. On a slow line the
  // pictures between are left out: the newest one is loaded next.
  async #load() {
    this.isLoading = true;
    for (let url = ""; url !== this.wantedUrl; ) {
      url = this.wantedUrl;
      const { label = "", orHint } = this.options;
      const next = new Image();
      next.alt = say("canvas");
      next.src = url;
      try {
        await next.decode();
      } catch {
        if (orHint && url === this.wantedUrl) this.showHint();
        continue; // the line is cut, or it is gone: what is there stays
      }
      this.#replace(next, label);
    }
    this.isLoading = false;
  }

  /**
   * @param {HTMLImageElement} next
   * @param {string} label
   */
  #replace(next, label) {
    next.className = "shown";
    this.shown.replaceWith(next);
    this.shown = next;
    const tag = find(this.root, ".label");
    tag.textContent = label;
    tag.hidden = !label;
    find(this.root, ".hint").hidden = next.hasAttribute("src");
    this.#place();
  }

  // The divider lies over the picture, which the canvas may be wider or higher than.
  #place() {
    const [width, height] = [this.root.clientWidth, this.root.clientHeight];
    const { naturalWidth, naturalHeight } = this.shown;
    const scale = Math.min(
      width / (naturalWidth || width),
      height / (naturalHeight || height),
    );
    const covered = Math.min(width, naturalWidth * scale || width);
    const left = (width - covered) / 2;
    this.divider.style.left = `${left}px`;
    this.divider.style.width = `${covered}px`;
    const edge = left + (covered * Number(this.divider.value)) / 100;
    this.photo.style.clipPath = `inset(0 ${100 - (100 * edge) / width}% 0 0)`;
  }
}
