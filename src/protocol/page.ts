/** A state, shown by colour and icon. The text beside it says the same, so the colour is not needed to understand it. */
export type Tone = 'good' | 'busy' | 'warn' | 'bad' | 'neutral';

/** A button on a page. `action` is the request that is sent to the extension. */
export interface PageButton<Action extends string = string> {
  readonly action: Action;
  readonly label: string;
  /** The subject of the button, for screen readers. Set if several buttons have the same label. */
  readonly of?: string;
  /** If set, the button is disabled and announced as such. */
  readonly disabled?: true;
}

/** A label with its value. `copy` is the text that the Copy button copies. */
export interface PageFact {
  readonly label: string;
  readonly value: string;
  /** Additional information. */
  readonly note?: string;
  readonly copy?: string;
  readonly button?: PageButton;
  readonly tone?: Tone;
}

/** A table with its columns. The first cell of each row is the header of the row. `id` stays the same across snapshots. */
export interface PageTable {
  readonly caption: string;
  readonly head: readonly string[];
  readonly rows: readonly { readonly id: string; readonly tone: Tone; readonly cells: readonly string[] }[];
}

/** One DNS resolution: the server that answered, and the chain from the name to the last address. */
export interface PageChain {
  readonly id: string;
  /** The server that answered. */
  readonly label: string;
  readonly nodes: readonly {
    readonly kind: string;
    readonly text: string;
    readonly note?: string;
    readonly tone: Tone;
  }[];
}

/** A section with a title. Its kinds of content are shown in the order of these fields. */
export interface PageSection {
  readonly id: string;
  readonly title: string;
  readonly note?: string;
  readonly facts?: readonly PageFact[];
  /** Sentences, one per line. */
  readonly lines?: readonly string[];
  readonly chains?: readonly PageChain[];
  readonly table?: PageTable;
  /** Raw text, shown line by line with one Copy button. `title` is the label that expands it. */
  readonly raw?: { readonly title: string; readonly text: string };
}

/** One action that may fix a problem. Fixes are listed in the order in which to try them. */
export interface PageFix<Action extends string = string> {
  readonly id: string;
  readonly text: string;
  /** The text that the Copy button copies. */
  readonly copy?: string;
  readonly button?: PageButton<Action>;
}

/** Actions that belong together: the main action, its alternatives, and optional actions. */
export interface PageFixes {
  readonly id: 'do' | 'or' | 'optional';
  readonly title: string;
  readonly items: readonly PageFix[];
}

/** A question with a short answer, the evidence for it, and the addresses that it concerns. */
export interface PageAnswer {
  readonly id: string;
  readonly title: string;
  readonly tone: Tone;
  readonly label: string;
  readonly notes: readonly string[];
  readonly rows: readonly { readonly id: string; readonly label: string; readonly text: string; readonly tone: Tone }[];
}

/** One station of a path, for example of the path from the DNS record to the page in the browser. */
export interface PageStep {
  readonly id: string;
  readonly title: string;
  readonly tone: Tone;
  /** The state in one or two words. */
  readonly state: string;
  readonly text: string;
  /** When the query was made and how long it took. */
  readonly when?: string;
}

/** The whole content of a page, in the user's language. A snapshot is never a partial update. */
export interface PageSnapshot {
  /** The language of the document as a BCP 47 tag. */
  readonly language: string;
  /** The subject of the page, which also identifies it after a reload. */
  readonly title: string;
  /** The main result, in one sentence. */
  readonly lead: {
    readonly tone: Tone;
    readonly label: string;
    readonly sentence: string;
    /** The part of the sentence that is a DNS value, which is highlighted. */
    readonly value?: string;
    readonly detail?: string;
  };
  /** A change that the cloud has accepted but that is not visible yet. */
  readonly accepted?: string;
  /** How far the data has been collected. */
  readonly live: string;
  readonly busy: boolean;
  readonly buttons: readonly PageButton[];
  readonly answers: readonly PageAnswer[];
  readonly fixes: readonly PageFixes[];
  readonly sections: readonly PageSection[];
  /** The details, which are collapsed as long as there is no problem. */
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

/** Messages from a page to the extension. The extension accepts only the actions of that page. */
export type FromPage<Action extends string = string> =
  | { readonly type: 'ready' }
  | { readonly type: 'copy'; readonly text: string }
  | { readonly type: 'act'; readonly action: Action };

/** The state of a page that survives a reload. `scroll` is in CSS pixels. */
export interface PageState {
  readonly title: string;
  readonly scroll?: number;
}
