// The dialog in which masks are brushed over the photo.

import { attachBrush } from "./brush.js";
import { find, findAll } from "./dom.js";
import { drawMasks, encodePng, isEmpty, loadImage, readMask } from "./mask_canvas.js";
import { KEEP, MaskEditor } from "./mask_editor.js";
import { maskColor, maskName } from "./mask_preview.js";
import { areAlike, fit } from "./pixels.js";
import { table } from "./table.js";
import { say, setName } from "./words.js";

/** Numbers of the paintings. */
export const NUMBERS = table.styles.map((_, index) => index + 1);
const ALL_NUMBERS = [...NUMBERS, KEEP];

/** @typedef {import("./types.d.ts").FileData} FileData */
/** @typedef {import("./types.d.ts").Masks} Masks */
/** @typedef {import("./types.d.ts").Part<Masks>} Part */
/** @typedef {import("./types.d.ts").FoundFaces} FoundFaces */
/** @typedef {(photo: string) => Promise<FoundFaces> | undefined} FindFaces */

/** @param {number} number */
function numberButton(number) {
  const button = document.createElement("button");
  button.dataset.number = String(number);
  return button;
}

export class MaskDialog {
  /**
   * @param {Part} part
   * @param {(masks: Masks) => void} use takes the edited masks over
   * @param {FindFaces} findFaces
   */
  constructor({ element, upload }, use, findFaces) {
    this.element = element;
    this.upload = upload;
    this.use = use;
    this.findFaces = findFaces;
    /** @type {HTMLDialogElement} */
    this.dialog = find(element, "dialog");
    /** @type {HTMLImageElement} */
    this.image = find(element, ".drawing img");
    /** @type {HTMLCanvasElement} */
    this.canvas = find(element, ".own");
    /** @type {HTMLCanvasElement} */
    this.otherCanvas = find(element, ".others");
    this.editor = new MaskEditor([1, 1]);
    /** @type {Masks} */
    this.stored = {}; // the masks when the dialog was opened
    /** @type {(FileData | null)[]} */
    this.paintings = [];
    this.photoPath = "";
    this.isBusy = false;
    find(element, ".numbers").append(...ALL_NUMBERS.map(numberButton));
    this.#listen();
  }

  get isOpen() {
    return this.dialog.open;
  }

  /** @param {number} number */
  color(number = this.editor.number) {
    return maskColor(this.element, number);
  }

  /**
   * @param {FileData} photo
   * @param {(FileData | null)[]} paintings
   * @param {Masks} stored
   * @param {number} [number] of the mask to begin with
   * @returns {Promise<boolean>} whether the browser can show the photo
   */
  async open(photo, paintings, stored, number) {
    if (this.isBusy) return true;
    this.isBusy = true;
    try {
      const image = await loadImage(photo.url).catch(() => null);
      if (!image) return false;
      this.image.src = photo.url;
      await this.image.decode();
      Object.assign(this, { stored, paintings, photoPath: photo.path });
      await this.#load();
      this.editor.number = number ?? this.editor.number;
    } finally {
      this.isBusy = false;
    }
    const numbers = [...this.editor.unloaded].filter((each) => each !== KEEP);
    if (numbers.length) this.tell("masks_kept", { numbers: numbers.join(", ") });
    else this.tell(this.editor.unloaded.size ? "keep_kept" : "");
    this.#show();
    this.dialog.showModal();
    return true;
  }

