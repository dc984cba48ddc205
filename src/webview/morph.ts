/** Identifies an element across snapshots. */
export const keyAttribute = 'data-key';

/** Marks what the user has expanded or collapsed. */
export const touchedAttribute = 'data-touched';

/**
 * Updates `old` to match `fresh` with few changes. Elements with the same key (or, without keys, the same position and
 * tag) are kept, which preserves focus, scrolling, selection and expanded sections.
 */
export function morphChildren(old: Element, fresh: Element): void {
  const wantedKeys = new Set([...fresh.children].map(keyOf));
  const byKey = new Map<string, Element>();
  for (const child of [...old.children]) {
    const key = keyOf(child);
    // Removed before anything is reordered: a moved element would lose the focus.
    if (key !== null && !wantedKeys.has(key)) child.remove();
    else if (key !== null) byKey.set(key, child);
  }
  let at: ChildNode | null = old.firstChild;
  for (const wanted of [...fresh.childNodes]) {
    const kept = findKept(wanted, at, byKey);
    if (!kept) {
      old.insertBefore(wanted, at);
      continue;
    }
    if (kept === at) at = at.nextSibling;
    else old.insertBefore(kept, at);
    morphNode(kept, wanted);
  }
  removeFrom(at);
}

function removeFrom(first: ChildNode | null): void {
  for (let at = first; at; ) {
    const next: ChildNode | null = at.nextSibling;
    at.remove();
    at = next;
  }
}

function keyOf(element: Element): string | null {
  return element.getAttribute(keyAttribute);
}

function findKept(wanted: ChildNode, at: ChildNode | null, byKey: Map<string, Element>): ChildNode | undefined {
  if (!(wanted instanceof Element)) return at?.nodeType === wanted.nodeType ? (at ?? undefined) : undefined;
  const key = keyOf(wanted);
  const found = key === null ? at : byKey.get(key);
  if (!(found instanceof Element) || found.tagName !== wanted.tagName) return undefined;
  return keyOf(found) === key ? found : undefined;
}

function morphNode(kept: ChildNode, wanted: ChildNode): void {
  if (!(kept instanceof Element) || !(wanted instanceof Element)) {
    if (kept.textContent !== wanted.textContent) kept.textContent = wanted.textContent;
    return;
  }
  morphAttributes(kept, wanted);
  morphChildren(kept, wanted);
}

function morphAttributes(kept: Element, wanted: Element): void {
  // Keeps what the user expanded or collapsed.
  const isKept = (name: string) =>
    name === touchedAttribute || (name === 'open' && kept.hasAttribute(touchedAttribute));
  for (const { name } of [...kept.attributes]) {
    if (!wanted.hasAttribute(name) && !isKept(name)) kept.removeAttribute(name);
  }
  for (const { name, value } of wanted.attributes) {
    if (kept.getAttribute(name) !== value && !isKept(name)) kept.setAttribute(name, value);
  }
}
