// Shares, masks and colours of a sketch.

import assert from "node:assert/strict";
import { test } from "node:test";
import "./table.js";
import {
  appearanceOf,
  paintingsOf,
} from "../../../page/static/scripts/sketch_choice.js";
import {
  colorStatistics,
  matchColors,
  mixStatistics,
} from "../../../page/static/scripts/sketch_colors.js";
import { composite } from "../../../page/static/scripts/sketch_masks.js";

/**
 * Four pixels of about one colour.
 * @param {number} r
 * @param {number} g
 * @param {number} b
 */
const flat = (r, g, b) =>
  Uint8ClampedArray.from(
    [0, 8, 4, 12].flatMap((more) => [r + more, g - more, b + (more % 8), 255]),
  );

test("an empty picker and a share of 0 leave a painting out of the sketch", () => {
  const inputs = {
    style: { url: "a" },
    style2: { url: "b" },
    style4: { url: "d" },
    blend_2: 0,
    blend_4: 0.5,
    masks: { mask4: { url: "mask" } },
  };
  assert.deepEqual(paintingsOf(inputs), [
    { url: "a", mask: undefined, share: 1 },
    { url: "d", mask: "mask", share: 0.5 },
  ]);
});

test("style strength fades the style out below the default", () => {
  assert.equal(appearanceOf({}).strength, 1);
  assert.equal(appearanceOf({ alpha: 0, beta: 20 }).strength, 1);
  assert.equal(appearanceOf({ alpha: 2, beta: 0 }).strength, 0);
});

test("the choice of colours says whose the sketch gets, and how far", () => {
  const chosen = (/** @type {string} */ colors) => {
    const { photoColors, tint } = appearanceOf({ colors, color_strength: 0.7 });
    return [photoColors, tint];
  };
  assert.deepEqual(chosen("painting"), [0, 0]);
  assert.deepEqual(chosen("luminance"), [0.7, 0]);
  assert.deepEqual(chosen("covariance"), [0, 0.7]);
});

test("colours of several paintings are matched by their shares", () => {
  const [red, blue] = [flat(200, 60, 40), flat(20, 40, 200)].map(colorStatistics);
  const wanted = mixStatistics([red, blue], [3, 1]);
  const picture = flat(90, 120, 100);
  matchColors(picture, wanted);
  const { mean } = colorStatistics(picture);
  mean.forEach((value, k) => {
    assert.ok(Math.abs(value - (3 * red.mean[k] + blue.mean[k]) / 4) < 1);
  });
});

test("a masked painting is where its mask is, and the photo elsewhere", () => {
  const [photo, red, blue] = [flat(9, 99, 9), flat(200, 99, 0), flat(0, 99, 200)];
  const mask = Uint8ClampedArray.from([255, 255, 255, 255].concat(Array(12).fill(0)));
  const painted = composite(photo, [red], [mask], [1]);
  assert.deepEqual([...painted.slice(0, 3)], [...red.slice(0, 3)]);
  assert.deepEqual([...painted.slice(4, 7)], [...photo.slice(4, 7)]);
  const both = composite(photo, [red, blue], [mask, undefined], [1, 1]);
  assert.deepEqual([...both.slice(0, 1)], [100]);
  assert.deepEqual([...both.slice(4, 7)], [...blue.slice(4, 7)]);
});
