// Sketches, painted off the page's own thread. The newest request of each channel wins.

import {
  colorStatistics,
  keepColors,
  matchColors,
  mixStatistics,
} from "./sketch_colors.js";
import { composite } from "./sketch_masks.js";
import { SketchNetwork } from "./sketch_network.js";

/** @typedef {import("./sketch_colors.js").ColorStatistics} ColorStatistics */
/**
 * @typedef {object} Sketch
 * @property {Uint8ClampedArray<ArrayBuffer>} rgba
 * @property {number} width
 * @property {number} height
 */
/**
 * @typedef {object} Painting
 * @property {string} key what it is remembered by
 * @property {ImageBitmap} bitmap
 * @property {number[]} [numbers] of an example, known beforehand
 * @property {number} share
 * @property {ImageBitmap} [mask] white where it goes
 */
/**
 * @typedef {object} SketchRequest
 * @property {string} channel "canvas", "gallery" or "camera"
 * @property {number} id rises
 * @property {string} photoKey
 * @property {ImageBitmap} photo
 * @property {Painting[]} paintings
 * @property {number} strength 0 the photo's own style, 1 the paintings'
 * @property {number} photoColors 0 the paintings' colours, 1 the photo's
 * @property {number} tint 0 matched to the paintings' colours, 1 to the photo's
 * @property {number[]} sizes longest edges, painted in this order
 */
/** @typedef {{numbers: Float32Array, colors: ColorStatistics}} Style */

const READ_PX = 256; // a painting is read at this size, its middle square
const COLORS_PX = 128; // enough for its colours
const MAX_REMEMBERED = 32;
const MIN_EDGE_PX = 16;

const address = new URL(self.location.href).searchParams;
const folder = `${address.get("files")}/`;
const readerBytes = Number(address.get("reader_bytes"));
/** @type {Map<string, number>} */
const newest = new Map();
/** @type {Map<string, Style>} */
const styles = new Map();
/** @type {Map<string, Float32Array>} a photo's own numbers */
const photos = new Map();
/** @type {Promise<SketchNetwork> | undefined} */
let painter;
/** @type {Promise<void> | undefined} */
let reader;

self.onmessage = ({ data }) => {
  newest.set(data.channel, data.id);
  if (data.cancel) return;
  sketch(data)
    .catch((error) => {
      console.warn(`No sketch: ${error}`); // the page works without
      self.postMessage({ channel: data.channel, id: data.id, sketch: null });
    })
    .finally(() => closeBitmaps(data));
};

openedPainter().catch(() => {}); // the first sketch asks again, and tells

// They are this worker's own copies, and large for a heap that looks small.
/** @param {SketchRequest} request */
function closeBitmaps({ photo, paintings }) {
  photo.close();
  for (const { bitmap, mask } of paintings) {
    bitmap.close();
    mask?.close();
  }
}

/** @param {SketchRequest} request */
async function sketch(request) {
  const { channel, id, sizes } = request;
  const isNewest = () => newest.get(channel) === id;
  const network = await openedPainter();
  const isRead = (/** @type {Painting} */ x) => x.numbers || styles.has(x.key);
  if (request.strength < 1 || !request.paintings.every(isRead))
    await openedReader(network);
  if (!isNewest()) return;
  const read = request.paintings.map((x) => styleOf(x, network));
  for (const size of sizes) {
    await new Promise((resolve) => setTimeout(resolve)); // hear a newer request first
    if (!isNewest()) return;
    const [width, height] = fit(request.photo, size);
    const pixels = pixelsOf(request.photo, width, height);
    const painted = paint(network, request, read, pixels, width, height);
    if (request.photoColors) keepColors(painted, pixels, request.photoColors);
    const message = { channel, id, sketch: { rgba: painted, width, height } };
    self.postMessage(message, { transfer: [painted.buffer] });
  }
}

/**
 * @param {SketchNetwork} network
 * @param {SketchRequest} request
 * @param {Style[]} read its paintings
 * @param {Uint8ClampedArray} pixels of the photo
 * @param {number} width
 * @param {number} height
 */
function paint(network, request, read, pixels, width, height) {
  const { paintings, strength, tint } = request;
  const own = strength < 1 ? ownNumbers(network, request) : null;
  const photo = colorStatistics(pixels);
  const paintIn = (
    /** @type {Float32Array} */ numbers,
    /** @type {ColorStatistics} */ colors,
  ) => {
    const mixed = own
      ? numbers.map((x, i) => strength * x + (1 - strength) * own[i])
      : numbers;
    const painted = network.paint(pixels, width, height, mixed);
    const share = 1 - strength * (1 - tint); // of the photo
    matchColors(painted, mixStatistics([photo, colors], [share, 1 - share]));
    return painted;
  };
  const shares = paintings.map((each) => each.share);
  if (!paintings.some((each) => each.mask)) {
    const statistics = read.map((style) => style.colors);
    return paintIn(weightedMean(paintings, read), mixStatistics(statistics, shares));
  }
  const layers = read.map((style) => paintIn(style.numbers, style.colors));
  const masks = paintings.map(({ mask }) => mask && pixelsOf(mask, width, height));
  return composite(pixels, layers, masks, shares);
}

