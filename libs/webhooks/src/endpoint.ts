import { isIP } from 'node:net';
import { RuleRefusal } from '#libs/rules';
import type { Networks } from './networks.js';

const MAX_LENGTH = 1_000;
/** Names that never leave the machine or its network: told at once where no private network is allowed. */
const LOCAL_NAME = /(^|\.)(localhost|local|internal|localdomain|home\.arpa)$/;

/** The host of an address without the brackets of IPv6. */
export function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, '');
}

/**
 * The address of a receiver in its normal form. What its name leads to is looked at when something is sent there.
 *
 * @throws RuleRefusal WEBHOOK_URL_INVALID, WEBHOOK_URL_INSECURE, WEBHOOK_URL_PRIVATE
 */
export function checkedEndpoint(text: string, networks: Networks): string {
  const url = text.length <= MAX_LENGTH && URL.canParse(text) ? new URL(text) : undefined;
  const http = url?.protocol === 'https:' || url?.protocol === 'http:';
  if (url === undefined || !http || url.username !== '' || url.password !== '' || url.hash !== '') {
    throw new RuleRefusal(
      'WEBHOOK_URL_INVALID',
      '3.12',
      '接收地址须为不含用户名、密码和片段的 https 地址',
      'A receiver is an https address without user, password or fragment',
    );
  }
  const host = hostOf(url);
  const address = isIP(host) !== 0;
  if (address ? !networks.permits(host) : !networks.isOpen && LOCAL_NAME.test(host.replace(/\.$/, ''))) {
    throw new RuleRefusal(
      'WEBHOOK_URL_PRIVATE',
      '3.12',
      '接收地址属于内部网络，运行方未予允许',
      'The receiver is in a private network that the operator has not allowed',
    );
  }
  if (url.protocol === 'http:' && !(address && networks.isAllowed(host))) {
    throw new RuleRefusal(
      'WEBHOOK_URL_INSECURE',
      '3.12',
      '接收地址须使用 https；仅运行方允许的内部网络地址除外',
      'A receiver is reached by https, but for an address that the operator has allowed',
    );
  }
  return url.href;
}
