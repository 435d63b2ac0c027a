// The sketch on the canvas: how photo and paintings may look together, as soon as both
// are chosen, and after every change of what acts on it.

import { debounce } from "./debounce.js";
import { strengthOf } from "./settings.js";
import { toUrl } from "./sketch_painter.js";
import { table } from "./table.js";

const SIZES = [256, 512]; // longest edges in px: first the quick one
const PHONE_SIZES = [256];
const SETTLE_MS = 20; // several events tell of one change

/** @typedef {import("./types.d.ts").FileData} FileData */
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
    /** @type {Record<string, any>} */
    this.inputs = {};
    this.wish = ""; // what is sketched now, as JSON
    this.url = "";
    this.draw = debounce(SETTLE_MS, () => this.#draw().catch(() => this.#clear()));
  }

  /** @param {Record<string, any>} inputs by the names of the page's form */
  update(inputs) {
    this.inputs = { ...this.inputs, ...inputs };
    this.draw();
  }

  async #draw() {
    const { inputs } = this;
    const photo = inputs.content?.url;
    const slots = table.styles.filter(
      ({ style, blend }) => inputs[style]?.url && inputs[blend] !== 0,
    );
    const look = lookOf(inputs);
    const files = slots.map(({ style, mask, blend }) => ({
      url: inputs[style].url,
      mask: inputs.masks?.[mask]?.url,
      share: inputs[blend] ?? 1,
    }));
    const wish = JSON.stringify([photo, files, look]);
    if (wish === this.wish) return;
    this.wish = wish;
    if (!photo || !files.length) return this.#clear();
    const load = (/** @type {string} */ url) => this.pictures.get(url);
    const [content, ...pictures] = await Promise.all(
      [photo, ...files.map((x) => x.url)].map(load),
    );
    const masks = await Promise.all(
      files.map((x) => (x.mask ? load(x.mask) : undefined)),
    );
    if (wish !== this.wish) return; // changed meanwhile
    const styles = files.map(({ share }, index) => ({
      ...{ source: pictures[index], numbers: pictures[index].numbers, share },
      mask: masks[index]?.bitmap,
    }));
    this.painter.paint("canvas", content, styles, look, async (message) => {
      if (message.failed) return this.#clear();
      const url = await toUrl(message);
      if (wish !== this.wish) return URL.revokeObjectURL(url);
      URL.revokeObjectURL(this.url);
      this.url = url;
      this.onSketch(url, photo);
    });
  }

  #clear() {
    this.wish = "";
    this.painter.cancel("canvas");
    if (!this.url) return;
    URL.revokeObjectURL(this.url);
    this.url = "";
    this.onNone();
  }
}

/**
 * @param {Record<string, any>} inputs
 * @returns {import("./sketch_painter.js").Look}
 */
function lookOf({ alpha, beta, colors, color_strength }) {
  // At the default strength and above, the sketch has nothing of the photo's own manner.
  const strength = Math.min(
    1,
    2 * strengthOf(alpha ?? table.alpha, beta ?? table.beta),
  );
  const photoColors = colors === "luminance" ? (color_strength ?? 1) : 0;
  const tint = colors === "histogram" || colors === "covariance" ? "photo" : "painting";
  const isSmall = matchMedia("(max-width: 700px), (pointer: coarse)").matches;
  return { strength, photoColors, tint, sizes: isSmall ? PHONE_SIZES : SIZES };
}
