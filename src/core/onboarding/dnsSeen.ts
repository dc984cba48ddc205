import { pointsAt, saysSomething } from '../dnsAnswer.js';
import type { StepContext } from './step.js';

/** How many of the servers that answered at all give the CNAME to `target`. */
export async function countSeen(
  { cloud, resolvers, signal }: Pick<StepContext, 'cloud' | 'resolvers' | 'signal'>,
  name: string,
  target: string,
): Promise<{ readonly seen: number; readonly asked: number }> {
  const answers = await Promise.all(resolvers.map((server) => cloud.resolver.query(server, name, 'CNAME', signal)));
  const answered = answers.filter(saysSomething);
  return { seen: answered.filter((answer) => pointsAt(answer, target)).length, asked: answered.length };
}
