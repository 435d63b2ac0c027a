import assert from "node:assert/strict";
import { test } from "node:test";
import "./table.js";
import {
  areAlike,
  brightnessToAlpha,
  fit,
  isTransparent,
  strokePoints,
} from "../../../page/static/scripts/pixels.js";

test("a stroke reaches its end in steps of at most a quarter of the radius", () => {
  const points = strokePoints([0, 0], [30, 40], 8);
  assert.deepEqual(points.at(-1), [30, 40]);
  let [x, y] = [0, 0];
  for (const [nextX, nextY] of points) {
    assert.ok(Math.hypot(nextX - x, nextY - y) <= 2 + 1e-9);
    [x, y] = [nextX, nextY];
  }
});

test("a press without a move is one dab", () => {
  assert.deepEqual(strokePoints([5, 6], [5, 6], 8), [[5, 6]]);
});

test("a mask keeps the photo's proportions, and is a pixel high at least", () => {
  assert.deepEqual(fit([4000, 3000], 640), [640, 480]);
  assert.deepEqual(fit([320, 640], 640), [320, 640]);
  assert.deepEqual(fit([10000, 1], 640), [640, 1]);
});

test("proportions may be off by what rounding does", () => {
  assert.ok(areAlike([640, 427], [1280, 853]));
  assert.ok(!areAlike([90, 400], [640, 480]));
});

test("white becomes opaque and black transparent", () => {
  const pixels = Uint8ClampedArray.of(
    255,
    255,
    255,
    255,
    0,
    0,
    0,
    255,
    90,
    90,
    90,
    255,
  );
  brightnessToAlpha(pixels);
  assert.deepEqual([pixels[3], pixels[7], pixels[11]], [255, 0, 90]);
  assert.ok(!isTransparent(pixels));
  assert.ok(isTransparent(pixels.subarray(4, 8)));
});
