import { type Check, decided, undecided } from './check.ts';
import { type Answer, askMany, Client, describeLosses, lossesOf, type Target } from './client.ts';
import { type Counting, count } from './counting.ts';
import { affinityCheck, type Counted, type Shares, spreadCheck, totalOf } from './spread.ts';

/** What is asked, and who counts. */
export interface Experiment {
  readonly target: Target;
  readonly counting: Counting;
  /** How many requests. */
  readonly requests: number;
  /** How long they may take, beside those that are under way then. */
  readonly timeoutMs: number;
}

const AT_ONCE = 8;
/** One client asks one after the other, as a browser's user does. */
const OF_ONE_CLIENT = 20;

/** Whether requests are answered, and go where the policy sends them. */
export async function trafficChecks(
  { target, counting, requests, timeoutMs }: Experiment,
  signal: AbortSignal,
): Promise<readonly Check[]> {
  const { balancer } = counting.service;
  const client = new Client(target);
  try {
    const send = () => {
      const until = AbortSignal.timeout(timeoutMs);
      return askMany(client, { count: requests, atOnce: AT_ONCE, until }, signal);
    };
    const { answers, counted } = await count(counting, send, signal);
    const isExclusive = balancer.algorithm === 'source';
    const spread = judged(
      'spread',
      `${balancer.algorithm} spreads as it promises`,
      counted,
      isExclusive ? requests : undefined,
      (shares) => spreadCheck(balancer, shares),
    );
    const affinity =
      balancer.sticky === undefined
        ? []
        : [await stickiness(client, balancer.sticky.cookie, counting, signal)];
    return [answersCheck(answers, requests), spread, ...affinity];
  } finally {
    client.close();
  }
}

function answersCheck(answers: readonly Answer[], requests: number): Check {
  const lost = lossesOf(answers);
  const unsent = requests - answers.length;
  const measured = [
    lost.length === 0 ? `${answers.length} answered` : describeLosses(answers),
    ...(unsent === 0 ? [] : [`, ${unsent} not sent in time`]),
  ].join('');
  return decided('answers', `${requests} requests, none lost`, measured, lost.length === 0 && unsent === 0);
}

/** Asks with the cookie that the first answer brought. */
async function stickiness(
  client: Client,
  name: string,
  counting: Counting,
  signal: AbortSignal,
): Promise<Check> {
  const cookie = cookieIn(await client.ask(signal), name);
  if (cookie === undefined)
    return decided('affinity', `the cookie ${name} comes with an answer`, 'it does not', false);
  const send = async () => {
    const answers: Answer[] = [];
    for (let sent = 0; sent < OF_ONE_CLIENT; sent += 1) answers.push(await client.ask(signal, { cookie }));
    return answers;
  };
  const { counted } = await count(counting, send, signal);
  const expected = 'one client stays with one replica';
  return judged('affinity', expected, counted, OF_ONE_CLIENT, (shares) =>
    affinityCheck(shares, OF_ONE_CLIENT),
  );
}

/** `alone` is how many requests there must be in all for a check that only holds without other clients. */
function judged(
  check: string,
  expected: string,
  counted: Counted,
  alone: number | undefined,
  judge: (shares: Shares) => Check,
): Check {
  if ('why' in counted) return undecided(check, expected, counted.why);
  const total = totalOf(counted.shares);
  if (alone !== undefined && counted.isCounted && total > alone)
    return undecided(
      check,
      expected,
      `cannot be counted: ${total - alone} requests of others came in between`,
    );
  return judge(counted);
}

function cookieIn({ headers }: Answer, name: string): string | undefined {
  const given = headers['set-cookie'];
  const all = typeof given === 'string' ? [given] : (given ?? []);
  return all.find((cookie) => cookie.startsWith(`${name}=`))?.split(';')[0];
}
