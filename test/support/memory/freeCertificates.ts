import { AppError } from '../../../src/core/errors.js';
import type { CertificateContact, FreeCertificatePort, FreeInstance } from '../../../src/core/ports/certificates.js';
import { addMemoryCertificate } from './certificates.js';
import { type MemoryState, visibleRecords } from './state.js';

/** A free certificate in memory. */
export interface MemoryInstance extends FreeInstance {
  readonly contact?: number;
  /** The result of its application; `pending` in the instance means that it was accepted. */
  readonly application?: 'processing' | 'failed';
}

/** An unused free certificate. */
export function addMemoryInstance(state: MemoryState, changes: Partial<MemoryInstance> = {}): MemoryInstance {
  const id = `cas_dv-cn-${state.nextId++}`;
  const instance = { id, state: 'unused', complete: false, validations: [], ...changes } as const;
  state.instances.set(instance.id, instance);
  return instance;
}

/** Free certificates in memory. One is issued once its record is in DNS. */
export function createMemoryFree(state: MemoryState): FreeCertificatePort {
  const find = (id: string): MemoryInstance => {
    const found = state.instances.get(id);
    if (!found) throw new AppError('certificateGone', { code: 'NotFound' });
    return issueWhenSeen(state, found);
  };
  const unused = (id: string, action: string) => {
    const found = find(id);
    if (found.state !== 'unused')
      throw new AppError('certificateRefused', { code: 'OperationDenied.StatusNotSupport', action });
    return found;
  };
  return {
    listFreeInstances: async () => [...state.instances.keys()].map((id) => ({ ...find(id), validations: [] })),
    readFreeInstance: async (id) => find(id),
    listContacts: async () => state.contacts,
    updateInstance: async (id, { domain, contact }) => {
      state.instances.set(id, { ...unused(id, 'UpdateInstance'), domain, contact, complete: true });
    },
    applyCertificate: async (id) => {
      const found = unused(id, 'ApplyCertificate');
      if (!found.complete) throw new AppError('invalidInput', { action: 'ApplyCertificate' });
      const type = state.validationType;
      const validations = [{ host: `_dnsauth.${found.domain}`, type, value: `value-of-${id}` }];
      const { application } = state;
      const isRefused = application === 'processing' || application === 'failed';
      state.instances.set(id, { ...found, ...(isRefused ? { application } : { state: 'pending', validations }) });
    },
    readApplication: async (id) => (find(id).state === 'pending' ? 'taken' : (find(id).application ?? 'none')),
  };
}

/** The contact of the certificate service in these tests. */
export const memoryContact: CertificateContact = { id: 7, name: 'Li', email: 'li@example.com' };

function issueWhenSeen(state: MemoryState, found: MemoryInstance): MemoryInstance {
  const isSeen = ({ host, type, value }: FreeInstance['validations'][number]) =>
    visibleRecords(state, host, type).some(({ data }) => data === value);
  if (
    state.application === 'unissued' ||
    found.state !== 'pending' ||
    found.validations.length === 0 ||
    !found.validations.every(isSeen)
  )
    return found;
  const expires = 2e12;
  const { id: certificateId } = addMemoryCertificate(state, [found.domain ?? ''], expires, `free-${found.id}`);
  const issued = { ...found, state: 'issued', certificateId, expires } as const;
  state.instances.set(found.id, issued);
  return issued;
}
