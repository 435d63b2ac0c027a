// The stage: the canvas, how far the job is, the buttons, and the result. It shows what
// the server says of a job (page/status.py) and asks it by events.

import { Canvas } from "./canvas.js";
import { contributions, drawContributions } from "./charts.js";
import { debounce } from "./debounce.js";
import { find, findAll } from "./dom.js";
import { FirstLook } from "./first_look.js";
import { currentToken, forgetToken } from "./job_token.js";
import { Result } from "./result.js";
import { listenForKeys } from "./shortcuts.js";
import { say, translate } from "./words.js";

const SPOKEN_EVERY_MS = 5000; // twice a second would be too much to listen to
const RETRY_MS = 2000;

/** @typedef {import("./types.d.ts").JobStatus} JobStatus */
/** @typedef {import("./types.d.ts").Refusal} Refusal */
/** @typedef {import("./types.d.ts").Part<JobStatus | Refusal | null>} Part */
/**
 * @typedef {object} StageListener
 * @property {(isBusy: boolean) => void} onBusy whether a job runs or is brought
 * @property {(status: JobStatus) => void} onStatus
 * @property {() => void} onPainted the first painted picture of a job is there
 * @property {() => void} onPaint
 * @property {(picker: string, name: string) => void} onExample it is to be taken over
 */

export class Stage {
  /**
   * @param {Part} part
   * @param {StageListener} listener
   */
  constructor({ element, trigger, props, watch }, listener) {
    this.element = element;
    this.trigger = trigger;
    this.listener = listener;
    this.canvas = new Canvas(find(element, ".canvas"));
    this.result = new Result(element, this.canvas, (moment) =>
      this.#follow("again", moment),
    );
    this.firstLook = new FirstLook(element, this.canvas);
    /** @type {import("./types.d.ts").FileData | null} in the picker */
    this.photo = null;
    this.token = ""; // of the job that is looked at
    /** @type {JobStatus | null} nothing is known of it yet */
    this.status = null;
    this.isSubmitting = false;
    this.isPainted = false; // a picture of the job is on the canvas
    this.sketch = { url: "", photoUrl: "" }; // on the canvas, until the job has painted
    this.spokenAt = 0;
    /** The controls have changed, and act on the running job. */
    this.steer = debounce(150, () => trigger("steer"));
    translate(element);
    // Every value has a number of its own, so that an equal one is heard of too.
    watch("value", () => props.value && this.#receive(props.value));
    element.addEventListener("click", (event) => this.#click(event));
    listenForKeys({
      paint: () => this.#button("paint").click(), // a disabled button does nothing
      stop: () => find(element, '[data-command="stop"]').click(),
      compare: () => this.#compare(),
    });
    this.showMessage(say("idle"));
    this.#setButtons();
    if (!currentToken()) this.firstLook.show();
  }

  /**
   * @param {string} sentence
   * @param {string} note beneath it
   */
  showMessage(sentence, note = "") {
    find(this.element, ".sentence").textContent = sentence;
    find(this.element, ".note").textContent = note;
    const now = Date.now();
    if (now - this.spokenAt > SPOKEN_EVERY_MS || this.status?.is_over || note) {
      this.spokenAt = now;
      find(this.element, ".spoken").textContent = `${sentence} ${note}`;
    }
  }

  /**
   * The photo is on the canvas from the first moment.
   * @param {import("./types.d.ts").FileData | null} file
   */
  showPhoto(file) {
    this.photo = file;
    if (this.#isUnused && !(file && this.sketch.url)) this.#showPhoto();
  }

  /**
   * The sketch takes the canvas, unless a job paints on it.
   * @param {string} url
   * @param {string} photoUrl of the photo that it is of
   */
  showSketch(url, photoUrl) {
    this.sketch = { url, photoUrl };
    if (this.isPainted && !this.status?.is_over) return;
    this.firstLook.end();
    this.result.showPicture();
    this.canvas.show(url, say("sketch"));
    if (!this.#isBusy) this.showMessage(say("sketch_about"));
  }

  /** Photo or painting is gone, or cannot be sketched. */
  dropSketch() {
    this.sketch = { url: "", photoUrl: "" };
    if (this.#isUnused) this.#showPhoto();
  }

  /**
   * A thin line while something is fetched for the first sketch of an own painting.
   * @param {number} share
   */
  showLoading(share) {
    if (this.#isBusy) return;
    this.#setProgress(share < 1 ? share : 0);
    if (share < 1) this.showMessage(say("sketch_loading"));
  }

  /** Both pictures are fit, and what they will take is known; or the camera is closed. */
  showReady() {
    if (this.#isUnused)
      this.showMessage(say(this.sketch.url ? "sketch_about" : "ready"));
  }

  /** @param {string} spec of a contact sheet */
  paintSheet(spec) {
    if (!this.#button("paint").disabled) this.#submit("sheet", { spec });
  }

  /**
   * Shows this job from now on.
   * @param {string} token
   */
  watchJob(token) {
    if (token === this.token) return;
    this.token = token;
    this.status = null;
    this.isPainted = false;
    this.result.hide();
    this.#setProgress(0);
  }

  /** Nothing came of a request, or the server could not be asked: the old job is there. */
  unlock() {
    this.isSubmitting = false;
    if (this.status?.is_over) this.#show(this.status);
    this.#setButtons();
  }

  /** The stream of statuses broke off. */
  reconnect() {
    this.showMessage(say("offline"));
    setTimeout(() => this.trigger("watch"), RETRY_MS);
  }

  get #isPaused() {
    return this.status?.state === "paused";
  }

  get #isUnused() {
    return !this.status && !this.isSubmitting;
  }

  #showPhoto() {
    if (!this.photo?.url) return this.firstLook.show();
    this.firstLook.end();
    this.canvas.show(this.photo.url);
  }

  /** @param {JobStatus | Refusal} message */
  #receive(message) {
    if ("refused" in message) {
      this.unlock();
      this.showMessage(message.refused);
      if (message.is_gone) forgetToken();
      if (this.#isUnused && !this.sketch.url) this.#showPhoto();
    } else if (message.token === currentToken()) {
      this.isSubmitting = false;
      this.token = message.token;
      this.status = message;
      this.#show(message);
    }
  }

  /** @param {JobStatus} status */
  #show(status) {
    this.#setProgress(status.share);
    this.showMessage(status.sentence, status.note);
    find(this.element, ".network").textContent = status.network;
    // Until something is painted, the sketch promises more than the initial canvas.
    const { picture, iteration, is_over, is_sheet } = status;
    const isPainted = picture && (iteration > 0 || is_over || is_sheet);
    if (isPainted || (picture && !this.sketch.url)) {
      this.firstLook.end();
      this.canvas.show(picture);
    }
    if (isPainted && !this.isPainted) this.listener.onPainted();
    this.isPainted = Boolean(isPainted);
    this.#showContributions(status);
    this.result.show(status);
    this.#setButtons();
    this.listener.onStatus(status);
  }

  /** @param {JobStatus} status */
  #showContributions({ is_sheet, costs, weights }) {
    const list = document.querySelector("#contributions ul");
    if (!(list instanceof HTMLElement)) return;
    if (is_sheet)
      list.replaceChildren(); // its numbers are one picture's
    else if (costs) drawContributions(list, contributions(costs, weights));
  }

  /** @param {number} share */
  #setProgress(share) {
    find(this.element, "progress").value = share;
  }

  /** @param {string} name */
  #button(name) {
    return find(this.element, `button[data-do="${name}"]`);
  }

  get #isBusy() {
    return this.isSubmitting || (this.status !== null && !this.status.is_over);
  }

