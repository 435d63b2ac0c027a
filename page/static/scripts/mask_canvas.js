// Masks as canvases: opaque where a painting goes, in that painting's colour on the
// screen.

import { brightnessToAlpha, isTransparent } from "./pixels.js";

/** @typedef {import("./pixels.js").Size} Size */

/** @param {string} url */
export async function loadImage(url) {
  const image = new Image();
  image.src = url;
  await image.decode();
  return image;
}

/** @param {HTMLCanvasElement} canvas */
export function contextOf(canvas) {
  return /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
}

/**
 * @param {Size} size
 * @param {string} fill a CSS colour; "" is transparent
 */
export function createMask([width, height], fill = "") {
  const mask = document.createElement("canvas");
  [mask.width, mask.height] = [width, height];
  if (fill) {
    const context = contextOf(mask);
    context.fillStyle = fill;
    context.fillRect(0, 0, width, height);
  }
  return mask;
}

/** @param {HTMLCanvasElement} mask */
export function copyMask(mask) {
  const copy = createMask([mask.width, mask.height]);
  contextOf(copy).drawImage(mask, 0, 0);
  return copy;
}

/**
 * Mask of a picture in which white is where the painting goes. What the picture leaves
 * transparent is black, as on the server.
 * @param {CanvasImageSource} picture
 * @param {Size} size
 * @param {string} color
 */
export function readMask(picture, size, color) {
  const mask = createMask(size, "#000");
  const context = contextOf(mask);
  context.drawImage(picture, 0, 0, ...size);
  const image = context.getImageData(0, 0, ...size);
  brightnessToAlpha(image.data);
  context.putImageData(image, 0, 0);
  return recolor(mask, color);
}

/**
 * @param {HTMLCanvasElement} mask changed in place
 * @param {string} color
 */
function recolor(mask, color) {
  const context = contextOf(mask);
  context.globalCompositeOperation = "source-in";
  context.fillStyle = color;
  context.fillRect(0, 0, mask.width, mask.height);
  context.globalCompositeOperation = "source-over";
  return mask;
}

/**
 * @param {HTMLCanvasElement} mask
 * @param {string} color
 */
export function invertMask(mask, color) {
  const inverse = createMask([mask.width, mask.height], color);
  const context = contextOf(inverse);
  context.globalCompositeOperation = "destination-out";
  context.drawImage(mask, 0, 0);
  return inverse;
}

/** @param {HTMLCanvasElement} mask */
export function isEmpty(mask) {
  return isTransparent(
    contextOf(mask).getImageData(0, 0, mask.width, mask.height).data,
  );
}

/**
 * Draws masks over each other, in their colours, in place of what is on the canvas.
 * @param {HTMLCanvasElement} canvas
 * @param {HTMLCanvasElement[]} masks
 */
export function drawMasks(canvas, masks) {
  const context = contextOf(canvas);
  context.clearRect(0, 0, canvas.width, canvas.height);
  for (const mask of masks) context.drawImage(mask, 0, 0, canvas.width, canvas.height);
}

/**
 * A mask as a PNG file, white on black.
 * @param {HTMLCanvasElement} mask
 * @param {string} name
 * @returns {Promise<File>}
 */
export function encodePng(mask, name) {
  const page = createMask([mask.width, mask.height], "#000");
  contextOf(page).drawImage(recolor(copyMask(mask), "#fff"), 0, 0);
  return new Promise((resolve, reject) => {
    page.toBlob((blob) => {
      if (blob) resolve(new File([blob], name));
      else reject(new Error("The browser could not encode the mask as PNG."));
    }, "image/png");
  });
}
