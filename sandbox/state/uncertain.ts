/** The table of switches for undocumented behaviour. */
export type Uncertain = Record<string, string | boolean | number>;

interface Switch {
  readonly value: string | boolean | number;
  readonly meaning: string;
}

/** Undocumented behaviour of the vendor with the sandbox's default. Each can be switched by seed and control port. */
export const uncertainties = {
  cnameSkipsToken: {
    value: false,
    meaning: 'PutCname binds a name whose zone is in the same account without the _dnsauth TXT, as the console does.',
  },
  purgeField: {
    value: 'present',
    meaning: 'ListCname carries IsPurgeCdnCache: present, absent, or capitalised (True and False).',
  },
  purgeFieldWrite: {
    value: 'refused',
    meaning: 'PutCname with IsPurgeCdnCache in its body: refused with EC 0018-00000004, or ignored.',
  },
  purgeFieldLag: {
    value: 0,
    meaning: 'Seconds of vendor time from the first look after the console switch until ListCname shows it.',
  },
  autoRefresh: {
    value: false,
    meaning:
      'With the console switch on, a changed object is purged from the edge automatically. Off: the event got lost, as the vendor warns.',
  },
  forcedDownload: {
    value: true,
    meaning:
      'Objects asked by a default OSS domain come with Content-Disposition: attachment instead of their own (accounts opened after 2022-10-09), through CDN and to signed requests too.',
  },
  publicEndpointForbidden: {
    value: false,
    meaning: 'Data calls on mainland buckets by the public endpoint are refused (accounts opened after 2025-03-20).',
  },
  publicEndpointSparesLists: {
    value: false,
    meaning: 'That refusal does not hit listings; the vendor says "data API operations" and no page seen lists them.',
  },
  publicEndpointBarsBinding: {
    value: false,
    meaning:
      'Calls that bind domains (ListCname, CreateCnameToken, PutCname) are refused there as well, though no data calls.',
  },
  publicEndpointForbiddenAtEdge: {
    value: false,
    meaning: 'That refusal also hits the fetches of CDN from its origin.',
  },
  overwriteRefused: {
    value: '',
    meaning:
      'The code with which OSS refuses to overwrite an object where a rule of the bucket forbids it, which is not documented; empty is no such rule.',
  },
  denialDetail: {
    value: true,
    meaning: 'A denial by RAM carries AccessDeniedDetail.',
  },
  edgeDefaultCertificate: {
    value: true,
    meaning: 'Without HTTPS on the domain, an edge shows a certificate for another name. Off: it ends the connection.',
  },
  rulesAfterRedirect: {
    value: false,
    meaning: 'Rules of host_redirect after a matching one with the flag redirect apply to its target.',
  },
  edgeKeepsQuery: {
    value: true,
    meaning: 'The query is part of the cache key at the edge.',
  },
  targetBeforeOnline: {
    value: false,
    meaning: 'The CNAME target of a domain has an address before the domain is online.',
  },
  cnameStatusLag: {
    value: 600,
    meaning: 'Seconds of vendor time until DescribeDomainCname sees a CNAME that DNS shows.',
  },
  existAsError: {
    value: false,
    meaning:
      'CheckCdnDomainExist tells of other holders by the errors DomainExist.OtherUser and DomainExist.OtherProduct.',
  },
  icpNeedsOwnership: {
    value: false,
    meaning: 'CheckCdnDomainICP refuses with the code -124 while the root domain is not verified.',
  },
  unfiledCode: {
    value: 'DomainNotRegistration',
    meaning: 'What AddCdnDomain says without an ICP filing: DomainNotRegistration or RecordCheckNotAvailable.',
  },
  serviceAbsentCode: {
    value: 'CdnServiceNotFound',
    meaning: 'What CDN says to an account that has not activated it: CdnServiceNotFound or OperationDenied.',
  },
  addOutcome: {
    value: 'online',
    meaning: 'How a new domain ends: online, configure_failed or check_failed.',
  },
  configOutcome: {
    value: 'success',
    meaning: 'How setting a function of a domain ends: success or failed.',
  },
  configNeedsId: {
    value: true,
    meaning:
      'A function that a domain has once is refused with ConfigDuplicate unless the call names the ConfigId of the present one.',
  },
  stagingStatus: {
    value: 'success',
    meaning:
      'The status of what is in effect in the staging environment: success, as in the sample, or testing, which the list of values names too.',
  },
  refusedSetsPart: {
    value: false,
    meaning: 'A refused BatchSetCdnDomainConfig has set the functions before the refused one.',
  },
  settingsReversed: {
    value: false,
    meaning: 'Rules of one BatchSetCdnDomainConfig stand in the reverse order.',
  },
  settingsNeedRole: {
    value: false,
    meaning:
      'BatchSetCdnDomainConfig needs ram:CreateServiceLinkedRole whatever it sets: the table of permissions names that as a dependent action, the text of NoPermission.SLR only for the role of CDN for DDoS protection.',
  },
  configZero: {
    value: false,
    meaning: 'BatchSetCdnDomainConfig answers the ConfigId 0 and sets nothing.',
  },
  configVanishes: {
    value: false,
    meaning: 'A setting that was accepted is not there when it is read.',
  },
  roleChecked: {
    value: true,
    meaning: 'l2_oss_key is refused with EntityNotExist.Role while the role of CDN for private buckets is missing.',
  },
  detailedZones: {
    value: true,
    meaning: 'DescribeDomainInfo gives MinTtl and the lines only with NeedDetailAttributes=true.',
  },
  validationType: {
    value: 'TXT',
    meaning: 'The record that validates a free certificate: TXT or CNAME.',
  },
  validationKeyWhole: {
    value: false,
    meaning: 'The ValidationKey is the full name, and not relative to the root domain.',
  },
  applicationOutcome: {
    value: 'issued',
    meaning:
      'How the application for a free certificate ends: issued, failed (its task says so) or closed (after review).',
  },
  applicationLag: {
    value: 0,
    meaning: 'Seconds of vendor time after ApplyCertificate in which the instance still shows as inactive.',
  },
  validationLag: {
    value: 5,
    meaning: 'Seconds of vendor time after ApplyCertificate until GetInstanceDetail names the record that validates.',
  },
  issueTakes: {
    value: 120,
    meaning: 'Seconds of vendor time from the first sight of the record until a free certificate is issued.',
  },
  instancesInOrderList: {
    value: false,
    meaning: 'ListUserCertificateOrder, of the first version, also lists what was issued by the second.',
  },
  ecKeys: {
    value: true,
    meaning: 'CDN takes a certificate with an EC key. Off: it is refused with InvalidSSLPri.',
  },
  certificateSite: {
    value: 'both',
    meaning:
      'Which endpoints of the certificate service serve the account: both, each with its own certificates, or that of the site china or international alone; what the other one says is not documented (here PermissionDenied).',
  },
  lastTime: {
    value: 'change',
    meaning:
      'The LastTime of DescribeCdnSSLCertificateList: that of the last change, as most pages say, or the end of the certificate. In seconds, as the sample has it, and not in ms.',
  },
  certificateDenial: {
    value: 'PermissionDenied',
    meaning:
      'What the certificate service says where RAM denies a call: PermissionDenied or AccessDenied.NoAuth, as its list of codes has them, or Forbidden.RAM, as other services do.',
  },
  certificateRights: {
    value: false,
    meaning:
      'SetCdnDomainSSLCertificate with CertType=cas needs the rights of the certificate service too, as PutCname does.',
  },
  ttlZero: {
    value: true,
    meaning: 'A cache rule takes a ttl of 0, as the console does; the table of arguments begins at 1.',
  },
  originControlLists: {
    value: true,
    meaning:
      'With access_origin_control and a list, the edge answers with the one that asks. Off: it sends the whole list.',
  },
  websiteAtOwnHost: {
    value: true,
    meaning:
      'The website of a bucket also applies where the origin host is the accelerated domain, which is bound to it.',
  },
  corsRules: {
    value: 20,
    meaning:
      'How many rules PutBucketCors takes: 20, or 10 as a client says; the code of the refusal is not documented.',
  },
  formTaken: {
    value: true,
    meaning:
      'Parameters that the definition of a call has in the query are read from a form body too. Off: they are missing there, and only those that it has in the body (RefreshObjectCaches) are read.',
  },
  longestQuery: {
    value: 0,
    meaning: 'Characters of a query above which the gateway answers its page with 414; 0 is no limit.',
  },
  configsPerSecond: {
    value: 0,
    meaning: 'BatchSetCdnDomainConfig calls that a user may make in a second, 3 on newer pages; 0 is no limit.',
  },
  domainsPerSecond: {
    value: 0,
    meaning: 'AddCdnDomain calls that a user may make in a second, 5 on newer pages; 0 is no limit.',
  },
  recordsPerSecond: {
    value: 0,
    meaning: 'Changes of records that a user may make in a second, of which Alidns has no page; 0 is no limit.',
  },
  throttledAs: {
    value: 'Throttling.User 400',
    meaning:
      'Code and status of a call that came too soon; clients also retry FlowControlError and Rejected.Throttling.',
  },
  configTakesEffect: {
    value: 60,
    meaning: 'Seconds of vendor time that a change of a domain keeps it configuring.',
  },
  hostFollowsOrigin: {
    value: true,
    meaning:
      'The origin Host that CDN has set as its default follows when the origins are changed. Off: the Host of the old bucket stays.',
  },
  severalPrimaryDomains: {
    value: true,
    meaning: 'A domain may have several primary origins by name, with weights; an older page allows one.',
  },
  refreshPerMinute: {
    value: 10_000,
    meaning: 'URLs that one domain may refresh in a minute; 1000 on older pages.',
  },
  quotaAsNumbers: {
    value: false,
    meaning: 'DescribeRefreshQuota gives numbers, as its sample does, and not the documented strings.',
  },
  zoneAbsentCode: {
    value: 'InvalidDomainName.NoExist',
    meaning: 'What Alidns says of a zone that the account does not have.',
  },
  splitsAnyName: {
    value: true,
    meaning:
      'GetMainDomainName splits a name whose zone the account does not have. Off: it says that there is no such zone.',
  },
  secondCname: {
    value: 'allowed',
    meaning: 'A second CNAME on one host other than @: allowed or conflict.',
  },
  recordWriteTakes: {
    value: 0,
    meaning: 'Seconds of vendor time in which a zone refuses a second write with LastOperationNotFinished.',
  },
  addressesPerHost: {
    value: 0,
    meaning: 'A and AAAA records that one host and line may have before QuotaExceeded.ARecord; 0 is no limit.',
  },
  cnameBesideNs: {
    value: 'conflict',
    meaning: 'A CNAME beside an NS record on one host other than @: allowed or conflict.',
  },
} as const satisfies Record<string, Switch>;

/** A switch of the table. */
export type UncertainName = keyof typeof uncertainties;

/** Creates the table with its defaults and the changes of a seed. */
export function createUncertain(changes: Uncertain = {}): Uncertain {
  const defaults = Object.entries(uncertainties).map(([name, { value }]) => [name, value]);
  return { ...Object.fromEntries(defaults), ...changes };
}

/** The current value of a switch. */
export function isOn(uncertain: Uncertain, name: UncertainName): boolean {
  return uncertain[name] === true;
}