  // The photo beside the result, or beside the sketch while that is on the canvas.
  #compare() {
    if (this.canvas.label.hidden) return this.result.toggleCompare();
    this.canvas.compare(this.canvas.photo.hidden ? this.sketch.photoUrl : "");
  }

  #setButtons() {
    const isRunning = this.status !== null && !this.status.is_over;
    const isBusy = this.#isBusy;
    this.#button("paint").disabled = isBusy;
    for (const button of findAll(this.element, "button[data-command]")) {
      const { say: key, sayPaused } = button.dataset;
      button.disabled = !isRunning || this.isSubmitting;
      button.textContent = say((this.#isPaused && sayPaused) || key);
    }
    this.listener.onBusy(isBusy);
    if (isBusy || this.status?.has_result) this.#comeFirst();
  }

  // On a phone the canvas comes first as soon as there is something to see on it.
  #comeFirst() {
    const room = document.querySelector("#room");
    if (!room || room.classList.contains("has-job")) return;
    room.classList.add("has-job");
    if (matchMedia("(max-width: 700px)").matches) {
      requestAnimationFrame(() => this.element.scrollIntoView());
    }
  }

  /**
   * Asks the server for a new job.
   * @param {string} event
   * @param {unknown} [data]
   */
  #submit(event, data) {
    if (this.isSubmitting) return;
    this.isSubmitting = true;
    this.showMessage(say("bringing"));
    this.#setProgress(0);
    this.result.hide();
    this.#setButtons();
    this.trigger(event, data);
  }

  /**
   * Asks for a job that goes on from this one.
   * @param {"more" | "larger" | "again"} kind
   * @param {number} [moment] iteration to begin with, in place of the last
   */
  #follow(kind, moment) {
    this.#submit("follow", { kind, token: this.token, moment });
  }

  /** @type {Record<string, () => void>} what the buttons do, by their data-do */
  #actions = {
    paint: () => {
      if (this.sketch.url) this.canvas.show(this.sketch.url, say("sketch"));
      else if (this.photo) this.#showPhoto();
      this.listener.onPaint();
      this.#submit("paint");
    },
    use_photo: () => this.listener.onExample("content", nst.first_look.photo_name),
    use_painting: () => this.listener.onExample("style", nst.first_look.style_name),
    more: () => this.#follow("more"),
    larger: () => this.#follow("larger"),
    again: () => this.#follow("again", this.result.iteration),
    full: () => this.canvas.toggleFullscreen(),
  };

  /** @param {MouseEvent} event */
  #click(event) {
    const target = /** @type {HTMLElement} */ (event.target);
    const button = target.closest("button");
    if (!button) return;
    if (button.dataset.command) this.#command(button);
    this.#actions[button.dataset.do ?? ""]?.();
  }

  /**
   * Sends the command of a button to the job; of a paused job, its data-command-paused.
   * Where it has data-pending, that text is shown, and the button disabled, until the
   * next status comes.
   * @param {HTMLButtonElement} button
   */
  #command(button) {
    const { command, commandPaused, pending } = button.dataset;
    if (pending) {
      button.disabled = true;
      this.showMessage(say(pending));
    }
    this.trigger("command", { command: (this.#isPaused && commandPaused) || command });
  }
}
