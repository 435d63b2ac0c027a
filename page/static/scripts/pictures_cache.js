// Pictures of this page, decoded once, and the numbers of those that are examples.

const MAX_PICTURES = 32;
const MAX_EDGE_PX = 768; // no sketch needs more, and a camera has hundreds of megabytes

/** @typedef {import("./sketch_painter.js").Source} Source */
/** @typedef {Source & { numbers?: number[] }} Picture */

/** Decoded pictures by their addresses; the newest stay. */
export class PictureCache {
  constructor() {
    /** @type {Map<string, Promise<Picture>>} */
    this.pictures = new Map();
    /** @type {Promise<Record<string, number[]>> | undefined} by the SHA-256 of their files */
    this.examples = undefined;
    /** @type {Map<string, string>} of the examples' files, by their addresses */
    this.hashes = new Map();
  }

  /**
   * @param {string} url of an example, whole or small
   * @param {string} hash of its file
   */
  addExample(url, hash) {
    this.hashes.set(absolute(url), hash);
  }

  /**
   * @param {string} url
   * @returns {Promise<Picture>} rejected where the browser cannot decode it
   */
  get(url) {
    const known = this.pictures.get(url);
    this.pictures.delete(url); // and put it at the end: it is wanted
    const picture = known ?? this.#load(url);
    this.pictures.set(url, picture);
    picture.catch(() => this.pictures.delete(url)); // the next one may ask again
    for (const oldest of this.pictures.keys()) {
      if (this.pictures.size <= MAX_PICTURES) break;
      this.pictures.delete(oldest);
    }
    return picture;
  }

  /** @param {string} url */
  async #load(url) {
    const answer = await fetch(url);
    if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
    const file = await answer.blob();
    const hash = this.hashes.get(absolute(url)) ?? (await hashOf(file));
    const [bitmap, numbers] = await Promise.all([decode(file), this.#numbersOf(hash)]);
    return { key: url, bitmap, numbers };
  }

  /** @param {string} hash */
  async #numbersOf(hash) {
    if (!hash) return undefined;
    this.examples ??= fetchExamples();
    return (await this.examples)[hash];
  }
}

/** @param {string} url */
function absolute(url) {
  return new URL(url, document.baseURI).href;
}

/** @param {Blob} file */
async function decode(file) {
  const whole = await createImageBitmap(file);
  const scale = MAX_EDGE_PX / Math.max(whole.width, whole.height);
  if (scale >= 1) return whole;
  const small = await createImageBitmap(whole, {
    resizeWidth: Math.max(1, Math.round(scale * whole.width)),
    resizeHeight: Math.max(1, Math.round(scale * whole.height)),
    resizeQuality: "high",
  });
  whole.close();
  return small;
}

/** @param {Blob} file */
async function hashOf(file) {
  if (!globalThis.crypto?.subtle) return ""; // no https: no example is known again
  const hash = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
  const bytes = Array.from(new Uint8Array(hash));
  return bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** @returns {Promise<Record<string, number[]>>} */
async function fetchExamples() {
  const answer = await fetch(`${globalThis.nst.sketch.path}/examples.json`).catch(
    () => null,
  );
  return answer?.ok ? answer.json() : {};
}
