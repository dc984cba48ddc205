import { createHash, createPublicKey, type KeyObject, randomBytes } from 'node:crypto';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import forge from 'node-forge';
import type { Sandbox } from '../../sandbox/server.js';
import { issuePem, type PemIssue } from './issuePem.js';

/** The requested resource (RFC 8555, 7.1). */
export type AcmeResource =
  | 'dir'
  | 'nonce'
  | 'account'
  | 'newOrder'
  | 'order'
  | 'authorization'
  | 'challenge'
  | 'finalize'
  | 'certificate';

/** An answer; a body other than text is sent as JSON. */
export interface AcmeReply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** Changes the correct answer of a resource. */
export type Hostility = (resource: AcmeResource, kind: AcmeReply) => AcmeReply;

/** A running server in the place of Let's Encrypt behind the sandbox's proxy. */
export interface HostileAcme {
  /** The requested resources, in order. */
  readonly asked: AcmeResource[];
  /** Sets the behaviour from now on. */
  behave(hostility: Hostility): void;
  /** Issues a chain for the key of the last request and these names, valid for the given days from now. */
  issue(wanted: { readonly names?: readonly string[]; readonly from?: number; readonly until?: number }): string[];
  /** Issues one for another key. */
  issueForOther(): string[];
  stop(): Promise<void>;
}

const base = 'https://acme-v02.api.letsencrypt.org';

/** The server's single order. */
interface Order {
  names: readonly string[];
  state: 'pending' | 'ready' | 'valid';
  token: string;
  key?: KeyObject;
}

/** Starts one with correct answers at first. It accepts any signature. */
export async function startHostileAcme({ state }: Pick<Sandbox, 'state'>): Promise<HostileAcme> {
  const root = issuePem({ names: ['Test Root'] });
  const between = issuePem({ names: ['Test Intermediate'], by: root });
  const asked: AcmeResource[] = [];
  const order: Order = { names: [], state: 'pending', token: '' };
  const issue: HostileAcme['issue'] = ({ names = order.names, ...valid }) => [
    issuePem({ names, ...valid, by: between, ...(order.key && { key: order.key }) }).certificate,
    between.certificate,
  ];
  let hostility: Hostility = (_resource, kind) => kind;
  const pair = state.issue?.(['localhost'], 30);
  const server = createServer({ cert: pair?.certificate, key: pair?.key }, async (request, response) => {
    const body = await text(request);
    const resource = resourceOf(request.url ?? '');
    asked.push(resource);
    const reply = hostility(
      resource,
      answer(resource, order, toPayload(body), () => issue({})),
    );
    const whole = {
      ...(resource !== 'dir' && { 'replay-nonce': randomBytes(8).toString('hex') }),
      'content-type': 'application/json',
      ...reply.headers,
    };
    response.writeHead(reply.status ?? 200, whole);
    response.end(typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  state.acmeServer = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    asked,
    behave: (wanted) => {
      hostility = wanted;
    },
    issue,
    issueForOther: () => chainOf(issuePem({ names: order.names, by: between }), between),
    stop: () =>
      new Promise((resolve) => {
        delete state.acmeServer;
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function chainOf(...issues: readonly PemIssue[]): string[] {
  return issues.map(({ certificate }) => certificate);
}

function resourceOf(url: string): AcmeResource {
  return (url.split('/')[1] ?? 'dir') as AcmeResource;
}

/** The payload of a signed request (RFC 7515, 7.2.2). */
function toPayload(body: string): { readonly identifiers?: readonly { value: string }[]; readonly csr?: string } {
  const payload = body === '' ? '' : JSON.parse(body).payload;
  return payload === '' ? {} : JSON.parse(Buffer.from(payload, 'base64url').toString());
}

function answer(
  resource: AcmeResource,
  order: Order,
  { identifiers, csr }: ReturnType<typeof toPayload>,
  issue: () => readonly string[],
): AcmeReply {
  switch (resource) {
    case 'dir':
      return { body: { newNonce: `${base}/nonce`, newAccount: `${base}/account`, newOrder: `${base}/newOrder` } };
    case 'nonce':
      return { body: '' };
    case 'account':
      return { status: 201, headers: { location: `${base}/account/1` }, body: { status: 'valid' } };
    case 'newOrder':
      Object.assign(order, { names: identifiers?.map(({ value }) => value) ?? [], state: 'pending' });
      order.token = createHash('sha256').update(randomBytes(8)).digest('base64url');
      return { status: 201, headers: { location: `${base}/order/1` }, body: toOrder(order) };
    case 'authorization':
      return { body: toAuthorization(order) };
    case 'challenge':
      order.state = 'ready';
      return { body: { type: 'dns-01', url: `${base}/challenge/1`, status: 'processing', token: order.token } };
    case 'finalize':
      order.state = 'valid';
      order.key = toKey(csr ?? '');
      return { body: toOrder(order) };
    case 'certificate':
      return { headers: { 'content-type': 'application/pem-certificate-chain' }, body: issue().join('\n') };
    default:
      return { body: toOrder(order) };
  }
}

function toOrder({ names, state }: Order): object {
  return {
    status: state,
    identifiers: names.map((value) => ({ type: 'dns', value })),
    authorizations: [`${base}/authorization/1`],
    finalize: `${base}/finalize/1`,
    ...(state === 'valid' && { certificate: `${base}/certificate/1` }),
  };
}

function toAuthorization({ names: [value], state, token }: Order): object {
  const status = state === 'pending' ? 'pending' : 'valid';
  const challenges = [{ type: 'dns-01', url: `${base}/challenge/1`, status, token }];
  return { identifier: { type: 'dns', value }, status, challenges };
}

/** The public key of a CSR (RFC 2986). */
function toKey(csr: string): KeyObject {
  const der = forge.util.createBuffer(Buffer.from(csr, 'base64url').toString('binary'));
  const request = forge.pki.certificationRequestFromAsn1(forge.asn1.fromDer(der));
  return createPublicKey(forge.pki.publicKeyToPem(request.publicKey as forge.pki.PublicKey));
}
