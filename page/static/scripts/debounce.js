/**
 * Calls an action once for many requests, some milliseconds after the last one. Gradio's
 * own way, trigger_mode "always_last", now and then forgets the last one.
 * @param {number} delay_ms
 * @param {() => void} action
 */
export function debounce(delay_ms, action) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(action, delay_ms);
  };
}
