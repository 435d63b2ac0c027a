// The pictures that are or were painted in this browser, listed in its own storage.

import { find } from "./dom.js";
import { rememberToken } from "./job_token.js";
import { say, setName, translate } from "./words.js";

const MAX_ENTRIES = 60;

/** @typedef {import("./types.d.ts").HistoryEntry} HistoryEntry */
/** @typedef {import("./types.d.ts").JobStatus} JobStatus */

/**
 * The list after a job's status: a job is added when it is first seen, changed at its
 * end, and taken out if it ends without a picture.
 * @param {HistoryEntry[]} entries
 * @param {JobStatus} status
 * @param {number} now ms, as Date.now()
 * @returns {HistoryEntry[]} the same list if nothing changes
 */
export function withJob(entries, status, now) {
  const { token, preset, width, height, is_over: isOver, has_result } = status;
  const { files_path, is_own } = status;
  if (!is_own) return entries; // somebody else's
  const known = entries.find((entry) => entry.token === token);
  const others = entries.filter((entry) => entry !== known);
  if (known?.isOver === isOver) return entries;
  if (isOver && !has_result) return known ? others : entries;
  const entry = { token, files_path, preset, width, height, isOver, when: now };
  return [entry, ...others];
}

/**
 * The entries of a stored list; what is none, whoever wrote it, is left out.
 * @param {string | null} stored
 * @returns {HistoryEntry[]}
 */
export function readEntries(stored) {
  try {
    const entries = JSON.parse(stored ?? "[]");
    return Array.isArray(entries) ? entries.filter(isEntry) : [];
  } catch {
    return [];
  }
}

/** @param {any} entry */
function isEntry(entry) {
  return /^[\w-]{22}$/.test(entry?.token) && Number.isFinite(entry.when);
}

export class History {
  /** @param {import("./types.d.ts").Part} part */
  constructor({ element, trigger }) {
    this.element = element;
    this.trigger = trigger;
    translate(element);
    find(element, ".all").addEventListener("click", () => {
      if (!confirm(say("remove_all_sure"))) return;
      this.#remove(this.#read().map((entry) => entry.token));
    });
    this.#draw();
  }

  /** @param {JobStatus} status */
  add(status) {
    if (!status.picture && !status.is_over) return; // there is nothing to see
    const entries = this.#read();
    const next = withJob(entries, status, Date.now());
    if (next !== entries) this.#write(next);
  }

  /** @returns {HistoryEntry[]} */
  #read() {
    return readEntries(localStorage.getItem("nst-history"));
  }

  /** @param {HistoryEntry[]} entries */
  #write(entries) {
    localStorage.setItem("nst-history", JSON.stringify(entries.slice(0, MAX_ENTRIES)));
    this.#draw();
  }

  /** @param {string} token of the job to look at */
  open(token) {
    rememberToken(token);
    this.trigger("open");
  }

  /** @param {string[]} tokens */
  #forget(tokens) {
    this.#write(this.#read().filter((entry) => !tokens.includes(entry.token)));
  }

  /** @param {string[]} tokens */
  #remove(tokens) {
    this.#forget(tokens);
    this.trigger("remove", { tokens });
  }

  #draw() {
    const entries = this.#read();
    find(this.element, "ul").replaceChildren(
      ...entries.map((entry) => this.#card(entry)),
    );
    find(this.element, ".empty").hidden = entries.length > 0;
    find(this.element, ".all").hidden = entries.length < 2;
  }

  /** @param {HistoryEntry} entry */
  #card(entry) {
    const item = document.createElement("li");
    const open = item.appendChild(document.createElement("button"));
    const label = labelOf(entry);
    open.append(this.#thumbnail(entry), document.createElement("span"));
    find(open, "span").textContent = label;
    open.addEventListener("click", () => {
      this.open(entry.token);
    });
    const remove = item.appendChild(document.createElement("button"));
    remove.className = "remove";
    remove.textContent = "\u00d7";
    setName(remove, say("remove"));
    remove.setAttribute("aria-label", `${remove.title}: ${label}`);
    remove.addEventListener("click", () => this.#remove([entry.token]));
    return item;
  }

  /** @param {HistoryEntry} entry */
  #thumbnail({ token, files_path, isOver }) {
    const image = new Image();
    image.loading = "lazy";
    const url = `${files_path ?? `jobs/${token}`}/${isOver ? "thumb" : "preview"}.jpg`;
    image.src = url;
    image.alt = "";
    // Jobs that the server has deleted are listed no more.
    image.onerror = async () => {
      if (!navigator.onLine) return;
      const answer = await fetch(url).catch(() => null); // the line is cut
      if (answer?.status === 410) this.#forget([token]);
    };
    return image;
  }
}

/** @param {HistoryEntry} entry */
function labelOf({ preset, width, height, isOver, when }) {
  const size = width ? `${width} x ${height}` : "";
  return [
    preset ? say(`preset_${preset}`) : "",
    isOver ? size : say("unfinished"),
    new Date(when).toLocaleString([], { dateStyle: "short", timeStyle: "short" }),
  ]
    .filter(Boolean)
    .join(", ");
}
