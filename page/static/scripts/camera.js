// A live camera on the canvas, in the chosen paintings where the browser can sketch them;
// the shutter takes the photo.

import { find } from "./dom.js";
import { say } from "./words.js";

const SIZES = [256, 192]; // longest edges in px of a frame; the smaller where it is slow
const SLOW_MS = 90; // a frame, so that ten of them fit into a second
const FAILURES = new Map([
  ["NotAllowedError", "camera_refused"],
  ["SecurityError", "camera_refused"],
]);

/** @typedef {import("./sketch_painter.js").Sketch} Sketch */
/**
 * @typedef {object} CameraListener
 * @property {(file: File) => void} onPhoto
 * @property {(sentence: string) => void} onMessage
 * @property {() => void} onClose
 * @property {(frame: ImageBitmap, size: number) => Promise<Sketch | null>} sketch
 *   of a frame; nothing where no painting is chosen, or none can be sketched
 * @property {boolean} canSketch
 */

export class Camera {
  /**
   * @param {HTMLElement} root the canvas
   * @param {CameraListener} listener
   */
  constructor(root, listener) {
    this.root = root;
    this.listener = listener;
    this.part = find(root, ".camera");
    /** @type {HTMLVideoElement} */
    this.video = find(root, ".camera video");
    /** @type {HTMLCanvasElement} */
    this.live = find(root, ".camera canvas");
    /** @type {MediaStream | null} while it is open */
    this.stream = null;
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
    try {
      this.stream = await navigator.mediaDevices.getUserMedia({
        video: {
          facingMode: "environment",
          width: { ideal: 1920 },
          height: { ideal: 1080 },
        },
      });
    } catch (error) {
      const key = FAILURES.get(/** @type {Error} */ (error).name) ?? "camera_missing";
      return this.listener.onMessage(say(key));
    }
    const [track] = this.stream.getVideoTracks();
    track.addEventListener("ended", () => this.close()); // unplugged, or forbidden
    // Who sees himself expects a mirror; the photo is not turned.
    const isMirror = track.getSettings().facingMode !== "environment";
    this.part.classList.toggle("is-mirror", isMirror);
    this.video.srcObject = this.stream;
    await this.video.play();
    this.part.hidden = false;
    find(this.part, '[data-do="shutter"]').focus();
    document.addEventListener("keydown", this.onKey, true);
    this.#paint(this.stream);
  }

  close() {
    if (!this.stream) return;
    for (const track of this.stream.getTracks()) track.stop();
    this.stream = null;
    this.video.srcObject = null;
    document.removeEventListener("keydown", this.onKey, true);
    this.part.hidden = this.live.hidden = true;
    this.listener.onClose();
  }

  /** @param {MediaStream} stream one frame after another, while it is open */
  async #paint(stream) {
    let size = 0; // index
    for (let said = ""; stream === this.stream; ) {
      const began = performance.now();
      const sketch = await this.#sketch(SIZES[size]);
      if (stream !== this.stream) break;
      this.live.hidden = !sketch;
      if (sketch) this.#show(sketch);
      const sentence = this.#sentence(sketch !== null);
      if (sentence !== said) this.listener.onMessage(sentence);
      said = sentence;
      if (sketch && performance.now() - began > SLOW_MS) size = SIZES.length - 1;
      await new Promise(requestAnimationFrame);
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
    const sketch = frame && (await this.listener.sketch(frame, size));
    frame?.close();
    return sketch;
  }

  /** @param {boolean} isSketched */
  #sentence(isSketched) {
    if (isSketched) return say("camera_live");
    return say(this.listener.canSketch ? "camera_plain" : "camera_unsketched");
  }

  /** @param {Sketch} sketch */
  #show({ rgba, width, height }) {
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
