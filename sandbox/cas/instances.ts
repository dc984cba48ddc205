import { createHash } from 'node:crypto';
import { resolve } from '../alidns/authority.js';
import { type Params, type RpcAction, required } from '../rpc.js';
import { RpcError } from '../rpcError.js';
import { addCertificate, describePem } from '../state/certificates.js';
import { toVendorMs } from '../state/clock.js';
import type { SandboxState } from '../state/state.js';
import type { StoredCertificate, StoredInstance } from '../state/storedCertificate.js';
import { isOn } from '../state/uncertain.js';

const day = 86_400_000;
/** The validity of a test certificate. */
const validDays = 90;

/** ListInstances: the ordered instances. TEST is the only kind here. */
const listInstances: RpcAction = (params, state) => {
  const [page, size] = [whole(params, 'CurrentPage', 1), whole(params, 'ShowSize', 10, 100)];
  const kind = params.InstanceType || 'TEST';
  const found = [...state.instances.values()].filter((each) => {
    const isMeant = !params.Status || params.Status === statusOf(state, each);
    return kind === 'TEST' && isMeant && `${each.id} ${each.domain ?? ''}`.includes(params.Keyword ?? '');
  });
  const shown = found.slice((page - 1) * size, page * size).map((each) => describe(state, each));
  return { CurrentPage: page, ShowSize: size, TotalCount: found.length, InstanceList: shown };
};

/** GetInstanceDetail: one instance. Some seconds after ApplyCertificate it includes the validation record. */
const getInstanceDetail: RpcAction = (params, state) => {
  const instance = find(params, state);
  const row = describe(state, instance);
  const isNamed = row.Status === 'pending' && hasPassed(state, instance.appliedAt, 'validationLag');
  // Absent instead of empty without a record: the vendor's Terraform provider waits for the field.
  return { ...row, ...(isNamed && { DomainValidationList: [toValidation(state, instance)] }) };
};

/** UpdateInstance: prepares an instance before the application. */
const updateInstance: RpcAction = (params, state) => {
  const instance = find(params, state);
  if (!isInactive(state, instance)) throw refusal('InvalidStatus.UpdateProtection');
  if (!params.Domain && !params.Csr) throw invalid('Domain');
  const contacts = Object.entries(params).filter(([name]) => /^ContactIdList\.\d+$/.test(name));
  const ids = contacts.map(([, id]) => Number(id));
  if (ids.some((id) => !state.contacts.some((each) => each.id === id))) throw invalid('ContactIdList');
  const csrMethod = params.GenerateCsrMethod || 'online';
  if (!['online', 'upload'].includes(csrMethod)) throw invalid('GenerateCsrMethod');
  // Its single name cannot be a wildcard.
  if (params.Domain?.includes('*')) throw invalid('Domain');
  Object.assign(instance, { domain: params.Domain, csrMethod, autoReissue: params.AutoReissue || 'disable' });
  if (ids.length > 0) instance.contacts = ids;
  return {};
};

/** ApplyCertificate: uses the instance up; requires a name and a contact. */
const applyCertificate: RpcAction = (params, state) => {
  const instance = find(params, state);
  if (!isInactive(state, instance)) throw refusal('OperationDenied.StatusNotSupport');
  if (!instance.domain || !instance.contacts?.length) throw invalid('InstanceId');
  const value = createHash('sha256').update(`${instance.id} ${instance.domain}`).digest('hex').slice(0, 32);
  instance.appliedAt = Date.now();
  const whole = state.uncertain.validationType === 'CNAME' ? `${value}.dcv.example.net` : value;
  instance.validation = { key: `_dnsauth.${instance.domain}`, value: whole };
  instance.refused = state.uncertain.applicationOutcome === 'failed';
  instance.closed = state.uncertain.applicationOutcome === 'closed';
  return {};
};

/** GetTaskAttribute: the result of an application; the task has the id of the instance. */
const getTaskAttribute: RpcAction = (params, state) => {
  const instance = state.instances.get(required(params, 'TaskId'));
  if (instance?.appliedAt === undefined) throw refusal('NotFound');
  return instance.refused
    ? { TaskStatus: 'failed', TaskMessage: 'The certificate authority refused the application.' }
    : { TaskStatus: 'success' };
};

/** ListContact. */
const listContact: RpcAction = (params, state) => {
  const [page, size] = [whole(params, 'CurrentPage', 1), whole(params, 'ShowSize', 10, 100)];
  const shown = state.contacts.slice((page - 1) * size, page * size);
  const rows = shown.map(({ id, name, email }) => ({ ContactId: id, Name: name, Email: email, EmailStatus: 1 }));
  return { CurrentPage: page, ShowSize: size, TotalCount: state.contacts.length, ContactList: rows };
};

/** The calls of the service's second API version, by name. */
export const instanceActions: readonly (readonly [string, RpcAction])[] = [
  ['ListInstances', listInstances],
  ['GetInstanceDetail', getInstanceDetail],
  ['UpdateInstance', updateInstance],
  ['ApplyCertificate', applyCertificate],
  ['GetTaskAttribute', getTaskAttribute],
  ['ListContact', listContact],
];

/** Returns whether a certificate was issued from an instance. */
export function isOfInstance(state: SandboxState, { id }: StoredCertificate): boolean {
  return [...state.instances.values()].some(({ certificateId }) => certificateId === id);
}

