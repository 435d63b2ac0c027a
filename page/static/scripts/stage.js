// The stage: the canvas, how far the job is, the buttons, and the result. It shows what
// the server says of a job (page/status.py) and asks it by events.

import { Canvas } from "./canvas.js";
import { contributions, drawContributions } from "./charts.js";
import { debounce } from "./debounce.js";
import { find, findAll } from "./dom.js";
import { currentToken, findToken, forgetToken, linkTo } from "./job_token.js";
import { Preview } from "./preview.js";
import { Result } from "./result.js";
import { listenForKeys } from "./shortcuts.js";
import { TouchDialog } from "./touch.js";
import { say, translate } from "./words.js";

const SPOKEN_EVERY_MS = 5000; // twice a second would be too much to listen to
const READING_MS = 2500;
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
 * @property {() => (import("./types.d.ts").FileData | null)[]} paintings in the pickers
 * @property {(token: string) => void} onOpen another job is to be looked at
 * @property {(picker: string, name: string) => void} onExample it is to be taken over
 */

export class Stage {
  /**
   * @param {Part} part
   * @param {StageListener} listener
   */
  constructor({ element, trigger, props, watch, upload }, listener) {
    this.element = element;
    this.trigger = trigger;
    this.listener = listener;
    this.canvas = new Canvas(find(element, ".canvas"));
    this.result = new Result(element, this.canvas, (moment) =>
      this.#follow("again", moment),
    );
    this.preview = new Preview(element, this.canvas);
    this.touch = new TouchDialog(element, upload, (wish) =>
      this.#submit("touch", { token: this.token, wish }),
    );
    this.token = ""; // of the job that is looked at
    /** @type {JobStatus | null} nothing is known of it yet */
    this.status = null;
    this.isSubmitting = false;
    this.isPainted = false; // a picture of the job is on the canvas
    this.isReady = false; // both pictures are fit, and what they will take is known
    this.spokenAt = 0;
    this.readUntil = 0; // until then a running job leaves the message as it is
    /** The controls have changed, and act on the running job. */
    this.steer = debounce(150, () => this.status?.is_own !== false && trigger("steer"));
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
    findToken().then((token) => {
      if (!token && this.#isUnused) this.preview.show();
    });
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
    this.preview.photo = file;
    if (this.#isUnused && !(file && this.preview.sketch)) this.preview.show();
  }

  /**
   * The sketch takes the canvas, unless a job paints on it.
   * @param {string} url
   * @param {string} photoUrl of the photo that it is of
   */
  showSketch(url, photoUrl) {
    this.preview.sketch = { url, photoUrl };
    if (this.isPainted && !this.status?.is_over) return;
    this.result.showPicture();
    this.preview.show();
    this.saySituation();
  }

  /** Photo or painting is gone, or cannot be sketched. */
  dropSketch() {
    const wasShown = this.preview.isSketchShown;
    this.preview.sketch = null;
    if (this.#isUnused) this.preview.show();
    else if (wasShown && this.status) this.#show(this.status);
    this.saySituation();
  }

  /**
   * A thin line while something is fetched for the first sketch of an own painting.
   * @param {number} share
   */
  showLoading(share) {
    if (this.#isBusy) return;
    this.#setProgress(share < 1 ? share : (this.status?.share ?? 0));
    if (share < 1) this.showMessage(say("sketch_loading"));
    else this.saySituation();
  }

  /** @param {boolean} isReady both pictures are fit, and what they will take is known */
  setReady(isReady) {
    this.isReady = isReady;
    if (isReady && this.#isUnused) this.saySituation();
  }

  /** Status line of the present state, once another message has had its time. */
  saySituation() {
    if (this.isSubmitting) return;
    const { status } = this;
    if (status && !(status.is_over && this.preview.isSketchShown))
      return this.#showStatusMessage(status);
    const text = this.isReady ? "ready" : "idle";
    this.showMessage(say(this.preview.isSketchShown ? "sketch_about" : text));
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
    const isSketch = this.preview.isSketchShown;
    if (this.status?.is_over) this.#show(this.status);
    if (isSketch) this.preview.show();
    this.#setButtons();
  }

  /** The stream of statuses broke off. */
  reconnect() {
    this.showMessage(say("offline"));
    setTimeout(() => this.trigger("watch"), RETRY_MS);
  }

  /** @param {JobStatus} status */
  #showStatusMessage({ sentence, note, is_own: isOwn, is_over: isOver }) {
    if (!isOver && Date.now() < this.readUntil) return;
    this.showMessage(sentence, isOwn ? note : `${say("shared_about")} ${note}`);
  }

  get #isPaused() {
    return this.status?.state === "paused";
  }

  get #isUnused() {
    return !this.status && !this.isSubmitting;
  }

  /** @param {JobStatus | Refusal} message */
  #receive(message) {
    if ("refused" in message) {
      this.unlock();
      this.showMessage(message.refused);
      if (message.is_gone) forgetToken();
      if (this.#isUnused) this.preview.show();
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
    this.#showStatusMessage(status);
    find(this.element, ".network").textContent = status.network;
    // Until something is painted, the sketch promises more than the initial canvas.
    const { picture, iteration, has_result, is_sheet } = status;
    const isPainted = Boolean(picture) && (iteration > 0 || has_result || is_sheet);
    if (isPainted || !this.preview.sketch) this.canvas.show(picture);
    if (isPainted && !this.isPainted) this.listener.onPainted();
    this.isPainted = isPainted;
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

  #compare() {
    if (this.preview.isSketchShown) this.preview.toggleCompare();
    else this.result.toggleCompare();
  }

  #setButtons() {
    const isRunning = this.status !== null && !this.status.is_over;
    const isBusy = this.#isBusy;
    this.#button("paint").disabled = isBusy;
    for (const button of findAll(this.element, "button[data-command]")) {
      const { say: key, sayPaused } = button.dataset;
      button.disabled = !isRunning || this.isSubmitting;
      button.hidden = this.status?.is_own === false;
      button.textContent = say((this.#isPaused && sayPaused) || key);
    }
    this.#button("copy_link").hidden = !this.status;
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
      if (this.preview.photo) this.preview.show();
      this.listener.onPaint();
      this.#submit("paint");
    },
    use_photo: () => this.listener.onExample("content", nst.first_look.photo_name),
    use_painting: () => this.listener.onExample("style", nst.first_look.style_name),
    more: () => this.#follow("more"),
    larger: () => this.#follow("larger"),
    again: () => this.#follow("again", this.result.iteration),
    touch: () => this.#openTouch(),
    undo_touch: () => this.listener.onOpen(this.status?.before ?? ""),
    compare: () => this.#compare(),
    full: () => this.canvas.toggleFullscreen(),
    copy_link: () => this.#copyLink(),
  };

  #openTouch() {
    const url = `${this.status?.files_path}/result.png`;
    this.touch.open(url, this.listener.paintings()).catch(() => this.reconnect());
  }

  /** A link by which others may look at the job, and no more. */
  async #copyLink() {
    const link = linkTo(this.status?.view_token ?? "");
    try {
      await navigator.clipboard.writeText(link);
      this.showMessage(say("link_copied"));
      this.readUntil = Date.now() + READING_MS;
    } catch {
      prompt(say("copy_link"), link); // no right to the clipboard
    }
  }

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
