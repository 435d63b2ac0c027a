// The visitor's photo in every example painting: in idle time, one after another.

import { toUrl } from "./sketch_painter.js";

const SIZE = 192; // longest edge in px
const IDLE_WITHIN_MS = 500;

/** @typedef {import("./types.d.ts").Example} Example */

export class GallerySketches {
  /**
   * @param {import("./sketch_painter.js").SketchPainter} painter
   * @param {import("./pictures_cache.js").PictureCache} pictures
   */
  constructor(painter, pictures) {
    this.painter = painter;
    this.pictures = pictures;
    /** @type {import("./gallery.js").Gallery[]} that show them */
    this.galleries = [];
    this.photoUrl = "";
    /** @type {Map<string, string>} addresses by the examples' names */
    this.urls = new Map();
  }

  /** @param {import("./gallery.js").Gallery} gallery of paintings */
  addTo(gallery) {
    this.galleries.push(gallery);
    gallery.expectSketches(Boolean(this.photoUrl));
    for (const [name, url] of this.urls) gallery.showSketch(name, url);
  }

  /** @param {string} photoUrl "" where there is none */
  update(photoUrl) {
    if (photoUrl === this.photoUrl) return;
    this.photoUrl = photoUrl;
    this.#draw(photoUrl).catch(() => {
      if (photoUrl === this.photoUrl) this.#clear(); // the browser cannot decode it
    });
  }

  /** @param {string} photoUrl */
  async #draw(photoUrl) {
    if (!photoUrl) return this.#clear();
    for (const gallery of this.galleries) gallery.expectSketches(true);
    const photo = await this.pictures.get(photoUrl);
    for (const { name, thumbnail, hash } of this.galleries[0]?.examples ?? []) {
      await idle();
      const painting = await this.pictures.get(thumbnail, hash);
      if (photoUrl !== this.photoUrl) return;
      const sketch = await this.painter.paintOne("gallery", photo, painting, SIZE);
      if (!sketch) return this.#clear();
      const url = await toUrl(sketch);
      if (photoUrl !== this.photoUrl) return URL.revokeObjectURL(url);
      this.#show(name, url);
    }
  }

  /**
   * @param {string} name
   * @param {string} url
   */
  #show(name, url) {
    const old = this.urls.get(name);
    this.urls.set(name, url);
    for (const gallery of this.galleries) gallery.showSketch(name, url);
    if (old) URL.revokeObjectURL(old);
  }

  #clear() {
    this.painter.cancel("gallery");
    for (const gallery of this.galleries) gallery.expectSketches(false);
    for (const [name, url] of this.urls) {
      for (const gallery of this.galleries) gallery.showSketch(name, "");
      URL.revokeObjectURL(url);
    }
    this.urls.clear();
  }
}

function idle() {
  return new Promise(
    (resolve) =>
      "requestIdleCallback" in globalThis
        ? requestIdleCallback(resolve, { timeout: IDLE_WITHIN_MS })
        : setTimeout(resolve), // Safari
  );
}
