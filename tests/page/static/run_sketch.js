// Runs the sketching networks and colours on files; tests/test_sketch_networks.py compares.

import fs from "node:fs";
import path from "node:path";
import "./table.js";
import {
  colorStatistics,
  keepColors,
  matchColors,
} from "../../../page/static/scripts/sketch_colors.js";
import { SketchNetwork } from "../../../page/static/scripts/sketch_network.js";

const [folder, assets] = process.argv.slice(2);

/**
 * @param {string} from
 * @param {string} name
 */
function read(from, name) {
  const bytes = fs.readFileSync(path.join(from, name));
  return /** @type {ArrayBuffer} */ (
    bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length)
  );
}

/** @param {string} name */
const pixels = (name) => new Uint8ClampedArray(read(folder, name));

/**
 * @param {string} name
 * @param {Uint8ClampedArray | string} content
 */
const write = (name, content) => fs.writeFileSync(path.join(folder, name), content);

const { instance } = await WebAssembly.instantiate(read(assets, "sketch.wasm"), {});
const network = new SketchNetwork(instance);
network.addLayers(read(assets, "painter.bin"));
network.addLayers(read(assets, "reader.bin"));
const [width, height] = JSON.parse(
  fs.readFileSync(path.join(folder, "size.json"), "utf8"),
);
const painting = pixels("painting.rgba");
const numbers = network.read(painting, 256, 256);
write("numbers.json", JSON.stringify([...numbers]));
write("sketch.rgba", network.paint(pixels("photo.rgba"), width, height, numbers));

const matched = pixels("photo.rgba");
matchColors(matched, colorStatistics(painting));
write("matched.rgba", matched);

const kept = pixels("photo.rgba");
const corner = new Uint8ClampedArray(4 * width * height);
for (let row = 0; row < height; row++)
  corner.set(painting.subarray(1024 * row, 1024 * row + 4 * width), 4 * width * row);
keepColors(kept, corner, 0.7);
write("kept.rgba", kept);