/**
 * @param {Painting[]} paintings
 * @param {Style[]} read
 */
function weightedMean(paintings, read) {
  const whole = paintings.reduce((sum, x) => sum + x.share, 0) || 1;
  return read[0].numbers.map((_, k) =>
    read.reduce(
      (sum, style, i) => sum + (paintings[i].share / whole) * style.numbers[k],
      0,
    ),
  );
}

/**
 * @param {SketchNetwork} network
 * @param {SketchRequest} request
 */
function ownNumbers(network, { photo, photoKey }) {
  const known = photos.get(photoKey);
  return (
    known ?? remember(photos, photoKey, network.read(middleOf(photo), READ_PX, READ_PX))
  );
}

/**
 * @param {Painting} painting
 * @param {SketchNetwork} network
 * @returns {Style}
 */
function styleOf({ key, bitmap, numbers }, network) {
  const known = styles.get(key);
  if (known) return known;
  const read = numbers
    ? Float32Array.from(numbers)
    : network.read(middleOf(bitmap), READ_PX, READ_PX);
  const colors = colorStatistics(pixelsOf(bitmap, ...fit(bitmap, COLORS_PX)));
  return remember(styles, key, { numbers: read, colors });
}

/**
 * @template T
 * @param {Map<string, T>} known
 * @param {string} key
 * @param {T} value
 */
function remember(known, key, value) {
  known.set(key, value);
  if (known.size > MAX_REMEMBERED)
    known.delete(/** @type {string} */ (known.keys().next().value));
  return value;
}

function openedPainter() {
  painter ??= openPainter().catch((error) => {
    painter = undefined; // the next sketch asks again
    throw error;
  });
  return painter;
}

/** @param {SketchNetwork} network */
function openedReader(network) {
  reader ??= openReader(network);
  return reader;
}

async function openPainter() {
  const [wasm, layers] = await Promise.all([
    fetchFile("sketch.wasm"),
    fetchFile("painter.bin"),
  ]);
  const { instance } = await WebAssembly.instantiate(wasm, {});
  const network = new SketchNetwork(instance);
  network.addLayers(layers);
  return network;
}

/** @param {SketchNetwork} network */
async function openReader(network) {
  const progress = (/** @type {number} */ share) =>
    self.postMessage({ loading: share });
  try {
    network.addLayers(await fetchFile("reader.bin", progress));
  } catch (error) {
    reader = undefined; // the next painting asks again
    throw error;
  } finally {
    progress(1);
  }
}

/**
 * @param {string} name
 * @param {(share: number) => void} [progress]
 */
async function fetchFile(name, progress) {
  const response = await fetch(new URL(name, folder));
  if (!response.ok || !response.body) throw new Error(`${name}: ${response.status}`);
  if (!progress) return response.arrayBuffer();
  const parts = [];
  let size = 0;
  for (const stream = response.body.getReader(); ; ) {
    const { done, value } = await stream.read();
    if (done) break;
    parts.push(value);
    size += value.length;
    progress(size / readerBytes);
  }
  return new Blob(parts).arrayBuffer();
}

/** @param {ImageBitmap} bitmap */
function middleOf(bitmap) {
  const edge = Math.min(bitmap.width, bitmap.height);
  const corner = [(bitmap.width - edge) / 2, (bitmap.height - edge) / 2];
  return drawn(READ_PX, READ_PX, (context) =>
    context.drawImage(bitmap, corner[0], corner[1], edge, edge, 0, 0, READ_PX, READ_PX),
  );
}

/**
 * @param {ImageBitmap} bitmap
 * @param {number} width
 * @param {number} height
 */
function pixelsOf(bitmap, width, height) {
  return drawn(width, height, (context) =>
    context.drawImage(bitmap, 0, 0, width, height),
  );
}

/**
 * @param {number} width
 * @param {number} height
 * @param {(context: OffscreenCanvasRenderingContext2D) => void} draw
 */
function drawn(width, height, draw) {
  const canvas = new OffscreenCanvas(width, height);
  const context = /** @type {OffscreenCanvasRenderingContext2D} */ (
    canvas.getContext("2d", { willReadFrequently: true })
  );
  context.imageSmoothingQuality = "high";
  draw(context);
  return context.getImageData(0, 0, width, height).data;
}

/**
 * Width and height with this longest edge, multiples of 4.
 * @param {{width: number, height: number}} picture
 * @param {number} size
 * @returns {[number, number]}
 */
function fit({ width, height }, size) {
  const scale = size / Math.max(width, height);
  const round = (/** @type {number} */ x) =>
    Math.max(MIN_EDGE_PX, Math.round((x * scale) / 4) * 4);
  return [round(width), round(height)];
}
