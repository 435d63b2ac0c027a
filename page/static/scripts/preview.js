// On the canvas until a job has painted: the sketch, else the photo, else a finished
// example, photo and painting under the divider, which invites to take both over.

import { find } from "./dom.js";
import { say } from "./words.js";

export class Preview {
  /**
   * @param {HTMLElement} element of the stage
   * @param {import("./canvas.js").Canvas} canvas
   */
  constructor(element, canvas) {
    this.canvas = canvas;
    this.bar = find(element, ".first-look");
    /** @type {import("./types.d.ts").FileData | null} in the picker */
    this.photo = null;
    /** @type {{ url: string, photoUrl: string } | null} with the photo that it is of */
    this.sketch = null;
    canvas.onShow = (url) => this.#markExample(url === nst.first_look.painting);
  }

  get isSketchShown() {
    return this.sketch !== null && this.canvas.wantedUrl === this.sketch.url;
  }

  get #isExampleShown() {
    return this.canvas.wantedUrl === nst.first_look.painting;
  }

  show() {
    if (this.sketch) this.#showSketch(this.sketch);
    else if (this.photo?.url) this.canvas.show(this.photo.url, { orHint: true });
    else this.#showExample();
  }

  /** The photo beside its sketch; the example is compared already. */
  toggleCompare() {
    if (this.sketch && this.isSketchShown)
      this.canvas.compare(this.canvas.isCompared ? "" : this.sketch.photoUrl);
  }

  /** @param {{ url: string, photoUrl: string }} sketch */
  #showSketch({ url, photoUrl }) {
    const isCompared = this.canvas.isCompared && !this.#isExampleShown;
    this.canvas.show(url, { label: say("sketch") });
    this.canvas.compare(isCompared ? photoUrl : "");
  }

  #showExample() {
    const { connection } = /** @type {any} */ (navigator);
    if (connection?.saveData) return this.canvas.showHint();
    this.canvas.show(nst.first_look.painting, { label: say("first_look") });
    this.canvas.compare(nst.first_look.photo);
  }

  /** @param {boolean} isExample the picture that is shown from now on */
  #markExample(isExample) {
    const { classList } = this.canvas.root;
    if (!isExample && classList.contains("is-example")) this.canvas.compare("");
    classList.toggle("is-example", isExample);
    this.bar.hidden = !isExample;
  }
}
