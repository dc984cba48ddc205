import { says } from '../errorKinds.js';
import { l10n } from '../l10n.js';
import { type CodeTable, each, means } from './codeRow.js';

/**
 * Codes of Alibaba Cloud DNS. Not on its pages: `DnsSystemBusyness`, `InvalidRR.NoExist`, and `LastOperationNotFinished` are in the vendor's
 * Terraform provider; `DomainExpiredDNSForbidden`, `SubDomainInvalid.TTL`, `SubDomainInvalid.Value`, `QuotaExceeded.SubDomain`,
 * `QuotaExceeded.FreeDnsRecord`, `RecordFobidden.BlackHole`, `OperationDomain.NoPermission`, `InvalidRR.AValue`, and `InvalidRR.Format` in a
 * public client. When the codes of `InvalidDomainName` other than `NoExist` come is inferred.
 */
export const dnsCodes: CodeTable = {
  'InvalidDomainName.NoExist': means('zoneNotFound'),
  'InvalidDomainName.Suffix': means('zoneNotFound', () =>
    l10n.t('Alibaba Cloud DNS does not support the suffix of this domain: add the record at its DNS provider'),
  ),
  'InvalidDomainName.Format': means('zoneNotFound', () =>
    l10n.t('Alibaba Cloud DNS does not accept the format of this domain: check the name'),
  ),
  'InvalidDomainName.Unregistered': means('zoneNotFound', () =>
    l10n.t('The domain is not registered: check the name or register it first'),
  ),
  ...each(
    ['IncorrectDomainUser', 'DomainAddedByOthers'],
    means('zoneNotFound', () =>
      l10n.t('The zone is in Alibaba Cloud DNS of another account: sign in to that account or add the record there'),
    ),
  ),
  'OperationDomain.NoPermission': means('zoneNotFound', () =>
    l10n.t('This account is not allowed to manage the zone in Alibaba Cloud DNS: sign in to the account that owns it'),
  ),
  DomainRecordDuplicate: means('recordDuplicate'),
  DomainRecordConflict: says(['dns'], () =>
    l10n.t('Another DNS record on this host conflicts: delete or pause it first'),
  ),
  ...each(['DomainRecordLocked', 'Forbidden.RecordLocked'], means('recordLocked')),
  DomainRecordNotBelongToUser: says([], () =>
    l10n.t('The DNS record is no longer in this account and nothing was changed: reload the records of the zone'),
  ),
  DomainForbidden: says(['dns', 'ticket'], () =>
    l10n.t('Alibaba Cloud DNS has suspended this zone: check the notice in the DNS console or submit a ticket'),
  ),
  'Forbidden.DomainLocked': says(['dns', 'ticket'], () =>
    l10n.t('The zone is locked: unlock it in the DNS console and try again'),
  ),
  ...each(
    ['Forbidden.DomainExpired', 'DomainExpiredDNSForbidden'],
    says(['dns', 'ticket'], () =>
      l10n.t('The registration of the domain has expired: renew it with the registrar and try again'),
    ),
  ),
  'Forbidden.DomainType': says(['dns', 'ticket'], () =>
    l10n.t('Alibaba Cloud DNS does not allow this for zones of this type: check the zone in the DNS console'),
  ),
  'Forbidden.ProtectedDomain': says(['dns', 'ticket'], () =>
    l10n.t('The zone is protected against changes: turn off the protection in the DNS console'),
  ),
  // The vendor's spelling of the second.
  ...each(
    ['RecordForbidden.BlackHole', 'RecordFobidden.BlackHole'],
    says(['dns'], () =>
      l10n.t('The zone is under attack and suspended: wait until the DNS console shows that it is restored'),
    ),
  ),
  'RecordForbidden.DNSChange': says(['dns'], () =>
    l10n.t('The zone is being moved to other name servers: wait until the move is complete and try again'),
  ),
  'QuotaExceeded.Record': says(['dns'], () =>
    l10n.t('The host has reached the record limit of its zone: delete a record and try again'),
  ),
  'QuotaExceeded.ARecord': says(['dns'], () =>
    l10n.t(
      "The host has reached the address record limit of the zone's edition: delete an address record or upgrade the zone",
    ),
  ),
  'QuotaExceeded.SubDomain': says(['dns'], () =>
    l10n.t('The zone has reached the host limit of its edition: delete a host or upgrade the zone'),
  ),
  'QuotaExceeded.FreeDnsRecord': says(['dns'], () =>
    l10n.t('The zone has reached the record limit of the free edition: delete a record or upgrade the zone'),
  ),
  'QuotaExceeded.TTL': says(['dns'], () =>
    l10n.t('The edition of the zone does not allow such a short TTL: use a longer one or upgrade the zone'),
  ),
  'SubDomainInvalid.TTL': says(['dns'], () =>
    l10n.t('Alibaba Cloud DNS does not accept this TTL: use a longer one or upgrade the zone'),
  ),
  'InvalidRR.NoExist': means('invalidInput', () =>
    l10n.t('Alibaba Cloud DNS has no such host: reload the records of the zone'),
  ),
  'InvalidRR.Format': means('invalidInput'),
  'InvalidRR.AValue': means('invalidInput', () =>
    l10n.t('Alibaba Cloud DNS does not accept an address record on this host: change the host and try again'),
  ),
  'SubDomainInvalid.Value': means('invalidInput', () =>
    l10n.t('Alibaba Cloud DNS does not accept this record value: correct it and try again'),
  ),
  LastOperationNotFinished: means('throttled', () =>
    l10n.t('The zone is still processing the last change: wait a few seconds and try again'),
  ),
  DnsSystemBusyness: means('unavailable', () => l10n.t('Alibaba Cloud DNS is busy: try again in a few minutes')),
  // The vendor's spelling.
  'Fobidden.TooOfen': means('throttled', () => l10n.t('The zone was changed too often: wait a minute and try again')),
};
