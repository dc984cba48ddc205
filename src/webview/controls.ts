import type { PageButton, PageFact, PageSnapshot } from '../protocol/page.js';
import { keyAttribute } from './morph.js';

/** Labels of the common buttons. */
export type Words = PageSnapshot['words'];

/** A button that sends `data-act` to the extension. */
export function drawButton(
  { action, label, of, disabled }: PageButton,
  place: string,
  className = '',
): HTMLButtonElement {
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

/** A button that copies `text`. Its accessible name includes the subject. */
export function drawCopy(text: string, of: string, place: string, words: Words): HTMLButtonElement {
  return element('button', {
    key: `copy:${place}:${of}`,
    className: 'quiet',
    text: words.copy,
    attributes: { type: 'button', 'aria-label': `${words.copy}: ${of}`, 'data-copy': text, 'data-of': of },
  });
}

/** Labels with their values, with a Copy button if the value is to be pasted, and another button if it can be changed. */
export function drawFacts(facts: readonly PageFact[], place: string, words: Words): HTMLElement {
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
export function element<K extends keyof HTMLElementTagNameMap>(
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
