// Pictures of this page, decoded once, and the numbers of those that are examples.

const MAX_PICTURES = 16;

/** @typedef {import("./sketch_painter.js").Source} Source */
/** @typedef {Source & { numbers?: number[] }} Picture */

/** Decoded pictures by their addresses; the newest stay. */
export class PictureCache {
  constructor() {
    /** @type {Map<string, Promise<Picture>>} */
    this.pictures = new Map();
    /** @type {Promise<Record<string, number[]>> | undefined} by the SHA-256 of their files */
    this.examples = undefined;
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
    const [bitmap, numbers] = await Promise.all([
      createImageBitmap(file),
      this.#numbersOf(file),
    ]);
    return { key: url, bitmap, numbers };
  }

  /** @param {Blob} file */
  async #numbersOf(file) {
    if (!globalThis.crypto?.subtle) return undefined; // no https: it is read instead
    const hash = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
    const hex = Array.from(new Uint8Array(hash), (byte) =>
      byte.toString(16).padStart(2, "0"),
    );
    this.examples ??= fetchExamples();
    return (await this.examples)[hex.join("")];
  }
}

/** @returns {Promise<Record<string, number[]>>} */
async function fetchExamples() {
  const answer = await fetch(`${globalThis.nst.sketch.path}/examples.json`).catch(
    () => null,
  );
  return answer?.ok ? answer.json() : {};
}
