/** Marks an element as the same one over snapshots. */
export const keyAttribute = 'data-key';

/** Marks what the user has expanded or folded. */
export const touchedAttribute = 'data-touched';

/**
 * Makes `old` look like `fresh` by changing as little as possible: elements of the same key (or, without keys, of the
 * same place and tag) stay, so that focus, scrolling, selection and expanded sections are preserved.
 */
export function morphChildren(old: Element, fresh: Element): void {
  const wantedKeys = new Set([...fresh.children].map(keyOf));
  const byKey = new Map<string, Element>();
  for (const child of [...old.children]) {
    const key = keyOf(child);
    // Gone before anything is put in order: an element that is moved would lose the focus.
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
  // What the user expanded or folded stays so.
  const isKept = (name: string) =>
    name === touchedAttribute || (name === 'open' && kept.hasAttribute(touchedAttribute));
  for (const { name } of [...kept.attributes]) {
    if (!wanted.hasAttribute(name) && !isKept(name)) kept.removeAttribute(name);
  }
  for (const { name, value } of wanted.attributes) {
    if (kept.getAttribute(name) !== value && !isKept(name)) kept.setAttribute(name, value);
  }
}
