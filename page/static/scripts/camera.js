// A live camera on the canvas, in the chosen paintings where the browser can sketch them;
// the shutter takes the photo.

import { find } from "./dom.js";
import { say } from "./words.js";

const SIZES = [256, 192]; // longest edges in px of a frame; the smaller where it is slow
const SLOW_MS = 90; // a frame, so that ten of them fit into a second
const IDLE_MS = 200; // between two looks whether a painting is chosen by now
const VIDEO = { width: { ideal: 1920 }, height: { ideal: 1080 } };
const SENTENCES = new Map([
  ["NotAllowedError", "camera_refused"],
  ["SecurityError", "camera_refused"],
]);

/** @typedef {import("./sketch_painter.js").Sketch} Sketch */
/**
 * @typedef {object} CameraListener
 * @property {(file: File) => void} onPhoto
 * @property {(sentence: string) => void} onMessage
 * @property {() => void} onClose
 * @property {() => boolean} isPaintingChosen
 * @property {boolean} canSketch
 * @property {(frame: ImageBitmap, session: string, size: number) => Promise<Sketch | null>}
 *   sketch of a frame; nothing where it cannot be sketched
 */

export class Camera {
  /**
   * @param {HTMLElement} root the canvas
   * @param {CameraListener} listener
   */
  constructor(root, listener) {
    this.listener = listener;
    this.part = find(root, ".camera");
    /** @type {HTMLVideoElement} */
    this.video = find(root, ".camera video");
    /** @type {HTMLCanvasElement} */
    this.live = find(root, ".camera canvas");
    /** @type {MediaStream | null} while it is open */
    this.stream = null;
    this.session = 0; // rises with every opening and closing
    /** @type {Element | null} where the focus was before */
    this.opener = null;
    this.onKey = (/** @type {KeyboardEvent} */ event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation(); // it stops no job
      this.close();
    };
    find(root, '[data-do="shutter"]').addEventListener("click", () => this.#take());
    find(root, '[data-do="close_camera"]').addEventListener("click", () =>
      this.close(),
    );
  }

  async open() {
    if (this.stream) return;
    if (!navigator.mediaDevices?.getUserMedia)
      return this.listener.onMessage(say("camera_insecure"));
    this.opener = document.activeElement;
    const session = ++this.session;
    /** @type {MediaStream | undefined} */
    let stream;
    try {
      const video = { facingMode: "environment", ...VIDEO };
      stream = await navigator.mediaDevices.getUserMedia({ video });
      if (session !== this.session) return stop(stream); // closed, or opened once more
      this.video.srcObject = stream;
      await this.video.play();
      if (session !== this.session) return stop(stream);
    } catch (error) {
      stop(stream);
      const { name } = /** @type {Error} */ (error);
      const sentence = say(SENTENCES.get(name) ?? "camera_missing");
      if (session === this.session) this.listener.onMessage(sentence);
      return;
    }
    this.#show(stream);
  }

  close() {
    this.session++; // also of one that is just being opened
    if (!this.stream) return;
    stop(this.stream);
    this.stream = this.video.srcObject = null;
    document.removeEventListener("keydown", this.onKey, true);
    this.part.hidden = this.live.hidden = true;
    if (this.opener instanceof HTMLElement) this.opener.focus();
    this.listener.onClose();
  }

  /** @param {MediaStream} stream */
  #show(stream) {
    this.stream = stream;
    const [track] = stream.getVideoTracks();
    track.addEventListener("ended", () => this.close()); // unplugged, or forbidden
    // Who sees himself expects a mirror; the photo is not turned.
    const isMirror = track.getSettings().facingMode !== "environment";
    this.part.classList.toggle("is-mirror", isMirror);
    this.part.hidden = false;
    find(this.part, '[data-do="shutter"]').focus();
    document.addEventListener("keydown", this.onKey, true);
    this.#paint(stream);
  }

  /** @param {MediaStream} stream one frame after another, while it is open */
  async #paint(stream) {
    let size = SIZES[0];
    for (let spoken = ""; stream === this.stream; ) {
      const began = performance.now();
      const isChosen = this.listener.isPaintingChosen();
      const canPaint = isChosen && this.listener.canSketch;
      const sketch = canPaint ? await this.#sketch(size) : null;
      if (stream !== this.stream) break;
      this.live.hidden = !sketch;
      if (sketch) this.#draw(sketch);
      const sentence = this.#sentence(isChosen, sketch !== null);
      if (sentence !== spoken) this.listener.onMessage(sentence);
      spoken = sentence;
      if (sketch && performance.now() - began > SLOW_MS) size = SIZES[1];
      await (sketch
        ? new Promise(requestAnimationFrame)
        : new Promise((resolve) => setTimeout(resolve, IDLE_MS)));
    }
  }

  /** @param {number} size */
  async #sketch(size) {
    const { videoWidth, videoHeight } = this.video;
    const scale = size / Math.max(videoWidth, videoHeight);
    const frame = await createImageBitmap(this.video, {
      resizeWidth: Math.round(videoWidth * scale),
      resizeHeight: Math.round(videoHeight * scale),
    }).catch(() => null); // no frame has come yet
    if (!frame) return null;
    const sketch = await this.listener.sketch(frame, `camera ${this.session}`, size);
    frame.close();
    return sketch;
  }

  /**
   * @param {boolean} isChosen
   * @param {boolean} isSketched
   */
  #sentence(isChosen, isSketched) {
    if (isSketched) return say("camera_live");
    const canSketch = this.listener.canSketch && !isChosen;
    return say(canSketch ? "camera_plain" : "camera_unsketched");
  }

  /** @param {Sketch} sketch */
  #draw({ rgba, width, height }) {
    Object.assign(this.live, { width, height });
    const image = new ImageData(rgba, width, height);
    this.live.getContext("2d")?.putImageData(image, 0, 0);
  }

  async #take() {
    const { videoWidth: width, videoHeight: height } = this.video;
    const canvas = Object.assign(document.createElement("canvas"), { width, height });
    canvas.getContext("2d")?.drawImage(this.video, 0, 0);
    this.close();
    const blob = await new Promise((resolve) =>
      canvas.toBlob(resolve, "image/jpeg", 0.95),
    );
    if (blob)
      this.listener.onPhoto(new File([blob], "camera.jpg", { type: blob.type }));
  }
}

/** @param {MediaStream | undefined} stream */
function stop(stream) {
  for (const track of stream?.getTracks() ?? []) track.stop();
}
