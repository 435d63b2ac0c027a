// Colours of a sketch: matched to a painting's, or kept from the photo. The formulas are
// those of nst_core/images/colors.py, which names their sources.

/** @typedef {Uint8ClampedArray} Rgba */
/** @typedef {{mean: number[], covariance: number[]}} ColorStatistics */

const INDICES = [0, 1, 2];

/**
 * Mean and covariance of a picture's colours, a little rounder, so that grey has an inverse.
 * @param {Rgba} rgba
 * @returns {ColorStatistics}
 */
export function colorStatistics(rgba) {
  const count = rgba.length / 4;
  let [r, g, b, rr, rg, rb, gg, gb, bb] = [0, 0, 0, 0, 0, 0, 0, 0, 0];
  for (let at = 0; at < rgba.length; at += 4) {
    const [x, y, z] = [rgba[at], rgba[at + 1], rgba[at + 2]];
    r += x;
    g += y;
    b += z;
    rr += x * x;
    rg += x * y;
    rb += x * z;
    gg += y * y;
    gb += y * z;
    bb += z * z;
  }
  const mean = [r / count, g / count, b / count];
  const covariance = [rr, rg, rb, rg, gg, gb, rb, gb, bb].map((product, k) => {
    const [i, j] = [Math.floor(k / 3), k % 3];
    return (product - count * mean[i] * mean[j]) / (count - 1) + (i === j ? 1 : 0);
  });
  return { mean, covariance };
}

/**
 * Weighted mean of several pictures' statistics.
 * @param {ColorStatistics[]} statistics
 * @param {number[]} weights at least one above 0
 * @returns {ColorStatistics}
 */
export function mixStatistics(statistics, weights) {
  const whole = weights.reduce((sum, x) => sum + x, 0);
  const mix = (/** @type {"mean" | "covariance"} */ name) =>
    statistics[0][name].map((_, k) =>
      statistics.reduce(
        (sum, each, i) => sum + (weights[i] / whole) * each[name][k],
        0,
      ),
    );
  return { mean: mix("mean"), covariance: mix("covariance") };
}

/**
 * Give a picture the mean and covariance of other colours, in place.
 * @param {Rgba} rgba
 * @param {ColorStatistics} wanted
 */
export function matchColors(rgba, wanted) {
  const own = colorStatistics(rgba);
  const root = power(own.covariance, Math.sqrt);
  const inverse = power(own.covariance, (x) => 1 / Math.sqrt(x));
  const middle = multiply(multiply(root, wanted.covariance), root);
  const inner = power(middle, (x) => Math.sqrt(Math.max(x, 0)));
  const map = multiply(multiply(inverse, inner), inverse);
  const [x, y, z] = own.mean;
  for (let at = 0; at < rgba.length; at += 4) {
    const [r, g, b] = [rgba[at] - x, rgba[at + 1] - y, rgba[at + 2] - z];
    rgba[at] = r * map[0] + g * map[3] + b * map[6] + wanted.mean[0];
    rgba[at + 1] = r * map[1] + g * map[4] + b * map[7] + wanted.mean[1];
    rgba[at + 2] = r * map[2] + g * map[5] + b * map[8] + wanted.mean[2];
  }
}

/**
 * @param {number[]} a
 * @param {number[]} b
 */
function multiply(a, b) {
  return a.map((_, k) => {
    const [row, column] = [3 * Math.floor(k / 3), k % 3];
    return a[row] * b[column] + a[row + 1] * b[column + 3] + a[row + 2] * b[column + 6];
  });
}

const SWEEPS = 30; // of Jacobi's rotations; a 3 x 3 matrix is diagonal after a few
const PAIRS = [
  [0, 1],
  [0, 2],
  [1, 2],
];

/**
 * A function of a symmetric matrix, by its eigenvalues (Jacobi's method).
 * @param {number[]} matrix
 * @param {(eigenvalue: number) => number} change
 */
function power(matrix, change) {
  let diagonal = matrix;
  let vectors = [1, 0, 0, 0, 1, 0, 0, 0, 1];
  for (let sweep = 0; sweep < SWEEPS; sweep++)
    for (const [p, q] of PAIRS) {
      if (Math.abs(diagonal[3 * p + q]) < 1e-12) continue;
      const turn =
        0.5 * Math.atan2(2 * diagonal[3 * p + q], diagonal[4 * q] - diagonal[4 * p]);
      const rotation = [1, 0, 0, 0, 1, 0, 0, 0, 1];
      rotation[4 * p] = rotation[4 * q] = Math.cos(turn);
      rotation[3 * p + q] = Math.sin(turn);
      rotation[3 * q + p] = -Math.sin(turn);
      diagonal = multiply(multiply(transpose(rotation), diagonal), rotation);
      vectors = multiply(vectors, rotation);
    }
  const values = INDICES.map((i) => change(diagonal[4 * i]));
  const scaled = vectors.map((x, k) => x * values[k % 3]);
  return multiply(scaled, transpose(vectors));
}

/** @param {number[]} matrix */
function transpose(matrix) {
  return matrix.map((_, k) => matrix[3 * (k % 3) + Math.floor(k / 3)]);
}

/* ---- OKLab ---- */

const LINEAR = Float32Array.from({ length: 256 }, (_, level) => {
  const x = level / 255;
  return x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4;
});
const SLACK = 1e-4; // linear light beyond black and white that still rounds to them
const HALVINGS = 8; // of the range in which a colour's strength is sought

/**
 * Put a photo's colours under a sketch's lightness, in place.
 * @param {Rgba} rgba the sketch
 * @param {Rgba} photo of the same size
 * @param {number} strength 0 leaves the sketch's colours, 1 takes the photo's
 */
export function keepColors(rgba, photo, strength) {
  for (let at = 0; at < rgba.length; at += 4) {
    const [lightness, a, b] = toOklab(rgba, at);
    const [, photoA, photoB] = toOklab(photo, at);
    const color = [a + strength * (photoA - a), b + strength * (photoB - b)];
    const linear = shown(lightness, color[0], color[1]);
    for (const i of INDICES) rgba[at + i] = 255 * curved(linear[i]);
  }
}

/**
 * @param {Rgba} rgba
 * @param {number} at
 */
function toOklab(rgba, at) {
  const [r, g, b] = [LINEAR[rgba[at]], LINEAR[rgba[at + 1]], LINEAR[rgba[at + 2]]];
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

/**
 * Linear sRGB of an OKLab colour.
 * @param {number} lightness
 * @param {number} a
 * @param {number} b
 */
function toLinear(lightness, a, b) {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
}

/** @param {number[]} linear */
const fits = (linear) => linear.every((x) => x >= -SLACK && x <= 1 + SLACK);

/**
 * Linear sRGB of a colour, as much greyer as it takes to be shown.
 * @param {number} lightness
 * @param {number} a
 * @param {number} b
 */
function shown(lightness, a, b) {
  const linear = toLinear(lightness, a, b);
  if (fits(linear)) return linear;
  let [inside, beyond] = [0, 1];
  for (let step = 0; step < HALVINGS; step++) {
    const middle = (inside + beyond) / 2;
    if (fits(toLinear(lightness, middle * a, middle * b))) inside = middle;
    else beyond = middle;
  }
  return toLinear(lightness, inside * a, inside * b);
}

/** @param {number} x linear, 0 to 1 */
function curved(x) {
  const light = Math.min(Math.max(x, 0), 1);
  return light <= 0.0031308 ? light * 12.92 : 1.055 * light ** (1 / 2.4) - 0.055;
}
