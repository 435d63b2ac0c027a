// Types of what crosses a border: from Gradio, from the server, between modules.

/** A file that the server has, as Gradio's components and events carry it. */
export interface FileData {
  path: string;
  url: string;
  orig_name?: string;
  meta: { _type: "gradio.FileData" };
}

/** A picture that the page offers, as page/examples.py describes it. */
export interface Example {
  name: string;
  thumbnail: string;
  /** SHA-256 of its file. */
  hash: string;
  path: string;
  url: string;
}

/** What Gradio hands to the script of a gr.HTML component. */
export interface Part<Value = unknown> {
  element: HTMLElement;
  /** `value` is what the server is sent, and what it sends. */
  props: { value: Value; [name: string]: unknown };
  trigger(event: string, data?: unknown): void;
  watch(name: string, listener: () => void): void;
  upload(file: File): Promise<{ path: string; url: string }>;
}

export type Texts = Record<string, string>;

/**
 * Loss terms of one frame, before their weights; `layers` by the layer's name. Beside
 * these, each loss of pixels by its name.
 */
export interface Costs {
  total: number;
  content: number;
  style: number;
  layers: Record<string, number>;
  [term: string]: number | Record<string, number>;
}

/** One point of the loss curves: iteration, total, content and style loss. */
export type CostPoint = [
  iteration: number,
  total: number,
  content: number,
  style: number,
];

/** Status of a job, as page/status.py makes it. */
export interface JobStatus {
  number: number;
  /** As the page's address has it: the owner's, or the one to look only. */
  token: string;
  /** For a link that others may be given. */
  view_token: string;
  /** Whether the token is the owner's. */
  is_own: boolean;
  /** Address of the job's files. */
  files_path: string;
  state: "none" | "queued" | "painting" | "paused" | "stopped" | "done" | "failed";
  is_over: boolean;
  is_sheet: boolean;
  /** Of one's own touch-up: the token of the job whose picture it changes. */
  before: string;
  has_result: boolean;
  /** Where the job is, and what went wrong, in the visitor's language. */
  sentence: string;
  note: string;
  share: number;
  iteration: number;
  width: number | null;
  height: number | null;
  costs: Costs | null;
  weights: Record<string, number>;
  picture: string;
  files: string[];
  network: string;
  preset: string;
}

/** Why nothing came of a request; `is_gone`: the job is not on the server any more. */
export interface Refusal {
  number: number;
  refused: string;
  is_gone: boolean;
}

/** Address of what is shown in place of a picker's file; {} where there is none. */
export interface FilePreview {
  picker?: string;
  file?: string;
  preview?: string;
}

/** What a run would take, or why it cannot be; {} while it is not known. */
export interface Estimate {
  estimate?: string;
  trouble?: string;
  cure_size?: number | null;
}

/** Files of the masks, by names as mask1, that of what is kept, and the path of the photo
 * that they belong to. */
export interface Masks {
  photo?: string;
  keep?: FileData;
  [name: `mask${number}`]: FileData;
}

/** Keep map of a photo's faces, or why there is none. */
export interface FoundFaces {
  number: number;
  keep?: FileData;
  trouble?: string;
}

/** What is to become of a brushed place of a finished picture. */
export interface TouchWish {
  touch: "stronger" | "weaker" | "keep" | "painting";
  /** Picker of the painting that goes there. */
  style: string;
  place: FileData;
}

/** A job in the browser's own list. */
export interface HistoryEntry {
  token: string;
  /** Address of the job's files; older entries have none. */
  files_path?: string;
  preset: string;
  width: number | null;
  height: number | null;
  isOver: boolean;
  when: number;
}

/** What the core and the scripts know alike, as page/tables.py makes it. */
export interface Table {
  /** Endings of files that browsers show, and of all that the server reads. */
  shown_suffixes: string[];
  read_suffixes: string[];
  /** Of each painting: its picker, its mask and its share, by the names in the form. */
  styles: { style: string; mask: `mask${number}`; blend: string }[];
  alpha: number;
  beta: number;
  mask_edge_px: number;
  mask_tolerance: number;
}

declare global {
  var nst: {
    texts: Record<string, Texts>;
    table: Table;
    /** The sketching networks: their folder on the server, and bytes of the reader. */
    sketch: { path: string; reader_bytes: number };
    /** The finished example on the empty canvas: addresses, names of its examples. */
    first_look: {
      painting: string;
      photo: string;
      photo_name: string;
      style_name: string;
    };
    ready: Promise<typeof import("./main.js")>;
  };
}
