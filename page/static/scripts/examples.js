import { setName } from "./words.js";

/** Names Gradio's example thumbnails, which have none, after their files. */
export function nameExamples() {
  const nameAll = () => {
    for (const button of document.querySelectorAll("#choose .gallery-item")) {
      const url = button.querySelector("img")?.src ?? "";
      const file = url.slice(url.lastIndexOf("/") + 1);
      const name = file.replace(/\.\w+$/, "").replaceAll("-", " ");
      if (button instanceof HTMLElement) setName(button, name);
    }
  };
  new MutationObserver(nameAll).observe(document.body, {
    childList: true,
    subtree: true,
  });
  nameAll();
}
