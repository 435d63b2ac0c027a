// Texts of the page in the browser's language, where it is known, else in English.

import { findAll } from "./dom.js";

/** @type {import("./types.d.ts").Texts} */
let texts = {};

/**
 * @param {Record<string, import("./types.d.ts").Texts>} byLanguage
 * @param {string} language as in navigator.language, "de-AT"
 */
export function setTexts(byLanguage, language) {
  texts = { ...byLanguage.en, ...byLanguage[language.split("-")[0]] };
}

/**
 * Text of a key, with its placeholders filled in; the key itself where there is none.
 * @param {string} key
 * @param {Record<string, unknown>} values
 */
export function say(key, values = {}) {
  const text = texts[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (placeholder, name) =>
    String(values[name] ?? placeholder),
  );
}

/**
 * Fills in the texts of a template: elements with data-say show the text of that key,
 * those with data-title have it as their accessible name.
 * @param {HTMLElement} root
 */
export function translate(root) {
  for (const each of findAll(root, "[data-say]")) {
    each.textContent = say(each.dataset.say ?? "");
  }
  for (const each of findAll(root, "[data-title]")) {
    setName(each, say(each.dataset.title ?? ""));
  }
}

/**
 * Sets the tooltip and the accessible name of an element.
 * @param {HTMLElement} element
 * @param {string} name
 */
export function setName(element, name) {
  element.title = name;
  element.setAttribute("aria-label", name);
}
