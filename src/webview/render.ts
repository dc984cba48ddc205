import type {
  PageAnswer,
  PageButton,
  PageChain,
  PageFact,
  PageFix,
  PageFixes,
  PageSection,
  PageSnapshot,
  PageStep,
  PageTable,
} from '../protocol/page.js';
import { keyAttribute, morphChildren } from './morph.js';

/** Draws a page into `root`. Unchanged elements are kept, including the one with the focus. */
export function renderPage(root: HTMLElement, page: PageSnapshot): void {
  document.documentElement.lang = page.language;
  document.title = page.title;
  const { sections, words } = page;
  const fresh = element('main', {}, [
    drawHeader(page),
    drawAnswers(page.answers),
    ...drawFixes(page),
    ...sections.map((section) => drawSection(section, words)),
    drawDetails(page),
  ]);
  const { activeElement } = document;
  morphChildren(root, fresh);
  if (activeElement instanceof HTMLElement && activeElement !== document.activeElement) {
    activeElement.focus({ preventScroll: true });
  }
}

/** Returns the fix whose button is the primary one. If there is none, the first button of the page is primary. */
function findPrimary({ fixes }: PageSnapshot): PageFix | undefined {
  return fixes.find(({ id }) => id === 'do')?.items.find(({ button }) => button !== undefined);
}

function drawHeader(page: PageSnapshot): HTMLElement {
  const isFixable = findPrimary(page) !== undefined;
  const buttons = page.buttons.map((button, index) =>
    drawButton(button, 'top', index === 0 && !isFixable ? 'primary' : ''),
  );
  const attributes = { role: 'group', 'aria-label': page.words.actions };
  return element('header', { key: 'header' }, [
    element('h1', { text: page.title }),
    drawLead(page),
    element('div', { key: 'buttons', className: 'buttons', attributes }, buttons),
  ]);
}

/** Draws the lead. Only the main result and accepted changes are announced to screen readers, since the progress changes every few seconds. */
function drawLead({ lead, accepted, live, busy }: PageSnapshot): HTMLElement {
  const said = [
    element('p', { className: 'sentence' }, [
      element('span', { className: 'badge', text: lead.label }),
      drawSentence(lead),
    ]),
    lead.detail === undefined ? undefined : element('p', { key: 'detail', className: 'detail', text: lead.detail }),
    accepted === undefined ? undefined : element('p', { key: 'accepted', className: 'accepted', text: accepted }),
  ];
  return element('div', { key: 'lead', className: `lead tone-${lead.tone}` }, [
    element('div', { key: 'said', attributes: { role: 'status', 'aria-live': 'polite', 'aria-atomic': 'true' } }, said),
    element('p', { key: 'live', className: busy ? 'live busy' : 'live', text: live }),
  ]);
}

/** Draws the main sentence. A value within it looks the same as in the tables below. */
function drawSentence({ sentence, value }: PageSnapshot['lead']): HTMLElement {
  const at = value === undefined ? -1 : sentence.lastIndexOf(value);
  if (value === undefined || at < 0) return element('span', { text: sentence });
  return element('span', {}, [
    document.createTextNode(sentence.slice(0, at)),
    element('span', { className: 'value', text: value }),
    document.createTextNode(sentence.slice(at + value.length)),
  ]);
}

function drawAnswers(answers: readonly PageAnswer[]): HTMLElement {
  return element('div', { key: 'answers', className: 'answers' }, answers.map(drawAnswer));
}

function drawAnswer({ id, title, tone, label, notes, rows }: PageAnswer): HTMLElement {
  const heading = `answer-${id}`;
  const addresses = rows.map((row) =>
    element('div', { key: row.id, className: `tone-${row.tone}` }, [
      element('dt', { className: 'value', text: row.label }),
      element('dd', { text: row.text }),
    ]),
  );
  const attributes = { 'aria-labelledby': heading };
  return element('section', { key: heading, className: `answer tone-${tone}`, attributes }, [
    element('h2', { key: 'heading', text: title, attributes: { id: heading } }),
    element('p', { key: 'label', className: 'state', text: label }),
    ...notes.map((text, index) => element('p', { key: `note:${index}`, className: 'note', text })),
    addresses.length > 0 ? element('dl', { key: 'rows' }, addresses) : undefined,
  ]);
}

