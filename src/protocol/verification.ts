/** How something stands, for its colour and its icon; the words beside it say the same. */
export type Tone = 'good' | 'busy' | 'warn' | 'bad' | 'neutral';

/** What a button of the page asks the extension to do. */
export type PageAction =
  | 'recheck'
  | 'onboard'
  | 'continueRun'
  | 'openCdnConsole'
  | 'openDnsConsole'
  | 'copyUrlPattern'
  | 'rewriteRoot'
  | 'openStaticPages';
/** Every action, for checking what a page sends. */
export const pageActions: readonly PageAction[] = [
  'recheck',
  'onboard',
  'continueRun',
  'openCdnConsole',
  'openDnsConsole',
  'copyUrlPattern',
  'rewriteRoot',
  'openStaticPages',
];

/** A button with its words. */
export interface PageButton {
  readonly action: PageAction;
  readonly label: string;
}

/** A label with its value; `copy` is the text its Copy button puts on the clipboard. */
export interface PageFact {
  readonly label: string;
  readonly value: string;
  readonly copy?: string;
  readonly tone?: Tone;
}

/** A table; the first cell of each row is the row's header. */
export interface PageTable {
  readonly head: readonly string[];
  readonly rows: readonly { readonly tone: Tone; readonly cells: readonly string[] }[];
}

/** A titled part of the page: a sentence, facts, a table, in this order, each where there is one. */
export interface PageSection {
  readonly id: string;
  readonly title: string;
  readonly note?: string;
  readonly facts?: readonly PageFact[];
  readonly table?: PageTable;
}

/** One thing to do, in the order in which it should be tried. */
export interface PageFix {
  readonly text: string;
  readonly button?: PageButton;
}

/** Everything the page shows, in the person's language: always the whole, never a change. */
export interface VerificationPage {
  /** BCP 47, for the document. */
  readonly language: string;
  readonly domain: string;
  readonly verdict: {
    readonly tone: Tone;
    readonly label: string;
    readonly sentence: string;
    readonly detail?: string;
  };
  /** What goes on now: checking, when it looks again, or that it is settled. */
  readonly live: string;
  readonly busy: boolean;
  readonly overview: readonly PageFact[];
  readonly fixesTitle: string;
  readonly fixes: readonly PageFix[];
  readonly sections: readonly PageSection[];
  readonly buttons: readonly PageButton[];
  readonly words: { readonly copy: string; readonly copied: string };
}

/** What the extension sends to the page. */
export interface ToPage {
  readonly type: 'page';
  readonly page: VerificationPage;
}

/** What the page sends to the extension. */
export type FromPage =
  | { readonly type: 'ready' }
  | { readonly type: 'copy'; readonly text: string }
  | { readonly type: 'act'; readonly action: PageAction };

/** What the page keeps for its restoration after a reload. */
export interface PageState {
  readonly domain: string;
}
