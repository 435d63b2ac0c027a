// The dialog in which a place of the finished picture is brushed, to be painted anew.

import { attachBrush } from "./brush.js";
import { find, findAll } from "./dom.js";
import { createMask, drawMasks, encodePng } from "./mask_canvas.js";
import { KEEP, MaskEditor } from "./mask_editor.js";
import { fit } from "./pixels.js";
import { table } from "./table.js";
import { say } from "./words.js";

const COLOR = "#ff8a00"; // shows on most paintings

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
    this.editor = new MaskEditor([1, 1]);
    this.wish = { touch: "stronger", style: "" };
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
    const size = fit([width, height], table.mask_edge_px);
    [this.canvas.width, this.canvas.height] = size;
    this.editor = new MaskEditor(size);
    this.editor.number = KEEP; // one mask, nowhere until it is brushed
    find(this.dialog, ".drawing").style.setProperty("--ratio", width / height);
    this.wish = { touch: "stronger", style: "" };
    find(this.dialog, ".trouble").textContent = "";
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
    const { mask, tool: chosen, undoSteps } = this.editor;
    drawMasks(this.canvas, mask ? [mask] : []);
    for (const each of findAll(this.dialog, "[data-touch], [data-tool]")) {
      const { touch, style = "", tool } = each.dataset;
      const isChosen = tool
        ? tool === chosen
        : touch === this.wish.touch && style === this.wish.style;
      each.setAttribute("aria-pressed", String(isChosen));
    }
    find(this.dialog, '[data-act="undo"]').disabled = !undoSteps.length;
    find(this.dialog, '[data-act="paint"]').disabled = !mask;
  }

  async #finish() {
    const { mask, size } = this.editor;
    find(this.dialog, ".trouble").textContent = "";
    this.#setBusy(true);
    try {
      const file = await encodePng(mask ?? createMask(size), "touch.png");
      const { path, url } = await this.upload(file);
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
  }

  #listen() {
    attachBrush(this.canvas, find(this.dialog, ".cursor"), {
      shape: () => ({
        color: COLOR,
        width: find(this.dialog, ".size").value / 100,
        hardness: 0.5,
        isEraser: this.editor.tool === "eraser",
      }),
      begin: () => this.editor.beginStroke(COLOR),
      draw: () => drawMasks(this.canvas, this.editor.mask ? [this.editor.mask] : []),
      end: () => {
        this.editor.endStroke();
        this.#show();
      },
    });
    this.dialog.addEventListener("click", (event) => {
      event.stopPropagation(); // the stage's own buttons are behind it
      const target = /** @type {HTMLElement} */ (event.target);
      const { touch, style = "", tool, act } = target.closest("button")?.dataset ?? {};
      if (touch) this.wish = { touch, style };
      if (tool) this.editor.tool = tool === "eraser" ? "eraser" : "brush";
      if (act === "undo") this.editor.undo();
      if (act === "close") this.dialog.close();
      if (act === "paint") this.#finish();
      else this.#show();
    });
  }
}
