import type { SandboxState, StoredCdnDomain } from '../state.js';

/** Brings domains and refresh tasks up to the present: applies what was due by now. Called before each read. */
export function settle(state: SandboxState): void {
  const now = Date.now();
  const domains = [...state.cdnDomains.values()].filter((domain) => settleDomain(domain, now));
  const tasks = state.refreshTasks.filter((task) => !task.done && task.effectiveAt <= now);
  for (const task of tasks) task.done = true;
  if (domains.length + tasks.length > 0) state.events.emit('change');
}

function settleDomain(domain: StoredCdnDomain, now: number): boolean {
  const due = domain.schedule.filter(({ at }) => at <= now).sort((a, b) => a.at - b.at);
  for (const { status, cname, description } of due) {
    domain.status = status ?? domain.status;
    domain.cname = cname ?? domain.cname;
    domain.description = description ?? domain.description;
  }
  domain.schedule = domain.schedule.filter(({ at }) => at > now);
  return due.length > 0;
}
