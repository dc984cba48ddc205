import type { SandboxState, StoredCdnDomain } from './state.js';

/** Applies all due changes of domains and refresh tasks. Called before each read. */
export function settle(state: SandboxState): void {
  const now = Date.now();
  const domains = [...state.cdnDomains.values()].filter((domain) => settleDomain(state, domain, now));
  const tasks = state.refreshTasks.filter((task) => !task.done && task.effectiveAt <= now);
  for (const task of tasks) {
    task.done = true;
    if (task.type === 'preload') state.events.emit('preloaded', task);
  }
  if (domains.length + tasks.length > 0) state.events.emit('change');
}

function settleDomain(state: SandboxState, domain: StoredCdnDomain, now: number): boolean {
  const due = domain.schedule.filter(({ at }) => at <= now).sort((a, b) => a.at - b.at);
  for (const { status, cname, description, gone } of due) {
    domain.status = status ?? domain.status;
    domain.cname = cname ?? domain.cname;
    domain.description = description ?? domain.description;
    if (gone) removeDomain(state, domain);
  }
  domain.schedule = domain.schedule.filter(({ at }) => at > now);
  return due.length > 0;
}

/** Deletes a domain. Its target still leads to the edges, which no longer know the name. */
export function removeDomain(state: SandboxState, { name, cname, futureCname }: StoredCdnDomain): void {
  state.cdnDomains.delete(name);
  state.retiredTargets?.set((cname || futureCname).toLowerCase(), name);
  const isOwn = (key: string) =>
    name.startsWith('.') ? key.split('/')[0]?.endsWith(name) : key.startsWith(`${name}/`);
  for (const key of [...state.edgeCache.keys()].filter(isOwn)) state.edgeCache.delete(key);
}
