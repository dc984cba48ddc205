import type { RefreshTask } from '../../../src/core/ports/cdn.js';
import type { CloudPorts } from '../../../src/core/ports/cloud.js';
import type { ClockPort } from '../../../src/core/ports/local.js';
import type { MemoryCloud } from '../memoryCloud.js';

const taskMs = 5 * 60_000;

/** An edge whose copies outlive the object until a refresh of their URL is complete; `random` decides how long that takes. */
export function createKeepingEdge(memory: MemoryCloud, clock: ClockPort, random: () => number) {
  const copies = new Map<string, Awaited<ReturnType<CloudPorts['edge']['probe']>>>();
  const tasks: (RefreshTask & { readonly endsAt: number; dropped: boolean })[] = [];
  const drop = () => {
    for (const task of tasks) {
      if (task.dropped || task.endsAt > clock.now()) continue;
      task.dropped = true;
      copies.delete(task.url.replace(/^https?:\/\//, ''));
    }
  };
  const refresh: CloudPorts['cdn']['refresh'] = async (urls, type, signal) => {
    const { taskIds } = await memory.cdn.refresh(urls, type, signal);
    const endsAt = clock.now() + Math.round(taskMs * random());
    const id = taskIds[0] ?? '';
    tasks.push(...urls.map((url) => ({ id, url, status: 'complete' as const, percent: 100, endsAt, dropped: false })));
    return { taskIds };
  };
  const readRefreshTasks: CloudPorts['cdn']['readRefreshTasks'] = async (ids) => {
    drop();
    const found = tasks.filter(({ id }) => ids.includes(id));
    return found.map(({ endsAt, ...task }) => (endsAt <= clock.now() ? task : { ...task, status: 'refreshing' }));
  };
  /** Fetches only what the edge does not have. */
  const prefetch: CloudPorts['cdn']['prefetch'] = async (urls, signal) => {
    const answer = await memory.cdn.prefetch(urls, signal);
    for (const url of urls) {
      const { host: name, pathname: path } = new URL(url);
      await probe({ connectTo: name, name, path, maxBytes: 1e6 }, signal);
    }
    return answer;
  };
  const probe: CloudPorts['edge']['probe'] = async (request, signal) => {
    drop();
    const url = request.name + request.path;
    const path = request.path.endsWith('/') ? `${request.path}index.html` : request.path;
    // Caches the whole object for any requested part.
    const copy = copies.get(url) ?? (await memory.edge.probe({ ...request, path, maxBytes: 1e6 }, signal));
    copies.set(url, copy);
    return { ...copy, ...(copy.body && { body: copy.body.subarray(0, request.maxBytes) }) };
  };
  return { probe, cdn: { refresh, readRefreshTasks, prefetch } };
}
