import assert from "node:assert/strict";
import { test } from "node:test";
import { closeGaps, withoutGaps } from "../../../page/static/scripts/paintings.js";

test("where no picker is empty between others, nothing moves", () => {
  assert.equal(closeGaps(["a", "b", null, null, 1, 2, 1, 1, {}]), undefined);
});

test("a painting behind a gap moves up with its share and its mask", () => {
  const masks = { photo: "photo", mask1: "m1", mask3: "m3" };
  const row = ["a", null, "c", null, 0.2, 0.4, 0.6, 0.8, masks];
  assert.deepEqual(closeGaps(row), [
    ...["a", "c", null, null],
    ...[0.2, 0.6, 1, 1],
    { photo: "photo", mask1: "m1", mask2: "m3" },
  ]);
});

test("what is sent has no gaps, and all else stays where it was", () => {
  const sent = ["photo", "a", null, "c", null, {}, "me", 512, 1, 2, 3, 4, "last"];
  assert.deepEqual(withoutGaps(sent, 8), [
    ...["photo", "a", "c", null, null],
    ...[{}, "me", 512],
    ...[1, 3, 1, 1],
    "last",
  ]);
});
