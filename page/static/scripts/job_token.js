// The token of the job that the page shows, in the page's address and the browser's
// storage, and this browser's own random name.

const ANSWER_MS = 200; // within which another tab says that it shows a job

export function currentToken() {
  return new URL(location.href).searchParams.get("job") ?? "";
}

/** @type {Promise<string> | undefined} */
let found;

/**
 * The token to begin with: that of the address, else the one that was stored last. A job
 * that another tab shows is left to it, so that this tab may begin a picture of its own.
 * @returns {Promise<string>} "" for none
 */
export function findToken() {
  found ??= find();
  return found;
}

async function find() {
  const tabs = openTabs();
  const token = currentToken();
  if (token) return token;
  const stored = localStorage.getItem("nst-job") ?? "";
  return stored && tabs && (await isShownElsewhere(stored, tabs)) ? "" : stored;
}

/** The tabs of this browser; each answers which job it shows, and none hears itself. */
function openTabs() {
  if (!("BroadcastChannel" in globalThis)) return undefined;
  const tabs = new BroadcastChannel("nst-job");
  tabs.addEventListener("message", ({ data: { asked } }) => {
    if (asked && asked === currentToken()) tabs.postMessage({ shown: asked });
  });
  return tabs;
}

/**
 * @param {string} token
 * @param {BroadcastChannel} tabs
 * @returns {Promise<boolean>}
 */
function isShownElsewhere(token, tabs) {
  return new Promise((resolve) => {
    tabs.addEventListener("message", ({ data: { shown } }) => {
      if (shown === token) resolve(true);
    });
    setTimeout(() => resolve(false), ANSWER_MS);
    tabs.postMessage({ asked: token });
  });
}

/**
 * Stores a token, so that a reload finds the job again.
 * @param {string} token "" changes nothing
 * @returns {string} the token that is current now
 */
export function rememberToken(token) {
  if (!token) return currentToken();
  localStorage.setItem("nst-job", token);
  setAddress((parameters) => parameters.set("job", token));
  return token;
}

/** The job of this tab is not here any more. */
export function forgetToken() {
  if (localStorage.getItem("nst-job") === currentToken())
    localStorage.removeItem("nst-job");
  setAddress((parameters) => parameters.delete("job"));
}

/** @param {(parameters: URLSearchParams) => void} change */
function setAddress(change) {
  const address = new URL(location.href);
  change(address.searchParams);
  history.replaceState(null, "", address);
}

/** This browser's name: 128 random bits, the same at every visit. */
export function visitorName() {
  let name = localStorage.getItem("nst-visitor");
  if (!name) {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    name = Array.from(bytes, (x) => x.toString(16).padStart(2, "0")).join("");
    localStorage.setItem("nst-visitor", name);
  }
  return name;
}
