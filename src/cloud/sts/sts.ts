import { lookUp } from '../../core/lookUp.js';
import type { Caller, StsPort } from '../../core/ports/cloud.js';
import { type AnswerFields, readFields } from '../answerFields.js';
import type { Link } from '../callWithRetry.js';
import { createSdkApi } from '../sdkApi.js';

/** The Security Token Service through the core of the vendor's SDKs. */
export function createSts(link: Link): StsPort {
  const api = createSdkApi(
    link,
    () => import('./sdk.js'),
    (sdk, keys) => sdk.openSts(keys, link.timeoutMs),
  );
  return {
    readCaller: async (signal) => {
      const spec = { action: 'GetCallerIdentity', subject: '', signal };
      const { body } = await api.read(spec, (client, sdk) => sdk.getCallerIdentity(client));
      return toCaller(readFields(body, spec));
    },
  };
}

const kinds: Readonly<Record<string, Caller['kind']>> = { user: 'ramUser', 'assumed-role': 'role', root: 'account' };

/** Parses an ARN such as `acs:ram::1099:user/alice`, `…:assumed-role/publisher/session` or `…:root`. */
function toCaller(answer: AnswerFields): Caller {
  const [accountId, arn] = [answer.requiredText('AccountId'), answer.requiredText('Arn')];
  const [, type = '', name] = /^acs:\w+::\d+:([\w-]+)(?:\/(.+))?$/.exec(arn) ?? [];
  const kind = lookUp(kinds, type) ?? answer.refuse('Arn', 'the ARN of an account, a user or a role', arn);
  return { accountId, kind, ...(name !== undefined && { name }) };
}
