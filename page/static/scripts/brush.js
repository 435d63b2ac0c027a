// A brush: strokes of one pointer over a canvas, and a cursor as wide as they are.

import { contextOf } from "./mask_canvas.js";
import { strokePoints } from "./pixels.js";

/** @typedef {import("./pixels.js").Point} Point */
/**
 * @typedef {object} BrushShape
 * @property {string} color as #rrggbb
 * @property {number} width share of the canvas' width
 * @property {number} hardness 0: soft to the centre, 1: to its edge all paint
 * @property {boolean} isEraser
 */
/**
 * @typedef {object} Strokes what a brush asks and tells
 * @property {() => BrushShape} shape
 * @property {() => HTMLCanvasElement} begin the mask that the stroke is drawn on
 * @property {() => void} draw the mask has changed
 * @property {() => void} end
 */

/**
 * Draws one dab of the brush.
 * @param {HTMLCanvasElement} mask
 * @param {Point} centre
 * @param {number} radius in px
 * @param {BrushShape} shape
 */
function dab(mask, [x, y], radius, { color, hardness, isEraser }) {
  const context = contextOf(mask);
  const core = radius * hardness * 0.98;
  const gradient = context.createRadialGradient(x, y, core, x, y, radius);
  gradient.addColorStop(0, color);
  gradient.addColorStop(1, `${color}00`);
  context.globalCompositeOperation = isEraser ? "destination-out" : "source-over";
  context.fillStyle = gradient;
  context.fillRect(x - radius, y - radius, 2 * radius, 2 * radius);
  context.globalCompositeOperation = "source-over";
}

/**
 * Lets a pointer paint on a canvas.
 * @param {HTMLCanvasElement} canvas
 * @param {HTMLElement} cursor
 * @param {Strokes} strokes
 */
export function attachBrush(canvas, cursor, strokes) {
  /** @type {HTMLCanvasElement} */
  let mask;
  /** @type {Point | null} */
  let last = null;

  /** @returns {Point} */
  function position(/** @type {PointerEvent} */ event) {
    const box = canvas.getBoundingClientRect();
    const scale = canvas.width / box.width;
    return [(event.clientX - box.left) * scale, (event.clientY - box.top) * scale];
  }

  function strokeTo(/** @type {PointerEvent} */ event) {
    const next = position(event);
    const shape = strokes.shape();
    const radius = (canvas.width * shape.width) / 2;
    for (const point of strokePoints(last ?? next, next, radius)) {
      dab(mask, point, radius, shape);
    }
    last = next;
    strokes.draw();
  }

  function moveCursor(/** @type {PointerEvent} */ event) {
    const [x, y] = position(event);
    cursor.style.left = `${(100 * x) / canvas.width}%`;
    cursor.style.top = `${(100 * y) / canvas.height}%`;
    cursor.style.width = `${100 * strokes.shape().width}%`;
  }

  // A second finger, or another button than the main one, draws nothing.
  canvas.addEventListener("pointerdown", (event) => {
    if (!event.isPrimary || event.button !== 0) return;
    canvas.setPointerCapture(event.pointerId);
    mask = strokes.begin();
    strokeTo(event);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!event.isPrimary) return;
    moveCursor(event);
    if (last) strokeTo(event);
  });
  const end = (/** @type {PointerEvent} */ event) => {
    if (!last || !event.isPrimary) return;
    last = null;
    strokes.end();
  };
  canvas.addEventListener("pointerup", end);
  canvas.addEventListener("pointercancel", end);
}