/** Reads a parameter that is an integer from 1. */
export function whole(params: Params, name: string, fallback: number, most = 1000): number {
  const value = Number(params[name] || fallback);
  if (Number.isInteger(value) && value >= 1 && value <= most) return value;
  throw invalid(name);
}

/** The messages of the service's codes, all with status 400. Source: Certificate Management Service, "Error codes". */
const refusals = {
  NotFound: 'The resource not found. Check the input parameters.',
  NameRepeat: 'The name is repeated. Enter another one.',
  ParseCertificateFailed: 'The certificate cannot be parsed. Check its content.',
  CertificateFormatException: 'The format of the certificate is invalid. Check the input.',
  CertificateChainNotMatch: 'The certificate chain does not match.',
  CertificateExpired: 'The certificate has expired, please purchase a new certificate.',
  DataTooLongException: 'A value is too long.',
  'InvalidStatus.UpdateProtection': 'The current status does not allow updates. Try again later.',
  'OperationDenied.StatusNotSupport': 'The current status does not support this operation.',
} as const;

/** A refusal of the service. */
export function refusal(code: keyof typeof refusals): RpcError {
  return new RpcError(code, 400, refusals[code]);
}

/** The error of an invalid parameter. */
export function invalid(name: string): RpcError {
  return new RpcError('InvalidParameter', 400, `The parameter ${name} is invalid.`);
}

function find(params: Params, state: SandboxState): StoredInstance {
  const instance = state.instances.get(required(params, 'InstanceId'));
  if (!instance) throw refusal('NotFound');
  issueWhenSeen(state, instance);
  return instance;
}

/** Returns whether it was not applied for, also while the list lags behind. */
function isInactive(state: SandboxState, instance: StoredInstance): boolean {
  return statusOf(state, instance) === 'inactive' && (instance.appliedAt === undefined || instance.refused === true);
}

/** The certificate authority polls for the record. */
function issueWhenSeen(state: SandboxState, instance: StoredInstance): void {
  const { validation, domain, certificateId } = instance;
  const isOver = instance.refused || instance.closed || instance.withdrawn;
  if (!validation || !domain || certificateId !== undefined || isOver) return;
  const { answers } = resolve(state, validation.key, String(state.uncertain.validationType));
  if (!answers.some(({ value }) => value.replace(/^"|"$/g, '') === validation.value)) return;
  instance.seenAt ??= Date.now();
  if (toVendorMs(state, Date.now() - instance.seenAt) < Number(state.uncertain.issueTakes) * 1000) return;
  const pair = state.issue?.([domain], validDays);
  if (pair) instance.certificateId = addCertificate(state, `cert-${instance.id}`, pair, false).id;
}

function statusOf(state: SandboxState, instance: StoredInstance): string {
  const { appliedAt, certificateId, refused, closed, withdrawn } = instance;
  // A withdrawn one ends like this too. Source: the vendor's Terraform provider, certificate_apply.
  if (certificateId !== undefined || withdrawn) return 'normal';
  if (refused || !hasPassed(state, appliedAt, 'applicationLag')) return 'inactive';
  return closed ? 'closed' : 'pending';
}

/** Returns whether the seconds of a switch, in vendor time, have passed since an application. */
function hasPassed(
  state: SandboxState,
  appliedAt: number | undefined,
  lag: 'applicationLag' | 'validationLag',
): boolean {
  return appliedAt !== undefined && toVendorMs(state, Date.now() - appliedAt) >= Number(state.uncertain[lag]) * 1000;
}

function describe(state: SandboxState, instance: StoredInstance) {
  const { id, domain, contacts, csrMethod, autoReissue, certificateId, orderedAt, days } = instance;
  const issued = certificateId === undefined ? undefined : state.certificates.get(certificateId);
  return {
    InstanceId: id,
    InstanceType: 'TEST',
    CertificateType: 'DV',
    Spec: 'ss.dv.t',
    Brand: 'DigiCert',
    FullDomainCount: 1,
    WildcardDomainCount: 0,
    KeyAlgorithm: 'RSA_2048',
    PendingResult: 'none',
    OrderStartTime: orderedAt,
    OrderEndTime: orderedAt + days * day,
    Status: statusOf(state, instance),
    UpgradeStatus: instance.upgradeStatus ?? 'none',
    ...(domain !== undefined && { Domain: domain, ValidationMethod: 'DNS', ContactIdList: contacts ?? [] }),
    ...(csrMethod !== undefined && { GenerateCsrMethod: csrMethod, AutoReissue: autoReissue }),
    ...(issued && {
      CertificateId: issued.id,
      CertIdentifier: `${issued.id}-${issued.region}`,
      CertificateName: issued.name,
      CertificateStatus: 'issued',
      CertificateNotAfter: describePem(issued.certificate).until.getTime(),
    }),
  };
}

function toValidation(state: SandboxState, { domain = '', validation }: StoredInstance): object {
  const root = rootOf(state, domain);
  const key = validation?.key ?? '';
  return {
    Domain: domain,
    RootDomain: root,
    ValidationType: state.uncertain.validationType,
    ValidationKey: isOn(state.uncertain, 'validationKeyWhole') ? key : key.slice(0, -root.length - 1),
    ValidationValue: validation?.value,
  };
}

/** The zone of the account, else the last two labels, which suffices for the names of tests. */
function rootOf(state: SandboxState, domain: string): string {
  const zone = [...state.zones.keys()].find((name) => domain === name || domain.endsWith(`.${name}`));
  return zone ?? domain.split('.').slice(-2).join('.');
}
