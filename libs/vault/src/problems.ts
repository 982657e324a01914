import type { ProblemSpec } from '#libs/platform';
import { FileTooLarge, VaultBusy, VaultKeyDestroyed, VaultUnavailable } from './errors.js';

/**
 * How the vault's errors are answered; for the problem filter. A missing key or a broken seal is damage, not a request
 * that is wrong: it is left to be answered and logged as unexpected.
 */
export function vaultProblem(error: unknown): ProblemSpec | undefined {
  if (error instanceof VaultUnavailable)
    return {
      status: 503,
      code: 'VAULT_UNAVAILABLE',
      zh: '密钥库暂时不可用，未作任何改变，请稍后重试。',
      en: 'The vault is away; nothing was changed. Try again later.',
      retryAfterSeconds: 5,
    };
  if (error instanceof VaultBusy)
    return {
      status: 409,
      code: 'VAULT_BUSY',
      zh: '密钥库正在备份、恢复或轮换。',
      en: 'A backup, restore or rotation of the vault is under way.',
      retryAfterSeconds: 60,
    };
  if (error instanceof VaultKeyDestroyed)
    return {
      status: 410,
      code: 'RETENTION_OVER',
      rule: 'D9',
      zh: '该条目的保存期已满，其个人信息已清除，不能再写入。',
      en: 'The retention of this entry has ended and its personal data is erased; nothing can be added.',
    };
  if (error instanceof FileTooLarge)
    return { status: 413, code: 'FILE_TOO_LARGE', zh: '文件超过 25 MB。', en: 'The file is larger than 25 MiB.' };
  return undefined;
}
