import { AppError, isErrorOf } from '../../core/errors.js';
import type { CertificateContact, FreeCertificatePort, FreeInstance } from '../../core/ports/freeCertificates.js';
import { toId } from '../cdn/certificateModels.js';
import { definedOnly } from '../definedOnly.js';
import { readPages } from '../pages.js';
import type { CasApi } from './casApi.js';
import { type Instance, isFree, toInstance } from './instanceModels.js';

const pageSize = 100;
/** The calls of the second version of the service that free certificates need, as functions of what sends them. */
export const freeCalls = {
  listFreeInstances,
  readFreeInstance,
  listContacts,
  updateInstance,
  applyCertificate,
  readApplication,
} satisfies { readonly [Name in keyof FreeCertificatePort]: (api: CasApi, ...args: never[]) => unknown };

function listFreeInstances(api: CasApi, signal: AbortSignal): Promise<FreeInstance[]> {
  const spec = { action: 'ListInstances', subject: '', signal };
  return readPages(spec.action, async (page) => {
    const fields = { InstanceType: 'TEST', CurrentPage: page, ShowSize: pageSize };
    const { body } = await api.read(spec, (client, sdk) => sdk.callWithForm(client, spec.action, fields));
    const { InstanceList = [], TotalCount = 0 } = (body ?? {}) as {
      readonly InstanceList?: readonly Instance[];
      readonly TotalCount?: number;
    };
    return { rows: InstanceList, total: TotalCount };
  }).then((rows) => rows.filter(isFree).map(toInstance));
}

async function readFreeInstance(api: CasApi, id: string, signal: AbortSignal): Promise<FreeInstance> {
  const spec = { action: 'GetInstanceDetail', subject: id, signal };
  const { body } = await api.read(spec, (client, sdk) => sdk.callWithForm(client, spec.action, { InstanceId: id }));
  const detail = (body ?? {}) as Instance;
  if (!isFree(detail)) throw new AppError('certificateGone', { action: spec.action, subject: id });
  return toInstance(detail);
}

async function listContacts(api: CasApi, signal: AbortSignal): Promise<CertificateContact[]> {
  const spec = { action: 'ListContact', subject: '', signal };
  const rows = await readPages(spec.action, async (page) => {
    const fields = { CurrentPage: page, ShowSize: pageSize };
    const { body } = await api.read(spec, (client, sdk) => sdk.callWithForm(client, spec.action, fields));
    const { ContactList = [], TotalCount = 0 } = (body ?? {}) as {
      readonly ContactList?: readonly {
        readonly ContactId?: number;
        readonly Name?: string;
        readonly Email?: string;
      }[];
      readonly TotalCount?: number;
    };
    return { rows: ContactList, total: TotalCount };
  });
  return rows.flatMap(({ ContactId, Name = '', Email }) => {
    const id = toId(ContactId);
    return id === undefined ? [] : [{ id, name: Name, ...definedOnly({ email: Email }) }];
  });
}

async function updateInstance(
  api: CasApi,
  id: string,
  { domain, contact }: { readonly domain: string; readonly contact: number },
  signal: AbortSignal,
): Promise<void> {
  const spec = { action: 'UpdateInstance', subject: id, signal };
  // `online`: the service makes the key and keeps it.
  const fields = {
    ...{ InstanceId: id, Domain: domain, 'ContactIdList.1': contact, GenerateCsrMethod: 'online' },
    ...{ KeyAlgorithm: 'RSA_2048', ValidationMethod: 'DNS', AutoReissue: 'disable' },
  };
  await api.write(spec, (client, sdk) => sdk.callWithForm(client, spec.action, fields));
}

async function applyCertificate(api: CasApi, id: string, signal: AbortSignal): Promise<void> {
  const spec = { action: 'ApplyCertificate', subject: id, signal };
  await api.write(spec, (client, sdk) => sdk.callWithForm(client, spec.action, { InstanceId: id }));
}

const applications = { processing: 'processing', success: 'taken', failed: 'failed' } as const;

/** The task of an application has the id of its instance. What the service says where there is none is not documented. */
async function readApplication(
  api: CasApi,
  id: string,
  signal: AbortSignal,
): ReturnType<FreeCertificatePort['readApplication']> {
  const spec = { action: 'GetTaskAttribute', subject: id, signal };
  const fields = { TaskId: id, TaskType: 'ApplyCertificate' };
  try {
    const { body } = await api.read(spec, (client, sdk) => sdk.callWithForm(client, spec.action, fields));
    const status = String(body?.TaskStatus);
    return Object.entries(applications).find(([name]) => name === status)?.[1] ?? 'none';
  } catch (error) {
    if (isErrorOf(error, 'certificateGone', 'invalidInput', 'unexpected')) return 'none';
    throw error;
  }
}
