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
    this.run = 0; // rises with every photo
    /** @type {Map<string, string>} addresses by the examples' names */
    this.urls = new Map();
  }

  /** @param {import("./gallery.js").Gallery} gallery of paintings */
  addTo(gallery) {
    this.galleries.push(gallery);
    for (const { url, thumbnail, hash } of gallery.examples)
      for (const each of [url, thumbnail]) this.pictures.addExample(each, hash);
    gallery.expectSketches(Boolean(this.photoUrl));
    for (const [name, url] of this.urls) gallery.showSketch(name, url);
  }

  /** @param {string} photoUrl "" where there is none */
  async update(photoUrl) {
    if (photoUrl === this.photoUrl) return;
    this.photoUrl = photoUrl;
    const run = ++this.run;
    if (!photoUrl) return this.#clear();
    for (const gallery of this.galleries) gallery.expectSketches(true);
    try {
      const photo = await this.pictures.get(photoUrl);
      for (const { name, thumbnail } of this.galleries[0]?.examples ?? []) {
        await idle();
        const painting = await this.pictures.get(thumbnail);
        if (run !== this.run) return; // there is another photo by now
        const sketch = await this.painter.paintOne("gallery", photo, painting, SIZE);
        if (run !== this.run) return;
        if (!sketch) return this.#clear();
        this.#show(name, toUrl(sketch));
      }
    } catch {
      if (run === this.run) this.#clear(); // the browser cannot decode it
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
