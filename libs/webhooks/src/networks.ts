import { BlockList, isIP } from 'node:net';

/** Networks that are no public internet: special-purpose address registries of IANA (RFC 6890 and what came after). */
const PRIVATE = [
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24'],
  ...['192.0.2.0/24', '192.31.196.0/24', '192.52.193.0/24', '192.88.99.0/24', '192.168.0.0/16', '192.175.48.0/24'],
  ...['198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4'],
  // Addresses of cloud metadata and platform services that lie outside of the ranges above.
  ...['100.100.100.200/32', '168.63.129.16/32'],
  ...['::/128', '::1/128', '100::/64', '2001::/23', '2001:db8::/32', '3fff::/20', '5f00::/16', 'fc00::/7', 'fe80::/10'],
  ...['fec0::/10', 'ff00::/8'],
];
/** IPv6 prefixes with an IPv4 address inside, and at which byte: mapped, compatible, translated, 6to4. */
const EMBEDDING: readonly (readonly [prefix: string, at: number])[] = [
  ['::ffff:0:0/96', 12],
  ['::ffff:0:0:0/96', 12],
  ['::/96', 12],
  ['64:ff9b::/96', 12],
  ['64:ff9b:1::/48', 12],
  ['2002::/16', 2],
];

/** Where deliveries may go: the public internet, and the networks that the operator allowed. */
export class Networks {
  private readonly blocked = listOf(PRIVATE);
  private readonly allowed: BlockList;
  /** Whether any private network is allowed. */
  readonly isOpen: boolean;

  /** @param allowed addresses, or networks in CIDR form: `10.1.0.0/16`, `fd00::/8`, `127.0.0.1` */
  constructor(allowed: readonly string[] = []) {
    this.allowed = listOf(allowed);
    this.isOpen = allowed.length > 0;
  }

  /** Whether deliveries may go to this address, in whichever notation it is written. */
  permits(address: string): boolean {
    return this.isAllowed(address) || forms(address).every((form) => !holds(this.blocked, form));
  }

  /** Whether the operator named it: only there is a receiver without TLS accepted. */
  isAllowed(address: string): boolean {
    const [plain, ...embedded] = forms(address);
    return [plain, ...embedded.slice(0, 1)].some((form) => form !== undefined && holds(this.allowed, form));
  }
}

function listOf(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', prefix] = network.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    list.addSubnet(address, prefix === undefined ? (family === 'ipv6' ? 128 : 32) : Number(prefix), family);
  }
  return list;
}

const EMBEDDED = EMBEDDING.map(([prefix, at]) => ({ list: listOf([prefix]), at }));

/** The address itself and the IPv4 address inside it, if there is one. */
function forms(address: string): readonly string[] {
  if (isIP(address) !== 6) return [address];
  const inside = EMBEDDED.filter(({ list }) => list.check(address, 'ipv6')).map(({ at }) =>
    [...bytesOf(address).subarray(at, at + 4)].join('.'),
  );
  return [address, ...inside];
}

function holds(list: BlockList, address: string): boolean {
  const family = isIP(address);
  return family !== 0 && list.check(address, family === 6 ? 'ipv6' : 'ipv4');
}

/** The sixteen bytes of an IPv6 address. */
function bytesOf(address: string): Buffer {
  const plain = address.split('%', 1)[0] ?? '';
  const dotted = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(plain);
  const text = dotted ? `${dotted[1]}${hex(dotted[2], dotted[3])}:${hex(dotted[4], dotted[5])}` : plain;
  const [head = '', tail] = text.split('::');
  const words = (part: string | undefined): number[] =>
    part === undefined || part === '' ? [] : part.split(':').map((word) => Number.parseInt(word, 16));
  const [first, last] = [words(head), words(tail)];
  const all = [...first, ...Array.from({ length: 8 - first.length - last.length }, () => 0), ...last];
  return Buffer.from(all.flatMap((word) => [word >> 8, word & 0xff]));
}

const hex = (high = '0', low = '0'): string => ((Number(high) << 8) | Number(low)).toString(16);
