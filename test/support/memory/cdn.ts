import { AppError } from '../../../src/core/errors.js';
import type { CdnDomain, CdnPort, RefreshTask, RefreshTaskKind } from '../../../src/core/ports/cdn.js';
import { createMemoryChanges } from './cdnChanges.js';
import { createMemoryHttps } from './certificates.js';
import { emptyState, locateName, type MemoryState, visibleRecords } from './state.js';

/** CDN in memory. A new domain is `configuring` and has no CNAME until the test brings it online. */
export function createMemoryCdn(state: MemoryState): CdnPort {
  const rootOf = (name: string) => locateName(state, name)?.zone ?? name.split('.').slice(-2).join('.');
  const verified = (name: string) => state.verifiedRoots.has(rootOf(name));
  const find = (name: string): CdnDomain => {
    const domain = state.domains.get(name);
    if (!domain) throw new AppError('domainNotFound', { code: 'InvalidDomain.NotFound', subject: name });
    return domain;
  };
  const cnameStateOf = (name: string) => {
    const { cname } = find(name);
    const shown = visibleRecords(state, name, 'CNAME').some((record) => record.data === cname);
    return { ...(cname ? { cname } : {}), configured: state.cnameConfigured ?? shown };
  };
  const needOpen = () => {
    if (state.service !== 'open') throw new AppError('serviceNotOpen', { code: 'CdnServiceNotFound' });
  };
  return {
    ...createMemoryChanges(state, find),
    ...createMemoryHttps(state),
    readServiceState: async () => state.service,
    checkDomain: async (name) => (state.domains.has(name) ? 'thisAccount' : (state.takenNames.get(name) ?? 'free')),
    checkIcp: async () => state.icp,
    readVerifyContent: async () => state.verifyContent,
    verifyOwner: async (name) => {
      const seen = visibleRecords(state, `verification.${rootOf(name)}`, 'TXT');
      if (seen.some((record) => record.data === state.verifyContent)) state.verifiedRoots.add(rootOf(name));
      return verified(name);
    },
    createDomain: async (domain) => {
      needOpen();
      if (state.domains.has(domain.name) || state.takenNames.has(domain.name)) {
        throw new AppError('domainTaken', { code: 'DomainAlreadyExist', subject: domain.name });
      }
      if (!verified(domain.name)) {
        throw new AppError('domainNotVerified', { code: 'DomainOwnerVerifyFail', subject: domain.name });
      }
      state.domains.set(domain.name, { ...domain, status: 'configuring', httpsOn: false });
      return { requestId: `MEM${state.nextId++}` };
    },
    listDomains: async () => [...state.domains.values()],
    readDomain: async (name) => state.domains.get(name),
    readCnameStates: async (names) => {
      const known = names.length === 1 ? names : names.filter((name) => state.domains.has(name));
      return new Map(known.map((name) => [name, cnameStateOf(name)]));
    },
    listDomainsBySource: async (origin) =>
      [...state.domains.values()]
        .filter((domain) => domain.sources.some((source) => source.content === origin))
        .map(({ name, status }) => ({ name, status })),
    refresh: async (urls, type) => refresh(state, urls, type, find),
    readRefreshTasks: async (ids) => state.tasks.filter((task) => ids.includes(task.id)),
    listRefreshTasks: async ({ page, limit }) => ({
      tasks: [...state.tasks].reverse().slice((page - 1) * limit, page * limit),
      total: state.tasks.length,
    }),
    readRefreshQuota: async () => ({ ...state.quota, limits: { ...emptyState().quota } }),
  };
}

const kindsOf: Readonly<Record<string, readonly ['urls' | 'directories' | 'patterns', RefreshTaskKind]>> & {
  readonly Directory: readonly ['directories', 'directory'];
} = { File: ['urls', 'file'], Directory: ['directories', 'directory'], Regex: ['patterns', 'regex'] };

function refresh(state: MemoryState, urls: readonly string[], type: string, find: (name: string) => unknown) {
  for (const url of urls) find(new URL(url.includes('://') ? url : `https://${url}`).hostname);
  const [left, kind] = kindsOf[type] ?? kindsOf.Directory;
  if (state.quota[left] < urls.length) throw new AppError('quotaExceeded', { code: 'QuotaExceeded.Refresh' });
  state.quota[left] -= urls.length;
  const id = String(state.nextId++);
  const createdAt = Date.UTC(2026, 0, 1) + state.nextId;
  state.tasks.push(...urls.map((url): RefreshTask => ({ id, url, kind, createdAt, status: 'complete', percent: 100 })));
  return { taskIds: [id], requestId: `MEM${state.nextId++}` };
}
