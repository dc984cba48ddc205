import { give } from '../cdn/https/setCertificate.js';
import { ConsoleError, type Fields, list, number, text } from '../fields.js';
import { addCertificate } from '../state/certificates.js';
import type { SandboxState } from '../state/state.js';

type Act = (state: SandboxState, fields: Fields) => object | undefined;

/** User actions in the console of the certificate service, and on the HTTPS page of CDN. */
export const certificateActs: Readonly<Record<string, Act>> = {
  /** Issues a certificate for these names that ends in this many days. */
  issueCertificate: (state, fields) => {
    const [first, ...others] = list(fields, 'names', (each) => text(each, 'item'));
    if (first === undefined || !state.issue) throw new ConsoleError('names must have at least one');
    const pair = state.issue([first, ...others], fields.days === undefined ? 90 : number(fields, 'days'));
    const region = fields.international === true ? 'ap-southeast-1' : 'cn-hangzhou';
    const { id } = addCertificate(state, text(fields, 'name'), { ...pair, region }, false);
    return { id };
  },
  /** Orders free test certificates; `payed` marks upgraded ones. */
  orderInstances: (state, fields) => {
    const ids = Array.from({ length: number(fields, 'count') }, () => `cas_dv-cn-${state.nextId++}`);
    const upgrade = fields.payed === true ? { upgradeStatus: 'payed' } : {};
    for (const id of ids) state.instances.set(id, { id, orderedAt: Date.now(), days: 90, ...upgrade });
    return { ids };
  },
  /** Withdraws a running application, which uses the instance up. */
  withdrawApplication: (state, fields) => {
    const instance = state.instances.get(text(fields, 'id'));
    if (instance?.appliedAt === undefined || instance.certificateId !== undefined)
      throw new ConsoleError('no application is under way');
    instance.withdrawn = true;
    return undefined;
  },
  addContact: (state, fields) => {
    const id = 40_000 + state.nextId++;
    state.contacts.push({ id, name: text(fields, 'name'), email: text(fields, 'email') });
    return { id };
  },
  /** Sets a certificate of the account for a domain, at once. */
  giveCertificate: (state, fields) => {
    const domain = state.cdnDomains.get(text(fields, 'domain'));
    const stored = state.certificates.get(number(fields, 'id'));
    if (!domain || !stored) throw new ConsoleError('no such domain or certificate');
    give(state, domain, { id: stored.id, type: 'cas', readyAt: 0 });
    return undefined;
  },
};
