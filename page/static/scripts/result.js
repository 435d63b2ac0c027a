// Actions on a finished picture: compare it, see how it came about, choose its
// colours, download it. The loss curves grow while it is painted.

import { drawCurves } from "./charts.js";
import { find, findAll } from "./dom.js";
import { TimeLapse } from "./time_lapse.js";

const NOT_OF_SHEETS = ["more", "larger", "again", "touch", "from_frame"]; // a sheet is no painting

/** @typedef {import("./types.d.ts").JobStatus} JobStatus */
/** @typedef {import("./types.d.ts").CostPoint} CostPoint */

export class Result {
  /**
   * @param {HTMLElement} element
   * @param {import("./canvas.js").Canvas} canvas
   * @param {(iteration: number | undefined) => void} repaint from an iteration on
   */
  constructor(element, canvas, repaint) {
    this.element = element;
    this.canvas = canvas;
    this.panel = find(element, ".result");
    this.curves = find(element, ".curves");
    /** @type {JobStatus | null} of the job whose result this is */
    this.status = null;
    this.mode = "picture";
    this.colors = "painting";
    /** @type {CostPoint[]} */
    this.costs = [];
    this.timeLapse = new TimeLapse(find(element, ".lapse"), (iteration) => {
      canvas.show(
        iteration === undefined ? this.#resultUrl() : this.#frameUrl(iteration),
      );
    });
    this.panel.addEventListener("click", (/** @type {MouseEvent} */ event) => {
      const target = /** @type {HTMLElement} */ (event.target);
      const { mode, colors, do: name } = target.closest("button")?.dataset ?? {};
      if (mode) this.#setMode(mode);
      if (colors) this.#setColors(colors);
      if (name === "play") this.timeLapse.togglePlay();
      if (name === "from_frame") repaint(this.iteration);
    });
  }

  /** Iteration of the frame that is looked at; nothing at the end. */
  get iteration() {
    return this.mode === "lapse" ? this.timeLapse.iteration : undefined;
  }

  /** @param {JobStatus} status */
  show(status) {
    const isNew = status.token !== this.status?.token;
    const hasJustEnded = status.has_result && (isNew || !this.status?.has_result);
    if (isNew) {
      this.costs = [];
      this.colors = "painting";
    }
    this.status = status;
    this.#addCosts(status);
    if (!hasJustEnded) return;
    this.panel.hidden = false;
    this.#setMode("picture");
    this.#setColors("painting");
    this.#showFiles(status);
    this.#fetchPast(status);
  }

  /** Ends comparison and time-lapse: another picture takes the canvas. */
  showPicture() {
    if (!this.panel.hidden && this.mode !== "picture") this.#setMode("picture");
  }

  hide() {
    this.panel.hidden = this.curves.hidden = true;
    this.canvas.compare("");
    this.timeLapse.pause();
    this.status = null;
  }

  toggleCompare() {
    if (this.panel.hidden || this.status?.is_sheet) return;
    this.#setMode(this.mode === "compare" ? "picture" : "compare");
  }

  /** @param {JobStatus} status */
  #addCosts({ costs, is_sheet, iteration }) {
    if (!costs || is_sheet || this.costs[this.costs.length - 1]?.[0] === iteration)
      return;
    this.costs.push([iteration, costs.total, costs.content, costs.style]);
    drawCurves(this.curves, this.costs);
  }

  /** @param {string} name of one of the job's files */
  #url(name) {
    return `${this.status?.files_path}/${name}`;
  }

  #resultName() {
    return this.colors === "photo" ? "photo-colors.png" : "result.png";
  }

  #resultUrl() {
    return this.#url(this.#resultName());
  }

  /** @param {number} iteration */
  #frameUrl(iteration) {
    return this.#url(`frames/${iteration}.jpg`);
  }

  /** @param {string} mode "picture", "compare" or "lapse" */
  #setMode(mode) {
    this.mode = mode;
    this.timeLapse.pause();
    for (const each of findAll(this.element, "[data-mode]")) {
      each.setAttribute("aria-pressed", String(each.dataset.mode === mode));
    }
    find(this.element, ".lapse").hidden = mode !== "lapse";
    this.canvas.compare(mode === "compare" ? this.#url("photo.jpg") : "");
    if (mode === "lapse") this.timeLapse.show();
    else if (this.status?.has_result) this.canvas.show(this.#resultUrl());
  }

  /** @param {string} colors whose: "painting" or "photo" */
  #setColors(colors) {
    this.colors = colors;
    for (const each of findAll(this.element, "[data-colors]")) {
      each.setAttribute("aria-pressed", String(each.dataset.colors === colors));
    }
    const download = find(this.element, "a.download");
    download.href = this.#resultUrl();
    download.download = this.#resultName();
    if (this.mode !== "lapse") this.canvas.show(this.#resultUrl());
  }

  /** @param {JobStatus} status */
  #showFiles({ files, is_sheet, before }) {
    for (const link of findAll(this.element, "a[data-file]")) {
      link.download = link.dataset.file;
      link.href = this.#url(link.download);
      link.hidden = !files.includes(link.download);
    }
    find(this.element, ".colors").hidden = !files.includes("photo-colors.png");
    const isCompared = files.includes("photo.jpg") && !is_sheet;
    find(this.element, '[data-mode="compare"]').hidden = !isCompared;
    find(this.element, '[data-do="undo_touch"]').hidden = !before;
    for (const name of NOT_OF_SHEETS) {
      find(this.element, `[data-do="${name}"]`).hidden = is_sheet;
    }
  }

  /** @param {JobStatus} status */
  async #fetchPast({ token, is_sheet, iteration }) {
    const [moments, costs] = await Promise.all([
      fetchList(this.#url("moments.json")),
      fetchList(this.#url("costs.json")),
    ]);
    if (token !== this.status?.token) return;
    for (const moment of moments) new Image().src = this.#frameUrl(moment);
    this.timeLapse.setFrames(moments, iteration);
    if (costs.length > this.costs.length) this.costs = costs;
    if (!is_sheet) drawCurves(this.curves, this.costs);
  }
}

/** @param {string} url */
async function fetchList(url) {
  const answer = await fetch(url).catch(() => null); // the line is cut
  return answer?.ok ? answer.json() : [];
}
