// The canvas: one picture at a fixed place, and the photo beside it to compare.

import { find } from "./dom.js";
import { say } from "./words.js";

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
    this.label = find(root, ".label");
    this.wantedUrl = "";
    /** @type {Map<string, string>} of the pictures that are wanted */
    this.labels = new Map();
    this.isLoading = false;
    this.divider.addEventListener("input", () => this.#place());
    new ResizeObserver(() => this.#place()).observe(root);
  }

  /**
   * @param {string} url
   * @param {string} label in small type on the picture; none for a painting or a photo
   */
  show(url, label = "") {
    this.wantedUrl = url;
    this.labels.set(url, label);
    if (url && !this.isLoading) this.#load();
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
      const next = new Image();
      next.className = "shown";
      next.alt = say("canvas");
      next.src = url;
      try {
        await next.decode();
      } catch {
        continue; // the line is cut, or it is gone: what is there stays
      }
      this.shown.replaceWith(next);
      this.shown = next;
      this.label.textContent = this.labels.get(url) ?? "";
      this.label.hidden = !this.label.textContent;
      find(this.root, ".hint").hidden = true;
      this.#place();
    }
    this.isLoading = false;
    this.labels.clear();
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
