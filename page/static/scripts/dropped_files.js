// Files that are dropped beside the pickers, or pasted: a picture painted here, or its
// recipe, brings its settings back; any other picture goes where one is missing.

import { isOdd } from "./odd_files.js";
import { table } from "./table.js";

const PICKERS = ["content", ...table.styles.map(({ style }) => style)]
  .map((name) => `#${name}`)
  .join();
const RECIPE_WITHIN = 65536; // bytes from the start of a PNG

/** @typedef {import("./types.d.ts").FileData} FileData */

/** @param {File} file */
async function hasRecipe(file) {
  if (file.name.endsWith(".json")) return true;
  const head = await file.slice(0, RECIPE_WITHIN).arrayBuffer();
  return new TextDecoder("latin1").decode(head).includes("nst-recipe");
}

export class DroppedFiles {
  /**
   * @param {import("./types.d.ts").Part} part
   * @param {() => import("./mask_dialog.js").MaskDialog | undefined} openDialog which
   *   takes files as masks while it is open
   */
  constructor({ trigger, upload }, openDialog) {
    this.trigger = trigger;
    this.upload = upload;
    this.openDialog = openDialog;
    /** @type {FileData | null} the newest file, on its way to a picker */
    this.file = null;
    this.isPhoto = false; // whatever is missing
    this.#listen();
  }

  /** @param {File} file from the camera */
  async takePhoto(file) {
    await this.#bring(file, true);
  }

  /**
   * Puts the newest file where a picture is missing, else in place of the photo. A photo
   * of the camera is always that.
   * @param {FileData | null} content
   * @param {FileData | null} style
   */
  place(content, style) {
    const isStyle = content && !style && !this.isPhoto;
    return isStyle ? [content, this.file] : [this.file, style];
  }

  /**
   * @param {File} file
   * @param {boolean} isDropped else pasted
   */
  async #take(file, isDropped) {
    const dialog = this.openDialog();
    if (dialog) return dialog.takeFile(file);
    const isRecipe = isDropped && (await hasRecipe(file));
    if (isRecipe) {
      const { path } = await this.upload(file);
      return this.trigger("recipe", { path });
    }
    await this.#bring(file, false);
  }

  /**
   * @param {File} file
   * @param {boolean} isPhoto
   */
  async #bring(file, isPhoto) {
    const { path, url } = await this.upload(file);
    this.file = { path, url, orig_name: file.name, meta: { _type: "gradio.FileData" } };
    this.isPhoto = isPhoto;
    this.trigger("bring");
  }

  /**
   * Asks for a picture that can be shown in place of one that cannot.
   * @param {string} name of a picker
   * @param {FileData | null} file in it
   */
  clean(name, file) {
    if (file && isOdd(file)) this.trigger("clean", { name, path: file.path });
  }

  #listen() {
    // A picker takes what is dropped on it by itself; over an open dialog it is a mask.
    const isPicker = (/** @type {Event} */ event) =>
      !this.openDialog() &&
      event.target instanceof Element &&
      event.target.closest(PICKERS);
    document.addEventListener("dragover", (event) => {
      if (!isPicker(event)) event.preventDefault();
    });
    document.addEventListener("drop", (event) => {
      const file = event.dataTransfer?.files[0];
      if (!file || isPicker(event)) return;
      event.preventDefault();
      this.#take(file, true);
    });
    document.addEventListener("paste", (event) => {
      const file = event.clipboardData?.files[0];
      const { target } = event;
      const isTyping = target instanceof Element && target.closest("input, textarea");
      if (!file || isTyping) return;
      event.preventDefault();
      this.#take(file, false);
    });
  }
}
