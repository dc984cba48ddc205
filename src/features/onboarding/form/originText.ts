import { l10n } from 'vscode';
import { type Origin, type OriginServer, originHost } from '../../../core/origin.js';

/** A server's role and share, such as "primary · weight 10". */
export function describeServer({ backup, weight }: OriginServer): string {
  return `${backup ? l10n.t('backup') : l10n.t('primary')} · ${l10n.t('weight {0}', weight)}`;
}

/** The servers of an origin, one an entry: with role and weight where there may be several. */
export function describeOrigin(origin: Origin): readonly string[] {
  if (origin.kind === 'bucket') return [originHost(origin.bucket)];
  if (origin.kind !== 'ip' && origin.kind !== 'site') return [origin.host];
  return origin.servers.map((server) => `${server.host} (${describeServer(server)})`);
}
