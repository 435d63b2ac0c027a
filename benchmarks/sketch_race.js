// One photo sketched by our WebAssembly and by onnxruntime-web, taking turns in one
// process with one thread; sketch_race.py writes what is asked for and reads what is said.
//
//   node benchmarks/sketch_race.js FOLDER < spec.json

import fs from "node:fs";
import path from "node:path";
import { SketchNetwork } from "../page/static/scripts/sketch_network.js";

/**
 * @typedef {object} Spec
 * @property {[number, number][]} sizes widths and heights; FOLDER has WIDTHxHEIGHT.rgba
 * @property {number[]} numbers of the painting
 * @property {Record<string, string>} graphs ONNX files of the rival, by their kind
 * @property {string} runtime onnxruntime-web's module; "" where there is none
 * @property {number} warmUps
 * @property {number} rounds
 */
/** @typedef {() => Uint8ClampedArray | Promise<Float32Array>} Run */

const OURS = "ours";
const ASSETS = path.join(import.meta.dirname, "../assets/sketch");
const [folder] = process.argv.slice(2);
/** @type {Spec} */
const spec = JSON.parse(fs.readFileSync(0, "utf8"));
const numbers = Float32Array.from(spec.numbers);
const network = await openOurs();
const rival = spec.runtime ? await openRival() : undefined;
const results = [];
for (const [width, height] of spec.sizes) results.push(await race(width, height));
process.stdout.write(JSON.stringify(results));

/** @param {string} file */
function bytesOf(file) {
  return Uint8Array.from(fs.readFileSync(file)).buffer;
}

async function openOurs() {
  const wasm = bytesOf(path.join(ASSETS, "sketch.wasm"));
  const { instance } = await WebAssembly.instantiate(wasm, {});
  const opened = new SketchNetwork(instance);
  opened.addLayers(bytesOf(path.join(ASSETS, "painter.bin")));
  return opened;
}

async function openRival() {
  const { default: runtime } = await import(spec.runtime);
  runtime.env.wasm.numThreads = 1; // as in a page that is not cross-origin isolated
  runtime.env.logLevel = "error";
  return runtime;
}

/**
 * CPU milliseconds of every round, and how far the rival's pictures are from ours.
 * @param {number} width
 * @param {number} height
 */
async function race(width, height) {
  const rgba = new Uint8ClampedArray(
    bytesOf(path.join(folder, `${width}x${height}.rgba`)),
  );
  /** @type {Record<string, Run>} */
  const runs = { [OURS]: () => network.paint(rgba, width, height, numbers) };
  for (const [kind, file] of Object.entries(spec.graphs))
    if (rival) runs[kind] = await runOf(file, rgba, width, height);
  /** @type {Record<string, number[]>} */
  const ms = Object.fromEntries(Object.keys(runs).map((name) => [name, []]));
  /** @type {Record<string, ArrayLike<number>>} */
  const pictures = {};
  for (let round = -spec.warmUps; round < spec.rounds; round++)
    for (const [name, run] of Object.entries(runs)) {
      const before = process.cpuUsage();
      pictures[name] = await run();
      const { user, system } = process.cpuUsage(before); // in microseconds
      if (round >= 0) ms[name].push((user + system) / 1000);
    }
  const { [OURS]: ours, ...others } = pictures;
  const off = Object.entries(others).map(([kind, theirs]) => [
    kind,
    meanDifference(ours, theirs),
  ]);
  return { width, height, ms, off: Object.fromEntries(off) };
}

/**
 * The rival's graph for one size, its input made ready beforehand.
 * @param {string} file
 * @param {Uint8ClampedArray} rgba
 * @param {number} width
 * @param {number} height
 * @returns {Promise<Run>}
 */
async function runOf(file, rgba, width, height) {
  const session = await rival.InferenceSession.create(file, {
    executionProviders: ["wasm"],
    freeDimensionOverrides: { width, height }, // a size known beforehand is faster
  });
  const photo = Float32Array.from(
    rgba.filter((_, at) => at % 4 < 3),
    (x) => x / 255,
  );
  const [photoName, styleName] = session.inputNames;
  const inputs = {
    [photoName]: new rival.Tensor("float32", photo, [1, height, width, 3]),
    [styleName]: new rival.Tensor("float32", numbers, [1, 1, 1, numbers.length]),
  };
  return async () => (await session.run(inputs))[session.outputNames[0]].data;
}

/**
 * In levels of 255.
 * @param {ArrayLike<number>} rgba
 * @param {ArrayLike<number>} rgb 0 to 1
 */
function meanDifference(rgba, rgb) {
  let sum = 0;
  for (let at = 0; at < rgb.length; at++)
    sum += Math.abs(rgba[4 * Math.floor(at / 3) + (at % 3)] - 255 * rgb[at]);
  return sum / rgb.length;
}
