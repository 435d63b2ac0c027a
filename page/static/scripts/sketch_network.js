// The sketching networks on WebAssembly: a painting to its 100 numbers, a photo and these
// numbers to a sketch. assets/sketch has the loops (sketch.c), the weights and the source.

import { doubled, narrow, wayOf } from "./sketch_kernels.js";

/** @typedef {{pointer: number, height: number, width: number, channels: number}} Tensor */
/** @typedef {import("./sketch_kernels.js").Way} Way */
/** @typedef {import("./sketch_kernels.js").Stored} Stored */
/** @typedef {{kernel: number, bias: number, edge: number, channels: number,
 *   stride: number, way: Way}} Layer */

const FLOAT_BYTES = 4;
const [LINEAR, RELU, RELU6] = [0, 1, 2]; // as in sketch.c
const [REFLECTED, ZEROS, NEAREST] = [0, 1, 2];
const BLOCKS = 17; // of MobileNetV2

/** Both networks; each can be used once its layers were added. */
export class SketchNetwork {
  /** @param {WebAssembly.Instance} instance of sketch.wasm */
  constructor(instance) {
    this.wasm = /** @type {any} */ (instance.exports);
    /** @type {Map<string, Layer>} */
    this.layers = new Map();
    this.kept = this.wasm.mark(); // weights stay below, what a call needs goes
  }

  /**
   * Take up a file of layers; make_sketch.py tells its format.
   * @param {ArrayBuffer} file
   */
  addLayers(file) {
    const length = new DataView(file).getUint32(0, true);
    const header = new TextDecoder().decode(new Uint8Array(file, 4, length));
    for (const [name, stored] of Object.entries(JSON.parse(header)))
      this.layers.set(
        name,
        this.#unpack(file, 4 + length, stored, wayOf(name, stored)),
      );
    this.kept = this.wasm.mark();
  }

  get megabytes() {
    return this.wasm.memory.buffer.byteLength / 2 ** 20;
  }

