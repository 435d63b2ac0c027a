// Asks the sketching worker, which starts with the first request. Where a browser cannot
// run it, or wants to save data, there is none, and the page works without sketches.

/** @typedef {import("./sketch_worker.js").SketchRequest} SketchRequest */
/** @typedef {import("./sketch_worker.js").Sketch} Sketch */
/** @typedef {(sketch: Sketch | null) => void} OnSketch nothing: it cannot be made */
/**
 * @typedef {object} Source a picture to sketch with or from
 * @property {string} key what the worker remembers it by
 * @property {ImageBitmap} bitmap
 */
/**
 * @typedef {object} StyleSource
 * @property {Source} source
 * @property {number[]} [numbers] known beforehand, of an example
 * @property {number} share
 * @property {ImageBitmap} [mask]
 */
/** @typedef {Omit<SketchRequest, "channel" | "id" | "photo" | "photoKey" | "paintings">} Appearance */

// A module that adds two vectors: it is valid where WebAssembly knows SIMD.
const SIMD_MODULE = new Uint8Array([
  ...[0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0],
  ...[65, 0, 253, 15, 253, 98, 11],
]);
const MIN_MEMORY_GB = 2;
/** @type {Omit<Appearance, "sizes">} */
const PLAIN = { strength: 1, photoColors: 0, tint: 0 };

/** Whether this browser can sketch, and wants to spend the data. */
export function canSketch() {
  const { connection, deviceMemory } = /** @type {any} */ (navigator);
  return (
    "WebAssembly" in globalThis &&
    "Worker" in globalThis &&
    "OffscreenCanvas" in globalThis &&
    "createImageBitmap" in globalThis &&
    WebAssembly.validate(SIMD_MODULE) &&
    !connection?.saveData &&
    (deviceMemory ?? MIN_MEMORY_GB) >= MIN_MEMORY_GB
  );
}

export class SketchPainter {
  /** @param {(share: number) => void} onLoading of the reader, 0 to 1 */
  constructor(onLoading) {
    this.onLoading = onLoading;
    /** @type {Worker | undefined} */
    this.worker = undefined;
    this.id = 0;
    /** @type {Map<string, { id: number, onSketch: OnSketch }>} newest of each channel */
    this.requests = new Map();
    this.isBroken = false;
  }

  /**
   * Asks for sketches of a photo, one for each size. In each channel the newest request
   * wins: older ones are not answered any more.
   * @param {string} channel
   * @param {Source} photo
   * @param {StyleSource[]} styles
   * @param {Appearance} appearance
   * @param {OnSketch} onSketch
   */
  paint(channel, photo, styles, appearance, onSketch) {
    if (this.isBroken) return onSketch(null);
    this.start();
    const id = ++this.id;
    this.requests.set(channel, { id, onSketch });
    const paintings = styles.map(({ source, numbers, share, mask }) => ({
      ...{ key: source.key, bitmap: source.bitmap },
      ...{ numbers, share, mask },
    }));
    const { key, bitmap } = photo;
    const request = {
      ...appearance,
      channel,
      id,
      photoKey: key,
      photo: bitmap,
      paintings,
    };
    this.worker?.postMessage(request);
  }

  /**
   * One sketch in one painting, as it is without a dial. The promise of a request that
   * a newer one overtakes stays open.
   * @param {string} channel
   * @param {Source} photo
   * @param {Source & { numbers?: number[] }} painting
   * @param {number} size longest edge in px
   * @returns {Promise<Sketch | null>}
   */
  paintOne(channel, photo, painting, size) {
    const appearance = { ...PLAIN, sizes: [size] };
    const { numbers } = painting;
    const styles = [{ source: painting, numbers, share: 1 }];
    return new Promise((resolve) =>
      this.paint(channel, photo, styles, appearance, resolve),
    );
  }

  /** @param {string} channel nothing more is wanted of it */
  cancel(channel) {
    if (this.requests.delete(channel))
      this.worker?.postMessage({ channel, id: ++this.id, cancel: true });
  }

  /** Fetches the networks, so that the first sketch need not wait for them. */
  start() {
    if (!this.worker && !this.isBroken) this.worker = this.#open();
  }

  #open() {
    const { path, reader_bytes } = globalThis.nst.sketch;
    const address = new URL("./sketch_worker.js", import.meta.url);
    address.searchParams.set("files", new URL(path, document.baseURI).href);
    address.searchParams.set("reader_bytes", String(reader_bytes));
    const worker = new Worker(address, { type: "module" });
    worker.onmessage = ({ data }) => {
      if ("loading" in data) return this.onLoading(data.loading);
      const request = this.requests.get(data.channel);
      if (request && request.id === data.id) request.onSketch(data.sketch);
    };
    worker.onerror = (event) => {
      event.preventDefault(); // the page works without
      this.isBroken = true;
      this.onLoading(1);
      for (const { onSketch } of this.requests.values()) onSketch(null);
    };
    return worker;
  }
}

const BMP_HEADER_BYTES = 54;

/**
 * A sketch as the address of a picture; free it with URL.revokeObjectURL. It is a BMP,
 * which takes no time to write and to read.
 * @param {Sketch} sketch
 */
export function toUrl({ rgba, width, height }) {
  const header = new DataView(new ArrayBuffer(BMP_HEADER_BYTES));
  header.setUint16(0, 0x424d); // "BM"
  header.setUint32(2, BMP_HEADER_BYTES + rgba.length, true);
  header.setUint32(10, BMP_HEADER_BYTES, true); // where the pixels begin
  header.setUint32(14, 40, true); // bytes of the rest
  header.setInt32(18, width, true);
  header.setInt32(22, -height, true); // the first row is the uppermost
  header.setUint16(26, 1, true); // planes
  header.setUint16(28, 32, true); // bits of a pixel
  const bgra = Uint8ClampedArray.from(rgba);
  for (let at = 0; at < bgra.length; at += 4) {
    bgra[at] = rgba[at + 2];
    bgra[at + 2] = rgba[at];
  }
  return URL.createObjectURL(new Blob([header, bgra], { type: "image/bmp" }));
}
