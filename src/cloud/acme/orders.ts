import type { AcmeOrder, AcmeProblem, AcmeValidation, RenewalWindow } from '../../core/ports/acme.js';
import type { HttpsAnswer } from '../http/httpsSend.js';
import { type AccountKey, challengeValue } from './jws.js';
import { readJson, toProblem, unusable } from './problems.js';
import { readUrl } from './session.js';

type Fields = Readonly<Record<string, unknown>>;

/** An order as the server writes it (RFC 8555, 7.1.3). */
export interface OrderModel {
  readonly state: AcmeOrder['state'];
  readonly names: readonly string[];
  readonly authorizations: readonly string[];
  readonly finalize: string;
  /** Present once it is issued. */
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

/** Those of an authorization (RFC 8555, 7.1.6). */
const authorizationStates = ['pending', 'valid', 'invalid', 'deactivated', 'expired', 'revoked'] as const;
const orderStates = ['pending', 'ready', 'processing', 'valid', 'invalid'] as const;

/** A request of ours has a domain, or a wildcard with the name above it. */
const mostNames = 2;

/** Reads an order; throws `acmeRefused` for anything else, and for one of more names than any of ours has. */
export function readOrderModel(answer: HttpsAnswer): OrderModel {
  const fields = toFields(readJson(answer));
  const state = orderStates.find((each) => each === fields.status);
  const [identifiers, authorizations] = [toList(fields.identifiers), toList(fields.authorizations)];
  if (!state) throw unusable('badAnswer');
  if (Math.max(identifiers.length, authorizations.length) > mostNames) throw unusable('otherNames');
  const problem = toProblem(fields.error);
  return {
    state,
    names: identifiers.map((each) => toText(toFields(each).value)),
    authorizations: authorizations.map(readUrl),
    finalize: readUrl(fields.finalize),
    ...(fields.certificate !== undefined && { certificate: readUrl(fields.certificate) }),
    ...(problem && { problem }),
  };
}

/** Reads an authorization, throws `acmeRefused` for anything else; its challenge is absent where it was validated another way. */
export function readAuthorizationModel(answer: HttpsAnswer): AuthorizationModel {
  const fields = toFields(readJson(answer));
  const challenges = toList(fields.challenges).map(toFields);
  const challenge = challenges.find(({ type }) => type === 'dns-01');
  const state = authorizationStates.find((each) => each === fields.status);
  if (!state) throw unusable('badAnswer');
  const problem = challenges.map(({ error }) => toProblem(error)).find((each) => each !== undefined);
  return {
    name: toText(toFields(fields.identifier).value),
    state,
    ...(challenge && {
      challenge: { url: readUrl(challenge.url), token: readToken(challenge.token), state: toText(challenge.status) },
    }),
    ...(problem && { problem }),
  };
}

/** Reads the window of a renewal (RFC 9773, 4.2); `undefined` for anything else. */
export function readWindowModel(answer: HttpsAnswer): RenewalWindow | undefined {
  const { start, end } = toFields(toFields(readJson(answer)).suggestedWindow);
  const [from, until] = [Date.parse(toText(start)), Date.parse(toText(end))];
  return from < until ? { from, until } : undefined;
}

/** An order in the words of the port; the reason of the name that was refused says more than that of the order. */
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

/** A token has the characters of base64url alone (RFC 8555, 8.4). */
function readToken(value: unknown): string {
  if (typeof value === 'string' && /^[\w-]{1,512}$/.test(value)) return value;
  throw unusable('badAnswer');
}

/** Anything else may throw while it becomes a text. */
function toText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function toFields(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function toList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
