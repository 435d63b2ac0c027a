// The dialog in which a place of the finished picture is brushed, to be painted anew.

import { attachBrush } from "./brush.js";
import { find, findAll } from "./dom.js";
import {
  contextOf,
  copyMask,
  createMask,
  drawMasks,
  encodePng,
  isEmpty,
} from "./mask_canvas.js";
import { fit } from "./pixels.js";
import { table } from "./table.js";
import { say } from "./words.js";

const COLOR = "#ff8a00"; // shows on most paintings
const MAX_UNDO = 20;

/** @typedef {import("./types.d.ts").FileData} FileData */
/** @typedef {import("./types.d.ts").TouchWish} TouchWish */

export class TouchDialog {
  /**
   * @param {HTMLElement} stage
   * @param {(file: File) => Promise<{ path: string; url: string }>} upload
   * @param {(wish: TouchWish) => void} paint
   */
  constructor(stage, upload, paint) {
    this.upload = upload;
    this.paint = paint;
    /** @type {HTMLDialogElement} */
    this.dialog = find(stage, "dialog.touch");
    /** @type {HTMLImageElement} */
    this.image = find(this.dialog, ".drawing img");
    /** @type {HTMLCanvasElement} */
    this.canvas = find(this.dialog, ".own");
    this.mask = createMask([1, 1]);
    /** @type {HTMLCanvasElement[]} as it was before each stroke */
    this.undoSteps = [];
    this.wish = { touch: "stronger", style: "" };
    this.isEraser = false;
    this.#listen();
  }

  /**
   * @param {string} url of the finished picture
   * @param {(FileData | null)[]} paintings in the pickers
   */
  async open(url, paintings) {
    this.image.src = url;
    await this.image.decode();
    const { naturalWidth: width, naturalHeight: height } = this.image;
    this.mask = createMask(fit([width, height], table.mask_edge_px));
    [this.canvas.width, this.canvas.height] = [this.mask.width, this.mask.height];
    find(this.dialog, ".drawing").style.setProperty("--ratio", width / height);
    this.undoSteps = [];
    this.wish = { touch: "stronger", style: "" };
    this.isEraser = false;
    this.#offer(paintings);
    this.#show();
    this.dialog.showModal();
  }

  /** @param {(FileData | null)[]} paintings a button for each */
  #offer(paintings) {
    const buttons = paintings.flatMap((file, index) => {
      if (!file) return [];
      const button = document.createElement("button");
      button.dataset.touch = "painting";
      button.dataset.style = table.styles[index].style;
      button.textContent = say("painting_number", { number: index + 1 });
      return [button];
    });
    for (const old of findAll(this.dialog, "[data-style]")) old.remove();
    find(this.dialog, ".wishes").append(...buttons);
  }

  #show() {
    drawMasks(this.canvas, [this.mask]);
    for (const each of findAll(this.dialog, "[data-touch], [data-tool]")) {
      const { touch, style = "", tool } = each.dataset;
      const isChosen = tool
        ? (tool === "eraser") === this.isEraser
        : touch === this.wish.touch && style === this.wish.style;
      each.setAttribute("aria-pressed", String(isChosen));
    }
    find(this.dialog, '[data-act="undo"]').disabled = !this.undoSteps.length;
    find(this.dialog, '[data-act="paint"]').disabled = isEmpty(this.mask);
  }

  async #finish() {
    this.#setBusy(true);
    try {
      const { path, url } = await this.upload(await encodePng(this.mask, "touch.png"));
      this.dialog.close();
      const place = { path, url, meta: { _type: "gradio.FileData" } };
      this.paint(/** @type {TouchWish} */ ({ ...this.wish, place }));
    } catch {
      find(this.dialog, ".trouble").textContent = say("touch_unsent");
    }
    this.#setBusy(false);
  }

  /** @param {boolean} isBusy */
  #setBusy(isBusy) {
    find(this.dialog, ".body").inert = isBusy;
    find(this.dialog, ".trouble").textContent = "";
  }

  #undo() {
    const before = this.undoSteps.pop();
    if (before) this.mask = before;
  }

  #listen() {
    attachBrush(this.canvas, find(this.dialog, ".cursor"), {
      shape: () => ({
        color: COLOR,
        width: find(this.dialog, ".size").value / 100,
        hardness: 0.5,
        isEraser: this.isEraser,
      }),
      begin: () => {
        this.undoSteps.push(copyMask(this.mask));
        if (this.undoSteps.length > MAX_UNDO) this.undoSteps.shift();
        return this.mask;
      },
      draw: () => {
        contextOf(this.canvas).clearRect(0, 0, this.canvas.width, this.canvas.height);
        contextOf(this.canvas).drawImage(this.mask, 0, 0);
      },
      end: () => this.#show(),
    });
    this.dialog.addEventListener("click", (event) => {
      event.stopPropagation(); // the stage's own buttons are behind it
      const target = /** @type {HTMLElement} */ (event.target);
      const { touch, style = "", tool, act } = target.closest("button")?.dataset ?? {};
      if (touch) this.wish = { touch, style };
      if (tool) this.isEraser = tool === "eraser";
      if (act === "undo") this.#undo();
      if (act === "close") this.dialog.close();
      if (act === "paint") this.#finish();
      else this.#show();
    });
  }
}
