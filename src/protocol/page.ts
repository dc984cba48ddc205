/** A state, for colour and icon. The text beside it says the same. */
export type Tone = 'good' | 'busy' | 'warn' | 'bad' | 'neutral';

/** A button; `action` is the request to the extension. */
export interface PageButton<Action extends string = string> {
  readonly action: Action;
  readonly label: string;
  /** The subject, for a screen reader, if several buttons have the same label. */
  readonly of?: string;
  /** The button is disabled and announced as such. */
  readonly disabled?: true;
}

/** A label with its value; `copy` is the text for its Copy button. */
export interface PageFact {
  readonly label: string;
  readonly value: string;
  /** Additional information. */
  readonly note?: string;
  readonly copy?: string;
  readonly button?: PageButton;
  readonly tone?: Tone;
}

/** A table with its columns; the first cell of each row is the row's header. `id` is stable over snapshots. */
export interface PageTable {
  readonly caption: string;
  readonly head: readonly string[];
  readonly rows: readonly { readonly id: string; readonly tone: Tone; readonly cells: readonly string[] }[];
}

/** One DNS resolution: who answered, and the chain from the name to the last address. */
export interface PageChain {
  readonly id: string;
  /** Who answered. */
  readonly label: string;
  readonly nodes: readonly {
    readonly kind: string;
    readonly text: string;
    readonly note?: string;
    readonly tone: Tone;
  }[];
}

/** A titled section. Its kinds of content are shown in this order if present. */
export interface PageSection {
  readonly id: string;
  readonly title: string;
  readonly note?: string;
  readonly facts?: readonly PageFact[];
  /** Sentences, one per line. */
  readonly lines?: readonly string[];
  readonly chains?: readonly PageChain[];
  readonly table?: PageTable;
  /** Text shown line by line with one Copy button; `title` is the label of the disclosure. */
  readonly raw?: { readonly title: string; readonly text: string };
}

/** One action, in the order in which to try it. */
export interface PageFix<Action extends string = string> {
  readonly id: string;
  readonly text: string;
  /** The text for its Copy button. */
  readonly copy?: string;
  readonly button?: PageButton<Action>;
}

/** Actions that belong together: the main one, alternatives, and optional ones. */
export interface PageFixes {
  readonly id: 'do' | 'or' | 'optional';
  readonly title: string;
  readonly items: readonly PageFix[];
}

/** A question with a short answer, its evidence, and the addresses concerned. */
export interface PageAnswer {
  readonly id: string;
  readonly title: string;
  readonly tone: Tone;
  readonly label: string;
  readonly notes: readonly string[];
  readonly rows: readonly { readonly id: string; readonly label: string; readonly text: string; readonly tone: Tone }[];
}

/** One station of a path, such as from the record to the page in the browser. */
export interface PageStep {
  readonly id: string;
  readonly title: string;
  readonly tone: Tone;
  /** The state in one or two words. */
  readonly state: string;
  readonly text: string;
  /** The time and duration of the query. */
  readonly when?: string;
}

/** The whole content of a page, in the user's language. Never a partial update. */
export interface PageSnapshot {
  /** BCP 47, for the document. */
  readonly language: string;
  /** The subject of the page, which also identifies it after a reload. */
  readonly title: string;
  /** The main result in a sentence. */
  readonly lead: {
    readonly tone: Tone;
    readonly label: string;
    readonly sentence: string;
    /** The part of the sentence that is a DNS value. */
    readonly value?: string;
    readonly detail?: string;
  };
  /** A change that the cloud has accepted but that is not visible yet. */
  readonly accepted?: string;
  /** The progress of the data collection. */
  readonly live: string;
  readonly busy: boolean;
  readonly buttons: readonly PageButton[];
  readonly answers: readonly PageAnswer[];
  readonly fixes: readonly PageFixes[];
  readonly sections: readonly PageSection[];
  /** The details, collapsed while there is no problem. */
  readonly details: {
    readonly title: string;
    readonly isFolded: boolean;
    readonly buttons: readonly PageButton[];
    readonly overview: readonly PageFact[];
    readonly timeline?: { readonly title: string; readonly steps: readonly PageStep[] };
    readonly sections: readonly PageSection[];
  };
  readonly words: {
    readonly copy: string;
    readonly copied: string;
    readonly actions: string;
  };
}

/** Messages from the extension to the page. */
export interface ToPage {
  readonly type: 'page';
  readonly page: PageSnapshot;
}

/** Messages from a page to the extension, which accepts only the actions of that page. */
export type FromPage<Action extends string = string> =
  | { readonly type: 'ready' }
  | { readonly type: 'copy'; readonly text: string }
  | { readonly type: 'act'; readonly action: Action };

/** The state of a page across a reload; `scroll` in CSS pixels. */
export interface PageState {
  readonly title: string;
  readonly scroll?: number;
}
