// What the page says, in the browser's language where it is known, else in English.

window.nst = {};

// `WORDS` stands before this file: every language's texts, by their keys.
nst.say = (key, values = {}) => {
  const language = navigator.language.split("-")[0];
  const words = WORDS[language] ?? WORDS.en;
  const text = words[key] ?? WORDS.en[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);
};

nst.duration = (seconds) => {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`;
  return `${Math.round(seconds / 60)} min`;
};

// Every element with data-say shows the text of that key; with data-title, as its name.
nst.translate = (root) => {
  for (const each of root.querySelectorAll("[data-say]")) {
    each.textContent = nst.say(each.dataset.say);
  }
  for (const each of root.querySelectorAll("[data-title]")) {
    each.title = nst.say(each.dataset.title);
    each.setAttribute("aria-label", each.title);
  }
};

// What is asked for again and again is done once, a moment after the last time. Gradio's
// own way, trigger_mode "always_last", now and then forgets the last one.
nst.soon = (delay_ms, deed) => {
  let timer = 0;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(deed, delay_ms);
  };
};
