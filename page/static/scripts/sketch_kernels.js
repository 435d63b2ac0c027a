// Which loop of sketch.c computes a layer, and the kernel in the order that it wants.

/** @typedef {"plain" | "depthwise" | "doubled" | "winograd" | "narrow"} Way */
/** @typedef {{shape: number[], kernel: number, scale: number, bias: number,
 *   stride: number, groups: number}} Stored */

const DOUBLED = ["expand1", "expand2"]; // layers that see every pixel twice

/**
 * Which of the loops computes a layer.
 * @param {string} name
 * @param {Stored} stored
 * @returns {Way}
 */
export function wayOf(name, { shape: [edge, , incoming, outgoing], stride, groups }) {
  if (groups > 1) return "depthwise";
  if (DOUBLED.includes(name)) return "doubled";
  if (edge === 3 && stride === 1 && incoming % 4 === 0) return "winograd";
  return edge > 1 && outgoing < 4 && incoming % 4 === 0 ? "narrow" : "plain";
}

// Of the three weights in a direction, those that meet the first and the second of two
// neighbours: before and on a doubled pixel, on and behind it.
const MEETING = [
  [[0], [1, 2]],
  [[0, 1], [2]],
];

/**
 * A 3 x 3 kernel as the four of 2 x 2 that see each doubled pixel once.
 * @param {Float32Array} weights
 * @param {number} count of weights at a place
 */
export function doubled(weights, count) {
  const out = new Float32Array(16 * count);
  let to = 0;
  for (const vertical of MEETING)
    for (const horizontal of MEETING)
      for (const rows of vertical)
        for (const columns of horizontal) {
          for (const i of rows)
            for (const j of columns)
              for (let k = 0; k < count; k++)
                out[to + k] += weights[(3 * i + j) * count + k];
          to += count;
        }
  return out;
}

/**
 * A kernel in the order (.., in / 4, 3 out, 4 in).
 * @param {Float32Array} weights
 * @param {number} channels
 */
export function narrow(weights, channels) {
  const out = [];
  for (let row = 0; row < weights.length / channels; row += 4)
    for (let o = 0; o < 3; o++)
      for (let k = 0; k < 4; k++) out.push(weights[(row + k) * channels + o]);
  return Float32Array.from(out);
}
