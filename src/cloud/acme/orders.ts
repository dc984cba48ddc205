import type { AcmeOrder, AcmeProblem, AcmeValidation, RenewalWindow } from '../../core/ports/acme.js';
import { type AnswerFields, readFields } from '../answerFields.js';
import type { HttpsAnswer } from '../http/httpsSend.js';
import { type AccountKey, challengeValue } from './jws.js';
import { acmeHost, readJson, toProblem, unusable } from './problems.js';
import { readUrl } from './session.js';

/** An order as the server writes it (RFC 8555, 7.1.3). */
export interface OrderModel {
  readonly state: AcmeOrder['state'];
  readonly names: readonly string[];
  readonly authorizations: readonly string[];
  readonly finalize: string;
  /** Present once the certificate is issued. */
  readonly certificate?: string;
  readonly problem?: AcmeProblem;
}

/** An authorization as the server writes it (RFC 8555, 7.1.4), with its `dns-01` challenge. */
export interface AuthorizationModel {
  readonly name: string;
  readonly state: (typeof authorizationStates)[number];
  readonly challenge?: { readonly url: string; readonly token: string; readonly state: string };
  readonly problem?: AcmeProblem;
}

/** The states of an authorization (RFC 8555, 7.1.6). */
const authorizationStates = ['pending', 'valid', 'invalid', 'deactivated', 'expired', 'revoked'] as const;
const orderStates = ['pending', 'ready', 'processing', 'valid', 'invalid'] as const;

/** Our requests have a domain, or a wildcard and the name above it. */
const mostNames = 2;

/** Reads an order. Throws `badAnswer` for anything else, and `acmeRefused` for more names than our requests have. */
export function readOrderModel(answer: HttpsAnswer): OrderModel {
  const fields = open(answer, 'order');
  const state = readState(fields, orderStates);
  const [identifiers, authorizations] = [fields.list('identifiers'), fields.texts('authorizations')];
  if (Math.max(identifiers.length, authorizations.length) > mostNames) throw unusable('otherNames');
  const problem = toProblem(fields.raw('error'));
  const certificate = fields.text('certificate');
  return {
    state,
    names: identifiers.map((each) => each.requiredText('value')),
    authorizations: authorizations.map(readUrl),
    finalize: readUrl(fields.requiredText('finalize')),
    ...(certificate !== undefined && { certificate: readUrl(certificate) }),
    ...(problem && { problem }),
  };
}

/** Reads an authorization. Its challenge is absent if another kind of challenge validated it. */
export function readAuthorizationModel(answer: HttpsAnswer): AuthorizationModel {
  const fields = open(answer, 'authorization');
  const challenges = fields.list('challenges');
  const challenge = challenges.find((each) => each.text('type') === 'dns-01');
  const problem = challenges.map((each) => toProblem(each.raw('error'))).find((each) => each !== undefined);
  return {
    name: fields.fields('identifier').requiredText('value'),
    state: readState(fields, authorizationStates),
    ...(challenge && {
      challenge: {
        url: readUrl(challenge.requiredText('url')),
        token: readToken(challenge),
        state: challenge.requiredText('status'),
      },
    }),
    ...(problem && { problem }),
  };
}

/** Reads the renewal window (RFC 9773, 4.2); `undefined` if the answer has none. */
export function readWindowModel(answer: HttpsAnswer): RenewalWindow | undefined {
  const window = open(answer, 'renewalInfo').fields('suggestedWindow');
  const [from, until] = [Date.parse(window.text('start') ?? ''), Date.parse(window.text('end') ?? '')];
  return from < until ? { from, until } : undefined;
}

/** Converts an order for the port. The problem of the refused name is preferred, since it says more than that of the order. */
export function toOrder(
  url: string,
  order: OrderModel,
  authorizations: readonly AuthorizationModel[],
  key: AccountKey,
): AcmeOrder {
  const problem = authorizations.map((each) => each.problem).find((each) => each !== undefined) ?? order.problem;
  return {
    url,
    state: order.state,
    validations: authorizations.flatMap((each) => toValidation(each, key)),
    ...(problem && { problem }),
  };
}

function toValidation({ name, state, challenge }: AuthorizationModel, key: AccountKey): readonly AcmeValidation[] {
  if (!challenge) return [];
  const isTold = state === 'pending' && challenge.state !== 'pending';
  const known = state === 'pending' || state === 'valid' ? state : 'invalid';
  const value = challengeValue(challenge.token, key);
  return [{ host: `_acme-challenge.${name}`, value, state: isTold ? 'processing' : known }];
}

function open(answer: HttpsAnswer, action: string): AnswerFields {
  return readFields(readJson(answer) as Readonly<Record<string, unknown>> | undefined, { action, subject: acmeHost });
}

function readState<State extends string>(fields: AnswerFields, states: readonly State[]): State {
  const status = fields.requiredText('status');
  return states.find((each) => each === status) ?? fields.refuse('status', `one of ${states.join(', ')}`, status);
}

/** A token has only base64url characters (RFC 8555, 8.4). */
function readToken(challenge: AnswerFields): string {
  const token = challenge.requiredText('token');
  return /^[\w-]{1,512}$/.test(token) ? token : challenge.refuse('token', 'base64url', token);
}
