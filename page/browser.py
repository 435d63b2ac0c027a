"""What belongs to the browser: theme, style, and the few lines of script."""

import json
from typing import Any

import gradio as gr

# A job's token lives in the page's address and in the browser's storage.
FIND_TOKEN = """() => {
  let visitor = localStorage.getItem("nst-visitor");
  if (!visitor) {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    visitor = Array.from(bytes, (x) => x.toString(16).padStart(2, "0")).join("");
    localStorage.setItem("nst-visitor", visitor);
  }
  const address = new URL(location.href);
  const linked = address.searchParams.get("job");
  const token = linked || localStorage.getItem("nst-job") || "";
  if (token) {
    address.searchParams.set("job", token);
    history.replaceState(null, "", address);
  }
  return [token, visitor];
}"""
KEEP_TOKEN = """(token) => {
  if (!token) return token;
  localStorage.setItem("nst-job", token);
  const address = new URL(location.href);
  address.searchParams.set("job", token);
  history.replaceState(null, "", address);
  return token;
}"""
LOOK_AGAIN = """() => {
  setTimeout(() => document.querySelector("#again").click(), 2000);
}"""


def at_once(*updates: Any) -> str:
    """Return the JavaScript of an event that asks no server and so takes no time."""
    return f"() => {json.dumps(updates)}"


# System fonts: the page needs no other machine, and looks at home on this one.
THEME = gr.themes.Base(
    primary_hue="amber",
    neutral_hue="stone",
    font=["ui-sans-serif", "system-ui", "sans-serif"],
    font_mono=["ui-monospace", "monospace"],
)
CSS = """
.gradio-container { max-width: 1320px !important; margin: 0 auto; }
#canvas img { width: 100%; height: 100%; object-fit: contain; }
#where { min-height: 8rem; overflow-wrap: anywhere; }
#where p { margin: .4rem 0 0; }
#where .costs { color: var(--body-text-color-subdued); font-size: .85em; }
#where progress { appearance: none; width: 100%; height: .5rem; border: 0; }
#where progress, #where progress::-webkit-progress-bar {
  background: var(--border-color-primary); border-radius: .25rem; }
#where progress::-webkit-progress-value {
  background: var(--primary-500); border-radius: .25rem; }
#where progress::-moz-progress-bar { background: var(--primary-500); }
"""