  /**
   * The 100 numbers of a painting.
   * @param {Uint8ClampedArray} rgba
   * @param {number} width 256, as in training; so is the height
   * @param {number} height
   */
  read(rgba, width, height) {
    return this.#lending(() => {
      let x = this.#convolve("first", this.#enter(rgba, width, height), sameAs(2));
      for (let block = 0; block < BLOCKS; block++) {
        const name = `block${block}`;
        const { stride } = this.#layer(`${name}.depthwise`);
        let y = block ? this.#convolve(`${name}.expand`, x, { activation: RELU6 }) : x;
        y = this.#convolve(`${name}.depthwise`, y, sameAs(stride));
        y = this.#convolve(`${name}.project`, y);
        if (stride === 1 && y.channels === x.channels)
          this.wasm.add(y.pointer, x.pointer, y.height * y.width * y.channels);
        x = y;
      }
      x = this.#convolve("last", x, { activation: RELU6 });
      const mean = this.#tensor(1, 1, x.channels);
      this.wasm.mean(x.pointer, x.height * x.width, x.channels, mean.pointer);
      const start = this.#convolve("numbers", mean).pointer / FLOAT_BYTES;
      return this.#floats().slice(start, start + 100);
    });
  }

  /**
   * A photo as a sketch, RGBA of the same size.
   * @param {Uint8ClampedArray} rgba
   * @param {number} width a multiple of 4; so is the height
   * @param {number} height
   * @param {Float32Array} numbers of the painting
   */
  paint(rgba, width, height, numbers) {
    return this.#lending(() => {
      const style = this.#tensor(1, 1, numbers.length);
      this.#floats().set(numbers, style.pointer / FLOAT_BYTES);
      let x = this.#enter(rgba, width, height);
      for (const number of [1, 2, 3])
        x = this.#convolve(`contract${number}`, x, { activation: RELU });
      for (const number of [1, 2, 3, 4, 5]) {
        const name = `residual${number}`;
        const y = this.#styled(`${name}.conv1`, x, style, { relu: true });
        x = this.#styled(`${name}.conv2`, y, style, { skip: x.pointer });
      }
      for (const number of [1, 2])
        x = this.#styled(`expand${number}`, x, style, { relu: true });
      x = this.#styled("expand3", x, style);
      const bytes = width * height * 4;
      const out = this.wasm.take(bytes);
      this.wasm.to_rgba(x.pointer, width * height, out);
      return new Uint8ClampedArray(this.wasm.memory.buffer.slice(out, out + bytes));
    });
  }

  /**
   * A convolution normalised by the painting's scale and shift for this layer.
   * @param {string} name
   * @param {Tensor} x
   * @param {Tensor} style
   * @param {{relu?: boolean, skip?: number}} how
   */
  #styled(name, x, style, { relu = false, skip = 0 } = {}) {
    const y = this.#convolve(name, x);
    const [scale, shift] = ["scale", "shift"].map(
      (part) => this.#convolve(`${name}.${part}`, style).pointer,
    );
    const positions = y.height * y.width;
    this.wasm.normalise(y.pointer, positions, y.channels, scale, shift, relu, skip);
    return y;
  }

  /**
   * @param {string} name
   * @param {Tensor} x
   * @param {{before?: number, after?: number, zeros?: boolean, activation?: number}} how
   *   reflected by half a kernel, unless told otherwise
   * @returns {Tensor}
   */
  #convolve(name, x, how = {}) {
    const { kernel, bias, edge, channels, stride, way } = this.#layer(name);
    const half = (edge - 1) / 2;
    const { before = half, after = half } = how;
    const [rows, columns] = [x.height, x.width].map((length) =>
      way === "doubled"
        ? 2 * length
        : Math.floor((length + before + after - edge) / stride) + 1,
    );
    const out = this.#tensor(rows, columns, channels);
    const lent = this.wasm.mark();
    const more = way === "winograd" ? 1 : 0; // its tiles are of 2 x 2
    const row = x.width + before + after + more;
    let from = x.pointer;
    if (edge > 1) {
      const height = x.height + before + after + more;
      from = this.wasm.take(height * row * x.channels * FLOAT_BYTES);
      const kind = way === "doubled" ? NEAREST : how.zeros ? ZEROS : REFLECTED;
      const shape = [x.pointer, x.height, x.width, x.channels];
      this.wasm.pad(...shape, before, after + more, kind, from);
    }
    const [input, weights, size] = [
      [from, row, x.channels],
      [kernel, bias],
      [out.pointer, rows, columns],
    ];
    if (way === "depthwise")
      this.wasm.convolve_depthwise(...input, ...weights, stride, ...size);
    else if (way === "doubled")
      this.wasm.convolve_doubled(
        ...[from, x.height, x.width, x.channels, kernel, bias, channels, out.pointer],
      );
    else if (way === "winograd")
      this.wasm.convolve_winograd(...input, ...weights, channels, ...size);
    else if (way === "narrow")
      this.wasm.convolve_narrow(...input, ...weights, edge, ...size);
    else
      this.wasm.convolve(
        ...[...input, ...weights, edge, stride, channels, ...size],
        how.activation ?? LINEAR,
      );
    this.wasm.release(lent); // the padded copy
    return out;
  }

  /**
   * @param {Uint8ClampedArray} rgba
   * @param {number} width
   * @param {number} height
   */
  #enter(rgba, width, height) {
    const bytes = this.wasm.take(rgba.length);
    const x = this.#tensor(height, width, 3);
    new Uint8Array(this.wasm.memory.buffer).set(rgba, bytes);
    this.wasm.from_rgba(bytes, width * height, x.pointer);
    return x;
  }

  /**
   * @param {ArrayBuffer} file
   * @param {number} base where the data begins
   * @param {Stored} stored
   * @param {Way} way
   * @returns {Layer}
   */
  #unpack(file, base, { shape, kernel, scale, bias, stride }, way) {
    const [edge, width, incoming, outgoing] = shape;
    const channels = Math.ceil(outgoing / 4) * 4; // filled up with zeros
    const rows = edge * width * incoming;
    const stored = new Int8Array(file, base + kernel, rows * outgoing);
    const scales = new Float32Array(
      file.slice(base + scale, base + scale + 4 * outgoing),
    );
    const biases = new Float32Array(channels);
    biases.set(new Float32Array(file.slice(base + bias, base + bias + 4 * outgoing)));
    const weights = new Float32Array(rows * channels);
    for (let row = 0; row < rows; row++)
      for (let out = 0; out < outgoing; out++)
        weights[row * channels + out] = stored[row * outgoing + out] * scales[out];
    const plain = { edge, channels, stride, way, bias: this.#place(biases) };
    if (way === "doubled")
      return { ...plain, kernel: this.#place(doubled(weights, incoming * channels)) };
    if (way === "narrow")
      return { ...plain, kernel: this.#place(narrow(weights, channels)) };
    if (way !== "winograd") return { ...plain, kernel: this.#place(weights) };
    const count = incoming * channels;
    const kept = this.wasm.take(16 * count * FLOAT_BYTES);
    const lent = this.wasm.mark();
    this.wasm.winograd_kernel(this.#place(weights), count, kept);
    this.wasm.release(lent);
    return { ...plain, kernel: kept };
  }

  /** @param {Float32Array} values */
  #place(values) {
    const pointer = this.wasm.take(values.length * FLOAT_BYTES);
    this.#floats().set(values, pointer / FLOAT_BYTES);
    return pointer;
  }

  /** @param {string} name */
  #layer(name) {
    const layer = this.layers.get(name);
    if (!layer) throw new Error(`The layer ${name} has not been added.`);
    return layer;
  }

  /**
   * @param {number} height
   * @param {number} width
   * @param {number} channels
   * @returns {Tensor}
   */
  #tensor(height, width, channels) {
    const pointer = this.wasm.take(height * width * channels * FLOAT_BYTES);
    return { pointer, height, width, channels };
  }

  #floats() {
    return new Float32Array(this.wasm.memory.buffer); // anew: memory may have grown
  }

  /**
   * @template T
   * @param {() => T} work that may take memory, and leaves none behind
   */
  #lending(work) {
    try {
      return work();
    } finally {
      this.wasm.release(this.kept);
    }
  }
}

/**
 * TensorFlow's "same" padding of a 3 x 3 convolution and ReLU6.
 * @param {number} stride
 */
function sameAs(stride) {
  return { zeros: true, before: stride === 2 ? 0 : 1, after: 1, activation: RELU6 };
}
