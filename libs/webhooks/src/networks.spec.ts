import { RuleRefusal } from '#libs/rules';
import { checkedEndpoint } from './endpoint.js';
import { Networks } from './networks.js';

describe('where deliveries may go', () => {
  const open = new Networks();

  it.each(['8.8.8.8', '114.114.114.114', '2400:3200::1', '::ffff:8.8.8.8', '64:ff9b::808:808'])(
    '%s is public',
    (address) => {
      expect(open.permits(address)).toBe(true);
    },
  );

  it.each([
    ...['127.0.0.1', '127.255.0.9', '0.0.0.0', '10.0.0.8', '172.31.255.255', '192.168.1.1', '169.254.169.254'],
    ...['100.64.0.1', '100.100.100.200', '168.63.129.16', '224.0.0.1', '255.255.255.255', '198.18.0.1'],
    ...['::1', '::', 'fe80::1', 'fc00::1', 'fd12:3456::1', 'fec0::1', 'ff02::1', '2001:db8::1', 'fd00:ec2::254'],
    // An IPv4 address inside an IPv6 one: mapped in either notation, compatible, translated, 6to4.
    ...['::ffff:127.0.0.1', '::ffff:7f00:1', '::ffff:a9fe:a9fe', '::127.0.0.1', '64:ff9b::7f00:1', '64:ff9b::10.0.0.1'],
    ...['2002:7f00:1::', '2002:c0a8:101::1', '0:0:0:0:0:ffff:10.1.1.1', '::ffff:0:127.0.0.1'],
  ])('%s is not', (address) => {
    expect(open.permits(address)).toBe(false);
  });

  it('is what the operator allowed besides, in either notation, and nothing near it', () => {
    const some = new Networks(['10.1.0.0/16', '127.0.0.1', 'fd00::/8']);
    for (const address of ['10.1.2.3', '127.0.0.1', '::ffff:10.1.2.3', '::ffff:7f00:1', 'fd12::9']) {
      expect([address, some.permits(address)]).toEqual([address, true]);
    }
    for (const address of ['10.2.0.1', '127.0.0.2', '169.254.169.254', 'fe80::1', '::ffff:10.2.0.1']) {
      expect([address, some.permits(address)]).toEqual([address, false]);
    }
    expect([some.isAllowed('10.1.2.3'), some.isAllowed('8.8.8.8')]).toEqual([true, false]);
  });
});

describe('the address of a receiver', () => {
  const refused = (url: string, networks = new Networks()): string | undefined => {
    try {
      checkedEndpoint(url, networks);
      return undefined;
    } catch (error) {
      return error instanceof RuleRefusal ? error.code : String(error);
    }
  };

  it.each([
    ['https://receiver.example.cn/hook', undefined],
    ['https://8.8.8.8:8443/hook?tenant=1', undefined],
    ['ftp://receiver.example.cn/', 'WEBHOOK_URL_INVALID'],
    ['https://a:b@receiver.example.cn/', 'WEBHOOK_URL_INVALID'],
    ['https://receiver.example.cn/#x', 'WEBHOOK_URL_INVALID'],
    ['nothing', 'WEBHOOK_URL_INVALID'],
    [`https://receiver.example.cn/${'x'.repeat(1_000)}`, 'WEBHOOK_URL_INVALID'],
    ['http://receiver.example.cn/', 'WEBHOOK_URL_INSECURE'],
    ['http://8.8.8.8/', 'WEBHOOK_URL_INSECURE'],
    ['https://localhost/', 'WEBHOOK_URL_PRIVATE'],
    ['https://LOCALHOST./', 'WEBHOOK_URL_PRIVATE'],
    ['https://metadata.google.internal/', 'WEBHOOK_URL_PRIVATE'],
    // However an address is written, the parser has made it plain by then.
    ['https://2130706433/', 'WEBHOOK_URL_PRIVATE'],
    ['https://0x7f.1/', 'WEBHOOK_URL_PRIVATE'],
    ['https://0177.0.0.1/', 'WEBHOOK_URL_PRIVATE'],
    ['https://[::ffff:7f00:1]/', 'WEBHOOK_URL_PRIVATE'],
    ['https://[fe80::1]/', 'WEBHOOK_URL_PRIVATE'],
  ])('%s: %s', (url, code) => {
    expect(refused(url)).toBe(code);
  });

  it('may be plain http where the operator allowed the very address', () => {
    const networks = new Networks(['127.0.0.0/8']);
    expect(refused('http://127.0.0.1:8080/', networks)).toBeUndefined();
    expect(refused('http://10.0.0.1/', networks)).toBe('WEBHOOK_URL_PRIVATE');
    // Where a name of the network leads is looked at before each message.
    expect(refused('https://receiver.internal/', networks)).toBeUndefined();
    expect(refused('http://receiver.internal/', networks)).toBe('WEBHOOK_URL_INSECURE');
  });
});
