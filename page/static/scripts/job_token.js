// The token of the job that the page shows, in the page's address and the browser's
// storage, and this browser's own random name.

export function currentToken() {
  const token = new URL(location.href).searchParams.get("job");
  return token || localStorage.getItem("nst-job") || "";
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

export function forgetToken() {
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
