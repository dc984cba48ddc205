import { commands } from 'vscode';
import type { LoggedCall } from '../../../sandbox/state/state.js';
import { eventually } from '../harness.js';
import { type Answer, answering, leavingPickers, type Shown, watchingMessages } from '../person.js';
import { callOf } from '../world.js';

/** How a person goes through the whole form; each part that is not told is answered in the usual way. */
export interface Filled {
  readonly domain: string;
  /** What is answered where the domain receives mail. */
  readonly mail?: readonly Answer[];
  readonly origin?: readonly Answer[];
  readonly type?: Answer;
  readonly region?: readonly Answer[];
  readonly port?: readonly Answer[];
}

/** The usual origin: a public bucket of the account. */
export const bucketOrigin: readonly Answer[] = [{ row: 'OSS Bucket' }, { row: 'site-hangzhou' }];

/** Typing a domain instead of taking an offered one. */
export function typeDomain(domain: string): readonly Answer[] {
  return [{ row: '$(edit) Enter a Domain…' }, { text: domain }];
}

/** Opens the form and gives these answers, then presses `press` in the messages that follow; answers what was shown. */
export function fillIn(answers: readonly Answer[], press?: string): Promise<readonly Shown[]> {
  return watchingMessages(
    () => answering(answers, () => commands.executeCommand('ossCdn.onboard')),
    ({ buttons }) => buttons.find((button) => button === press),
  );
}

/** Fills in the whole form, agrees to the review, and answers what that says with the AddCdnDomain that follows. */
export async function start(filled: Filled): Promise<{ readonly review: string; readonly added: LoggedCall }> {
  const since = Date.now();
  let review = '';
  const read = (text: string) => {
    review = text;
  };
  const isBucket = (filled.origin ?? bucketOrigin).some((answer) => 'row' in answer && answer.row === 'OSS Bucket');
  await fillIn([
    ...(filled.origin ?? bucketOrigin),
    ...typeDomain(filled.domain),
    ...(filled.mail ?? []),
    filled.type ?? { row: 'Image and Small File' },
    ...(filled.region ?? [{ row: 'Global (Excluding the Chinese Mainland)' }]),
    ...(isBucket ? [] : (filled.port ?? [{ row: '80' }])),
    ...(isBucket && !filled.domain.startsWith('*') ? [{ row: '$(clock) Decide Later' }] : []),
    { press: 'Start', read },
  ]);
  const name = filled.domain.replace(/^\*/, '');
  const added = await callOf('AddCdnDomain', since, ({ params }) => params.DomainName === name);
  return { review, added };
}

/** Presses Continue until the run asks with this button, and presses it; answers what it asked. */
export function agree(button: string): Promise<Shown> {
  const asked = new Set<string>();
  const ask = async () => {
    const shown = await watchingMessages(
      // A question on the way may have a list, which stays without an answer here.
      async () => {
        for (const title of await leavingPickers(() => commands.executeCommand('ossCdn.continueRun'))) asked.add(title);
      },
      ({ buttons }) => buttons.find((each) => each === button),
    );
    for (const { text } of shown) asked.add(text);
    return shown.find(({ buttons }) => buttons.includes(button));
  };
  return eventually(() => `the run asks with ${button}, and not with ${[...asked].join(' | ')}`, ask, 300);
}

/** Forgets the only run, so that the next one is the only one. */
export async function forgetRun(): Promise<void> {
  await watchingMessages(
    () => commands.executeCommand('ossCdn.removeRun'),
    ({ buttons }) => buttons.find((button) => button === 'Remove'),
  );
}
