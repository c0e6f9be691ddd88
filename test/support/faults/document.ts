import { FAULTS, type Fault, type Loss } from './table.ts';

const LOST: Readonly<Record<Loss, string>> = {
  none: 'none',
  'while-away':
    'those that come while nobody listens, and what the balancer had in hand; none from its return on',
  'own-posts': 'POSTs that the dead replica had in hand; nobody may send them twice. GETs go to another one',
};

/** docs/fault-table.md. */
export function faultTableText(): string {
  return `# Faults, and what becomes of them

Written from \`test/support/faults/table.ts\` by \`npm run schema\`; \`test/e2e/faults.test.ts\` does every line on a real engine with the
shipped stacks, under GETs, GETs that take their time, and POSTs. \`npm test\` has the lines as the column **always** says,
\`npm run test:faults\` all of them behind both balancers. A step is hit right after it is done and before the journal knows.

After every line, all of this is true again, without anybody's help unless the line says so:

- The file on disk, the running balancer and Docker have exactly the same replicas; no entry is of one that is missing, stopped or unhealthy.
- Every healthy replica is in rotation, and exactly these answer through the balancer.
- There are as many as were asked for, and no other container of the service.

| fault | right after, or when | what becomes of it | requests lost | always |
|---|---|---|---|---|
${FAULTS.map(line).join('\n')}
`;
}

function line({ what, when, up = [], down = [], afterwards, loss, only, always }: Fault): string {
  const steps = [...up, ...down].map((step) => `\`${step}\``).join(', ');
  const moments = [steps, when].filter(Boolean).join('; ');
  const name = only === undefined ? what : `${what} (HAProxy)`;
  return `| ${name} | ${moments} | ${afterwards} | ${LOST[loss]} | ${always.join(', ')} |`;
}
