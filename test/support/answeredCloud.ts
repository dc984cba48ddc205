import httpx from 'httpx';
import { alidnsService } from '../../sandbox/alidns/service.js';
import { casInternationalService, casService } from '../../sandbox/cas/service.js';
import { cdnService } from '../../sandbox/cdn/service.js';
import { ossService } from '../../sandbox/oss/service.js';
import { createState, type Seed } from '../../sandbox/seed.js';
import seed from '../../sandbox/seed.json';
import type { ApiRequest, ApiResponse } from '../../sandbox/state/state.js';
import { stsService } from '../../sandbox/sts/service.js';
import { createCloud } from '../../src/cloud/createCloud.js';
import type { HttpsSend } from '../../src/cloud/http/httpsSend.js';
import { createRequest } from '../../src/cloud/http/sdkTransport.js';

const services = [ossService, cdnService, alidnsService, casService, casInternationalService, stsService];

/** Creates the answer to a request; `given` sends it to the sandbox. */
type Answer = (given: () => Promise<ApiResponse>, asked: ApiRequest) => Promise<ApiResponse>;

/** Opens a cloud whose SDK calls are answered in this process by `answer`, and a function that restores the transport. */
export function openAnsweredCloud() {
  const state = createState(seed as Seed);
  const { id, secret } = state.accessKeys[0]!;
  const usual = httpx.request;
  const opened = {
    state,
    /** The id of a record of the zone shop-demo.com. */
    recordId: [...state.zones.get('shop-demo.com')!.records.values()][0]!.id,
    answer: ((given) => given()) as Answer,
    /** Restores the initial state of the sandbox. */
    reset: () => void Object.assign(state, createState(seed as Seed)),
    cloud: createCloud({
      credentials: async () => ({ accessKeyId: id, accessKeySecret: secret }),
      onCall: () => {},
      clock: { now: () => Date.now(), sleep: async () => {} },
      timeoutMs: 1_000,
    }),
    close: () => Reflect.set(httpx, 'request', usual),
  };
  const send: HttpsSend = async ({ method, host, head, body = Buffer.alloc(0) }) => {
    const asked = { method, host, url: head.path, headers: head.headers, body: Buffer.from(body) };
    const service = services.find((each) => each.owns(host, state))!;
    const response = await opened.answer(async () => service.handle(asked, state), asked);
    return { status: response.status, headers: lowerCase(response.headers), body: Buffer.from(response.body) };
  };
  // The extension's transport is set once per process, and never over another marked one.
  Reflect.set(httpx, 'request', Object.assign(createRequest(send), { [Symbol.for('ossCdn.transport')]: true }));
  return opened;
}

function lowerCase(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
