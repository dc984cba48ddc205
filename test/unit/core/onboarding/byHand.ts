import type { UserAsk } from '../../../../src/core/onboarding/run/asks.js';
import type { OnboardingStepId, StepId } from '../../../../src/core/onboarding/run/run.js';
import type { MemoryState } from '../../../support/memory/state.js';
import { siteSource } from '../../../support/siteSources.js';
import { settingsByHand } from './byHandSettings.js';
import { addConfig, addRecord, bindByHand, cname, handMade, setDomain, site, turnRecord } from './hands.js';
import { oldRecord, type remains, richEnd } from './richWorld.js';
import { plan, siteBucket, type World } from './world.js';

const uploadDomain = 'upload.example.com';
const { signal } = new AbortController();

/** What a person does instead of the run. */
export interface ByHand {
  readonly what: string;
  /** Just when the run comes to the step, or while it asks this. */
  readonly when: 'comes' | UserAsk['kind'];
  /** The step of that time, where it is an earlier one, which would make the settings of this one too. */
  readonly at?: StepId;
  /** What makes it necessary, where an ordinary account has no need. */
  before?(state: MemoryState): unknown;
  /** The window has no folder open at first. */
  readonly folderless?: true;
  act(world: World): unknown;
  /** The run rests then, and the workspace tells of the change. */
  readonly wakes?: true;
  /** Writes of the step that are left to the run all the same. */
  readonly leaves?: readonly string[];
  /** Writes of other steps that become needless too. */
  readonly spares?: readonly (string | StepId)[];
  /** Writes that are needed besides. */
  readonly also?: readonly string[];
  /** The folder that was chosen is not in the workspace. */
  readonly folderGone?: true;
  /** What is left in the end where it is not what the run would have made. */
  readonly end?: Partial<ReturnType<typeof remains>>;
}

/** The write that is left where the mapping is not there yet. */
const addMapping = 'mapping: mapping.addMapping img.example.com';
const uploadProof = [
  'upload: dns.createRecord _dnsauth.upload TXT',
  `upload: oss.createCname ${uploadDomain}`,
  'upload: dns.deleteRecord _dnsauth.upload TXT',
];
/** Visitors may have been there before a run that finds the domain on CDN. */
const dropsCopies = `originHost: cdn.refresh http://${plan.domain}/`;
const record = (rr: string, value: string) => ({ ...oldRecord, id: rr, rr, type: 'CNAME', value, enabled: false });
const withoutOld: ByHand['end'] = {
  records: [`img CNAME ${cname} true`, `upload CNAME ${siteSource.content} true`],
};
const openEndpoint = { act: ({ cloud }: World) => (cloud.state.publicEndpointClosed = false) };
/** By hand the old record is paused and another added. */
const withBoth: ByHand['end'] = {
  records: ['img A 192.0.2.9 false', `img CNAME ${cname} true`, `upload CNAME ${siteSource.content} true`],
};
const withoutUpload: ByHand['end'] = {
  records: [`img CNAME ${cname} true`],
  bound: [plan.domain],
  mapping: [[plan.domain, undefined]],
};
const putFile = ({ cloud }: World) =>
  cloud.oss.putObject({ ...siteBucket, uploadDomain }, 'by-hand.txt', { body: Buffer.from('x'), headers: {} }, signal);
const makePublic = (world: World) => {
  site(world).info = { ...site(world).info, acl: 'public-read' };
};
const switchRecords = (world: World) => {
  turnRecord(world, 'img', 'A', false);
  addRecord(world, 'img', cname);
};
const setPrivate = (world: World) => addConfig(world, 'l2_oss_key', { private_oss_auth: 'on' });
const setMapping = ({ mappings }: World) => mappings.set(plan.domain, uploadDomain);
const publishAll = ({ publishing }: World) => {
  publishing.added = 0;
};

