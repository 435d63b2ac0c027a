// Faces of a photo: the server finds them, and answers with a keep map.

/** @typedef {import("./types.d.ts").FoundFaces} FoundFaces */
/** @typedef {import("./types.d.ts").Part<FoundFaces | null>} Part */

const TIME_OUT_MS = 60_000; // the server itself gives up by then

export class Faces {
  /** @param {Part} part */
  constructor(part) {
    this.part = part;
    this.number = 0; // of the newest question
    /** @type {(found: FoundFaces) => void} the one who waits */
    this.take = () => {};
    part.watch("value", () => {
      const found = part.props.value;
      if (found?.number === this.number) this.take(found);
    });
  }

  /**
   * @param {string} photo its path
   * @returns {Promise<FoundFaces>} nothing in it if the server does not answer
   */
  find(photo) {
    return new Promise((resolve) => {
      this.number += 1;
      const nothing = { number: this.number };
      const late = setTimeout(() => resolve(nothing), TIME_OUT_MS);
      this.take = (found) => {
        clearTimeout(late);
        resolve(found);
      };
      this.part.trigger("find", { photo, number: this.number });
    });
  }
}
