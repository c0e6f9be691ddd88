import { BlockList } from 'node:net';
import { networkInterfaces } from 'node:os';

/** Docker's own bridges; the private engines' are named by the same rule. */
const BRIDGE = /^(br-|docker)/;

/** Whether this host is 127.0.0.1 or in the network of one of Docker's bridges on this machine. */
export function isOnThisMachine(host: string): boolean {
  const own = new BlockList();
  own.addAddress('127.0.0.1');
  for (const [name, addresses = []] of Object.entries(networkInterfaces())) {
    if (!BRIDGE.test(name)) continue;
    for (const { family, cidr } of addresses) {
      const [network = '', bits = ''] = cidr?.split('/') ?? [];
      if (family === 'IPv4') own.addSubnet(network, Number(bits));
    }
  }
  return own.check(host);
}