/** For each step what a person does by hand while the run is there, or the reason why there is nothing of the kind. */
export const byHand: Readonly<Record<OnboardingStepId, readonly ByHand[] | string>> = {
  service: [
    {
      what: 'opens the service',
      when: 'openService',
      before: (state) => (state.service = 'notOpen'),
      act: ({ cloud }) => (cloud.state.service = 'open'),
    },
    {
      what: 'settles the debt',
      when: 'settleDebt',
      before: (state) => (state.service = 'locked'),
      act: ({ cloud }) => (cloud.state.service = 'open'),
    },
  ],
  upload: [
    { what: 'has the public endpoint opened', when: 'comes', ...openEndpoint, end: withoutUpload },
    { what: 'has the public endpoint opened', when: 'chooseUploadDomain', ...openEndpoint, end: withoutUpload },
    {
      what: 'adds the record',
      when: 'approveUploadRecord',
      act: (world) => addRecord(world, 'upload', siteSource.content),
      leaves: uploadProof,
    },
    {
      what: 'resumes the record',
      when: 'recordPaused',
      before: ({ records }) => records.push(record('upload', siteSource.content)),
      act: (world) => turnRecord(world, 'upload', 'CNAME', true),
      leaves: uploadProof,
    },
  ],
  name: [
    {
      what: 'frees the name in the other product',
      when: 'domainTaken',
      before: (state) => state.takenNames.set(plan.domain, 'otherProduct'),
      act: ({ cloud }) => cloud.state.takenNames.delete(plan.domain),
    },
    {
      what: 'has the name filed',
      when: 'fileIcp',
      before: (state) => (state.icp = 'notFiled'),
      act: ({ cloud }) => (cloud.state.icp = 'filed'),
    },
    {
      what: 'deletes other domains',
      when: 'domainLimit',
      before: (state) => (state.domainQuota = 0),
      act: ({ cloud }) => (cloud.state.domainQuota = 50),
    },
    {
      what: 'corrects the origin',
      when: 'otherOrigin',
      before: (state) =>
        state.domains.set(plan.domain, { ...handMade, sources: [{ ...siteSource, content: 'other.example.net' }] }),
      act: (world) => setDomain(world, { sources: [siteSource] }),
      spares: ['ownership', 'domain'],
      also: [dropsCopies],
    },
  ],
  ownership: [
    {
      what: 'proves the root domain',
      when: 'comes',
      act: ({ cloud }) => cloud.state.verifiedRoots.add('example.com'),
      spares: ['domain: dns.deleteRecord verification TXT'],
    },
  ],
  domain: [
    {
      what: 'adds the domain',
      when: 'comes',
      act: (world) => setDomain(world, { status: 'configuring' }),
      leaves: ['domain: dns.deleteRecord verification TXT'],
    },
  ],
  online: [
    {
      what: 'enables the domain',
      when: 'domainOffline',
      at: 'domain',
      before: (state) => state.domains.set(plan.domain, { ...handMade, status: 'offline' }),
      act: (world) => setDomain(world, { status: 'online' }),
      spares: ['ownership', 'domain'],
      also: [dropsCopies],
    },
    {
      what: 'has the review passed',
      when: 'domainFailed',
      before: (state) => state.domains.set(plan.domain, { ...handMade, status: 'check_failed' }),
      act: (world) => setDomain(world, { status: 'online' }),
      spares: ['ownership', 'domain'],
      also: [dropsCopies],
    },
  ],
  cname: 'CDN alone assigns the CNAME',
  privateOrigin: [
    { what: 'turns private bucket access on', when: 'comes', act: setPrivate },
    { what: 'turns private bucket access on', when: 'privateBucket', act: setPrivate },
    {
      what: 'makes the bucket public',
      when: 'privateBucket',
      act: makePublic,
      end: { configs: richEnd.configs.filter((name) => name !== 'l2_oss_key') },
    },
  ],
  edge: [
    {
      what: 'uploads a file',
      when: 'emptyBucket',
      before: (state) => state.buckets.get('site')?.objects.clear(),
      act: putFile,
    },
    {
      what: 'lets this computer reach the edge',
      when: 'edgeUnproven',
      before: (state) => {
        state.edgeAnswer = () => ({ outcome: 'timeout', headers: {}, durationMs: 1 });
      },
      act: ({ cloud }) => {
        cloud.state.edgeAnswer = undefined;
      },
    },
    {
      what: 'corrects what keeps the edge from the file',
      when: 'edgeDiffers',
      before: (state) => {
        state.edgeAnswer = () => ({ outcome: 'answered', status: 404, headers: {}, durationMs: 1 });
      },
      act: ({ cloud }) => {
        cloud.state.edgeAnswer = undefined;
      },
    },
  ],
  record: [
    { what: 'switches the records', when: 'comes', act: switchRecords, end: withBoth },
    { what: 'switches the records', when: 'recordConflict', act: switchRecords, end: withBoth },
    {
      what: 'adds the record',
      when: 'approveRecord',
      before: ({ records }) => records.splice(0),
      act: (world) => addRecord(world, 'img', cname),
      end: withoutOld,
    },
    {
      what: 'resumes the record',
      when: 'recordPaused',
      before: ({ records }) => records.splice(0, 1, record('img', cname)),
      act: (world) => turnRecord(world, 'img', 'CNAME', true),
      end: withoutOld,
    },
  ],
  resolved: 'name servers follow the record by themselves',
  binding: [{ what: 'binds the domain', when: 'comes', act: (world) => bindByHand(world, plan.domain) }],
  originHost: [
    {
      what: 'sets the origin host',
      when: 'comes',
      at: 'privateOrigin',
      act: (world) => addConfig(world, 'set_req_host_header', { domain_name: plan.domain }),
    },
  ],
  publish: [{ what: 'publishes the folder', when: 'comes', act: publishAll }],
  ...settingsByHand,
  dropCopies: 'no edge has copies of a new domain',
  afterSwitch: 'nothing is put off',
  autoUpdate: [
    { what: 'turns it on', when: 'comes', act: (world) => bindByHand(world, plan.domain, true) },
    { what: 'turns it on', when: 'turnOnAutoUpdate', act: (world) => bindByHand(world, plan.domain, true) },
  ],
  mapping: [
    { what: 'writes the mapping', when: 'comes', act: setMapping, spares: ['publish'] },
    {
      what: 'writes the mapping',
      when: 'chooseFolder',
      folderGone: true,
      act: setMapping,
      wakes: true,
      spares: ['publish'],
    },
    {
      what: 'opens a folder',
      when: 'openFolder',
      folderless: true,
      act: (world) => world.openFolder(),
      wakes: true,
      leaves: [addMapping],
    },
    {
      what: 'opens the folder that has the mapping',
      when: 'openFolder',
      folderless: true,
      act: (world) => {
        world.openFolder();
        setMapping(world);
      },
      wakes: true,
      spares: ['publish'],
    },
  ],
};
