import { applyChange } from '../../core/delivery/applyChange.js';
import { requireNoStaging } from '../../core/delivery/requireNoStaging.js';
import { changeKey, type SettingChange } from '../../core/delivery/settingChange.js';
import { switchState } from '../../core/delivery/settingText.js';
import { showDomain } from '../../core/domainName.js';
import type { PickItem } from '../../core/form.js';
import { readHttps } from '../../core/https/readHttps.js';
import { l10n } from '../../core/l10n.js';
import type { CdnConfig } from '../../core/ports/cdn.js';
import { dayText } from '../../core/text/timeText.js';
import { beforeAfter, confirmByName, confirmChange, tellChangedElsewhere } from '../../host/changePrompts.js';
import { executeCommand } from '../../host/commandIds.js';
import { showInformation } from '../../host/display.js';
import type { DomainDeps, DomainWork } from './domainDeps.js';
import { openWork } from './domainDeps.js';
import { makeChange, reportDone, tellPlan, waitUntilOnline } from './makeChange.js';

const functionName = 'HSTS';
const dayMs = 86_400_000;

interface Policy {
  /** Absent to remove HSTS. */
  readonly days?: number;
  readonly below: boolean;
}

/**
 * Sets or removes HSTS, after a warning and with the name typed, since browsers remember it until its time ends. Source:
 * Alibaba Cloud CDN, "Configure HSTS".
 */
export async function setHsts(deps: DomainDeps, given?: string): Promise<void> {
  const work = await openWork(deps, given);
  if (!work) return;
  const { cloud, domain, signal } = work;
  const name = showDomain(domain.name);
  const read = async () => (await cloud.cdn.readConfigs(domain.name, [functionName], signal))[0];
  const config = await read();
  const reply = await deps.ui.pick({
    title: `HSTS · ${name}`,
    placeholder: l10n.t('Choose how long browsers use only https for this domain'),
    items: policies(),
  });
  if (reply.kind !== 'value') return;
  const policy = reply.value;
  if (hstsText(config?.args) === hstsText(toArgs(policy)))
    return void showInformation(l10n.t('The domain already has these settings: {0}', name));
  // It can be removed with any certificate.
  const served = policy.days === undefined ? {} : await readServed(work);
  if (!served) return tellNotServed(work);
  await requireNoStaging(cloud.cdn, domain.name, signal);
  if (!(await confirmHsts(work, config, { ...policy, ...served }))) return;
  const change = toChange(config, policy);
  // Otherwise a change made meanwhile would be overwritten.
  if (changeKey(toChange(await read(), policy)) !== changeKey(change)) return tellChangedElsewhere(name);
  try {
    await makeChange(async () => {
      await applyChange(cloud.cdn, domain.name, change, signal);
      await waitUntilOnline(work);
    });
  } catch (error) {
    if (tellPlan(error, domain, functionName)) return;
    throw error;
  }
  await reportDone(work, l10n.t('HSTS is changed: {0}', name), 'BatchSetCdnDomainConfig');
}

/**
 * Reads the certificate of the edge, `expires` in ms since the epoch; `undefined` if it is not valid. Browsers with HSTS
 * then reach nothing.
 */
async function readServed({ deps, cloud, domain, signal }: DomainWork): Promise<Served | undefined> {
  if (!domain.httpsOn || domain.cname === undefined) return undefined;
  const place = { domain: domain.name, connectTo: domain.cname };
  const { certificate } = await readHttps({ edge: cloud.edge, clock: deps.clock }, place, signal);
  if (!certificate || certificate.kind === 'bad') return undefined;
  return certificate.expires === undefined ? {} : { expires: Date.parse(certificate.expires) };
}

interface Served {
  readonly expires?: number;
}

async function tellNotServed({ domain: { name } }: DomainWork): Promise<void> {
  const setUp = l10n.t('Set Up HTTPS…');
  const told = l10n.t(
    'The edge does not serve this domain over https with a valid certificate yet: {0}',
    showDomain(name),
  );
  if ((await showInformation(told, setUp)) === setUp) await executeCommand('ossCdn.setUpHttps', name);
}

