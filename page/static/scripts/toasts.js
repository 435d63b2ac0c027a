// Gradio's own notices, which it has in English only, in the page's language.

import { say } from "./words.js";

/** @type {[pattern: RegExp, key: string][]} */
const NOTICES = [
  [/^Error$/, "toast_error"],
  [/^Warning$/, "toast_warning"],
  [/^An error occurred/, "toast_failed"],
  [/^Connection errored out/, "toast_failed"],
  [/^Connection to the server was lost/, "toast_lost"],
  [/^This application is currently busy/, "toast_busy"],
  [/^File\(s\) exceed the maximum allowed size of (?<limit>[^:]+)/, "toast_too_large"],
];

/**
 * A notice in the page's language; nothing where it is none of Gradio's own.
 * @param {string} text
 */
export function noticeOf(text) {
  for (const [pattern, key] of NOTICES) {
    const found = pattern.exec(text.trim());
    if (found) return say(key, found.groups);
  }
}

/** Translates what comes up from now on. */
export function translateToasts() {
  const observer = new MutationObserver((records) => {
    for (const { addedNodes } of records)
      for (const node of addedNodes) if (node instanceof Element) translateIn(node);
  });
  observer.observe(document.body, { childList: true, subtree: true });
}

/** @param {Element} added */
function translateIn(added) {
  const toasts = added.closest(".toast-wrap")
    ? [added]
    : added.querySelectorAll(".toast-wrap");
  for (const toast of toasts) {
    const walker = document.createTreeWalker(toast, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const { currentNode: text } = walker;
      const notice = noticeOf(text.nodeValue ?? "");
      if (notice) text.nodeValue = notice;
    }
  }
}
