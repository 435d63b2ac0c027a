// The sketch on the canvas: how photo and paintings may look together, as soon as both
// are chosen, and after every change of what acts on it. It stays away where a job has
// painted these pictures, until others are chosen.

import { debounce } from "./debounce.js";
import { loadPaintings, lookOf, paintingsOf } from "./sketch_choice.js";
import { toUrl } from "./sketch_painter.js";

const SIZES = [256, 512]; // longest edges in px: first the quick one
const PHONE_SIZES = [256];
const SETTLE_MS = 20; // several events tell of one change
const KEPT = 4; // newest sketches: the canvas may still be loading one

/** @typedef {import("./sketch_choice.js").Inputs} Inputs */
/** @typedef {import("./sketch_painter.js").SketchPainter} SketchPainter */
/** @typedef {import("./pictures_cache.js").PictureCache} PictureCache */

export class CanvasSketch {
  /**
   * @param {SketchPainter} painter
   * @param {PictureCache} pictures
   * @param {(url: string, photoUrl: string) => void} onSketch
   * @param {() => void} onNone there is nothing to sketch any more
   */
  constructor(painter, pictures, onSketch, onNone) {
    this.painter = painter;
    this.pictures = pictures;
    this.onSketch = onSketch;
    this.onNone = onNone;
    /** @type {Inputs} */
    this.inputs = {};
    this.isWaiting = false; // a job's own pictures are on their way to the form
    this.paintedPictures = ""; // of the job that is looked at, as JSON
    this.wish = ""; // what is sketched now, as JSON
    /** @type {string[]} addresses of the newest sketches */
    this.urls = [];
    this.draw = debounce(SETTLE_MS, () => this.#draw().catch(() => this.#clear()));
  }

  /** @param {Inputs} inputs */
  update(inputs) {
    this.inputs = { ...this.inputs, ...inputs };
    this.draw();
  }

  /** A job is looked at; its pictures will come. */
  waitForJob() {
    this.isWaiting = true;
  }

  /** @param {Inputs} inputs a job's own, which need no sketch */
  jobRestored(inputs) {
    if (!this.isWaiting) return;
    this.isWaiting = false;
    this.inputs = { ...this.inputs, ...inputs };
    this.pause();
  }

  /** A job shows these pictures, painted. */
  pause() {
    this.paintedPictures = this.#pictures();
    this.wish = "";
    this.painter.cancel("canvas");
  }

  /** These pictures are to be painted anew. */
  resume() {
    this.paintedPictures = "";
    this.draw();
  }

  #pictures() {
    const { content, masks } = this.inputs;
    const paintings = paintingsOf(this.inputs).map(({ url }) => url);
    return JSON.stringify([content?.url, paintings, masks]);
  }

  async #draw() {
    const photoUrl = this.inputs.content?.url;
    const paintings = paintingsOf(this.inputs);
    const look = lookOf(this.inputs);
    const wish = JSON.stringify([photoUrl, paintings, look]);
    if (this.isWaiting || wish === this.wish) return;
    if (this.#pictures() === this.paintedPictures) return;
    this.paintedPictures = "";
    this.wish = wish;
    if (!photoUrl || !paintings.length) return this.#clear();
    const [photo, styles] = await Promise.all([
      this.pictures.get(photoUrl),
      loadPaintings(paintings, this.pictures),
    ]);
    if (wish !== this.wish) return; // changed meanwhile
    const isSmall = matchMedia("(max-width: 700px), (pointer: coarse)").matches;
    const sizes = isSmall ? PHONE_SIZES : SIZES;
    this.painter.paint("canvas", photo, styles, { ...look, sizes }, async (sketch) => {
      if (!sketch) return this.#clear();
      const url = await toUrl(sketch);
      if (wish !== this.wish) return URL.revokeObjectURL(url);
      this.urls.push(url);
      for (const old of this.urls.splice(0, this.urls.length - KEPT))
        URL.revokeObjectURL(old);
      this.onSketch(url, photoUrl);
    });
  }

  #clear() {
    this.wish = "";
    this.painter.cancel("canvas");
    if (!this.urls.length) return;
    for (const url of this.urls.splice(0)) URL.revokeObjectURL(url);
    this.onNone();
  }
}
