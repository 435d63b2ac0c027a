// What concerns the whole page: which job it shows, and files that are brought to it.

// The job's token lives in the page's address and in the browser's storage.
nst.token = (given) => {
  const address = new URL(location.href);
  const stored = localStorage.getItem("nst-job");
  const token = given || address.searchParams.get("job") || stored || "";
  if (token) {
    localStorage.setItem("nst-job", token);
    address.searchParams.set("job", token);
    history.replaceState(null, "", address);
  }
  return token;
};

nst.forgetToken = () => {
  const address = new URL(location.href);
  address.searchParams.delete("job");
  history.replaceState(null, "", address);
  localStorage.removeItem("nst-job");
};

nst.visitor = () => {
  if (!localStorage.getItem("nst-visitor")) {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    const name = Array.from(bytes, (x) => x.toString(16).padStart(2, "0")).join("");
    localStorage.setItem("nst-visitor", name);
  }
  return localStorage.getItem("nst-visitor");
};

// Files that are dropped beside the pickers, or pasted: a picture painted here, or its
// recipe, brings its settings back; any other picture goes where one is missing.
nst.files = (element, trigger, upload) => {
  nst.nameExamples();
  let brought = null; // what `place` gives to which picker

  async function hasRecipe(file) {
    if (file.name.endsWith(".json")) return true;
    const head = await file.slice(0, 65536).arrayBuffer();
    return new TextDecoder("latin1").decode(head).includes("nst-recipe");
  }

  async function take(file, isDropped) {
    if (isDropped && (await hasRecipe(file))) {
      return trigger("recipe", { path: (await upload(file)).path });
    }
    const { path, url } = await upload(file);
    const meta = { _type: "gradio.FileData" };
    brought = { path, url, orig_name: file.name, meta };
    trigger("bring");
  }

  nst.files.place = (content, style) => {
    if (!content || style) return [brought, style];
    return [content, brought];
  };

  // A picker takes what is dropped on it by itself; over an open dialog it is a mask.
  const PICKERS = "#content, #style, #style2, #style3, #style4";
  const isPicker = (target) => !nst.masks.isOpen() && target.closest?.(PICKERS);
  const takeHere = (file, isDropped) =>
    nst.masks.isOpen() ? nst.masks.take(file) : take(file, isDropped);
  document.addEventListener("dragover", (event) => {
    if (!isPicker(event.target)) event.preventDefault();
  });
  document.addEventListener("drop", (event) => {
    const file = event.dataTransfer?.files[0];
    if (!file || isPicker(event.target)) return;
    event.preventDefault();
    takeHere(file, true);
  });
  document.addEventListener("paste", (event) => {
    const file = event.clipboardData?.files[0];
    if (!file || event.target.closest?.("input, textarea")) return;
    event.preventDefault();
    takeHere(file, false);
  });
};

nst.foot = (element, days, source) => {
  nst.translate(element);
  const link = element.querySelector(".source");
  link.hidden = !source;
  link.href = source;
  element.querySelector(".privacy").textContent = nst.say("privacy", { days });
};

// Gradio's thumbnails have no names of their own; their files have.
nst.nameExamples = () => {
  const name = () => {
    for (const button of document.querySelectorAll("#choose .gallery-item")) {
      const file = button.querySelector("img")?.src.split("/").at(-1) ?? "";
      button.title = file.replace(/\.\w+$/, "").replaceAll("-", " ");
      button.setAttribute("aria-label", button.title);
    }
  };
  new MutationObserver(name).observe(document.body, { childList: true, subtree: true });
  name();
};
