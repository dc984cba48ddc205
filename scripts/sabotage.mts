import type { Control } from '../test/support/control.js';

/** What can be broken, and the step of the walk at which that must be seen. */
export const sabotages = {
  cname: {
    step: 'cname',
    meaning: 'CDN takes the domain but its configuration fails, so that no CNAME is ever assigned',
    apply: (control: Control) => control.act('setUncertain', { name: 'addOutcome', value: 'check_failed' }),
  },
  dns: {
    step: 'record',
    meaning: 'Alibaba Cloud DNS refuses to write the record',
    apply: (control: Control) => breakFor(control, 'AddDomainRecord', 'InternalError', 500),
  },
  save: {
    step: 'save',
    meaning: 'OSS refuses the upload',
    apply: (control: Control) => breakFor(control, 'PutObject', 'AccessDenied', 403),
  },
  refresh: {
    step: 'refresh',
    meaning: 'CDN refuses to refresh',
    apply: (control: Control) => breakFor(control, 'RefreshObjectCaches', 'QuotaExceeded.Refresh', 400),
  },
} as const;
export type Sabotage = keyof typeof sabotages;

/** Reads `--break=NAME`; throws with the possible names when it is none of them. */
export function parseSabotage(args: readonly string[]): Sabotage | undefined {
  const name = args.find((arg) => arg.startsWith('--break='))?.slice('--break='.length);
  if (name === undefined || name in sabotages) return name as Sabotage | undefined;
  throw new Error(`--break takes one of ${Object.keys(sabotages).join(', ')}`);
}

function breakFor(control: Control, action: string, code: string, status: number): Promise<void> {
  return control.fault({ action, kind: 'error', code, status, count: 1_000_000 });
}
