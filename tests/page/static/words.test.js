import assert from "node:assert/strict";
import { test } from "node:test";
import { say, setTexts } from "../../../page/static/scripts/words.js";

const TEXTS = {
  en: { stop: "Stop", left: "about {time} left", only: "English" },
  de: { stop: "Beenden", left: "noch etwa {time}" },
};

test("a text is in the browser's language where that is known", () => {
  setTexts(TEXTS, "de-AT");
  assert.equal(say("stop"), "Beenden");
  setTexts(TEXTS, "fr");
  assert.equal(say("stop"), "Stop");
});

test("what a language lacks is said in English, and an unknown key as it is", () => {
  setTexts(TEXTS, "de");
  assert.equal(say("only"), "English");
  assert.equal(say("conv1_1"), "conv1_1");
});

test("placeholders are filled in, also with 0; unknown ones stay", () => {
  setTexts(TEXTS, "en");
  assert.equal(say("left", { time: "9 s" }), "about 9 s left");
  assert.equal(say("left", { time: 0 }), "about 0 left");
  assert.equal(say("left"), "about {time} left");
});