  /** Reads the stored masks into a fresh editor. */
  async #load() {
    const { naturalWidth: width, naturalHeight: height } = this.image;
    const size = fit([width, height], table.mask_edge_px);
    for (const canvas of [this.canvas, this.otherCanvas]) {
      [canvas.width, canvas.height] = size;
    }
    find(this.element, ".drawing").style.setProperty("--ratio", width / height);
    const editor = new MaskEditor(size);
    const loading = ALL_NUMBERS.map(async (number) => {
      const file = this.stored[maskName(number)];
      if (!file) return;
      const picture = await loadImage(file.url).catch(() => null); // the line is cut
      if (!picture) editor.unloaded.add(number);
      else editor.masks.set(number, readMask(picture, size, this.color(number)));
    });
    await Promise.all(loading);
    editor.number = NUMBERS.find((number) => this.paintings[number - 1]) ?? 1;
    this.editor = editor;
  }

  /**
   * Takes a picture file as the chosen painting's mask, or says why it is none.
   * @param {File} file
   */
  async takeFile(file) {
    const url = URL.createObjectURL(file);
    const picture = await loadImage(url).catch(() => null);
    URL.revokeObjectURL(url);
    if (!picture) return this.tell("mask_broken");
    const { naturalWidth: width, naturalHeight: height } = picture;
    const [photo_width, photo_height] = [
      this.image.naturalWidth,
      this.image.naturalHeight,
    ];
    if (!areAlike([width, height], [photo_width, photo_height])) {
      return this.tell("mask_shape", { width, height, photo_width, photo_height });
    }
    const mask = readMask(picture, this.editor.size, this.color());
    const isKeep = this.editor.number === KEEP;
    if (isEmpty(mask)) return this.tell(isKeep ? "keep_black" : "mask_black");
    this.editor.replace(mask);
    this.tell("");
    this.#show();
  }

  /** Adds the photo's faces to what is kept, as one more stroke. */
  async #keepFaces() {
    if (this.isBusy) return;
    this.#setBusy(true);
    const found = await this.findFaces(this.photoPath);
    const url = found?.keep?.url;
    const picture = url ? await loadImage(url).catch(() => null) : null;
    this.#setBusy(false);
    if (!picture) {
      const trouble = found?.trouble || say("faces_lost");
      find(this.element, ".trouble").textContent = trouble;
      return;
    }
    this.tell("");
    this.editor.add(readMask(picture, this.editor.size, this.color()));
    this.#show();
  }

  /** Sends the changed masks to the server, and closes the dialog when they are there. */
  async #finish() {
    if (this.isBusy) return;
    this.#setBusy(true);
    const masks = await this.#uploaded().catch(() => null); // the line is cut
    this.#setBusy(false);
    if (masks) {
      this.use(masks);
      this.dialog.close();
      return;
    }
    this.tell("masks_unsent");
    if (!this.dialog.open) this.dialog.showModal(); // a second Escape may have closed it
  }

  /** @returns {Promise<Masks>} */
  async #uploaded() {
    const { changed, masks } = this.editor;
    /** @type {Masks} */
    const files = {};
    for (const number of ALL_NUMBERS) {
      const name = maskName(number);
      const mask = masks.get(number);
      if (!changed.has(number) && this.stored[name]) files[name] = this.stored[name];
      if (!changed.has(number) || !mask) continue;
      const { path, url } = await this.upload(await encodePng(mask, `${name}.png`));
      files[name] = { path, url, meta: { _type: "gradio.FileData" } };
    }
    return Object.keys(files).length ? { ...files, photo: this.photoPath } : {};
  }

  /** @param {boolean} isBusy */
  #setBusy(isBusy) {
    this.isBusy = isBusy;
    find(this.element, ".body").inert = isBusy;
    this.dialog.setAttribute("aria-busy", String(isBusy));
  }

  /**
   * @param {string} key "" for nothing
   * @param {Record<string, unknown>} values
   */
  tell(key, values = {}) {
    find(this.element, ".trouble").textContent = key && say(key, values);
  }

  // After everything but the strokes themselves, which only change what is drawn on.
  #show() {
    const { editor } = this;
    for (const each of findAll(this.dialog, "[data-number], [data-tool]")) {
      const isChosen =
        each.dataset.tool === editor.tool ||
        Number(each.dataset.number) === editor.number;
      each.setAttribute("aria-pressed", String(isChosen));
      if (each.dataset.number) this.#showNumber(each, Number(each.dataset.number));
    }
    const button = (/** @type {string} */ name) =>
      find(this.dialog, `[data-do=${name}]`);
    const { number } = editor;
    const isKeep = number === KEEP;
    find(this.dialog, "h2").textContent = say(isKeep ? "keep_open" : "masks");
    find(this.dialog, ".subject").textContent = say(
      isKeep ? "keep_about" : "masks_about",
    );
    button("everywhere").textContent = say(isKeep ? "nowhere" : "everywhere");
    button("everywhere").setAttribute("aria-pressed", String(editor.isEverywhere));
    button("face").hidden = !isKeep;
    button("undo").disabled = !editor.undoSteps.length;
    button("invert").disabled = !editor.mask; // the inverse would be nowhere
    this.canvas.setAttribute(
      "aria-label",
      isKeep ? say("keep_canvas") : say("mask_canvas", { number }),
    );
    drawMasks(this.otherCanvas, editor.otherMasks);
    this.#drawOwn();
  }

  #drawOwn() {
    drawMasks(this.canvas, this.editor.mask ? [this.editor.mask] : []);
  }

  /**
   * @param {HTMLButtonElement} button
   * @param {number} number
   */
  #showNumber(button, number) {
    const file = this.paintings[number - 1];
    const isMasked = this.editor.isMasked(number);
    const picture = Object.assign(new Image(), { src: file?.url ?? "", alt: "" });
    const isKeep = number === KEEP;
    const text = isKeep ? say("keep") : String(number);
    button.replaceChildren(...(file ? [picture] : []), text);
    button.hidden = !file && number > 1;
    button.classList.toggle("masked", isMasked);
    const name = isMasked ? "painting_masked" : "painting_number";
    if (isKeep) setName(button, say(isMasked ? "keep_masked" : "keep"));
    else setName(button, say(name, { number }));
    button.style.setProperty("--mask", `var(--nst-mask-${number})`);
  }

  /** @type {Record<string, () => void>} what the buttons do, by their data-do */
  #actions = {
    use: () => this.#finish(),
    close: () => this.dialog.close(),
    face: () => this.#keepFaces(),
    undo: () => this.editor.undo(),
    everywhere: () => this.editor.replace(undefined),
    invert: () => this.editor.invert(this.color()),
  };

  /** @param {string} name */
  #act(name) {
    this.#actions[name]();
    if (name === "use" || name === "close" || name === "face") return;
    this.tell("");
    this.#show();
  }

  #listen() {
    attachBrush(this.canvas, find(this.element, ".cursor"), {
      shape: () => ({
        color: this.color(),
        width: find(this.dialog, ".size").value / 100,
        hardness: 1 - find(this.dialog, ".softness").value / 100,
        isEraser: this.editor.tool === "eraser",
      }),
      begin: () => this.editor.beginStroke(this.color()),
      draw: () => this.#drawOwn(),
      end: () => {
        this.editor.endStroke();
        this.#show();
      },
    });
    this.dialog.addEventListener("click", (event) => {
      const target = /** @type {HTMLElement} */ (event.target);
      const { number, tool, do: name } = target.closest("button")?.dataset ?? {};
      if (number) this.editor.number = Number(number);
      if (tool) this.editor.tool = tool === "eraser" ? "eraser" : "brush";
      if (number || tool) this.#show();
      if (name) this.#act(name);
    });
    // Nothing drawn is lost by a press on Escape.
    this.dialog.addEventListener("cancel", (event) => {
      if (event.target !== this.dialog) return; // but the choice of a file
      event.preventDefault();
      this.#finish();
    });
    this.dialog.addEventListener("keydown", (event) => {
      const isUndo = event.key === "z" && (event.ctrlKey || event.metaKey);
      if (!isUndo && event.key !== "Escape") return;
      event.preventDefault();
      this.#act(isUndo ? "undo" : "use");
    });
    find(this.dialog, "input[type=file]").addEventListener(
      "change",
      (/** @type {any} */ event) => {
        const [file] = event.target.files;
        event.target.value = "";
        if (file) this.takeFile(file);
      },
    );
  }
}
