/** How something stands, for its colour and its icon; the words beside it say the same. */
export type Tone = 'good' | 'busy' | 'warn' | 'bad' | 'neutral';

/** A button with its words; `action` is what it asks the extension to do. */
export interface PageButton<Action extends string = string> {
  readonly action: Action;
  readonly label: string;
  /** What it is about, for a screen reader, where several buttons are called the same. */
  readonly of?: string;
  /** It does nothing now, and says so. */
  readonly disabled?: true;
}

/** A label with its value; `copy` is the text its Copy button puts on the clipboard. */
export interface PageFact {
  readonly label: string;
  readonly value: string;
  /** What else there is to know of it. */
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

/** One way that DNS leads: who answers so, and the stations from the name to the last address. */
export interface PageChain {
  readonly id: string;
  /** Who answers so. */
  readonly label: string;
  readonly nodes: readonly {
    readonly kind: string;
    readonly text: string;
    readonly note?: string;
    readonly tone: Tone;
  }[];
}

/** A titled part of the page: each of its kinds of content where there is one, in this order. */
export interface PageSection {
  readonly id: string;
  readonly title: string;
  readonly note?: string;
  readonly facts?: readonly PageFact[];
  /** Sentences, one a line. */
  readonly lines?: readonly string[];
  readonly chains?: readonly PageChain[];
  readonly table?: PageTable;
  /** Text to be read line by line and copied whole; `title` opens and closes it. */
  readonly raw?: { readonly title: string; readonly text: string };
}

/** One thing to do, in the order in which it should be tried. */
export interface PageFix<Action extends string = string> {
  readonly id: string;
  readonly text: string;
  /** What is to be copied for it. */
  readonly copy?: string;
  readonly button?: PageButton<Action>;
}

/** Things to do that belong together: the one to do, those in its place, and those that may be left. */
export interface PageFixes {
  readonly id: 'do' | 'or' | 'optional';
  readonly title: string;
  readonly items: readonly PageFix[];
}

/** One question with its answer in a few words, what it rests on, and the addresses that it is about. */
export interface PageAnswer {
  readonly id: string;
  readonly title: string;
  readonly tone: Tone;
  readonly label: string;
  readonly notes: readonly string[];
  readonly rows: readonly { readonly id: string; readonly label: string; readonly text: string; readonly tone: Tone }[];
}

/** One station of a way, such as that from the record to the page in the browser. */
export interface PageStep {
  readonly id: string;
  readonly title: string;
  readonly tone: Tone;
  /** The state in one or two words. */
  readonly state: string;
  readonly text: string;
  /** When it was asked and how long that took. */
  readonly when?: string;
}

/** Everything a page shows, in the user's language: always the whole, never a change. */
export interface PageSnapshot {
  /** BCP 47, for the document. */
  readonly language: string;
  /** What the page is about, by which it is found again after a reload. */
  readonly title: string;
  /** What matters most, in a sentence. */
  readonly lead: {
    readonly tone: Tone;
    readonly label: string;
    readonly sentence: string;
    /** The part of the sentence that is a value of DNS. */
    readonly value?: string;
    readonly detail?: string;
  };
  /** What the cloud has accepted and is not seen yet. */
  readonly accepted?: string;
  /** The progress of what the page is made from. */
  readonly live: string;
  readonly busy: boolean;
  readonly buttons: readonly PageButton[];
  readonly answers: readonly PageAnswer[];
  readonly fixes: readonly PageFixes[];
  readonly sections: readonly PageSection[];
  /** All else, folded while there is nothing to look into. */
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

/** What the extension sends to the page. */
export interface ToPage {
  readonly type: 'page';
  readonly page: PageSnapshot;
}

/** What a page sends to the extension; the extension takes only the actions of that page. */
export type FromPage<Action extends string = string> =
  | { readonly type: 'ready' }
  | { readonly type: 'copy'; readonly text: string }
  | { readonly type: 'act'; readonly action: Action };

/** What a page keeps for its restoration after a reload; `scroll` in CSS pixels. */
export interface PageState {
  readonly title: string;
  readonly scroll?: number;
}
