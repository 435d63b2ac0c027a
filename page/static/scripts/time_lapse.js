// The time-lapse: a scrubber over its frames, of which the last is the result.

import { find } from "./dom.js";
import { say } from "./words.js";

const FRAME_MS = 120;

export class TimeLapse {
  /**
   * @param {HTMLElement} element
   * @param {(iteration: number | undefined) => void} onFrame nothing stands for the result
   */
  constructor(element, onFrame) {
    /** @type {HTMLInputElement} */
    this.scrubber = find(element, ".scrubber");
    this.label = find(element, ".moment");
    this.onFrame = onFrame;
    /** @type {number[]} iterations of which there is a frame */
    this.iterations = [];
    this.lastIteration = 0;
    this.timer = 0;
    this.scrubber.addEventListener("input", () => {
      this.pause();
      this.show();
    });
  }

  /** Iteration of the frame that is looked at; nothing at the end. */
  get iteration() {
    return this.iterations[Number(this.scrubber.value)];
  }

  get isAtEnd() {
    return Number(this.scrubber.value) >= this.iterations.length;
  }

  /**
   * @param {number[]} iterations of which there is a frame
   * @param {number} lastIteration the result's
   */
  setFrames(iterations, lastIteration) {
    this.iterations = iterations;
    this.lastIteration = lastIteration;
    this.scrubber.max = String(iterations.length);
    this.scrubber.value = this.scrubber.max;
  }

  show() {
    this.onFrame(this.iteration);
    const iteration = this.iteration ?? this.lastIteration;
    this.label.textContent = say("moment", { iteration });
    this.scrubber.setAttribute("aria-valuetext", this.label.textContent ?? "");
  }

  togglePlay() {
    if (this.timer) {
      this.pause();
      return;
    }
    if (this.isAtEnd) this.scrubber.value = "0";
    this.timer = window.setInterval(() => {
      this.scrubber.value = String(Number(this.scrubber.value) + 1);
      this.show();
      if (this.isAtEnd) this.pause();
    }, FRAME_MS);
  }

  pause() {
    window.clearInterval(this.timer);
    this.timer = 0;
  }
}
