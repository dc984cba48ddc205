import type { FormUi, PickItem, Place, Reply } from '../../../core/form.js';
import type { Page } from '../../../host/console/consoleLinks.js';

/** What stands in the way of an answer, the ways on, and pages that help. */
export interface Notice<T> {
  readonly title: string;
  readonly sentence: string;
  readonly ways: readonly PickItem<T>[];
  readonly pages?: readonly { readonly label: string; readonly page: Page }[];
}

/** Shows a notice until the person takes one of the ways; opening a page leaves it open. */
export async function showNotice<T>(
  ui: FormUi,
  place: Place,
  { title, sentence, ways, pages = [] }: Notice<T>,
  openPage: (page: Page) => unknown,
): Promise<Reply<T>> {
  const items: readonly PickItem<Choice<T>>[] = [
    ...ways.map((way) => ({ ...way, value: { way: way.value } })),
    ...pages.map(({ label, page }) => ({ label: `$(link-external) ${label}`, value: { page } })),
  ];
  for (;;) {
    const reply = await ui.pick({ step: place.step, total: place.total, title, placeholder: sentence, items });
    if (reply.kind !== 'value') return reply;
    if ('way' in reply.value) return { kind: 'value', value: reply.value.way };
    await openPage(reply.value.page);
  }
}

type Choice<T> = { readonly way: T } | { readonly page: Page };
