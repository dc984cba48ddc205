import type {
  PageAction,
  PageButton,
  PageFact,
  PageFix,
  PageSection,
  PageTable,
  VerificationPage,
} from '../protocol/verification.js';
import { element } from './elements.js';

/** What the buttons of the page do. */
export interface PageHandlers {
  act(action: PageAction): void;
  copy(text: string, button: HTMLButtonElement): void;
}

/** Draws the whole page into `root`, keeping the focus on the control that had it. */
export function renderPage(root: HTMLElement, page: VerificationPage, handlers: PageHandlers): void {
  const focused = document.activeElement instanceof HTMLElement ? document.activeElement.dataset.key : undefined;
  document.documentElement.lang = page.language;
  document.title = page.domain;
  root.replaceChildren(
    drawHeader(page, handlers),
    drawFixes(page, handlers),
    ...page.sections.map((section) => drawSection(section, page, handlers)),
  );
  if (focused) root.querySelector<HTMLElement>(`[data-key="${CSS.escape(focused)}"]`)?.focus();
}

function drawHeader(page: VerificationPage, handlers: PageHandlers): HTMLElement {
  const { verdict } = page;
  const badge = element('span', { className: 'badge', text: verdict.label });
  const sentence = element('p', { className: 'sentence' }, [badge, element('span', { text: verdict.sentence })]);
  const box = element('div', { className: `verdict tone-${verdict.tone}` }, [sentence]);
  if (verdict.detail) box.append(element('p', { className: 'detail', text: verdict.detail }));
  box.append(element('p', { className: page.busy ? 'live busy' : 'live', text: page.live }));
  const buttons = page.buttons.map((button, index) =>
    drawButton(button, handlers, `top:${button.action}`, index === 0),
  );
  return element('header', {}, [
    element('h1', { text: page.domain }),
    box,
    element('div', { className: 'buttons' }, buttons),
    drawFacts(page.overview, 'overview', page, handlers),
  ]);
}

function drawFixes(page: VerificationPage, handlers: PageHandlers): HTMLElement {
  const section = element('section', { attributes: { 'aria-labelledby': 'fixes' } });
  if (page.fixes.length === 0) return element('div', { attributes: { hidden: '' } });
  const items = page.fixes.map((fix, index) => drawFix(fix, index, handlers));
  section.append(element('h2', { text: page.fixesTitle, attributes: { id: 'fixes' } }), element('ol', {}, items));
  return section;
}

function drawFix(fix: PageFix, index: number, handlers: PageHandlers): HTMLElement {
  const item = element('li', {}, [element('span', { text: fix.text })]);
  if (fix.button) item.append(' ', drawButton(fix.button, handlers, `fix:${index}:${fix.button.action}`, false));
  return item;
}

function drawSection(section: PageSection, page: VerificationPage, handlers: PageHandlers): HTMLElement {
  const heading = `section-${section.id}`;
  const drawn = element('section', { attributes: { 'aria-labelledby': heading } }, [
    element('h2', { text: section.title, attributes: { id: heading } }),
  ]);
  if (section.note) drawn.append(element('p', { className: 'note', text: section.note }));
  if (section.facts?.length) drawn.append(drawFacts(section.facts, section.id, page, handlers));
  if (section.table) drawn.append(drawTable(section.table, heading));
  return drawn;
}

function drawFacts(
  facts: readonly PageFact[],
  group: string,
  page: VerificationPage,
  handlers: PageHandlers,
): HTMLElement {
  const list = element('dl');
  for (const fact of facts) {
    const value = element('dd', { className: fact.tone ? `tone-${fact.tone}` : '' }, [
      element('span', { className: 'value', text: fact.value }),
    ]);
    if (fact.copy !== undefined) value.append(' ', drawCopy(fact, fact.copy, group, page, handlers));
    list.append(element('div', {}, [element('dt', { text: fact.label }), value]));
  }
  return list;
}

function drawCopy(
  fact: PageFact,
  text: string,
  group: string,
  page: VerificationPage,
  handlers: PageHandlers,
): HTMLElement {
  const label = `${page.words.copy}: ${fact.label}`;
  const button = element('button', {
    className: 'quiet',
    text: page.words.copy,
    attributes: { type: 'button', 'aria-label': label, 'data-key': `copy:${group}:${fact.label}` },
  });
  button.addEventListener('click', () => handlers.copy(text, button));
  return button;
}

/** Roles are written out because the narrow layout shows rows as blocks, which would take the table's meaning away. */
function drawTable(table: PageTable, labelledBy: string): HTMLElement {
  const head = table.head.map((text) => element('th', { text, attributes: { scope: 'col', role: 'columnheader' } }));
  const rows = table.rows.map((row) => {
    const cells = row.cells.map((text, index) => drawCell(text, index, table.head[index] ?? ''));
    return element('tr', { className: `tone-${row.tone}`, attributes: { role: 'row' } }, cells);
  });
  return element('table', { attributes: { role: 'table', 'aria-labelledby': labelledBy } }, [
    element('thead', { attributes: { role: 'rowgroup' } }, [element('tr', { attributes: { role: 'row' } }, head)]),
    element('tbody', { attributes: { role: 'rowgroup' } }, rows),
  ]);
}

function drawCell(text: string, index: number, label: string): HTMLElement {
  if (index === 0) return element('th', { text, attributes: { scope: 'row', role: 'rowheader' } });
  return element('td', { text, attributes: { role: 'cell', 'data-label': label } });
}

function drawButton(button: PageButton, handlers: PageHandlers, key: string, primary: boolean): HTMLButtonElement {
  const drawn = element('button', {
    className: primary ? 'primary' : '',
    text: button.label,
    attributes: { type: 'button', 'data-key': key },
  });
  drawn.addEventListener('click', () => handlers.act(button.action));
  return drawn;
}
