import { BlockList } from 'node:net';

/** What marks a firewall rule or a bridge as one engine's own. */
export interface Ownership {
  readonly interfaces: readonly string[];
  readonly subnets: readonly string[];
}

/** Whether an IPv4 address lies in one of the subnets, each written like 198.18.0.0/18. */
export function inSubnets(address: string, subnets: readonly string[]): boolean {
  const list = new BlockList();
  for (const subnet of subnets) {
    const [base = '', bits = '32'] = subnet.split('/');
    list.addSubnet(base, Number(bits), 'ipv4');
  }
  return list.check(address, 'ipv4');
}

function isOwn(rule: string, own: Ownership): boolean {
  return rule.split(' ').some((word) => {
    if (own.interfaces.includes(word)) return true;
    const address = /^(\d+\.\d+\.\d+\.\d+)(\/\d+)?(:\d+)?$/.exec(word)?.[1];
    return address !== undefined && inSubnets(address, own.subnets);
  });
}

/** Input for `iptables-restore --noflush` that takes away one engine's rules, and Docker's chains with the last engine. */
export function firewallRemoval(saved: string, own: Ownership, isLast: boolean): string {
  return saved
    .split(/^(?=\*)/m)
    .filter((table) => table.startsWith('*'))
    .map((table) => {
      const lines = table.split('\n');
      const doomed = (rule: string) => isOwn(rule, own) || (isLast && /\bDOCKER/.test(rule));
      const rules = lines
        .filter((line) => line.startsWith('-A ') && doomed(line))
        .map((line) => `-D${line.slice(2)}`);
      const chains = isLast ? lines.flatMap((line) => /^:(DOCKER\S*)/.exec(line)?.[1] ?? []) : [];
      const removals = [...rules, ...chains.map((chain) => `-X ${chain}`)];
      return removals.length > 0 ? `${[lines[0], ...removals, 'COMMIT'].join('\n')}\n` : '';
    })
    .join('');
}
