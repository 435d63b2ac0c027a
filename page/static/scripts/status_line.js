// The sentence that says how far a job is.

import { formatDuration, say } from "./words.js";

/**
 * @param {import("./types.d.ts").JobStatus} status
 * @returns {string}
 */
export function sentenceOf(status) {
  const time = formatDuration(status.seconds ?? 0);
  const time_left = formatDuration(status.seconds_left ?? 0);
  switch (status.state) {
    case "queued":
      if (status.is_finishing) return say("finishing");
      if (!status.is_ready) return say("getting_ready");
      if (status.wait_s < 1) return say("next");
      return say("waiting", { ...status, time: formatDuration(status.wait_s) });
    case "painting":
      if (!status.scales) return say("looking");
      if (status.cell) {
        const [number, cells, label] = status.cell;
        return say("sheet_at", { number, cells, label, time: time_left });
      }
      return say("painting_at", { ...status, time: time_left });
    case "paused":
      return say("paused_at", { ...status });
    case "stopped":
      return say(status.has_result ? "stopped_at" : "stopped_early", { ...status });
    case "done":
      return say(status.seconds ? "finished" : "finished_once", { ...status, time });
    default:
      return say("failed");
  }
}
