import { ifReadable } from '../oss/ifReadable.js';
import type { RunFacts } from './run/facts.js';
import type { ActContext, StepContext } from './run/step.js';

/** Records that a refresh is due after this change. A refresh sent before it does not count, even if its answer was lost. */
export async function noteRefreshes(context: StepContext): Promise<RunFacts> {
  return { ...context.facts, hostRefresh: { state: 'due', before: await listRefreshes(context) } };
}

/** Refreshes the whole domain at the edge; uses 1 of the account's daily directories. */
export async function refreshWhole(context: ActContext): Promise<void> {
  const { cloud, facts, signal } = context;
  await cloud.cdn.refresh([directoryOf(context)], 'WholeDirectory', signal);
  await context.note({ ...facts, hostRefresh: { state: 'sent' } });
}

/** The refreshes of the whole domain according to CDN; empty without permission. */
export async function listRefreshes(context: StepContext): Promise<readonly string[]> {
  const { cloud, signal } = context;
  const bare = (url: string) => url.replace(/^https?:\/\//, '');
  const { tasks = [] } = (await ifReadable(cloud.cdn.listRefreshTasks({ page: 1, limit: 100 }, signal))) ?? {};
  return tasks.filter(({ url }) => bare(url) === bare(directoryOf(context))).map(({ id }) => id);
}

function directoryOf({ plan }: StepContext): string {
  return `http://${plan.domain}/`;
}
