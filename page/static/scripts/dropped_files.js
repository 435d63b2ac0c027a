// Files that are dropped beside the pickers, or pasted: a picture painted here, or its
// recipe, brings its settings back; any other picture goes where one is missing. Several
// at once go into the pickers one after the other.

import { isOdd } from "./odd_files.js";
import { PICKER_NAMES, PICKERS } from "./table.js";
import { say } from "./words.js";

const ADDRESS = /^\s*(https?|ftp):\/\//i;
const RECIPE_WITHIN = 65536; // bytes from the start of a PNG

/** @typedef {import("./types.d.ts").FileData} FileData */

/** @param {Event} event */
function isTyping({ target }) {
  return target instanceof Element && target.closest("input, textarea") !== null;
}

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
   * @param {(sentence: string) => void} tell
   */
  constructor({ trigger, upload }, openDialog, tell) {
    this.trigger = trigger;
    this.upload = upload;
    this.openDialog = openDialog;
    this.tell = tell;
    /** @type {FileData[]} the newest files, on their way to the pickers */
    this.files = [];
    /** @type {number | null} the picker of the first of them; null: what is missing */
    this.first = null;
    /** @type {Map<string, FileData | null>} what each picker holds */
    this.inPickers = new Map();
    /** @type {Set<string>} paths of files whose previews were asked for */
    this.previewed = new Set();
    this.#listen();
  }

  /** @param {File} file from the camera */
  async takePhoto(file) {
    await this.#bring([file], 0);
  }

  /**
   * Puts the newest files into the pickers, one after the other; one alone where a
   * picture is missing, else in place of the photo. A photo of the camera is always that.
   * @param {(FileData | null)[]} held
   * @returns {(FileData | undefined)[]} nothing for a picker that keeps what it holds
   */
  place([content, style, ...more]) {
    const isStyle = content && !style && this.files.length === 1;
    const first = this.first ?? (isStyle ? 1 : 0);
    return [content, style, ...more].map((_, index) => this.files[index - first]);
  }

  /**
   * @param {File[]} files
   * @param {boolean} isDropped else pasted
   */
  async #take(files, isDropped) {
    const dialog = this.openDialog();
    if (dialog) return dialog.takeFile(files[0]);
    const isRecipe = isDropped && files.length === 1 && (await hasRecipe(files[0]));
    if (isRecipe) {
      const [recipe] = await this.#uploaded(files);
      return recipe && this.trigger("recipe", { path: recipe.path });
    }
    await this.#bring(files, files.length > 1 ? 0 : null);
  }

  /**
   * @param {File[]} files
   * @param {number | null} first
   */
  async #bring(files, first) {
    const uploaded = await this.#uploaded(files.slice(0, PICKER_NAMES.length));
    if (!uploaded.length) return;
    this.files = uploaded;
    this.first = first;
    this.trigger("bring");
    if (files.length > PICKER_NAMES.length) {
      this.tell(say("dropped_too_many", { count: PICKER_NAMES.length }));
    }
  }

  /**
   * @param {File[]} files
   * @returns {Promise<FileData[]>} none if one cannot be sent, which is told
   */
  async #uploaded(files) {
    try {
      return await Promise.all(
        files.map(async (file) => {
          const { path, url } = await this.upload(file);
          const meta = /** @type {const} */ ({ _type: "gradio.FileData" });
          return { path, url, orig_name: file.name, meta };
        }),
      );
    } catch {
      this.tell(say("upload_failed")); // a folder, a file too large, a cut line
      return [];
    }
  }

  /**
   * A web address in place of a file gets a word; any other text is nothing to us.
   * @param {Event} event
   * @param {string} text that was dropped or pasted
   */
  #refuseIfAddress(event, text) {
    if (!ADDRESS.test(text)) return;
    event.preventDefault(); // the browser would leave the page for it
    const dialog = this.openDialog();
    if (dialog) dialog.tell("dropped_address");
    else this.tell(say("dropped_address"));
  }

  /**
   * Asks for a preview of a file that cannot be shown.
   * @param {string} name of a picker
   * @param {FileData | null} file in it
   */
  showInPicker(name, file) {
    this.inPickers.set(name, file);
    const image = document.querySelector(`#${name} img`);
    const hasFailed = // before its file was told
      image instanceof HTMLImageElement && image.complete && !image.naturalWidth;
    if (isOdd(file) || hasFailed) this.#askForPreview(name);
  }

  /**
   * Puts a preview in front of the file that it is of, if a picker still holds it.
   * @param {import("./types.d.ts").FilePreview} found
   * @param {(FileData | null)[]} held
   * @returns {(FileData | null | undefined)[]} nothing for a picker that stays as it is
   */
  placePreview({ picker, file, preview }, held) {
    const url = preview && new URL(preview, document.baseURI).href;
    return held.map((each, at) =>
      url && each && each.path === file && PICKER_NAMES[at] === picker
        ? { ...each, url }
        : undefined,
    );
  }

  /** @param {string} name of a picker; each file is asked for once */
  #askForPreview(name) {
    const path = this.inPickers.get(name)?.path;
    if (!path || this.previewed.has(path)) return;
    this.previewed.add(path);
    this.trigger("preview", { name, path });
  }

  /**
   * Likewise, if the browser fails to show one whose name promised otherwise: phones
   * do send HEIC under the name of a JPEG.
   * @param {Event} event
   */
  #previewIfBroken({ target }) {
    if (!(target instanceof HTMLImageElement)) return;
    this.#askForPreview(target.closest(PICKERS)?.id ?? "");
  }

  #listen() {
    const onError = (/** @type {Event} */ event) => this.#previewIfBroken(event);
    document.addEventListener("error", onError, true); // it does not bubble
    // A picker takes what is dropped on it by itself; over an open dialog it is a mask.
    const pickerOf = (/** @type {Event} */ { target }) =>
      (!this.openDialog() &&
        target instanceof Element &&
        target.closest(PICKERS)?.id) ||
      "";
    document.addEventListener("dragover", (event) => {
      if (!pickerOf(event)) event.preventDefault();
    });
    const first = { capture: true }; // Gradio's pickers let nobody else hear
    const onDrop = (/** @type {DragEvent} */ event) => {
      const files = [...(event.dataTransfer?.files ?? [])];
      const text = event.dataTransfer?.getData("text/plain") ?? "";
      const at = PICKER_NAMES.indexOf(pickerOf(event));
      if (isTyping(event) && !files.length) return;
      if (!files.length) return this.#refuseIfAddress(event, text);
      if (at >= 0) return this.#bring(files.slice(1), at + 1); // it takes one itself
      event.preventDefault();
      this.#take(files, true);
    };
    const onPaste = (/** @type {ClipboardEvent} */ event) => {
      const files = [...(event.clipboardData?.files ?? [])];
      if (isTyping(event)) return;
      if (!files.length) {
        const text = event.clipboardData?.getData("text/plain") ?? "";
        return this.#refuseIfAddress(event, text);
      }
      event.preventDefault();
      this.#take(files, false);
    };
    document.addEventListener("drop", onDrop, first);
    document.addEventListener("paste", onPaste);
  }
}