function drawFixes(page: PageSnapshot): readonly HTMLElement[] {
  const primary = findPrimary(page);
  return page.fixes.map(({ id, title, items }: PageFixes) =>
    element('section', { key: `fixes-${id}`, className: `fixes ${id}`, attributes: { 'aria-labelledby': id } }, [
      element('h2', { key: 'heading', text: title, attributes: { id } }),
      element(
        'ul',
        {},
        items.map((fix) => drawFix(fix, fix === primary, page.words)),
      ),
    ]),
  );
}

function drawFix({ id, text, copy, button }: PageFix, isPrimary: boolean, words: Words): HTMLElement {
  return element('li', { key: `fix:${id}` }, [
    element('span', { className: 'text', text }),
    button ? drawButton(button, 'fix', isPrimary ? 'primary' : '') : undefined,
    copy === undefined ? undefined : drawCopy(copy, text, 'fix', words),
  ]);
}

function drawDetails({ details, words, busy }: PageSnapshot): HTMLElement {
  const { title, isFolded, buttons, sections } = details;
  const attributes = { role: 'group', 'aria-label': words.actions };
  return element('details', { key: 'details', attributes: isFolded ? {} : { open: '' } }, [
    element('summary', { key: 'summary', text: title }),
    ...drawTimeline(details, words, busy),
    buttons.length === 0
      ? undefined
      : element(
          'div',
          { key: 'consoles', className: 'buttons', attributes },
          buttons.map((button) => drawButton(button, 'details')),
        ),
    ...sections.map((section) => drawSection(section, words)),
  ]);
}

/** Draws the part that fills during a check. The lead is outside of it, since screen readers do not announce a busy region. */
function drawTimeline({ timeline, overview }: PageSnapshot['details'], words: Words, busy: boolean) {
  if (!timeline) return overview.length > 0 ? [drawFacts(overview, 'overview', words)] : [];
  const attributes = { 'aria-labelledby': 'timeline', 'aria-busy': String(busy) };
  return [
    element('section', { key: 'timeline', attributes }, [
      element('h2', { key: 'heading', text: timeline.title, attributes: { id: 'timeline' } }),
      element('ol', { className: 'timeline' }, timeline.steps.map(drawStep)),
      drawFacts(overview, 'overview', words),
    ]),
  ];
}

function drawStep({ id, title, tone, state, text, when }: PageStep): HTMLElement {
  return element('li', { key: `step:${id}`, className: `tone-${tone}` }, [
    element('span', { className: 'title', text: title }),
    element('span', { className: 'state', text: state }),
    element('span', { className: 'text', text }),
    when === undefined ? undefined : element('span', { key: 'when', className: 'when', text: when }),
  ]);
}

/** Draws a section with its title. */
function drawSection(section: PageSection, words: Words): HTMLElement {
  const heading = `section-${section.id}`;
  const { note, facts, lines, chains, table, raw } = section;
  return element('section', { key: heading, attributes: { 'aria-labelledby': heading } }, [
    element('h2', { key: 'heading', text: section.title, attributes: { id: heading } }),
    note === undefined ? undefined : element('p', { key: 'note', className: 'note', text: note }),
    facts?.length ? drawFacts(facts, section.id, words) : undefined,
    lines?.length ? drawLines(lines) : undefined,
    ...(chains ?? []).map(drawChain),
    table ? drawTable(table) : undefined,
    raw ? drawRaw(raw, words) : undefined,
  ]);
}

function drawLines(lines: readonly string[]): HTMLElement {
  const items = lines.map((text) => element('li', { text }));
  return element('ul', { key: 'lines', className: 'lines' }, items);
}

function drawChain({ id, label, nodes }: PageChain): HTMLElement {
  const stations = nodes.map((node, index) =>
    element('li', { key: `${id}:${index}`, className: `tone-${node.tone}` }, [
      element('span', { className: 'kind', text: node.kind }),
      element('span', { className: 'value', text: node.text }),
      node.note === undefined ? undefined : element('span', { className: 'kind', text: node.note }),
    ]),
  );
  return element('figure', { key: id }, [
    element('figcaption', { className: 'note', text: label }),
    element('ol', { className: 'chain' }, stations),
  ]);
}