function policies(): readonly PickItem<Policy>[] {
  const withBelow = l10n.t('including subdomains');
  return [
    { label: l10n.t('1 day'), description: l10n.t('for testing'), value: { days: 1, below: false } },
    {
      label: l10n.t('{0} days', 60),
      description: l10n.t('recommended by Alibaba Cloud'),
      value: { days: 60, below: false },
    },
    { label: l10n.t('{0} days', 60), description: withBelow, value: { days: 60, below: true } },
    {
      label: l10n.t('Off'),
      description: l10n.t('browsers stop enforcing it when the period ends'),
      value: { below: false },
    },
  ];
}

function toArgs({ days, below }: Policy): CdnConfig['args'] {
  if (days === undefined) return { enabled: 'off' };
  return {
    enabled: 'on',
    https_hsts_max_age: String(days * 86_400),
    https_hsts_include_subdomains: below ? 'on' : 'off',
  };
}

/** CDN replaces all arguments, so the others are sent back unchanged. Source: BatchSetCdnDomainConfig. */
function toChange(config: CdnConfig | undefined, policy: Policy): SettingChange {
  // The time is required, even if HSTS is off.
  const after = { https_hsts_max_age: '0', ...config?.args, ...toArgs(policy) };
  return { functionName, ...(config && { configId: config.id, before: config.args }), after };
}

async function confirmHsts(work: DomainWork, config: CdnConfig | undefined, policy: Policy & Served): Promise<boolean> {
  const { domain, deps } = work;
  const name = showDomain(domain.name);
  const isOn = policy.days !== undefined;
  const outlives = outlivesCertificate(policy, deps.clock.now());
  const agreed = await confirmChange({
    question: isOn ? l10n.t('Turn on HSTS for {0}?', name) : l10n.t('Turn off HSTS for {0}?', name),
    detail: [
      isOn
        ? l10n.t(
            'Until the period ends, browsers that have visited the domain use only https and do not let visitors bypass certificate errors. Undo does not change this.',
          )
        : '',
      certificateLine(policy, outlives),
      policy.below ? l10n.t('This also applies to all subdomains of {0}, including those without https.', name) : '',
      beforeAfter(hstsText(config?.args), hstsText(toArgs(policy))),
      l10n.t('To undo: use Undo in the Activity view. This affects only later visitors.'),
    ],
    button: isOn ? l10n.t('Continue…') : l10n.t('Turn Off HSTS'),
    ...(outlives && { decline: l10n.t('Leave as It Is') }),
  });
  return agreed && (!isOn || typeName(work, name, outlives));
}

/** Returns whether HSTS lasts longer than the certificate. */
function outlivesCertificate({ days = 0, expires = Number.POSITIVE_INFINITY }: Policy & Served, now: number): boolean {
  return now + days * dayMs > expires;
}

function certificateLine({ expires }: Served, outlives: boolean): string {
  if (expires === undefined) return '';
  return outlives
    ? l10n.t(
        'Warning: The certificate expires on {0}, before HSTS does. Unless it is renewed by then, visitors whose browsers remember HSTS cannot open the domain at all.',
        dayText(expires),
      )
    : l10n.t('The certificate expires on {0}.', dayText(expires));
}

function hstsText(args: CdnConfig['args'] | undefined): string {
  if (args?.enabled !== 'on') return switchState(false);
  const below = args.https_hsts_include_subdomains === 'on' ? '; includeSubDomains' : '';
  return `max-age=${args.https_hsts_max_age ?? ''}${below}`;
}

function typeName({ deps }: DomainWork, name: string, outlives: boolean): Promise<boolean> {
  return confirmByName(deps.ui, {
    title: `HSTS · ${name}`,
    prompt: outlives
      ? l10n.t('Enter {0} to turn on HSTS for longer than the certificate is valid', name)
      : l10n.t('Enter {0} to turn on HSTS', name),
    refusal: l10n.t('This does not match the domain: {0}', name),
    name,
  });
}
