import type { PageFix, PageStep, VerificationPage } from '../protocol/verification.js';
import { drawButton, drawCopy, drawFacts, type Words } from './controls.js';
import { element } from './elements.js';
import { morphChildren } from './morph.js';
import { drawSections } from './sections.js';

/** Draws the whole page into `root`; what has not changed stays as it is, with the focus on it. */
export function renderPage(root: HTMLElement, page: VerificationPage): void {
  document.documentElement.lang = page.language;
  document.title = page.domain;
  const fresh = element('main', {}, [
    drawHeader(page),
    page.fixes.items.length > 0 ? drawFixes(page) : undefined,
    drawTimeline(page),
    ...drawSections(page),
  ]);
  const { activeElement } = document;
  morphChildren(root, fresh);
  if (activeElement instanceof HTMLElement && activeElement !== document.activeElement) {
    activeElement.focus({ preventScroll: true });
  }
}

function drawHeader(page: VerificationPage): HTMLElement {
  // One button stands out: the first fix that can be pressed, else the first of the page.
  const isFixable = page.fixes.items.some(({ button }) => button !== undefined);
  const buttons = page.buttons.map((button, index) => drawButton(button, 'top', index === 0 && !isFixable));
  return element('header', { key: 'header' }, [
    element('h1', { text: page.domain }),
    drawVerdict(page),
    element(
      'div',
      { key: 'buttons', className: 'buttons', attributes: { role: 'group', 'aria-label': page.words.actions } },
      buttons,
    ),
  ]);
}

/** Only the verdict is announced: the progress changes every few seconds. */
function drawVerdict({ verdict, evidence, live, busy, words }: VerificationPage): HTMLElement {
  const said = [
    element('p', { className: 'sentence' }, [
      element('span', { className: 'badge', text: verdict.label }),
      element('span', { text: verdict.sentence }),
    ]),
    verdict.detail === undefined
      ? undefined
      : element('p', { key: 'detail', className: 'detail', text: verdict.detail }),
  ];
  const proof = evidence.map((text) => element('li', { text }));
  return element('div', { key: 'verdict', className: `verdict tone-${verdict.tone}` }, [
    element('div', { key: 'said', attributes: { role: 'status', 'aria-live': 'polite', 'aria-atomic': 'true' } }, said),
    proof.length > 0
      ? element('ul', { key: 'evidence', className: 'evidence', attributes: { 'aria-label': words.evidence } }, proof)
      : undefined,
    element('p', { key: 'live', className: busy ? 'live busy' : 'live', text: live }),
  ]);
}

function drawFixes({ fixes, words }: VerificationPage): HTMLElement {
  const first = fixes.items.find(({ button }) => button !== undefined);
  return element('section', { key: 'fixes', attributes: { 'aria-labelledby': 'fixes' } }, [
    element('h2', { key: 'heading', text: fixes.title, attributes: { id: 'fixes' } }),
    element(
      'ol',
      { className: 'fixes' },
      fixes.items.map((fix) => drawFix(fix, fix === first, words)),
    ),
  ]);
}

function drawFix({ id, text, copy, button }: PageFix, first: boolean, words: Words): HTMLElement {
  return element('li', { key: `fix:${id}` }, [
    element('span', { className: 'text', text }),
    button ? drawButton(button, 'fix', first) : undefined,
    copy === undefined ? undefined : drawCopy(copy, text, 'fix', words),
  ]);
}

/** What fills up during a check; the verdict stays outside, since a busy region is not announced. */
function drawTimeline({ timeline, overview, words, busy }: VerificationPage): HTMLElement {
  const attributes = { 'aria-labelledby': 'timeline', 'aria-busy': String(busy) };
  return element('section', { key: 'timeline', attributes }, [
    element('h2', { key: 'heading', text: timeline.title, attributes: { id: 'timeline' } }),
    element('ol', { className: 'timeline' }, timeline.steps.map(drawStep)),
    drawFacts(overview, 'overview', words),
  ]);
}

function drawStep({ id, title, tone, state, text, when }: PageStep): HTMLElement {
  return element('li', { key: `step:${id}`, className: `tone-${tone}` }, [
    element('span', { className: 'title', text: title }),
    element('span', { className: 'state', text: state }),
    element('span', { className: 'text', text }),
    when === undefined ? undefined : element('span', { key: 'when', className: 'when', text: when }),
  ]);
}
