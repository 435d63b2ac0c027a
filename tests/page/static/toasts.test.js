import assert from "node:assert/strict";
import { test } from "node:test";
import { noticeOf } from "../../../page/static/scripts/toasts.js";
import { setTexts } from "../../../page/static/scripts/words.js";

const TEXTS = {
  de: { toast_error: "Fehler", toast_too_large: "mehr als {limit}", toast_lost: "weg" },
};

test("a notice of Gradio's own is told in the page's language", () => {
  setTexts(TEXTS, "de-DE");
  assert.equal(noticeOf(" Error "), "Fehler");
  const lost = "Connection to the server was lost. Attempting reconnection...";
  assert.equal(noticeOf(lost), "weg");
  const size = 'File(s) exceed the maximum allowed size of 95.4 MB: "a.png"';
  assert.equal(noticeOf(size), "mehr als 95.4 MB");
});

test("what the page itself says stays as it is", () => {
  assert.equal(noticeOf("Error in line 3"), undefined);
  assert.equal(noticeOf("Es fehlt: Foto."), undefined);
});
