import assert from "node:assert/strict";
import { test } from "node:test";
import "./table.js";
import { closeGaps } from "../../../page/static/scripts/paintings.js";

test("where no picker is empty between others, nothing moves", () => {
  assert.equal(closeGaps({ style: "a", style2: "b", style3: null }), undefined);
});

test("a painting behind a gap moves up with its share and its mask", () => {
  const closed = closeGaps({
    ...{ style: "a", style2: null, style3: "c", style4: null },
    ...{ blend_1: 0.2, blend_2: 0.4, blend_3: 0.6, blend_4: 0.8 },
    masks: { photo: "photo", mask1: "m1", mask3: "m3", keep: "k" },
  });
  assert.deepEqual(closed, {
    ...{ style: "a", style2: "c", style3: null, style4: null },
    ...{ blend_1: 0.2, blend_2: 0.6, blend_3: 1, blend_4: 1 },
    masks: { photo: "photo", mask1: "m1", mask2: "m3", keep: "k" },
  });
});
