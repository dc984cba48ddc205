import { l10n } from 'vscode';
import { recordName } from '../../../core/dns/hostNames.js';
import { registeredName } from '../../../core/domainName.js';
import type { UserAsk } from '../../../core/onboarding/run/run.js';
import { pointsAtOss } from '../../../host/text/pointsAtOss.js';
import type { AskContext } from './askContext.js';
import { showFields } from './recordFields.js';

type Ask<K extends UserAsk['kind']> = Extract<UserAsk, { kind: K }>;

/** A TXT has to be added where DNS is kept elsewhere. */
export async function showTxt(ask: Ask<'addTxt'>, context: AskContext): Promise<void> {
  const { host, value } = ask;
  const why = ask.barred ? whyBarred() : whyTxt(ask);
  return showFields({ ...(await place(host, context)), type: 'TXT', value, ttl: 600 }, why, context);
}

/** The CNAME has to be added where DNS is kept elsewhere, or to replace what stands there. */
export async function showCname(ask: Ask<'addRecordElsewhere'>, context: AskContext): Promise<void> {
  const { host, value, ttl, existing, leave } = ask;
  const record = { ...(await place(host, context)), type: 'CNAME', value, ttl, existing, leave };
  return showFields(record, ask.barred ? whyBarred() : whyCname(ask), context);
}

/** A zone that is kept elsewhere is not known, but mostly is what was registered. */
async function place(name: string, { loadIsPublicSuffix }: AskContext) {
  return { name, zone: registeredName(name, await loadIsPublicSuffix()) };
}

/** Whoever may change the zone has to be told what to add. */
function whyBarred(): string {
  return l10n.t('Have this record made in Alibaba Cloud DNS: the access key may not change this zone');
}

function whyTxt({ purpose }: Ask<'addTxt'>): string {
  return purpose === 'ownership'
    ? l10n.t('Add this TXT at your DNS provider; it proves to CDN that the domain is yours')
    : l10n.t('Add this TXT at your DNS provider; it proves to OSS that the domain is yours');
}

function whyCname({ value, existing }: Ask<'addRecordElsewhere'>): string {
  const isUpload = pointsAtOss({ type: 'CNAME', value });
  if (!existing) {
    return isUpload
      ? l10n.t('Add this CNAME at your DNS provider; uploads then go straight to the bucket')
      : l10n.t('Add this CNAME at your DNS provider; visitors are then sent to CDN');
  }
  return isUpload
    ? l10n.t('At your DNS provider, replace the record; uploads then go straight to the bucket')
    : l10n.t('At your DNS provider, replace the record; visitors are then sent to CDN');
}

/** The zone is in Alibaba Cloud DNS, but the world asks other servers: the CNAME has to be there. */
export function showElsewhere(
  { zone, servers, existing, leave }: Ask<'zoneElsewhere'>,
  context: AskContext,
): Promise<void> {
  const { plan, facts } = context.run;
  const named = servers.join(', ');
  const why = existing
    ? l10n.t('Replace the record where DNS is kept, or change the name servers: {0} is at {1}', zone, named)
    : l10n.t('Add this CNAME where DNS is kept, or change the name servers: {0} is at {1}', zone, named);
  const record = { name: recordName(plan.domain), zone, type: 'CNAME', value: facts.cname ?? '', ttl: 600 };
  return showFields({ ...record, existing, leave }, why, context);
}
