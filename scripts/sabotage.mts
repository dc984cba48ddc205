import type { Control } from '../test/support/control.js';

interface Break {
  /** The number of the walk that it belongs to. */
  readonly walk: string;
  /** The step at which it must be seen. */
  readonly step: string;
  readonly meaning: string;
  apply(control: Control): Promise<void>;
}

/** What can be broken, by the name that `--break` takes. */
export const sabotages = {
  cname: {
    walk: '1',
    step: 'cname',
    meaning: 'CDN takes the domain but its configuration fails, so that no CNAME is ever assigned',
    apply: (control) => control.act('setUncertain', { name: 'addOutcome', value: 'check_failed' }),
  },
  dns: {
    walk: '1',
    // The TXT record of the binding is the first one.
    step: 'edge',
    meaning: 'Alibaba Cloud DNS refuses to write records',
    apply: (control) => breakFor(control, 'AddDomainRecord', { code: 'InternalError', status: 500 }),
  },
  save: {
    walk: '1',
    step: 'save',
    meaning: 'OSS refuses the upload',
    apply: (control) => breakFor(control, 'PutObject', { code: 'AccessDenied', status: 403 }),
  },
  refresh: {
    walk: '1',
    step: 'refresh',
    meaning: 'CDN refuses to refresh',
    apply: (control) => breakFor(control, 'RefreshObjectCaches', { code: 'QuotaExceeded.Refresh', status: 400 }),
  },
  publish: {
    walk: '7',
    step: 'publish',
    meaning: 'OSS refuses every file after the twelfth',
    apply: (control) => breakFor(control, 'PutObject', { code: 'AccessDenied', status: 403, after: 12 }),
  },
  binding: {
    walk: '7',
    step: 'binding',
    meaning: 'OSS refuses to bind the domain to the bucket',
    apply: (control) => breakFor(control, 'PutCname', { code: 'AccessDenied', status: 403 }),
  },
  certificate: {
    walk: '7',
    step: 'certificate',
    meaning: 'CDN refuses the certificate',
    apply: (control) => breakFor(control, 'SetCdnDomainSSLCertificate', { code: 'InternalError', status: 500 }),
  },
} as const satisfies Readonly<Record<string, Break>>;
export type Sabotage = keyof typeof sabotages;

/** Reads `--break=NAME` for a walk; throws with the possible names when it is none of them. */
export function parseSabotage(args: readonly string[], walk: string): Sabotage | undefined {
  const name = args.find((arg) => arg.startsWith('--break='))?.slice('--break='.length);
  if (name === undefined) return undefined;
  const names = (Object.keys(sabotages) as Sabotage[]).filter((each) => sabotages[each].walk === walk);
  const found = names.find((each) => each === name);
  if (found) return found;
  throw new Error(
    names.length > 0 ? `--break takes one of ${names.join(', ')} here` : `--break is not for --walk=${walk}`,
  );
}

/** How an operation is refused. */
interface Refusal {
  readonly code: string;
  readonly status: number;
  /** How many calls of it are let through before. */
  readonly after?: number;
}

/** Has the cloud refuse an operation for good. */
function breakFor(control: Control, action: string, refusal: Refusal): Promise<void> {
  return control.fault({ action, kind: 'error', count: 1_000_000, ...refusal });
}
