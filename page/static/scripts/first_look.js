// The first look: on the empty canvas a finished example, photo and painting under the
// divider, both of which can be taken over.

import { find } from "./dom.js";
import { say } from "./words.js";

export class FirstLook {
  /**
   * @param {HTMLElement} element of the stage
   * @param {import("./canvas.js").Canvas} canvas
   */
  constructor(element, canvas) {
    this.canvas = canvas;
    this.bar = find(element, ".first-look");
    this.isShown = false;
  }

  show() {
    const { painting, photo } = globalThis.nst.first_look;
    this.isShown = true;
    this.bar.hidden = false;
    this.canvas.root.classList.add("is-example");
    this.canvas.show(painting, say("first_look"));
    this.canvas.compare(photo);
  }

  /** Another picture takes the canvas. */
  end() {
    if (!this.isShown) return;
    this.isShown = false;
    this.bar.hidden = true;
    this.canvas.root.classList.remove("is-example");
    this.canvas.compare("");
  }
}