/** Draws a table with explicit roles, because the narrow layout shows rows as blocks, which would remove the semantics of a table. */
function drawTable(table: PageTable): HTMLElement {
  const head = table.head.map((text) => element('th', { text, attributes: { scope: 'col', role: 'columnheader' } }));
  const rows = table.rows.map((row) => {
    const cells = row.cells.map((text, index) => drawCell(text, index, table.head[index] ?? ''));
    return element('tr', { key: row.id, className: `tone-${row.tone}`, attributes: { role: 'row' } }, cells);
  });
  return element('table', { key: 'table', attributes: { role: 'table' } }, [
    element('caption', { text: table.caption }),
    element('thead', { attributes: { role: 'rowgroup' } }, [element('tr', { attributes: { role: 'row' } }, head)]),
    element('tbody', { attributes: { role: 'rowgroup' } }, rows),
  ]);
}

function drawCell(text: string, index: number, label: string): HTMLElement {
  if (index === 0) return element('th', { text, attributes: { scope: 'row', role: 'rowheader' } });
  return element('td', { attributes: { role: 'cell' } }, [
    element('span', { className: 'label', text: label, attributes: { 'aria-hidden': 'true' } }),
    element('span', { text }),
  ]);
}

function drawRaw({ title, text }: NonNullable<PageSection['raw']>, words: Words): HTMLElement {
  return element('details', { key: 'raw' }, [
    element('summary', { text: title }),
    drawCopy(text, title, 'raw', words),
    element('pre', { key: 'text', text }),
  ]);
}

/** The labels of the buttons that all pages have. */
type Words = PageSnapshot['words'];

/** Creates a button that sends its action to the extension. */
function drawButton({ action, label, of, disabled }: PageButton, place: string, className = ''): HTMLButtonElement {
  return element('button', {
    key: `${place}:${action}`,
    className,
    text: label,
    attributes: {
      type: 'button',
      'data-act': action,
      ...(of !== undefined && { 'aria-label': `${label}: ${of}` }),
      // With the attribute `disabled` the button would lose the focus.
      ...(disabled && { 'aria-disabled': 'true' }),
    },
  });
}

/** Creates a button that copies `text`. Its accessible name includes the subject `of`. */
function drawCopy(text: string, of: string, place: string, words: Words): HTMLButtonElement {
  return element('button', {
    key: `copy:${place}:${of}`,
    className: 'quiet',
    text: words.copy,
    attributes: { type: 'button', 'aria-label': `${words.copy}: ${of}`, 'data-copy': text, 'data-of': of },
  });
}

/** Creates a list of labels with their values. A value to paste elsewhere has a Copy button, and a value that can be changed has a button for that. */
function drawFacts(facts: readonly PageFact[], place: string, words: Words): HTMLElement {
  const rows = facts.map((fact) => {
    const value = element('dd', { className: fact.tone ? `tone-${fact.tone}` : '' }, [
      element('span', { className: 'value', text: fact.value }),
      fact.copy === undefined ? undefined : drawCopy(fact.copy, fact.label, place, words),
      fact.button && drawButton(fact.button, place, 'quiet'),
      fact.note === undefined ? undefined : element('p', { key: 'note', className: 'note', text: fact.note }),
    ]);
    return element('div', { key: `${place}:${fact.label}` }, [element('dt', { text: fact.label }), value]);
  });
  return element('dl', { key: `facts:${place}` }, rows);
}

/** Options of an element; `key` identifies it across snapshots. */
interface ElementOptions {
  readonly key?: string;
  readonly className?: string;
  readonly text?: string;
  readonly attributes?: Readonly<Record<string, string>>;
}

/** Creates an element with text (never markup) and children. */
function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  options: ElementOptions = {},
  children: readonly (Node | undefined)[] = [],
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  if (options.key !== undefined) made.setAttribute(keyAttribute, options.key);
  if (options.className) made.className = options.className;
  if (options.text !== undefined) made.textContent = options.text;
  for (const [name, value] of Object.entries(options.attributes ?? {})) made.setAttribute(name, value);
  made.append(...children.filter((child) => child !== undefined));
  return made;
}
