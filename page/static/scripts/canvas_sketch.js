// The sketch on the canvas: how photo and paintings may look together, as soon as both
// are chosen, and after every change of what acts on it. It stays away where a job has
// painted these pictures, until others are chosen.

import { debounce } from "./debounce.js";
import { appearanceOf, loadPaintings, paintingsOf } from "./sketch_choice.js";
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
    this.isPainted = false; // the job that is looked at shows its own
    this.paintedPictures = ""; // those, as JSON
    this.requested = ""; // what is sketched now, as JSON
    /** @type {string[]} addresses of the newest sketches */
    this.urls = [];
    this.draw = debounce(SETTLE_MS, () => this.#draw());
  }

  /** @param {Inputs} inputs */
  update(inputs) {
    this.inputs = { ...this.inputs, ...inputs };
    this.draw();
  }

  /** A job is looked at; its pictures will come. */
  waitForJob() {
    this.isWaiting = true;
    this.isPainted = false;
    this.#clear();
  }

  /** @param {Inputs} inputs the job's own, if it has any */
  jobRestored(inputs) {
    if (!this.isWaiting) return;
    this.isWaiting = false;
    this.inputs = { ...this.inputs, ...inputs };
    if (this.isPainted) this.pause();
    else this.draw();
  }

  /** The job shows these pictures, painted. */
  pause() {
    this.isPainted = true;
    this.paintedPictures = this.#pictures();
    this.requested = "";
    this.painter.cancel("canvas");
  }

  /** These pictures are to be painted anew. */
  resume() {
    this.isPainted = false;
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
    const appearance = appearanceOf(this.inputs);
    const requested = JSON.stringify([photoUrl, paintings, appearance]);
    if (this.isWaiting || requested === this.requested) return;
    if (this.#pictures() === this.paintedPictures) return;
    this.paintedPictures = "";
    this.requested = requested;
    const urls = [photoUrl, ...paintings.map(({ url }) => url)].filter(Boolean);
    if (urls.length) this.painter.start();
    try {
      await Promise.all(urls.map((url) => this.pictures.get(url)));
      const styles = await loadPaintings(paintings, this.pictures);
      if (requested !== this.requested) return; // changed meanwhile
      if (!photoUrl || !styles.length) return this.#clear();
      const photo = await this.pictures.get(photoUrl);
      const isSmall = matchMedia("(max-width: 700px), (pointer: coarse)").matches;
      const sized = { ...appearance, sizes: isSmall ? PHONE_SIZES : SIZES };
      this.painter.paint("canvas", photo, styles, sized, (sketch) =>
        sketch ? this.#show(sketch, photoUrl) : this.#clear(),
      );
    } catch {
      if (requested === this.requested) this.#clear(); // one cannot be decoded
    }
  }

  /**
   * @param {import("./sketch_painter.js").Sketch} sketch
   * @param {string} photoUrl
   */
  #show(sketch, photoUrl) {
    const url = toUrl(sketch);
    this.urls.push(url);
    for (const old of this.urls.splice(0, this.urls.length - KEPT))
      URL.revokeObjectURL(old);
    this.onSketch(url, photoUrl);
  }

  #clear() {
    this.requested = "";
    this.painter.cancel("canvas");
    if (!this.urls.length) return;
    for (const url of this.urls.splice(0)) URL.revokeObjectURL(url);
    this.onNone();
  }
}
