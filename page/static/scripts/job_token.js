// The token of the job that the page shows, in the page's address and the browser's
// storage, and this browser's own random name. In the address it stands in the fragment,
// #job=TOKEN, which no browser sends to a server.

const ANSWER_MS = 200; // within which another tab says that it shows a job

export function currentToken() {
  return fragment().get("job") ?? "";
}

function fragment() {
  return new URLSearchParams(location.hash.slice(1));
}

/**
 * Address by which others may look at a job.
 * @param {string} token the one to look only
 */
export function linkTo(token) {
  const address = new URL(location.href);
  address.searchParams.delete("job");
  address.hash = `job=${token}`;
  return address.href;
}

/** Lets a link that is opened in this very tab show its job. */
export function followLinks() {
  addEventListener("hashchange", () => location.reload());
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
  takeFromQuery();
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
  setFragment((parameters) => parameters.set("job", token));
  return token;
}

/** The job of this tab is not here any more. */
export function forgetToken() {
  if (localStorage.getItem("nst-job") === currentToken())
    localStorage.removeItem("nst-job");
  setFragment((parameters) => parameters.delete("job"));
}

/** Older links have the token in the query. */
function takeFromQuery() {
  const address = new URL(location.href);
  const token = address.searchParams.get("job");
  if (!token) return;
  address.searchParams.delete("job");
  history.replaceState(null, "", address);
  setFragment((parameters) => parameters.set("job", token));
}

/** @param {(parameters: URLSearchParams) => void} change */
function setFragment(change) {
  const parameters = fragment();
  change(parameters);
  const address = new URL(location.href);
  address.hash = parameters.toString();
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
