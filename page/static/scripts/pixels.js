// Arithmetic of masks on plain numbers; pixels are RGBA bytes, as in ImageData.data.

import { table } from "./table.js";

/** @typedef {[width: number, height: number]} Size in px */

/**
 * Size with this long edge and the same proportions.
 * @param {Size} size
 * @param {number} longEdge
 * @returns {Size}
 */
export function fit([width, height], longEdge) {
  const scale = longEdge / Math.max(width, height);
  const scaled = (/** @type {number} */ edge) => Math.max(1, Math.round(edge * scale));
  return [scaled(width), scaled(height)];
}

/**
 * Whether two sizes have the same proportions, up to what rounding does.
 * @param {Size} one
 * @param {Size} other
 */
export function areAlike(one, other) {
  const difference = Math.abs(one[0] * other[1] - other[0] * one[1]);
  return difference <= table.mask_tolerance * Math.max(...one) * Math.max(...other);
}

/**
 * Writes the brightness of opaque pixels into their alpha: white becomes opaque.
 * @param {Uint8ClampedArray} pixels changed in place
 */
export function brightnessToAlpha(pixels) {
  for (let at = 0; at < pixels.length; at += 4) {
    pixels[at + 3] = (pixels[at] + pixels[at + 1] + pixels[at + 2]) / 3;
  }
}

/** @param {Uint8ClampedArray} pixels */
export function isTransparent(pixels) {
  for (let at = 3; at < pixels.length; at += 4) if (pixels[at]) return false;
  return true;
}

/** @typedef {[x: number, y: number]} Point in px */

/**
 * Centres of the dabs of a stroke, a quarter of the radius apart; the last is `to`.
 * @param {Point} from
 * @param {Point} to
 * @param {number} radius
 * @returns {Point[]}
 */
export function strokePoints(from, to, radius) {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  const count = Math.ceil(Math.hypot(dx, dy) / (radius / 4)) || 1;
  return Array.from({ length: count }, (_, index) => {
    const share = (index + 1) / count;
    return [from[0] + dx * share, from[1] + dy * share];
  });
}
